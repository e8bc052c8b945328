import { MAX_TEXT_CHARS } from '../../records/limits'
import { sayCount } from '../words/words.svelte'

/** What is too long is shown, to be shortened by hand; of more than this nobody would, and the browser takes seconds to draw it. */
export const MAX_TYPED_CHARS = 10 * MAX_TEXT_CHARS

/** How much may still be written, or how much has to go. */
export function roomSentence(left: number): string {
  return left >= 0
    ? sayCount(left, '{count} character left', '{count} characters left')
    : sayCount(-left, '{count} character too many', '{count} characters too many')
}
