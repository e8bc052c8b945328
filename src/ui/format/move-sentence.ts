import type { Move } from '../../stream/mix'

/** Why a post stands where its current alone would not have put it, for the reader; `author` is a name. */
export function moveSentence(move: Move, author: string): string {
  switch (move) {
    case 'fresh':
      return `Shown here because you follow ${author} and have not seen it.`
    case 'author-cap':
      return `Further down than its rank: of six posts in a row ${author} gets two at most.`
    case 'sponsored-cap':
      return 'Further down than its rank: of eight posts in a row one at most is sponsored.'
  }
}
