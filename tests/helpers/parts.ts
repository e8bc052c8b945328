import type { KnowledgePart } from '../../src/attention/types'
import type { Society } from '../../src/social/society'

/** All that a society hands to the model, put together. */
export function allParts(society: Society): KnowledgePart {
  const parts = [...society.parts()]
  return {
    follows: parts.flatMap((part) => part.follows),
    posts: parts.flatMap((part) => part.posts),
    acts: parts.flatMap((part) => part.acts),
  }
}
