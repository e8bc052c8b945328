/** What of others' words and images is not shown unasked, and why: as the owner chose, and as its author warns. */
import type { PersonId } from '../../identity/types'
import type { PostView } from '../../social/types'
import { mutedWord } from '../format/muted-word'
import { warningSentence } from '../format/warning-sentence'
import { say } from '../words/words.svelte'
import type { AppState } from './app-state.svelte'

interface Warned {
  readonly author: PersonId
  readonly warning: string | null
}

export class Guard {
  readonly #state: AppState

  constructor(state: AppState) {
    this.#state = state
  }

  /** Why a post is folded, in sentences; none when it is not. */
  foldsOf(post: PostView): string[] {
    const word = this.#mutedWordIn(post)
    const muted = word === null ? [] : [say('Folded, since you have muted the word “{word}”.', { word })]
    return [...this.warningOf(post), ...muted]
  }

  warningOf({ author, warning }: Warned): string[] {
    const isOpen = warning === null || author === this.#state.self || this.#state.taste.opensWarned
    return isOpen ? [] : [warningSentence(warning)]
  }

  #mutedWordIn({ author, text, tags, images, warning }: PostView): string | null {
    const { self, taste, now } = this.#state
    if (author === self || taste.words.length === 0) return null
    const words = taste.words.filter(({ until }) => until === null || until > now)
    return mutedWord(words, [text, warning ?? '', ...tags, ...images.map(({ alt }) => alt)])
  }
}
