/** Changes of a small random world (knowledge.ts), and what they make of a plain list of everything in force. */
import fc from 'fast-check'
import type { Act, Follow, Knowledge, KnowledgeChange } from '../../src/attention/types'
import { anyAct, anyFollow, anyPost } from './knowledge'

/** What a plain list of everything in force would hold after the change. Of what may be there twice one goes. */
export function changed(knowledge: Knowledge, change: KnowledgeChange): Knowledge {
  const { follows, posts, acts, amplifications, dials, tags } = change
  const gone = new Set([...(posts?.removed ?? []), ...(posts?.added ?? []).map(({ id }) => id)])
  const followsLeft = knowledge.follows.filter(
    ({ from, to }) => !(follows?.removed ?? []).some((other) => other.from === from && other.to === to),
  )
  return {
    ...knowledge,
    follows: [...followsLeft, ...(follows?.added ?? [])],
    posts: [...knowledge.posts.filter(({ id }) => !gone.has(id)), ...(posts?.added ?? [])],
    acts: [...without(knowledge.acts, acts?.removed ?? []), ...(acts?.added ?? [])],
    amplifications: [
      ...without(knowledge.amplifications ?? [], amplifications?.removed ?? []),
      ...(amplifications?.added ?? []),
    ],
    ...(dials && { dials: { tags: knowledge.dials?.tags ?? {}, ...dials } }),
    ...(tags && { tags }),
  }
}

function without<T>(items: readonly T[], removed: readonly T[]): T[] {
  const left = [...items]
  for (const item of removed) {
    const index = left.findIndex((other) => JSON.stringify(other) === JSON.stringify(item))
    if (index !== -1) left.splice(index, 1)
  }
  return left
}

export const anyChange: fc.Arbitrary<KnowledgeChange> = fc.oneof(
  fc.record({ follows: addedAndRemoved<Follow>(anyFollow) }),
  fc.record({ acts: addedAndRemoved<Act>(anyAct) }),
  fc.record({
    posts: fc.record({
      added: fc.array(fc.integer({ min: 0, max: 8 }).chain(anyPost), { maxLength: 1 }),
      removed: fc.array(
        fc.integer({ min: 0, max: 8 }).map((index) => `post ${index}`),
        { maxLength: 1 },
      ),
    }),
  }),
  fc.record({ tags: fc.subarray(['art', 'bees']) }),
)

function addedAndRemoved<T>(item: fc.Arbitrary<T>) {
  return fc.record({ added: fc.array(item, { maxLength: 3 }), removed: fc.array(item, { maxLength: 3 }) })
}
