/**
 * What a reader has been shown of a list whose order is given: Latest, a tag, a person, bookmarks. As a value; what comes
 * above or between waits (rule ST14).
 */
import type { PersonId } from '../../identity/types'
import type { RecordCid } from '../../records/types'
import type { PostView } from '../../social/types'

type Listed = Pick<PostView, 'cid' | 'author'>

export interface Arrivals<P extends Listed> {
  readonly items: readonly P[]
  /** Not shown, though something below them is. */
  readonly waiting: ReadonlySet<RecordCid>
  readonly hasMore: boolean
}

/** The list from its beginning, at most so many. */
export function opened<P extends Listed>(posts: Iterable<P>, atMost: number): Arrivals<P> {
  return grown([], posts, atMost, () => false)
}

/**
 * The list as it is now: what was shown stays, what is gone leaves, what stands below all of that is shown as far as
 * there is room for it.
 * @param self what they write comes at once
 * @param isDeed the reader has muted or hidden something, or taken that back: what did not wait before is not new
 */
export function followed<P extends Listed>(
  former: Arrivals<P>,
  posts: Iterable<P>,
  atMost: number,
  self: PersonId | null,
  isDeed: boolean,
): Arrivals<P> {
  return grown(
    former.items,
    posts,
    atMost,
    ({ cid, author }) => author !== self && (!isDeed || former.waiting.has(cid)),
  )
}

function grown<P extends Listed>(
  former: readonly P[],
  posts: Iterable<P>,
  atMost: number,
  isNew: (post: P) => boolean,
): Arrivals<P> {
  const missing = new Set(former.map(({ cid }) => cid))
  // What comes between makes the list longer: nothing that was shown gives way to it.
  let room = Math.max(atMost, former.length)
  const items: P[] = []
  const waiting = new Set<RecordCid>()
  for (const post of posts) {
    const isBelow = missing.size === 0
    const wasShown = missing.delete(post.cid)
    if (isBelow && items.length >= room) return { items, waiting, hasMore: true }
    if (!isBelow && !wasShown) {
      if (isNew(post)) {
        waiting.add(post.cid)
        continue
      }
      room += 1
    }
    items.push(post)
  }
  if (missing.size === 0) return { items, waiting, hasMore: false }
  // Some are gone, and were looked for to the end: without them it is known what stands below.
  return grown(
    former.filter(({ cid }) => !missing.has(cid)),
    posts,
    atMost,
    isNew,
  )
}
