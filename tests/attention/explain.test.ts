/** What a reader is told of a post: that it is all there is to its number, and what one record matters. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { counterfactualOf, removalsOf } from '../../src/attention/counterfactual'
import type { AttentionEngine } from '../../src/attention/engine'
import { Model } from '../../src/attention/evaluate'
import { explain } from '../../src/attention/explain'
import { withDefaults } from '../../src/attention/params'
import { recompute } from '../../src/attention/recompute'
import type {
  Act,
  Counterfactual,
  Explanation,
  Knowledge,
  ModelPost,
  Removal,
} from '../../src/attention/types'
import { engineOf, expectAlike, expectClose, numbersOf, ReaderOfAll } from '../helpers/evaluations'
import { anyKnowledge, DAY_MS, NOW, VIEWER } from '../helpers/knowledge'

const RUNS = { numRuns: 500, seed: 12 }
/** Other constants than the defaults, so that none is taken for granted. */
const anyParams = fc.constantFrom(
  withDefaults(),
  withDefaults({
    chargeHalfLifeMs: DAY_MS * 5,
    rechargeGain: 0.2,
    baseGain: 0.3,
    affinityGain: 1,
    countedComments: 1,
  }),
  withDefaults({
    weights: { like: 4, view: 3 },
    saturationPoint: 3,
    reoSmoothing: 0.5,
    tagTransmission: 0.1,
  }),
  withDefaults({
    engagementHalfLifeMs: DAY_MS * 3,
    attentionReserve: 1,
    synapseThreshold: 4,
    baseTransmission: 0.2,
  }),
)

function explainAll(knowledge: Knowledge, params = withDefaults()): Explanation[] {
  const model = new Model(knowledge, NOW, params)
  const { stream } = model.evaluate()
  return knowledge.posts.map((post) => {
    const index = stream.indexOf(post.id)
    return explain(model, post, { rank: index === -1 ? null : index + 1, ranked: stream.length })
  })
}

function counterfactualAt(engine: AttentionEngine, id: string): Counterfactual | null {
  const why = engine.explain(id, NOW)
  if (why === null) throw new Error(`${id} is not known`)
  return engine.counterfactual(structuredClone(why), NOW)
}

function without(knowledge: Knowledge, removal: Removal): Knowledge {
  if ('follow' in removal) {
    const { from, to } = removal.follow
    return { ...knowledge, follows: knowledge.follows.filter((row) => row.from !== from || row.to !== to) }
  }
  const { by, post, kind, at } = removal.act
  const index = knowledge.acts.findIndex(
    (act) => act.by === by && act.post === post && act.kind === kind && act.at === at && act.quiet !== true,
  )
  expect(index).not.toBe(-1)
  return { ...knowledge, acts: knowledge.acts.toSpliced(index, 1) }
}

describe('an explanation', () => {
  it('[A12] recomputes to its numbers from its own fields alone', () => {
    fc.assert(
      fc.property(anyKnowledge, anyParams, (knowledge, params) => {
        for (const why of explainAll(knowledge, params)) {
          // What crosses from the worker is plain data, and what is read of it is only that.
          const again = recompute(structuredClone(why))
          expectClose(again.charge, why.numbers.charge)
          expectClose(again.transmission, why.numbers.transmission)
          expectClose(again.reo, why.reo)
          expectClose(again.saturation, why.saturation)
          expectClose(again.current, why.current)
        }
      }),
      RUNS,
    )
  })

  it('[A12] shows numbers of ties, steps and charges that fit each other', () => {
    fc.assert(
      fc.property(anyKnowledge, anyParams, (knowledge, params) => {
        const model = new Model(knowledge, NOW, params)
        for (const why of explainAll(knowledge, params)) {
          for (const tie of why.ties) {
            const strength = tie.acts.reduce((sum, act) => sum + act.strength, tie.others.strength)
            expectClose(strength, tie.engagement)
            expectClose(tie.engagement / (params.attentionReserve + tie.engagementOfAll), tie.attention)
            expectClose(tie.engagement, model.synapses.engagement(tie.author, tie.by))
            const isFollowed = knowledge.follows.some(({ from, to }) => from === tie.by && to === tie.author)
            expect(tie.isFollowed).toBe(isFollowed)
          }
          const { arrival, steps, recharges, numbers } = why
          if (arrival.by === 'author' || arrival.by === 'engager') {
            expect(arrival.path.at(-1)).toBe(VIEWER)
            expectClose(
              steps.reduce((product, step) => product * step, 1),
              numbers.transmission,
            )
            const carries = arrival.by === 'engager'
            expect(why.carriedBy.length > 0).toBe(carries)
            if (carries)
              for (const { kind, at } of why.carriedBy)
                expect(
                  knowledge.acts.some(
                    (act) =>
                      act.by === arrival.path[0] &&
                      act.post === why.post &&
                      act.kind === kind &&
                      act.at === at,
                  ),
                ).toBe(true)
          }
          for (const { by, kind, via, nearness } of recharges) {
            if (kind === 'amplification') continue
            expect(via[0]).toBe(by)
            expect(via.at(-1)).toBe(VIEWER)
            expect(via.length).toBeLessThanOrEqual(3)
            expect(nearness).toBeGreaterThan(0)
          }
        }
      }),
      RUNS,
    )
  })

  it('[A12] lists the strongest acts of a tie and adds up the rest, however many there are', () => {
    const posts = Array.from({ length: 50 }, (_, index): ModelPost => ({
      id: `post ${index}`,
      author: 'bob',
      at: NOW - 60 * DAY_MS,
    }))
    const acts = posts.map(({ id }, index): Act => ({
      by: VIEWER,
      post: id,
      kind: index % 2 === 0 ? 'like' : 'share',
      at: NOW - index * DAY_MS,
    }))
    const knowledge = { viewer: VIEWER, follows: [], posts, acts }
    const [why] = explainAll(knowledge)
    if (why === undefined) throw new Error('nothing was explained')
    const tie = why.ties.find(({ author, by }) => author === 'bob' && by === VIEWER)
    expect(tie?.acts.length).toBeLessThan(50)
    expect((tie?.acts.length ?? 0) + (tie?.others.count ?? 0)).toBe(50)
    expectClose(recompute(why).current, why.current)
  })

  it('[A12] has the rank of the Stream, and none for a post that is not in it', () => {
    fc.assert(
      fc.property(anyKnowledge, (knowledge) => {
        const engine = engineOf(knowledge)
        const stream = new ReaderOfAll(engine).stream(NOW)
        for (const { id } of knowledge.posts) {
          const why = engine.explain(id, NOW)
          expect(why?.rank).toBe(stream.includes(id) ? stream.indexOf(id) + 1 : null)
          expect(why?.ranked).toBe(stream.length)
        }
      }),
      RUNS,
    )
  })
})

