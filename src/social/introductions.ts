/**
 * Introductions by double consent, as the letters tell them, in whatever order, however often and with whatever missing.
 * Somebody asks two people, each in their own words and without a name. Who they are is told to neither before both have
 * said yes, and not at all when one of them has said "not now", which outweighs any yes.
 */
import type { PersonId } from '../identity/types'
import type { IntroductionId, LetterMatter, WrittenMatter } from '../records/letter-matter'
import type { Letter } from '../records/letters-held'
import type { RecordCid } from '../records/types'

/** Who has not answered in a month will not; and nobody is introduced long after they have forgotten the question. */
export const INTRODUCTION_MS = 30 * 24 * 60 * 60 * 1000
/** Of the owner's, waiting for answers at a time: who asks more of others than this does not think of each. */
export const MAX_WAITING = 20
/** Offers of one person that wait for the owner's answer at a time. */
export const MAX_OFFERS_FROM_ONE = 5
/** Answers and the like of one person to which nothing is kept here: they may come before what they belong to. */
const MAX_UNMATCHED = 20

type Answer = 'none' | 'yes' | 'not-now'
type Kind = WrittenMatter['kind']
type LetterOf<K extends Kind> = Letter & { readonly matter: Extract<WrittenMatter, { readonly kind: K }> }

interface Common {
  readonly id: IntroductionId
  /** When it was asked; Unix milliseconds. */
  readonly time: number
}

export interface Asked {
  readonly person: PersonId
  readonly words: string
  readonly answer: Answer
  readonly isTold: boolean
}

/** One that the owner wants to make. */
export interface OwnIntroduction extends Common {
  readonly role: 'introducer'
  /** Two; one when the other half is not kept here. */
  readonly people: readonly Asked[]
  readonly state: 'waiting' | 'not-now' | 'agreed' | 'made' | 'lapsed'
}

/** One that somebody else wants to make for the owner. */
export interface OfferedIntroduction extends Common {
  readonly role: 'asked'
  readonly by: PersonId
  readonly words: string
  readonly state: 'open' | 'accepted' | 'not-now' | 'made' | 'lapsed'
  /** Whom the owner has been introduced to. */
  readonly other: PersonId | null
}

export type Introduction = OwnIntroduction | OfferedIntroduction

/** All of them, the latest first. */
export function introductionsOf(letters: readonly Letter[], nowMs: number): Introduction[] {
  return [...ownIntroductions(letters, nowMs), ...offeredIntroductions(letters, nowMs)].sort(
    (a, b) => b.time - a.time || (a.id < b.id ? -1 : 1),
  )
}

export function ownIntroductions(letters: readonly Letter[], nowMs: number): OwnIntroduction[] {
  const offers = ofKind(letters, 'introduction-offer').filter(({ isOwn }) => isOwn)
  const byPlace = grouped(letters, placeOf)
  return [...grouped(offers, ({ matter }) => matter.id)].map(([id, asked]) => {
    const people = firstByPerson(asked).map(({ with: person, text: words }) => {
      const between = byPlace.get(`${person} ${id}`) ?? []
      return {
        person,
        words,
        answer: answerIn(between.filter(({ isOwn }) => !isOwn)),
        isTold: ofKind(between, 'introduction-made').some(({ isOwn }) => isOwn),
      }
    })
    const time = Math.min(...asked.map((offer) => offer.time))
    return { role: 'introducer', id, time, people, state: stateOf(people, time, nowMs) }
  })
}

export function offeredIntroductions(letters: readonly Letter[], nowMs: number): OfferedIntroduction[] {
  const offers = ofKind(letters, 'introduction-offer').filter(({ isOwn }) => !isOwn)
  const byPlace = grouped(letters, placeOf)
  return [...grouped(offers, placeOf)].flatMap(([place, same]) => {
    const [offer] = inOrder(same)
    if (offer === undefined) return []
    const { with: by, time, text: words, matter } = offer
    const between = byPlace.get(place) ?? []
    const own = between.filter(({ isOwn }) => isOwn)
    const [made] = inOrder(ofKind(between, 'introduction-made').filter(({ isOwn }) => !isOwn))
    const answer = answerIn(own)
    // What nobody here has said yes to, or has taken back, is nothing that both want, whatever the introducer's page says.
    const other = made !== undefined && answer === 'yes' ? made.matter.person : null
    return [
      {
        role: 'asked',
        id: matter.id,
        time,
        by,
        words,
        other,
        state: offeredState(other, answer, time, nowMs),
      },
    ]
  })
}

export interface DueLetter {
  readonly to: PersonId
  readonly text: string
  readonly matter: WrittenMatter & { readonly kind: 'introduction-made' }
}

/** What the owner's page has to tell now, because both have said yes and neither "not now". */
export function introductionsDue(letters: readonly Letter[], nowMs: number): DueLetter[] {
  return ownIntroductions(letters, nowMs).flatMap(({ id, people, state }) => {
    const [one, other] = people
    if (state !== 'agreed' || one === undefined || other === undefined) return []
    const tell = (asked: Asked, { person }: Asked): DueLetter[] =>
      asked.isTold
        ? []
        : [{ to: asked.person, text: asked.words, matter: { kind: 'introduction-made', id, person } }]
    return [...tell(one, other), ...tell(other, one)]
  })
}

