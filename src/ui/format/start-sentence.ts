import type { StartFault } from '../../app/start'
import { say } from '../words/words.svelte'

/** Why there is no page. */
export function startSentence({ about, detail }: StartFault): string {
  switch (about) {
    case 'network-file':
      return say('This page cannot start: {detail}', { detail })
    case 'storage':
      return say('What is kept in this browser could not be opened ({detail}). Nothing was changed.', {
        detail,
      })
    case 'frame':
      return say(
        'Another page shows this one inside itself, where it could lead your presses astray. Open it by itself:',
      )
  }
}
