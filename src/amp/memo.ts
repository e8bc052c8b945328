/** The words of a payment: they stand in its block, so whoever has the block has them (README.md). */
import { text, writtenText } from '../records/fields'
import { MAX_MEMO_CHARS } from './limits'

/** Null for none, undefined for what no memo may be: too long, of several lines, not well formed. */
export function memoFrom(typed: string): string | null | undefined {
  if (typed.trim() === '') return null
  if (/\p{Cs}/u.test(typed)) return undefined
  const memo = writtenText(typed.trim())
  return memo === '' ? null : text(memo, 1, MAX_MEMO_CHARS, false)
}
