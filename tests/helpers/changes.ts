/** Changes of a small random world (knowledge.ts), and what they make of a plain list of everything in force. */
import fc from 'fast-check'
import type { Act, Follow, Knowledge, KnowledgeChange } from '../../src/attention/types'
import { anyAct, anyFollow, anyPost } from './knowledge'

/** What a plain list of everything in force would hold after the change. */
export function changed(knowledge: Knowledge, change: KnowledgeChange): Knowledge {
  const { follows, posts, acts, dials, tags } = change
  return {
    ...knowledge,
    follows: applied(knowledge.follows, follows?.added ?? [], follows?.removed ?? [], (follow) =>
      JSON.stringify([follow.from, follow.to]),
    ),
    posts: [
      ...knowledge.posts.filter(
        ({ id }) =>
          !(posts?.removed ?? []).includes(id) && !(posts?.added ?? []).some((post) => post.id === id),
      ),
      ...(posts?.added ?? []),
    ],
    acts: [...without(knowledge.acts, acts?.removed ?? []), ...(acts?.added ?? [])],
    ...(dials && { dials }),
    ...(tags && { tags }),
  }
}

function applied<T>(
  items: readonly T[],
  added: readonly T[],
  removed: readonly T[],
  keyOf: (item: T) => string,
): T[] {
  const result = new Map(items.map((item) => [keyOf(item), item]))
  for (const item of removed) result.delete(keyOf(item))
  for (const item of added) result.set(keyOf(item), item)
  return [...result.values()]
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
