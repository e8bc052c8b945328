import type { PersonId } from '../identity/types'
import type { RecordCid } from '../records/types'

/** More than anybody goes back to; nothing is dropped for another one, so one more is refused. */
export const MAX_BOOKMARKS = 1_000

/** A post that the owner means to come back to, and whose it is: who does not hold it asks for their log. */
export interface Bookmark {
  readonly post: RecordCid
  readonly by: PersonId
}

/** In the order of marking, each once. */
export function withBookmark(
  bookmarks: readonly Bookmark[],
  { post, by }: Bookmark,
  isKept: boolean,
): readonly Bookmark[] {
  if (!isKept) return bookmarks.filter((other) => other.post !== post)
  const isThere = bookmarks.some((other) => other.post === post)
  return isThere || bookmarks.length >= MAX_BOOKMARKS ? bookmarks : [...bookmarks, { post, by }]
}
