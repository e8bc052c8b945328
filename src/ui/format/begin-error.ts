import type { BeginError } from '../../app/api'
import { say } from '../words/words.svelte'

/** Why nobody began, or came back, and what to do. */
export function beginErrorSentence(error: Exclude<BeginError, 'is-named'>): string {
  switch (error) {
    case 'bad-words':
      return say('These are not twelve words of a Synereo backup. Check the spelling and the order.')
    case 'already-begun':
      return say('This browser has an owner already. Load the page again.')
    case 'bad-name':
      return say('A name needs at least one letter.')
    case 'leader-away':
      return say('The tab that runs Synereo did not answer. Close the other tabs and try again.')
  }
}
