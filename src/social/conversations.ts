/** Opened letters as conversations, and how much of a stranger is kept before the owner has answered. */
import type { PersonId } from '../identity/types'
import type { Correspondent, Letter } from '../records/letters-held'
import { MAX_LETTER_CHARS } from '../records/limits'
import { haveMet, peopleMet } from './introductions'

/** Who has not said in three letters what they want will not say it in a fourth. */
export const MAX_STRANGER_LETTERS = 3
/** As long as what a profile says about somebody. */
export const MAX_STRANGER_CHARS = 500
/** Of what this page cannot read: 500 characters of any writing fit. */
const MAX_STRANGER_BYTES = 2048
/** Strangers who wait for an answer at a time; nobody looks through more, and a flood of them fills no disk. */
export const MAX_REQUESTS = 50

export interface Conversation {
  readonly with: PersonId
  /** In order of time. */
  readonly letters: readonly Letter[]
  /** Of a stranger, not yet answered. */
  readonly isRequest: boolean
  readonly unread: number
  /** Of others what was kept here later is not read; Unix milliseconds by this browser's clock. */
  readonly readUntil: number
}

export interface LettersHeld {
  readonly letters: readonly Letter[]
  readonly correspondents: readonly Correspondent[]
  /** Whether the owner follows somebody. */
  readonly follows: (person: PersonId) => boolean
}

/** The latest first; without those that were declined. */
export function conversationsOf({ letters: all, correspondents, follows }: LettersHeld): Conversation[] {
  const settled = new Map(correspondents.map((row) => [row.person, row]))
  const met = peopleMet(all)
  return [...byPerson(all)]
    .flatMap(([person, letters]) => {
      const row = settled.get(person)
      const standing = standingOf({
        ...{ letters, settled: row?.standing ?? 'open', isFollowed: follows(person) },
        hasMet: met.has(person),
      })
      if (standing === 'declined') return []
      const readUntil = row?.readUntil ?? 0
      const unread = letters.filter(({ isOwn, keptAt }) => !isOwn && keptAt > readUntil).length
      const inOrder = [...letters].sort((a, b) => a.time - b.time || (a.cid < b.cid ? -1 : 1))
      return [{ with: person, letters: inOrder, isRequest: standing === 'stranger', unread, readUntil }]
    })
    .sort((a, b) => latest(b) - latest(a))
}

function byPerson(letters: readonly Letter[]): Map<PersonId, Letter[]> {
  const groups = new Map<PersonId, Letter[]>()
  for (const letter of letters) {
    const group = groups.get(letter.with)
    if (group === undefined) groups.set(letter.with, [letter])
    else group.push(letter)
  }
  return groups
}

/** Whether a letter of somebody else is kept. */
export function isTaken(
  held: LettersHeld,
  { with: person, text, matter }: Pick<Letter, 'with' | 'text' | 'matter'>,
): boolean {
  const between = held.letters.filter((letter) => letter.with === person)
  const standing = standingOf({
    ...{ letters: between, isFollowed: held.follows(person), hasMet: haveMet(held.letters, person) },
    settled: held.correspondents.find((other) => other.person === person)?.standing ?? 'open',
  })
  if (standing !== 'stranger') return standing === 'welcome'
  const sent = between.length
  const isLong = matter?.kind === 'newer' && matter.bytes.byteLength > MAX_STRANGER_BYTES
  if (isLong || text.length > MAX_STRANGER_CHARS || sent >= MAX_STRANGER_LETTERS) return false
  return sent > 0 || conversationsOf(held).filter(({ isRequest }) => isRequest).length < MAX_REQUESTS
}

export interface LetterRoom {
  /** Infinity between people who have met. */
  readonly letters: number
  readonly chars: number
}

/** What the owner may write to somebody: as much as they will take. @param letters all that are kept */
export function roomFor(letters: readonly Letter[], person: PersonId, isFollowed: boolean): LetterRoom {
  const isWelcome = isFollowed || haveMet(letters, person)
  const left = isWelcome ? Infinity : lettersLeft(letters.filter((letter) => letter.with === person))
  return { letters: left, chars: left === Infinity ? MAX_LETTER_CHARS : MAX_STRANGER_CHARS }
}

/** Letters that may still be written to somebody who does not follow the owner and has not answered. */
function lettersLeft(letters: readonly Letter[]): number {
  const hasAnswered = letters.some((letter) => !letter.isOwn && isWelcoming(letter))
  return hasAnswered ? Infinity : Math.max(0, MAX_STRANGER_LETTERS - letters.length)
}

interface Acquaintance {
  readonly settled: Correspondent['standing']
  readonly isFollowed: boolean
  readonly hasMet: boolean
  /** Between the two. */
  readonly letters: readonly Letter[]
}

function standingOf(known: Acquaintance): 'welcome' | 'declined' | 'stranger' {
  const { settled, isFollowed, hasMet, letters } = known
  if (settled === 'declined') return 'declined'
  const isKnown = settled === 'accepted' || isFollowed || hasMet
  return isKnown || letters.some((letter) => letter.isOwn && isWelcoming(letter)) ? 'welcome' : 'stranger'
}

/** Who says "not now" has answered, and does not ask for more. */
function isWelcoming({ matter }: Letter): boolean {
  return matter?.kind !== 'introduction-answer' || matter.accepts
}

function latest({ letters }: Conversation): number {
  return letters.at(-1)?.keptAt ?? 0
}
