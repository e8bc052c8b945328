import type { Spread } from '../../app/api'
import { say, sayCount } from '../words/words.svelte'

/**
 * How far an own post has come, in a sentence.
 * @param acted how many others liked or shared it: who did has it, though they may not be here to say so
 * @param isOld it was written before this page was opened, which knows of nobody whom it has not met since
 */
export function spreadSentence(spread: Spread, acted: number, isOld: boolean): string {
  const by = Math.max(spread.state === 'held' ? spread.by : 0, acted)
  if (by > 0) return sayCount(by, 'Held by {count} other person.', 'Held by {count} other people.')
  if (spread.state === 'announced')
    return sayCount(
      spread.to,
      'Kept here, and told to {count} browser.',
      'Kept here, and told to {count} browsers.',
    )
  return isOld
    ? say('Kept here; who else has it shows when somebody is linked.')
    : say('Kept here; nobody else has it yet.')
}
