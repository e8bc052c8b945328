import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AttentionEngine } from '../../src/attention/engine'
import { Model } from '../../src/attention/evaluate'
import { withDefaults } from '../../src/attention/params'
import type { Act, Follow, Knowledge, KnowledgeChange, ModelPost } from '../../src/attention/types'
import { expectAlike } from '../helpers/evaluations'
import { anyAct, anyFollow, anyKnowledge, anyPost, DAY_MS, NOW, VIEWER } from '../helpers/knowledge'

const EMPTY: Knowledge = { viewer: VIEWER, follows: [], posts: [], acts: [] }

/** What a plain list of everything in force would hold after the change. */
function changed(knowledge: Knowledge, change: KnowledgeChange): Knowledge {
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

const anyChange: fc.Arbitrary<KnowledgeChange> = fc.oneof(
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

describe('the engine', () => {
  it('[A13] after any changes at any times gives what an evaluation from scratch gives', () => {
    const steps = fc.array(fc.tuple(anyChange, fc.integer({ min: 0, max: 20 * DAY_MS })), { maxLength: 12 })
    fc.assert(
      fc.property(anyKnowledge, steps, (start, changes) => {
        const engine = new AttentionEngine()
        engine.load(start)
        let knowledge = start
        let now = NOW
        for (const [change, passedMs] of changes) {
          now += passedMs
          knowledge = changed(knowledge, change)
          engine.change(change)
          expectAlike(engine.evaluate(now), new Model(knowledge, now, withDefaults()).evaluate())
        }
      }),
      { numRuns: 150, seed: 2 },
    )
  })

  it('[A1] counts two acts that are alike as two, and takes them out one by one', () => {
    const post: ModelPost = { id: 'post 0', author: 'bob', at: NOW - DAY_MS }
    const act: Act = { by: VIEWER, post: 'post 0', kind: 'comment', at: NOW - 1 }
    const engine = new AttentionEngine()
    engine.load({ ...EMPTY, posts: [post], acts: [act] })
    const once = engine.evaluate(NOW)
    engine.change({ acts: { added: [act] } })
    expectAlike(
      engine.evaluate(NOW),
      new Model({ ...EMPTY, posts: [post], acts: [act, act] }, NOW, withDefaults()).evaluate(),
    )
    engine.change({ acts: { removed: [act] } })
    expectAlike(engine.evaluate(NOW), once)
  })

  it('[A12] explains what it holds, and nothing else', () => {
    const engine = new AttentionEngine()
    engine.load({ ...EMPTY, posts: [{ id: 'post 0', author: 'bob', at: NOW - DAY_MS }] })
    expect(engine.explain('post 0', NOW)?.numbers.charge).toBeCloseTo(0.5, 12)
    expect(engine.explain('post 1', NOW)).toBeNull()
  })
})
