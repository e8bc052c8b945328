/**
 * What cheating gains: the same society with and without the cheats, seen by the same viewer. All numbers come from the
 * kernel that ranks in the app.
 */
import { AttentionFeed } from '../attention/feed'
import { withDefaults } from '../attention/params'
import type { Act, ActKind, Follow, Knowledge, ModelPost } from '../attention/types'
import { friendsOf, NOW_MS } from './society'

const HOUR_MS = 3_600_000
/** Of an account that was made long before it is used. */
const AGED_MS = 300 * 24 * HOUR_MS
const POST = 'post of the ringleader'
export const RINGLEADER = 'ring 0'

/** What the one honest friend of the viewer does for the ring. */
export type Edge = 'none' | 'follow' | 'like' | 'fan' | 'fan of a member'
/** What the members of a ring do for each other and their leader. */
export type Conduct = 'follow' | 'engage' | 'aged'

export interface Ring {
  /** Members besides the leader. */
  readonly members: number
  readonly edge: Edge
  readonly conduct: Conduct
}

export interface Standing {
  readonly reo: number
  readonly current: number
  readonly charge: number
  /** Share of the Stream that stands above the post, 1 for a post that is not in it. */
  readonly depth: number
}

/** Where the ringleader's post of an hour ago stands with the viewer. */
export function standingOf(knowledge: Knowledge): Standing {
  const feed = feedOf(knowledge)
  const stream = feed.stream()
  const index = stream.indexOf(POST)
  const numbers = feed.numbers(POST)
  return {
    reo: feed.reo(RINGLEADER),
    current: numbers?.current ?? 0,
    charge: numbers?.charge ?? 0,
    depth: index === -1 ? 1 : index / Math.max(1, stream.length - 1),
  }
}

/** The society with the ring in it. */
export function withRing(society: Knowledge, { members, edge, conduct }: Ring): Knowledge {
  const at = NOW_MS - HOUR_MS
  const ring = Array.from({ length: members + 1 }, (_, index) => `ring ${index}`)
  const follows: Follow[] = ring.flatMap((from) =>
    ring.filter((to) => to !== from).map((to) => ({ from, to })),
  )
  const posts: ModelPost[] = [{ id: POST, author: RINGLEADER, at }]
  const acts: Act[] = []
  const act = (by: string, post: string, kind: ActKind, actAt: number): void => {
    acts.push({ by, post, kind, at: actAt })
  }
  if (conduct !== 'follow') {
    for (const member of ring.slice(1))
      for (const kind of ['like', 'comment', 'share'] as const) act(member, POST, kind, at + 1)
  }
  if (conduct === 'aged') {
    for (const [index, author] of ring.entries()) {
      const id = `old post ${index}`
      posts.push({ id, author, at: NOW_MS - AGED_MS })
      for (const by of ring) if (by !== author) act(by, id, 'share', NOW_MS - AGED_MS + 1)
    }
  }
  const [friend] = friendsOf(society)
  if (friend !== undefined && edge !== 'none') {
    const won = edge === 'fan of a member' ? 'ring 1' : RINGLEADER
    follows.push({ from: friend, to: won })
    if (edge !== 'follow') {
      // Not on the post itself: the friend has been won before.
      const count = edge === 'like' ? 1 : 10
      for (let index = 0; index < count; index += 1) {
        const id = `bait ${index}`
        posts.push({ id, author: won, at: at - 24 * HOUR_MS })
        act(friend, id, edge === 'like' ? 'like' : 'share', at - HOUR_MS)
      }
    }
  }
  return {
    ...society,
    follows: [...society.follows, ...follows],
    posts: [...society.posts, ...posts],
    acts: [...society.acts, ...acts],
  }
}

/**
 * How many of the viewer's numbers a farm changes that nobody in two hops attends: it follows everybody, shares
 * everything and writes.
 */
export function changedByFarm(society: Knowledge, accounts: number): number {
  const farm = Array.from({ length: accounts }, (_, index) => `sybil ${index}`)
  const people = [...new Set(society.follows.flatMap(({ from, to }) => [from, to]))]
  const targets = society.posts.slice(0, Math.max(1, Math.floor(TARGETS / accounts)))
  const before = feedOf(society)
  const after = feedOf({
    ...society,
    follows: [...society.follows, ...farm.flatMap((from) => people.slice(0, 5).map((to) => ({ from, to })))],
    posts: [
      ...society.posts,
      ...farm.map((author) => ({ id: `spam of ${author}`, author, at: NOW_MS - HOUR_MS })),
    ],
    acts: [
      ...society.acts,
      ...farm.flatMap((by) =>
        targets.map(({ id }): Act => ({ by, post: id, kind: 'share', at: NOW_MS - 1 })),
      ),
    ],
  })
  const differs = (a: number | undefined, b: number | undefined): boolean => a !== b
  let changes = before.stream().join() === after.stream().join() ? 0 : 1
  for (const { id } of society.posts) {
    const [a, b] = [before.numbers(id), after.numbers(id)]
    for (const key of ['charge', 'capacity', 'transmission', 'arriving', 'current'] as const)
      if (differs(a?.[key], b?.[key])) changes += 1
  }
  for (const person of people) {
    if (differs(before.reo(person), after.reo(person))) changes += 1
    if (differs(before.transmission(person), after.transmission(person))) changes += 1
  }
  return changes
}

/** Acts of a whole farm, so that the largest is still worked out in a second. */
const TARGETS = 100_000

function feedOf(knowledge: Knowledge): AttentionFeed {
  const feed = new AttentionFeed(knowledge.viewer, withDefaults(), NOW_MS, 10_000)
  feed.load(knowledge, NOW_MS)
  feed.evaluate(NOW_MS)
  return feed
}
