/** Random small worlds as hostile as records can make them, and what may happen to them. */
import fc from 'fast-check'
import type { Act, Knowledge, ModelPost } from '../../src/attention/types'
import {
  anyAct,
  anyAmplification,
  anyFollow,
  anyKnowledge,
  anyPost,
  DAY_MS,
  NOW,
  PEOPLE,
} from '../helpers/knowledge'

const person = fc.constantFrom(...PEOPLE)
const postId = fc.integer({ min: 0, max: 8 }).map((index) => `post ${index}`)

/** Before the epoch of computers, at the end of what a date can say, and one millisecond beside now. */
const hostileAt = fc.constantFrom(-8.64e15, -1, 0, 1, NOW - 1, NOW, NOW + 1, NOW + 400 * DAY_MS, 8.64e15)

const hostileAct: fc.Arbitrary<Act> = fc.record({
  by: fc.oneof(person, fc.constantFrom('', '__proto__', 'constructor')),
  post: fc.oneof(postId, fc.constantFrom('', 'post of nobody')),
  kind: fc.constantFrom('view', 'like', 'comment', 'share'),
  at: hostileAt,
})

/** One person, one post, one moment, many times. */
const flood: fc.Arbitrary<readonly Act[]> = fc
  .record({ act: anyAct, times: fc.integer({ min: 2, max: 30 }) })
  .map(({ act, times }) =>
    Array.from({ length: times }, (_, index) => ({ ...act, at: act.at + (index % 3) })),
  )

const hostilePost = fc.record({
  id: fc.constantFrom('post 9', '__proto__'),
  author: fc.oneof(person, fc.constant('__proto__')),
  at: hostileAt,
  tags: fc.subarray(['art', 'bees']),
})

const anyHostility = fc.record(
  {
    acts: fc.array(hostileAct, { maxLength: 4 }),
    flood,
    posts: fc.uniqueArray(hostilePost, { maxLength: 2, selector: ({ id }) => id }),
    amplification: fc.record({
      post: postId,
      by: person,
      amount: fc.constantFrom(1e-6, 1e9, 1e15),
      at: hostileAt,
      addressed: fc.subarray([...PEOPLE], { maxLength: 1 }),
    }),
  },
  { requiredKeys: [] },
)

const hostileKnowledge: fc.Arbitrary<Knowledge> = fc
  .tuple(anyKnowledge, anyHostility)
  .map(([knowledge, { acts = [], flood: again = [], posts = [], amplification }]) => ({
    ...knowledge,
    acts: [...knowledge.acts, ...acts, ...again],
    posts: [...knowledge.posts, ...posts],
    amplifications: [
      ...(knowledge.amplifications ?? []),
      ...(amplification === undefined ? [] : [amplification]),
    ],
  }))

/** What comes or goes, at a time. */
const anyEvent = fc.oneof(
  fc.record({ act: anyAct }),
  fc.record({ follow: anyFollow }),
  fc.record({ unfollow: anyFollow }),
  fc.record({ amplification: anyAmplification }),
  fc.record({ post: fc.integer({ min: 0, max: 8 }).chain(anyPost) }),
  fc.record({ takenBack: fc.nat(40) }),
)

export interface World {
  readonly knowledge: Knowledge
  readonly events: readonly { readonly event: WorldEvent; readonly passedMs: number }[]
  /** Decides the order of records and which of them come twice. */
  readonly order: number
  readonly farm: number
  readonly liker: string
  readonly chair: string
  readonly budget: number
}

export type WorldEvent =
  | { readonly act: Act }
  | { readonly follow: { readonly from: string; readonly to: string } }
  | { readonly unfollow: { readonly from: string; readonly to: string } }
  | { readonly amplification: NonNullable<Knowledge['amplifications']>[number] }
  | { readonly post: ModelPost }
  /** The n-th act known is taken back. */
  | { readonly takenBack: number }

export const anyWorld: fc.Arbitrary<World> = fc.record({
  knowledge: hostileKnowledge,
  events: fc.array(
    fc.record({
      event: anyEvent,
      passedMs: fc.oneof(fc.constantFrom(0, 1), fc.integer({ min: 0, max: 40 * DAY_MS })),
    }),
    { maxLength: 5 },
  ),
  order: fc.nat(),
  farm: fc.integer({ min: 1, max: 6 }),
  liker: person,
  chair: person,
  budget: fc.oneof(fc.nat(10_000_000), fc.constant(Number.MAX_SAFE_INTEGER)),
})
