/** The beginning of a long post, for lists: whole words, whole tags and links. */
import type { TextPart } from './text-parts'

/** About a screen of a phone; what is longer is cut to less, so that "Show more" always shows a good deal more. */
const LONG_CHARS = 700
const LONG_LINES = 12
const BEGINNING_CHARS = 560
const BEGINNING_LINES = 9
/** The empty line between two paragraphs is none of its own; each further one is, or a text of them fills the screen. */
const LINE_END = /\n(?:[^\S\n]*\n)?/g
/** How far back a cut looks for the end of a word. */
const WORD_CHARS = 40

/** Null for a text that is shown whole. */
export function beginningOf(parts: readonly TextPart[]): TextPart[] | null {
  const text = parts.map((part) => part.text).join('')
  const ends = [...text.matchAll(LINE_END)]
  if (text.length <= LONG_CHARS && ends.length < LONG_LINES) return null
  let left = placeToCut(text.slice(0, ends[BEGINNING_LINES - 1]?.index))
  const beginning: TextPart[] = []
  for (const part of parts) {
    if (part.text.length <= left) beginning.push(part)
    else if (part.kind === 'text' && left > 0)
      beginning.push({ kind: 'text', text: part.text.slice(0, left).trimEnd() })
    left -= part.text.length
    if (left <= 0) break
  }
  return [...beginning, { kind: 'text', text: ' …' }]
}

function placeToCut(lines: string): number {
  if (lines.length <= BEGINNING_CHARS) return lines.length
  const start = lines.slice(0, BEGINNING_CHARS)
  const wordEnd = start.slice(-WORD_CHARS).search(/\s\S*$/)
  if (wordEnd >= 0) return BEGINNING_CHARS - WORD_CHARS + wordEnd
  // One long word: cut between characters as people see them.
  return new Intl.Segmenter().segment(lines).containing(BEGINNING_CHARS)?.index ?? BEGINNING_CHARS
}
