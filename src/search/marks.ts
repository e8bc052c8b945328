/** The part of a text that shows why it was found, with the words by which it was. */
import { wordsOf } from './words'

export interface Part {
  readonly text: string
  readonly isMarked: boolean
}

/** Three lines on a wide screen, six on a phone. */
const EXCERPT_CHARS = 260
/** What is read of before the first word that was found. */
const BEFORE_CHARS = 80

/** The whole text in parts; joined they are the text. */
export function marked(text: string, keys: readonly string[]): Part[] {
  const wanted = new Set(keys)
  const parts: Part[] = []
  let from = 0
  for (const [start, end] of joined(text, wanted)) {
    if (start > from) parts.push({ text: text.slice(from, start), isMarked: false })
    parts.push({ text: text.slice(start, end), isMarked: true })
    from = end
  }
  if (from < text.length) parts.push({ text: text.slice(from), isMarked: false })
  return parts
}

/** The beginning of the text, or what stands around the first word that was found in it. */
export function excerpt(text: string, keys: readonly string[]): Part[] {
  if (text.length <= EXCERPT_CHARS) return marked(text, keys)
  const wanted = new Set(keys)
  const first = wordsOf(text).find(({ key }) => wanted.has(key))?.start ?? 0
  const from = first <= BEFORE_CHARS ? 0 : betweenWords(text, first - BEFORE_CHARS, first)
  const to = from + EXCERPT_CHARS >= text.length ? text.length : endOf(text, from + EXCERPT_CHARS)
  const parts = marked(text.slice(from, to).trim(), keys)
  const before = from === 0 ? [] : [{ text: '… ', isMarked: false }]
  const after = to === text.length ? [] : [{ text: ' …', isMarked: false }]
  return [...before, ...parts, ...after]
}

/** Whether anything of the text was found. */
export function hasMarks(parts: readonly Part[]): boolean {
  return parts.some(({ isMarked }) => isMarked)
}

/** Pairs of characters overlap: what touches is one. */
function joined(text: string, wanted: ReadonlySet<string>): [number, number][] {
  const spans: [number, number][] = []
  for (const { key, start, end } of wordsOf(text)) {
    if (!wanted.has(key)) continue
    const last = spans[spans.length - 1]
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end)
    else spans.push([start, end])
  }
  return spans
}

/** The first place after a space from here on; where there is none before `last`, between two characters. */
function betweenWords(text: string, from: number, last: number): number {
  const space = text.slice(from, last).search(/\s\S/u)
  return space >= 0 ? from + space + 1 : boundary(text, from)
}

function endOf(text: string, to: number): number {
  const ending = text.slice(to - BEFORE_CHARS, to)
  const space = ending.search(/\s\S*$/u)
  return space > 0 ? to - BEFORE_CHARS + space : boundary(text, to)
}

/** Never inside what people see as one character. */
function boundary(text: string, at: number): number {
  return new Intl.Segmenter().segment(text).containing(at)?.index ?? at
}