/** Why the owner should not ask these two now; null when nothing speaks against it. */
export function whyNotNow(
  letters: readonly Letter[],
  one: PersonId,
  other: PersonId,
  nowMs: number,
): 'too-many' | 'repeated' | null {
  const recent = ownIntroductions(letters, nowMs).filter(({ time }) => nowMs - time <= INTRODUCTION_MS)
  const areSame = (people: readonly Asked[]): boolean =>
    [one, other].every((person) => people.some((asked) => asked.person === person))
  // A "not now" is respected for as long as an answer is waited for.
  if (recent.some(({ people }) => areSame(people))) return 'repeated'
  return recent.filter(({ state }) => state === 'waiting').length >= MAX_WAITING ? 'too-many' : null
}

/** Whether a letter with a matter adds something, within the bounds of what is kept of its writer. */
export function addsToIntroductions(
  letters: readonly Letter[],
  letter: Pick<Letter, 'with' | 'isOwn' | 'matter' | 'time'>,
  nowMs: number,
): boolean {
  const { matter, with: person } = letter
  if (matter === undefined || matter.kind === 'newer') return true
  const between = letters.filter((kept) => kept.with === person)
  const sameSide = between.filter((kept) => kept.isOwn === letter.isOwn && idOf(kept) === matter.id)
  if (sameSide.some((kept) => kept.matter !== undefined && saysTheSame(kept.matter, matter))) return false
  if (letter.isOwn) return true
  if (matter.kind === 'introduction-offer')
    return (
      offeredIntroductions(between, nowMs).filter(({ state }) => state === 'open').length <
      MAX_OFFERS_FROM_ONE
    )
  const ownIds = new Set(between.filter(({ isOwn }) => isOwn).map(idOf))
  if (ownIds.has(matter.id)) return true
  const unmatched = between.filter((kept) => {
    const kind = kept.matter?.kind
    const isAnswer = kind === 'introduction-answer' || kind === 'introduction-made'
    return !kept.isOwn && isAnswer && !ownIds.has(idOf(kept))
  })
  return unmatched.length < MAX_UNMATCHED
}

/** Whether the owner has been introduced to somebody, and wanted it. */
export function haveMet(letters: readonly Letter[], person: PersonId): boolean {
  const namesThem = ofKind(letters, 'introduction-made').some(
    ({ isOwn, matter }) => !isOwn && matter.person === person,
  )
  // Whether it has lapsed since makes no difference.
  return namesThem && offeredIntroductions(letters, 0).some(({ other }) => other === person)
}

/** Everybody of whom that is so. */
export function peopleMet(letters: readonly Letter[]): ReadonlySet<PersonId> {
  return new Set(offeredIntroductions(letters, 0).flatMap(({ other }) => other ?? []))
}

/** Everything between the owner and one person that belongs to an introduction. */
export function lettersOf(letters: readonly Letter[], id: IntroductionId): RecordCid[] {
  return letters.filter((letter) => idOf(letter) === id).map(({ cid }) => cid)
}

export function idOf({ matter }: Pick<Letter, 'matter'>): IntroductionId | null {
  return matter === undefined || matter.kind === 'newer' ? null : matter.id
}

function saysTheSame(a: LetterMatter, b: WrittenMatter): boolean {
  if (a.kind !== b.kind) return false
  return a.kind !== 'introduction-answer' || b.kind !== 'introduction-answer' || a.accepts === b.accepts
}

function stateOf(people: readonly Asked[], time: number, nowMs: number): OwnIntroduction['state'] {
  const areTwo = people.length === 2
  if (areTwo && people.every(({ isTold }) => isTold)) return 'made'
  if (people.some(({ answer }) => answer === 'not-now')) return 'not-now'
  // Who has told one of them tells the other also a little later.
  if (hasLapsed(time, nowMs) && !people.some(({ isTold }) => isTold)) return 'lapsed'
  return areTwo && people.every(({ answer }) => answer === 'yes') ? 'agreed' : 'waiting'
}

function offeredState(
  other: PersonId | null,
  answer: Answer,
  time: number,
  nowMs: number,
): OfferedIntroduction['state'] {
  if (other !== null) return 'made'
  if (answer === 'not-now') return 'not-now'
  if (hasLapsed(time, nowMs)) return 'lapsed'
  return answer === 'yes' ? 'accepted' : 'open'
}

function hasLapsed(time: number, nowMs: number): boolean {
  return nowMs - time > INTRODUCTION_MS
}

function answerIn(letters: readonly Letter[]): Answer {
  const answers = ofKind(letters, 'introduction-answer')
  if (answers.some(({ matter }) => !matter.accepts)) return 'not-now'
  return answers.length > 0 ? 'yes' : 'none'
}

function ofKind<K extends Kind>(letters: readonly Letter[], kind: K): LetterOf<K>[] {
  return letters.filter((letter): letter is LetterOf<K> => letter.matter?.kind === kind)
}

function inOrder<L extends Letter>(letters: readonly L[]): L[] {
  return [...letters].sort((a, b) => a.time - b.time || (a.cid < b.cid ? -1 : 1))
}

function firstByPerson<L extends Letter>(letters: readonly L[]): L[] {
  const first = new Map<PersonId, L>()
  for (const letter of inOrder(letters)) if (!first.has(letter.with)) first.set(letter.with, letter)
  return [...first.values()]
}

/** Of what introduction with whom a letter is. */
function placeOf(letter: Pick<Letter, 'with' | 'matter'>): string {
  return `${letter.with} ${idOf(letter) ?? ''}`
}

function grouped<K, L>(letters: readonly L[], keyOf: (letter: L) => K): Map<K, L[]> {
  const groups = new Map<K, L[]>()
  for (const letter of letters) {
    const group = groups.get(keyOf(letter))
    if (group === undefined) groups.set(keyOf(letter), [letter])
    else group.push(letter)
  }
  return groups
}
