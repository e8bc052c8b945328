/**
 * The same network from another chair: a kernel of its own over what is known here, for a moment. What is private to the
 * other person, their views and dials, is not known here and counts for nothing; which tags they joined is.
 */
import type { AttentionFeed } from './feed'
import { Kernel } from './kernel/kernel'
import type { Params } from './params'
import type { SnapshotContents } from './snapshot'
import type { Chair, ChairView } from './types'

/** As many as are looked at. */
export const PEOPLE_SHOWN = 10
export const POSTS_SHOWN = 5

/** Null for somebody who is not known. */
export function viewFromChair(
  feed: AttentionFeed,
  chair: Chair,
  params: Params,
  now: number,
): ChairView | null {
  const kernel = seatedKernel(feed, feed.contents(params), chair, params, now, POSTS_SHOWN)
  if (kernel === null) return null
  const people = peopleSeenBy(kernel).map(({ person, reo }) => ({ person: feed.people.nameOf(person), reo }))
  return {
    people: people.sort(byReo).slice(0, chair.most ?? PEOPLE_SHOWN),
    posts: postsSeenBy(kernel).map((post) => feed.posts.nameOf(post)),
    about: chair.about === undefined ? null : reoOf(feed.people.find(chair.about), kernel),
  }
}

/** What this person would rank by, evaluated; null for somebody who is not known. */
export function seatedKernel(
  feed: AttentionFeed,
  { tables, tags }: SnapshotContents,
  chair: Chair,
  params: Params,
  now: number,
  rankingSize: number,
): Kernel | null {
  const viewer = feed.people.find(chair.person)
  if (viewer === undefined) return null
  const kernel = new Kernel({ params, viewer, now, rankingSize })
  kernel.restore(tables, now)
  const joined = new Set(chair.tags)
  if (joined.size > 0) {
    for (const [post, names] of tags)
      if (names.some((name) => joined.has(name))) kernel.setTags(post, 1, true)
  }
  kernel.evaluate(now)
  return kernel
}

/** Everybody with standing, by number. */
export function peopleSeenBy({ standing }: Kernel): { readonly person: number; readonly reo: number }[] {
  return [...new Set(standing.touched)]
    .map((person) => ({ person, reo: standing.reo(person) }))
    .filter(({ reo }) => reo > 0)
}

/** Of somebody by number; 0 of somebody who has none (rule CH1). */
export function reoOf(person: number | undefined, { standing, people }: Kernel): number {
  return person === undefined || person >= people ? 0 : standing.reo(person)
}

/** The first of the Stream, by number, best first. */
export function postsSeenBy({ ranking }: Kernel): number[] {
  return [...ranking.posts.subarray(0, ranking.count)]
}

export function byReo(a: ChairView['people'][number], b: ChairView['people'][number]): number {
  return b.reo - a.reo || (a.person < b.person ? -1 : 1)
}
