import { say } from '../words/words.svelte'
import { inItsLine } from './shown-text'

/**
 * Marks that turn the direction of writing until another mark ends it. In a name, which stands in sentences and
 * attributes, they could turn what we say around it; a text in its own box
 * keeps those that stand for a letter (`shown-text.ts`).
 */
const TURNING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

/** A name, or a sentence with names in it, as it may be shown. */
export function withoutTurning(text: string): string {
  return inItsLine(text.replace(TURNING, ''))
}

/** What somebody says in passing: as many line ends as it may have, it stands in one line. */
export function inOneLine(text: string): string {
  return withoutTurning(text).replace(/\s+/gu, ' ').trim()
}

export function shownName(name: string | null): string {
  const shown = withoutTurning(name ?? '').trim()
  return shown === '' ? say('Somebody') : shown
}
