/**
 * The owner's own taste: what nobody else knows of, and what counts in this browser's ranking alone. It is kept on the
 * device, and all tabs agree on it.
 */
import { readRanking, type Ranking } from '../attention/adjustable'
import type { PersonId } from '../identity/types'
import { writtenName } from '../lib/written-name'
import { MAX_LENS_NAME_CHARS } from '../records/limits'
import type { RecordCid, Tag } from '../records/types'
import { withBookmark, type Bookmark } from '../social/bookmarks'
import {
  labellersFrom,
  withAdvised,
  withLabeller,
  type AdvisedLabellers,
  type Labellers,
  type LabelManner,
} from '../social/labellers'
import type { TasteRow } from '../storage/schema'
import { readBudget } from './budget'

/** Everybody's dial until it is set. */
export const USUAL_DIAL = 1
export const GREATEST_DIAL = 4

/** Nobody chooses among more; a page that saves in a loop fills no disk. */
const MAX_LENSES = 100
/** Each is looked for in each post that is drawn. */
const MAX_MUTED_WORDS = 200
/** A few words in a row; the same bound as a tag's. */
const MAX_MUTED_WORD_CHARS = 40
/** Of very many the oldest may be shown again: a Stream has long left them behind. */
const MAX_HIDDEN = 1_000
/** Of very many the oldest may be suggested again. */
const MAX_PASSED = 1_000

/** A ranking under a name, kept here; whether it is shared is said by the records. */
export interface SavedLens {
  readonly name: string
  readonly ranking: Ranking
}

/** Somebody's lens, as it was when it was taken up. */
export interface TakenLens extends SavedLens {
  readonly cid: RecordCid
  readonly by: PersonId
}

export interface AdoptedLens extends TakenLens {
  /** The ranking before the first adoption, to go back to. */
  readonly mine: Ranking
}

export interface MutedWord {
  /** One or several, in small letters. */
  readonly word: string
  /** Unix milliseconds; null for always. */
  readonly until: number | null
}

export interface Taste {
  /** 0 … 4 by person, but for 1; 0 mutes. */
  readonly people: Readonly<Record<PersonId, number>>
  readonly tags: Readonly<Record<Tag, number>>
  /** What has one of these in it is shown folded, in the order of muting. */
  readonly words: readonly MutedWord[]
  /** Whose labels count, in the order of subscribing. */
  readonly labellers: Labellers
  /** Whose labels count in which community. */
  readonly advised: AdvisedLabellers
  /** Nothing else is asked for, and what else is kept here can be let go. */
  readonly keepsOnlyFollowed: boolean
  /** Posts with a warning are shown unfolded. */
  readonly opensWarned: boolean
  /** Direct links only with people attended: nobody else learns this browser's network address. */
  readonly linksOnlyFollowed: boolean
  /** Looks that others pay for are claimed, which says that the post was looked at. */
  readonly claimsLooks: boolean
  /** What may be kept in this browser; null for the usual share of what it allows. */
  readonly budgetBytes: number | null
  /** Posts that the owner does not want to see in a list again. */
  readonly hidden: readonly RecordCid[]
  /** In the order of marking. */
  readonly bookmarks: readonly Bookmark[]
  /** Whom the owner does not want to be suggested. */
  readonly passed: readonly PersonId[]
  readonly ranking: Ranking
  /** In the order of saving. */
  readonly lenses: readonly SavedLens[]
  /** Null when the ranking is the owner's own. */
  readonly adopted: AdoptedLens | null
}

export const NO_TASTE: Taste = {
  people: {},
  tags: {},
  words: [],
  labellers: {},
  advised: {},
  keepsOnlyFollowed: false,
  opensWarned: false,
  linksOnlyFollowed: false,
  claimsLooks: true,
  budgetBytes: null,
  hidden: [],
  bookmarks: [],
  passed: [],
  ranking: {},
  lenses: [],
  adopted: null,
}

/** One thing that the owner sets. */
export type TasteChange =
  | { readonly person: PersonId; readonly dial: number }
  | { readonly tag: Tag; readonly dial: number }
  /** In place of the same word, if it is muted already. */
  | { readonly muteWord: string; readonly until: number | null }
  | { readonly unmuteWord: string }
  | { readonly opensWarned: boolean }
  | { readonly keepsOnlyFollowed: boolean }
  | { readonly linksOnlyFollowed: boolean }
  | { readonly claimsLooks: boolean }
  /** Null for the usual one. */
  | { readonly budgetBytes: number | null }
  /** Null ends the subscription. */
  | { readonly labeller: PersonId; readonly manner: LabelManner | null }
  /** Takes up whose labels the rules of a community advise; none ends it. */
  | { readonly advisedIn: Tag; readonly labellers: readonly PersonId[] }
  | { readonly hide: RecordCid; readonly isHidden: boolean }
  | { readonly bookmark: Bookmark; readonly isKept: boolean }
  | { readonly pass: PersonId; readonly isPassed: boolean }
  /** Without `adopted`, it stays whose it is: somebody's lens, and changed. */
  | { readonly ranking: Ranking; readonly adopted?: AdoptedLens | null }
  /** In place of the one of this name, if there is one. */
  | { readonly save: SavedLens }
  | { readonly forget: string }

