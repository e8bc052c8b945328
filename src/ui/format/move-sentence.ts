import type { Move } from '../../stream/mix'
import { say } from '../words/words.svelte'

/** Why a post stands where its current alone would not have put it, for the reader; `author` is a name. */
export function moveSentence(move: Move, author: string): string {
  switch (move) {
    case 'fresh':
      return say('Shown here because you follow {author} and have not seen it.', { author })
    case 'author-cap':
      return say('Further down than its rank: of six posts in a row {author} gets two at most.', { author })
    case 'sponsored-cap':
      return say('Further down than its rank: of eight posts in a row one at most is sponsored.')
  }
}
