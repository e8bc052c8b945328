/** The words of a payment: they stand in its block, so whoever has the block has them (README.md). */
import { text, writtenText } from '../records/fields'
import { MAX_MEMO_CHARS } from './limits'

/**
 * What is not seen and may turn or split what is; but joiners make letters of several scripts and emoji, and variation
 * selectors say how these look.
 */
const HIDDEN = /[^\P{Default_Ignorable_Code_Point}\p{Join_Control}\p{Variation_Selector}]/u

/** Whether a name or a symbol is one line of which all can be seen, written as it would be written here. */
export function isSeenWhole(written: string): boolean {
  return memoFrom(written) === written
}

/** Null for none, undefined for what no memo may be: too long, of several lines, not well formed, with hidden marks. */
export function memoFrom(typed: string): string | null | undefined {
  if (/\p{Cs}/u.test(typed)) return undefined
  const memo = writtenText(typed)
    .replace(/\p{Zs}+/gu, ' ')
    .trim()
  if (HIDDEN.test(memo)) return undefined
  return memo === '' ? null : text(memo, 1, MAX_MEMO_CHARS, false)
}
