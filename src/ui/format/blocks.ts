/** The blocks that people write by hand: lists, quotes and code, and what stands between them (rule U24). */
import { withoutMarks } from './emphasis'

export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | { readonly kind: 'list'; readonly isNumbered: boolean; readonly items: readonly Item[] }

interface Item {
  /** As it was written: whoever counts down is not counted up. Null in a list without numbers. */
  readonly number: number | null
  readonly blocks: readonly Block[]
}

/** Deeper ones stay as they were written: on a phone there is no room for more, and a text of nothing but marks ends. */
export const MAX_DEPTH = 4

/** The line that begins code may name its language; with anything else behind them the marks are meant otherwise. */
const FENCE = /^(`{3,})[ \t]*([\w+#.-]{0,20})[ \t]*$/
/** No quote begins with a face or a number: `>:(` and `>5` are as they were written. */
const QUOTED = /^>(?=[ >\p{L}]|$) ?/u
/** A year is no place in a list, a line of dashes no list. */
const ITEM = /^ ?(?:-|(0|[1-9]\d{0,2})\.)[ \t]+(?=\S)(?=.*[^-\s])/
/** What stands further in belongs to the item above it. */
const FURTHER_IN = /^(?: {2}|\t)[ \t]*(?=\S)/

export function blocksOf(text: string, depth = 0): Block[] {
  const lines = text.split('\n')
  if (depth === MAX_DEPTH) return textOf(lines)
  const blocks: Block[] = []
  let plainFrom = 0
  let at = 0
  while (at < lines.length) {
    const [block, end] = codeAt(lines, at) ??
      quoteAt(lines, at, depth) ??
      listAt(lines, at, depth) ?? [null, at + 1]
    if (block !== null) {
      blocks.push(...textOf(lines.slice(plainFrom, at)), block)
      plainFrom = end
    }
    at = end
  }
  // A text without blocks stays to the letter as it was written.
  if (plainFrom === 0) return text === '' ? [] : [{ kind: 'text', text }]
  return [...blocks, ...textOf(lines.slice(plainFrom))]
}

/** For where a text is plain: without its marks, every word of it as it stands; in what code is written is none. */
export function asPlain(text: string): string {
  return blocksOf(text).map(plainOf).join('\n')
}

function plainOf(block: Block): string {
  if (block.kind === 'text') return withoutMarks(block.text)
  if (block.kind === 'code') return block.text
  if (block.kind === 'quote') return block.blocks.map(plainOf).join('\n')
  return block.items
    .map(({ number, blocks }) => [block.isNumbered ? `${number}.` : '•', ...blocks.map(plainOf)].join(' '))
    .join('\n')
}

/** A block, and the line behind it. */
type Found = readonly [Block, number]

function codeAt(lines: readonly string[], at: number): Found | null {
  const [, marks, language = ''] = FENCE.exec(lines[at] ?? '') ?? []
  if (marks === undefined || at + 1 === lines.length) return null
  let end = at + 1
  // Code that nobody ends goes to the end, as where a long text is cut.
  while (end < lines.length && !isEnd(lines[end] ?? '', marks)) end += 1
  return [
    { kind: 'code', language, text: lines.slice(at + 1, end).join('\n') },
    Math.min(end + 1, lines.length),
  ]
}

function isEnd(line: string, marks: string): boolean {
  const written = line.trim()
  return written.length >= marks.length && written === '`'.repeat(written.length)
}

function quoteAt(lines: readonly string[], at: number, depth: number): Found | null {
  let end = at
  while (QUOTED.test(lines[end] ?? '')) end += 1
  if (end === at) return null
  const said = lines.slice(at, end).map((line) => line.replace(QUOTED, ''))
  return [{ kind: 'quote', blocks: blocksOf(said.join('\n'), depth + 1) }, end]
}

function listAt(lines: readonly string[], from: number, depth: number): Found | null {
  const items: Item[] = []
  let isNumbered = false
  let end = from
  for (let at = from; at < lines.length; at = firstWritten(lines, end)) {
    const [mark = '', number] = ITEM.exec(lines[at] ?? '') ?? []
    if (mark === '' || (items.length > 0 && isNumbered !== (number !== undefined))) break
    isNumbered = number !== undefined
    const own = [(lines[at] ?? '').slice(mark.length)]
    end = at + 1
    for (let next = end; FURTHER_IN.test(lines[next] ?? ''); next = firstWritten(lines, end)) {
      for (; end <= next; end += 1) own.push(outward(lines[end] ?? '', mark.length))
    }
    items.push({
      number: number === undefined ? null : Number(number),
      blocks: blocksOf(own.join('\n'), depth + 1),
    })
  }
  return items.length === 0 ? null : [{ kind: 'list', isNumbered, items }, end]
}

/** By as much as its item's mark is wide, or as it stands further in. */
function outward(line: string, width: number): string {
  return line.startsWith('\t') ? line.slice(1) : line.slice(Math.min(width, line.search(/[^ ]|$/)))
}

function firstWritten(lines: readonly string[], from: number): number {
  let at = from
  while (at < lines.length && lines[at]?.trim() === '') at += 1
  return at
}

/** Empty lines next to a block are the distance that it has anyway. */
function textOf(lines: readonly string[]): Block[] {
  const from = firstWritten(lines, 0)
  const end = lines.findLastIndex((line) => line.trim() !== '') + 1
  return end <= from ? [] : [{ kind: 'text', text: lines.slice(from, end).join('\n') }]
}
