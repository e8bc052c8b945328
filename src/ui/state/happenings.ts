/** What has happened that the system may tell the owner of while the page is out of sight (rule NO2). */
import { LEAST_TOLD_UNITS } from '../../amp/limits'
import type { Movement } from '../../app/money-state'
import type { PersonId } from '../../identity/types'
import type { Conversation } from '../../social/conversations'
import type { NewsItem } from '../../social/types'
import type { NoticeKind } from './notice-settings.svelte'

/** Everything of one kind that there is now; null for what has not been read yet. */
export interface Happened {
  readonly words: readonly NewsItem[]
  readonly letters: readonly Conversation[] | null
  readonly money: readonly Movement[] | null
}

export interface Happening {
  /** The record or movement; one and the same in all tabs. */
  readonly id: string
  readonly kind: NoticeKind
  readonly what: 'comment' | 'reply' | 'mention' | 'letter' | 'received' | 'paid'
  readonly by: PersonId | null
  /** Unix milliseconds. */
  readonly time: number
  /** What was said; empty where nothing was. */
  readonly text: string
  /** What its author warns of; null for nothing. */
  readonly warning: string | null
  /** Base units of AMP. */
  readonly amount: number
  /** Where it is to be read: the part of the address behind the page's. */
  readonly place: string
}

/** What is older is no news for a locked screen: a browser that was away for a week would tell all of it. */
export const MAX_HAPPENING_AGE_MS = 24 * 3_600_000

/**
 * Whether the owner is called for it. Anybody may comment on a post, so of strangers' words, answers in the owner's
 * threads too, only the page itself tells.
 */
export function callsFor({ kind, by, amount }: Happening, follows: (person: PersonId) => boolean): boolean {
  if (kind === 'money') return amount >= LEAST_TOLD_UNITS
  return kind === 'letters' || (by !== null && follows(by))
}

/** Tells of everything once, and of nothing that was there when it was first asked. */
export class Happenings {
  /** Of each kind what is known; none before the kind has been read once. */
  readonly #known = new Map<NoticeKind, Set<string>>()

  /** What has come since it was asked last, oldest first. */
  since(happened: Happened, nowMs: number): Happening[] {
    const all: Readonly<Record<NoticeKind, readonly Happening[] | null>> = {
      words: happened.words.flatMap(wordsOf),
      letters: happened.letters?.flatMap(lettersOf) ?? null,
      money: happened.money?.flatMap(moneyOf) ?? null,
    }
    return (Object.keys(all) as NoticeKind[])
      .flatMap((kind) => this.#newOf(kind, all[kind]))
      .filter(({ time }) => time > nowMs - MAX_HAPPENING_AGE_MS)
      .sort((a, b) => a.time - b.time)
  }

  #newOf(kind: NoticeKind, happenings: readonly Happening[] | null): Happening[] {
    if (happenings === null) return []
    const known = this.#known.get(kind)
    this.#known.set(kind, new Set(happenings.map(({ id }) => id)))
    return known === undefined ? [] : happenings.filter(({ id }) => !known.has(id))
  }
}

function wordsOf({ cid, kind, by, time, text, warning, post }: NewsItem): Happening[] {
  if ((kind !== 'comment' && kind !== 'reply' && kind !== 'mention') || post === null) return []
  // A post that mentions the owner is the place itself.
  const place = cid === post ? `#/post/${post}` : `#/post/${post}?comment=${cid}`
  return [{ id: cid, kind: 'words', what: kind, by, time, text, warning, amount: 0, place }]
}

/** Strangers wait as requests and are told of by nobody. */
function lettersOf({ with: by, letters, isRequest }: Conversation): Happening[] {
  if (isRequest) return []
  return letters
    .filter(({ isOwn }) => !isOwn)
    .map(({ cid, keptAt, text }) => {
      const place = `#/messages/${by}`
      return {
        id: cid,
        kind: 'letters',
        what: 'letter',
        by,
        time: keptAt,
        text,
        warning: null,
        amount: 0,
        place,
      }
    })
}

/** What came and is final; what the owner asked for is no news. */
function moneyOf({ id, kind, person, amount, at, state }: Movement): Happening[] {
  if ((kind !== 'received' && kind !== 'paid-for-attention') || state.at !== 'final') return []
  const what = kind === 'received' ? 'received' : 'paid'
  return [
    { id, kind: 'money', what, by: person, time: at, text: '', warning: null, amount, place: '#/wallet' },
  ]
}
