import { say, sayCount } from '../words/words.svelte'
import { MAX_TYPED_CHARS } from './typed-chars'

/** How much may still be written, or how much has to go. @param typedChars as many as stand in the box, which takes no more than so many */
export function roomSentence(left: number, typedChars = 0): string {
  if (typedChars >= MAX_TYPED_CHARS)
    return say('No more than {count} characters are taken here; if there were more, they were left out.', {
      count: MAX_TYPED_CHARS,
    })
  return left >= 0
    ? sayCount(left, '{count} character left', '{count} characters left')
    : sayCount(-left, '{count} character too many', '{count} characters too many')
}
