/**
 * The same network from another chair: a kernel of its own over what is known here, for a moment. What is private to the
 * other person, their views, dials and joined tags, is not known here and counts for nothing.
 */
import type { AttentionFeed } from './feed'
import { Kernel } from './kernel/kernel'
import type { Params } from './params'
import type { ChairView } from './types'

/** As many as are looked at. */
const PEOPLE_SHOWN = 10
const POSTS_SHOWN = 5

/** Null for somebody who is not known. */
export function viewFromChair(
  feed: AttentionFeed,
  person: string,
  params: Params,
  now: number,
): ChairView | null {
  const viewer = feed.people.find(person)
  if (viewer === undefined) return null
  const kernel = new Kernel({ params, viewer, now, rankingSize: POSTS_SHOWN })
  kernel.load(feed.kernel.columns(), now)
  kernel.evaluate(now)
  const people = new Set(kernel.standing.touched)
  const standing = [...people]
    .map((other) => ({ person: feed.people.nameOf(other), reo: kernel.standing.reo(other) }))
    .filter(({ reo }) => reo > 0)
    .sort((a, b) => b.reo - a.reo || (a.person < b.person ? -1 : 1))
  const { ranking } = kernel
  const posts = [...ranking.posts.subarray(0, Math.min(ranking.count, POSTS_SHOWN))]
  return {
    people: standing.slice(0, PEOPLE_SHOWN),
    posts: posts.map((post) => feed.posts.nameOf(post)),
  }
}
