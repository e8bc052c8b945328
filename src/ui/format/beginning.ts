/** The beginning of a long post, for lists: whole words, whole tags and links. */
import type { TextPart } from './text-parts'

/** About a screen of a phone; what is longer is cut to less, so that "Show more" always shows a good deal more. */
const LONG_CHARS = 700
const LONG_LINES = 12
const BEGINNING_CHARS = 560
const BEGINNING_LINES = 9
/** How far back a cut looks for the end of a word. */
const WORD_CHARS = 40

/** Null for a text that is shown whole. */
export function beginningOf(parts: readonly TextPart[]): TextPart[] | null {
  const text = parts.map((part) => part.text).join('')
  if (text.length <= LONG_CHARS && text.split('\n').length <= LONG_LINES) return null
  let left = placeToCut(text)
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

function placeToCut(text: string): number {
  const lines = text.split('\n').slice(0, BEGINNING_LINES).join('\n')
  if (lines.length <= BEGINNING_CHARS) return lines.length
  const start = lines.slice(0, BEGINNING_CHARS)
  const wordEnd = start.slice(-WORD_CHARS).search(/\s\S*$/)
  if (wordEnd >= 0) return BEGINNING_CHARS - WORD_CHARS + wordEnd
  // One long word: cut between characters as people see them.
  return new Intl.Segmenter().segment(lines).containing(BEGINNING_CHARS)?.index ?? BEGINNING_CHARS
}
