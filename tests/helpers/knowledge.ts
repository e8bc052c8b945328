/** Small random worlds for the attention model: a few people, posts and acts, with every oddity that records may have. */
import fc from 'fast-check'
import type { Act, Amplification, Follow, Knowledge, ModelPost } from '../../src/attention/types'

export const NOW = 1_800_000_000_000
export const DAY_MS = 86_400_000
export const PEOPLE = ['alice', 'bob', 'charlie', 'dora', 'erik', 'fay'] as const
export const VIEWER = 'alice'
const TAGS = ['art', 'bees']

const person = fc.constantFrom(...PEOPLE)
/** Within a hundred days of now, also ahead of it, and often at the very same time. */
const at = fc.oneof(
  fc.integer({ min: -100 * DAY_MS, max: DAY_MS / 10 }).map((offset) => NOW + offset),
  fc.constantFrom(NOW, NOW - DAY_MS, NOW - 3 * DAY_MS, NOW + 1),
)

export const anyFollow: fc.Arbitrary<Follow> = fc.record({ from: person, to: person })

export function anyPost(index: number): fc.Arbitrary<ModelPost> {
  const tags = fc.subarray(TAGS)
  return fc.record({ id: fc.constant(`post ${index}`), author: person, at, tags })
}

/** Some are on posts that nobody holds, by the author, quiet, or out of time. */
export const anyAct: fc.Arbitrary<Act> = fc.record({
  by: person,
  post: fc.integer({ min: 0, max: 8 }).map((index) => `post ${index}`),
  kind: fc.constantFrom('view', 'like', 'comment', 'share'),
  at,
  quiet: fc.boolean(),
})

export const anyAmplification: fc.Arbitrary<Amplification> = fc.record({
  post: fc.integer({ min: 0, max: 8 }).map((index) => `post ${index}`),
  by: person,
  amount: fc.integer({ min: 1, max: 500 }),
  at,
  addressed: fc.subarray([...PEOPLE], { maxLength: 2 }),
})

export const anyKnowledge: fc.Arbitrary<Knowledge> = fc.integer({ min: 1, max: 8 }).chain((postCount) =>
  fc.record({
    viewer: fc.constant(VIEWER),
    follows: fc.uniqueArray(anyFollow, { maxLength: 14, selector: ({ from, to }) => `${from} ${to}` }),
    posts: fc.tuple(...Array.from({ length: postCount }, (_, index) => anyPost(index))),
    acts: fc.uniqueArray(anyAct, { maxLength: 24, selector: (act) => JSON.stringify(act) }),
    amplifications: fc.array(anyAmplification, { maxLength: 3 }),
    dials: fc.record({
      people: fc.dictionary(person, fc.constantFrom(0, 0.5, 1, 4), { maxKeys: 2 }),
      tags: fc.dictionary(fc.constantFrom(...TAGS), fc.constantFrom(0, 0.5, 2), { maxKeys: 2 }),
    }),
    tags: fc.subarray(TAGS),
  }),
)
