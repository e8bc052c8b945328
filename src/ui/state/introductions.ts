import type { PersonId } from '../../identity/types'
import type { Letter } from '../../records/letters-held'
import { idOf, introductionsOf, type Introduction } from '../../social/introductions'
import type { Conversation } from '../../social/conversations'

/** Those that stand in these conversations, the latest first. */
export function introductionsIn(conversations: readonly Conversation[], nowMs: number): Introduction[] {
  return introductionsOf(
    conversations.flatMap(({ letters }) => letters),
    nowMs,
  )
}

/** What a letter belongs to; undefined for one in words, and where nothing else of it is kept. */
export function introductionOf(
  letter: Letter,
  introductions: readonly Introduction[],
): Introduction | undefined {
  const wanted = idOf(letter)
  return introductions.find(
    (introduction) =>
      introduction.id === wanted && (introduction.role === 'introducer' || introduction.by === letter.with),
  )
}

/** Two people may have asked under one id. */
export function keyOf(introduction: Introduction): string {
  return introduction.role === 'asked' ? `${introduction.by} ${introduction.id}` : introduction.id
}

/** Waits for the reader's answer, or brings somebody whom the reader does not know yet. */
export function isNews(introduction: Introduction, follows: (person: PersonId) => boolean): boolean {
  if (introduction.role === 'introducer') return false
  const { state, other } = introduction
  return state === 'open' || (other !== null && !follows(other))
}

/** Something may still come of it, or just has. */
export function isGoingOn(introduction: Introduction, follows: (person: PersonId) => boolean): boolean {
  const { state } = introduction
  return state === 'waiting' || state === 'agreed' || state === 'accepted' || isNews(introduction, follows)
}
