import type { PersonId } from '../../identity/types'
import type { Likeness } from '../../social/namesakes'
import { say } from '../words/words.svelte'

/** Of whose name somebody else's only looks like; null where there is nobody with whom to take them for another. */
export function likenessSentence(
  likeness: Likeness | null,
  nameOf: (person: PersonId) => string,
): string | null {
  switch (likeness?.kind) {
    case 'like-own':
      return say('Not you: the name only looks like yours.')
    case 'like-you':
      return say('Not you: they only call themselves so.')
    case 'like-followed': {
      const name = nameOf(likeness.of)
      return likeness.isFollowed
        ? say('Not the {name} whom you have followed longest.', { name })
        : say('Not the {name} whom you follow.', { name })
    }
    case 'own':
    case 'like-others':
    case undefined:
      return null
  }
}