describe('without one record', () => {
  it('[A15] a post stands where an evaluation without it puts the post, and asking changes nothing', () => {
    fc.assert(
      fc.property(anyKnowledge, (knowledge) => {
        const engine = engineOf(knowledge)
        for (const { id } of knowledge.posts) {
          const found = counterfactualAt(engine, id)
          if (found === null) continue
          const world = new Model(without(knowledge, found.without), NOW, withDefaults()).evaluate()
          expectClose(numbersOf(world, id).current, found.current)
          const index = world.stream.indexOf(id)
          expect(found.rank).toBe(index === -1 ? null : index + 1)
        }
        const expected = new Model(knowledge, NOW, withDefaults()).evaluate()
        expectAlike(new ReaderOfAll(engine).evaluate(NOW, expected), expected)
      }),
      { ...RUNS, numRuns: 200 },
    )
  })

  it('[A15] is the deepest fall among the few that are tried, and never a rise', () => {
    fc.assert(
      fc.property(anyKnowledge, (knowledge) => {
        for (const why of explainAll(knowledge)) {
          const falls: number[] = []
          const found = counterfactualOf(why, why, (removal) => {
            const world = new Model(without(knowledge, removal), NOW, withDefaults()).evaluate()
            const index = world.stream.indexOf(why.post)
            const { current } = numbersOf(world, why.post)
            if (current < why.current * (1 - 1e-9)) falls.push(index === -1 ? Infinity : index + 1)
            return { rank: index === -1 ? null : index + 1, current }
          })
          expect(removalsOf(why).length).toBeLessThanOrEqual(5)
          if (found === null) {
            expect(falls).toEqual([])
            continue
          }
          expect(found.current).toBeLessThan(why.current)
          expect(found.rank ?? Infinity).toBe(Math.max(...falls))
        }
      }),
      { ...RUNS, numRuns: 150 },
    )
  })

  it("[A15] names charlie's share when only that brought the post", () => {
    const at = NOW - DAY_MS
    const posts = ['bob', 'charlie'].map((author): ModelPost => ({ id: `by ${author}`, author, at }))
    const share: Act = { by: 'charlie', post: 'by bob', kind: 'share', at: NOW - 1_000 }
    const engine = engineOf({
      viewer: VIEWER,
      follows: [{ from: VIEWER, to: 'charlie' }],
      posts,
      acts: [share, { by: VIEWER, post: 'by bob', kind: 'view', at: NOW - 500 }],
    })
    const found = counterfactualAt(engine, 'by bob')
    expect(found).toMatchObject({ rank: null })
    expect(found?.without).toEqual({ act: share })
  })

  it('[A15] is never about what the viewer has looked at, nor the own follow of the author', () => {
    const post: ModelPost = { id: 'by bob', author: 'bob', at: NOW - DAY_MS }
    const engine = engineOf({
      viewer: VIEWER,
      follows: [{ from: VIEWER, to: 'bob' }],
      posts: [post],
      acts: [{ by: VIEWER, post: 'by bob', kind: 'view', at: NOW - 500 }],
    })
    expect(engine.explain('by bob', NOW)?.rank).toBe(1)
    expect(counterfactualAt(engine, 'by bob')).toBeNull()
  })
})
