/** What is said of posts that were put aside. */
import type { KeepError, KeptDraft } from '../../storage/draft-store'
import { say, sayCount } from '../words/words.svelte'
import { sizeText } from './bytes'
import { lineOf } from './post-title'
import { timeAgo } from './time'

/** More is not read in a list; a look at the screen cuts it to its room. */
const BEGINNING_CHARS = 200

/** How it begins, or what else it may be known by. */
export function draftTitle({ text, warning, pictures }: KeptDraft): string {
  const named = [text, warning ?? '', ...pictures.map(({ alt }) => alt)].map((words) =>
    lineOf(words.slice(0, BEGINNING_CHARS)),
  )
  return named.find((words) => words !== '') ?? say('Without words')
}

/** What else there is to it, and since when it lies here. */
export function draftDetails({ warning, pictures, changedMs }: KeptDraft, nowMs: number): string[] {
  return [
    timeAgo(changedMs, nowMs),
    ...(pictures.length === 0 ? [] : [sayCount(pictures.length, '{count} picture', '{count} pictures')]),
    ...(warning === null ? [] : [say('with a warning')]),
  ]
}

/** Why something could not be put aside; it is in the box still. */
export function keepSentence(error: KeepError): string {
  switch (error.reason) {
    case 'tooMany':
      return say(
        'There are as many drafts as this browser keeps, {count}. Use one or delete one first; what you wrote is in the box still.',
        { count: error.most },
      )
    case 'tooLarge':
      return say(
        'The pictures in drafts would be more than {size}. Delete a draft with pictures first; what you wrote is in the box still.',
        { size: sizeText(error.mostBytes) },
      )
    case 'noRoom':
      return say('This browser has no room left for a draft; what you wrote is in the box still.')
  }
}
