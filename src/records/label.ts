/** How what a label says stands in its body. */
import { text, writtenText } from './fields'
import { LABEL_NAMES, type LabelSaid } from './label-names'
import { MAX_LABEL_WORD_CHARS } from './limits'

export function readLabelSaid(name: unknown, word: unknown): LabelSaid | undefined {
  const known = LABEL_NAMES.find((one) => one === name)
  const said = text(word, 0, MAX_LABEL_WORD_CHARS, false)
  if (known === undefined || said === undefined) return undefined
  return (known === 'other') === (said.trim() !== '') && (known === 'other' || said === '')
    ? { name: known, word: said }
    : undefined
}

export function writeLabelSaid({ name, word }: LabelSaid): Record<string, unknown> {
  return { name, word: writtenText(word) }
}