/** What another build of this page has kept may have other names and bounds. */
export function tasteFrom(row: TasteRow | null): Taste {
  if (row === null) return NO_TASTE
  return {
    people: dialsFrom(row.people),
    tags: dialsFrom(row.tags),
    words: row.words ?? [],
    labellers: labellersFrom(row.labellers ?? {}),
    advised: row.advised ?? {},
    keepsOnlyFollowed: row.keepsOnlyFollowed ?? false,
    opensWarned: row.opensWarned ?? false,
    linksOnlyFollowed: row.linksOnlyFollowed ?? false,
    claimsLooks: row.claimsLooks ?? true,
    budgetBytes: readBudget(row.budgetBytes ?? null),
    hidden: row.hidden ?? [],
    bookmarks: row.bookmarks ?? [],
    passed: row.passed ?? [],
    ranking: readRanking(row.ranking),
    lenses: (row.lenses ?? []).map(({ name, ranking }) => ({ name, ranking: readRanking(ranking) })),
    adopted: adoptedFrom(row.adopted ?? null),
  }
}

/** Whom the owner chose one by one, besides following. */
export interface Chosen {
  readonly labellers: readonly PersonId[]
  readonly bookmarked: readonly PersonId[]
}

export function chosenBy({ labellers, advised, bookmarks }: Taste): Chosen {
  const everywhere = Object.keys(labellers) as PersonId[]
  return {
    labellers: [...new Set([...everywhere, ...Object.values(advised).flat()])],
    bookmarked: [...new Set(bookmarks.map(({ by }) => by))],
  }
}

export function withChange(taste: Taste, change: TasteChange): Taste {
  if ('ranking' in change) {
    const { ranking, adopted = taste.adopted } = change
    return { ...taste, ranking: readRanking(ranking), adopted: adoptedFrom(adopted) }
  }
  if ('save' in change) return { ...taste, lenses: withLens(taste.lenses, change.save) }
  if ('forget' in change)
    return { ...taste, lenses: taste.lenses.filter(({ name }) => name !== change.forget) }
  if ('muteWord' in change) return { ...taste, words: withWord(taste.words, change.muteWord, change.until) }
  if ('unmuteWord' in change)
    return { ...taste, words: taste.words.filter(({ word }) => word !== change.unmuteWord) }
  if ('keepsOnlyFollowed' in change) return { ...taste, keepsOnlyFollowed: change.keepsOnlyFollowed }
  if ('opensWarned' in change) return { ...taste, opensWarned: change.opensWarned }
  if ('linksOnlyFollowed' in change) return { ...taste, linksOnlyFollowed: change.linksOnlyFollowed }
  if ('claimsLooks' in change) return { ...taste, claimsLooks: change.claimsLooks }
  if ('budgetBytes' in change) return { ...taste, budgetBytes: readBudget(change.budgetBytes) }
  if ('labeller' in change)
    return { ...taste, labellers: withLabeller(taste.labellers, change.labeller, change.manner) }
  if ('advisedIn' in change)
    return { ...taste, advised: withAdvised(taste.advised, change.advisedIn, change.labellers) }
  if ('hide' in change) {
    const others = taste.hidden.filter((post) => post !== change.hide)
    return { ...taste, hidden: change.isHidden ? [...others, change.hide].slice(-MAX_HIDDEN) : others }
  }
  if ('bookmark' in change)
    return { ...taste, bookmarks: withBookmark(taste.bookmarks, change.bookmark, change.isKept) }
  if ('pass' in change) {
    const others = taste.passed.filter((person) => person !== change.pass)
    const passed = change.isPassed ? [...others, change.pass].slice(-MAX_PASSED) : others
    return { ...taste, passed }
  }
  if ('person' in change) return { ...taste, people: withDial(taste.people, change.person, change.dial) }
  return { ...taste, tags: withDial(taste.tags, change.tag, change.dial) }
}

function withWord(words: readonly MutedWord[], typed: string, until: number | null): readonly MutedWord[] {
  const word = writtenName(typed).toLowerCase().replace(/^#/, '')
  const others = words.filter((other) => other.word !== word)
  if (word === '' || word.length > MAX_MUTED_WORD_CHARS || others.length >= MAX_MUTED_WORDS) return words
  return [...others, { word, until }]
}

function withLens(lenses: readonly SavedLens[], lens: SavedLens): readonly SavedLens[] {
  // As a record would have it: another form of the same name is the same lens.
  const name = writtenName(lens.name)
  const { ranking } = lens
  const others = lenses.filter((other) => other.name !== name)
  const isNamed = name !== '' && name.length <= MAX_LENS_NAME_CHARS
  if (!isNamed || others.length >= MAX_LENSES) return lenses
  return [...others, { name, ranking: readRanking(ranking) }]
}

function adoptedFrom(adopted: NonNullable<TasteRow['adopted']> | null): AdoptedLens | null {
  return adopted && { ...adopted, ranking: readRanking(adopted.ranking), mine: readRanking(adopted.mine) }
}

/** Without a prototype or special names: entries only. */
function withDial(
  dials: Readonly<Record<string, number>>,
  name: string,
  dial: number,
): Record<string, number> {
  const others = Object.entries(dials).filter(([other]) => other !== name)
  const isSet = isDial(dial) && dial !== USUAL_DIAL
  return Object.fromEntries(isSet ? [...others, [name, dial]] : others)
}

function dialsFrom(dials: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(dials).filter(([, dial]) => isDial(dial) && dial !== USUAL_DIAL))
}

function isDial(dial: number): boolean {
  return dial >= 0 && dial <= GREATEST_DIAL
}
