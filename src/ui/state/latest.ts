import type { PersonId } from '../../identity/types'
import type { PostView } from '../../social/types'

/** Who reads Latest, and what they set. */
export interface LatestReader {
  readonly self: PersonId | null
  isSilenced(post: PostView): boolean
  hasFollowed(person: PersonId): boolean
  isMuted(person: PersonId): boolean
}

/**
 * Latest has what its reader chose: own posts, those of people followed, and what these shared. A stranger whom only
 * others follow may stand in the Stream, where charge decides; by time alone they would fill the page by writing much.
 */
export function isInLatest(post: PostView, reader: LatestReader): boolean {
  if (reader.isSilenced(post)) return false
  if (post.author === reader.self || reader.hasFollowed(post.author)) return true
  return post.shares.some(({ by }) => reader.hasFollowed(by) && !reader.isMuted(by))
}
