/** The little markup that people write by hand: bold, italic, crossed out and code, each within a line (rule U15). */
import { textParts, type TextPart } from './text-parts'

export type Style = 'plain' | 'strong' | 'emphasis' | 'struck' | 'code'

export type StyledPart = TextPart & { readonly style: Style }

const STYLES: Readonly<Record<string, Style>> = {
  '**': 'strong',
  __: 'strong',
  '*': 'emphasis',
  _: 'emphasis',
  '~~': 'struck',
  '`': 'code',
}

/**
 * A mark stands before a word and after one, not within: `2*3*4` and `snake_case_name` are as they were written. A span
 * is bounded, and behind a punctuation mark it ends only where a word does: `*.js,*.ts` is no emphasis. Its length is bounded, so that a text of nothing but marks is looked through in a time that grows with its length alone.
 */
const SPAN =
  /(?<![\p{L}\p{N}*_~`])(\*\*|__|\*|_|~~|`)(?=[^\s*_~`])([^\n]{1,300}?)(?<=[^\s*_~`])\1(?![\p{L}\p{N}*_~`])(?:(?<=`)|(?<=[^\p{P}\p{S}]\1)|(?=[\p{P}\p{S}]{0,3}(?:\s|$)))/gmu

/** Tags, mentions and links stay as they are, and no mark reaches across them. */
export function styled(parts: readonly TextPart[]): StyledPart[] {
  return parts.flatMap((part) =>
    part.kind === 'text' ? spansIn(part.text) : { ...part, style: 'plain' as const },
  )
}

/** For where a text is plain: without its marks, every word of it as it stands. */
export function withoutMarks(text: string): string {
  return styled(textParts(text))
    .map((part) => part.text)
    .join('')
}

function spansIn(text: string): StyledPart[] {
  const found: StyledPart[] = []
  const add = (said: string, style: Style): void => {
    if (said !== '') found.push({ kind: 'text', text: said, style })
  }
  let from = 0
  for (const { 0: whole, 1: mark = '', 2: said = '', index } of text.matchAll(SPAN)) {
    add(text.slice(from, index), 'plain')
    add(said, STYLES[mark] ?? 'plain')
    from = index + whole.length
  }
  add(text.slice(from), 'plain')
  return found
}
