import { sayCount } from '../words/words.svelte'

/** How much may still be written, or how much has to go. */
export function roomSentence(left: number): string {
  return left >= 0
    ? sayCount(left, '{count} character left', '{count} characters left')
    : sayCount(-left, '{count} character too many', '{count} characters too many')
}
