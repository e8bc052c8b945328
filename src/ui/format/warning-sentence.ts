import { say } from '../words/words.svelte'
import { withoutTurning } from './shown-name'

/** What the author of a post or comment warns of. */
export function warningSentence(warning: string): string {
  return say('Its author warns: {warning}', { warning: withoutTurning(warning).trim() })
}
