import type { WordsError } from '../../app/api'
import { say } from '../words/words.svelte'

/** Why the twelve words of a file could not be had. */
export function wordsSentence(error: WordsError): string {
  switch (error) {
    case 'wrong-passphrase':
      return say('This is not the passphrase of this file.')
    case 'not-here':
      return say(
        'This browser cannot open the words of this file: it has too little memory left, or the site does not let pages use WebAssembly. Try it in another browser, or type the words.',
      )
    case 'not-started':
      return say(
        'What opens the words could not be fetched: the host of this page does not answer. Try again, or type the words.',
      )
    case 'not-an-archive':
      return say(
        'There are no words in this file. Type them instead; what else is in it can be taken in afterwards, under Storage.',
      )
  }
}
