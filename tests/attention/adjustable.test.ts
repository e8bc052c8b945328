import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ADJUSTABLE,
  ADJUSTABLE_NAMES,
  paramsOf,
  readRanking,
  type Ranking,
} from '../../src/attention/adjustable'
import { Model } from '../../src/attention/evaluate'
import { withDefaults } from '../../src/attention/params'
import { engineOf, expectAlike, ReaderOfAll } from '../helpers/evaluations'
import { anyKnowledge, DAY_MS, NOW } from '../helpers/knowledge'

/** On any step within the bounds, and often on the last. */
const anyRanking: fc.Arbitrary<Ranking> = fc.record(
  Object.fromEntries(
    ADJUSTABLE_NAMES.map((name) => {
      const { least, greatest, step } = ADJUSTABLE[name]
      const last = Math.round((greatest - least) / step)
      const steps = fc.oneof(fc.integer({ min: 0, max: last }), fc.constantFrom(0, last))
      return [name, steps.map((count) => least + count * step)]
    }),
  ),
  { requiredKeys: [] },
)

describe('what a viewer may set', () => {
  it('[A19] is the network where nothing is set', () => {
    expect(paramsOf({})).toEqual(withDefaults())
  })

  it('[A19] is read only within its bounds and under its name', () => {
    expect(readRanking({ likeWeight: 3, chargeHalfLifeHours: 0, shareWeight: NaN, loudness: 1 })).toEqual({
      likeWeight: 3,
    })
    for (const nothing of [null, undefined, 'likeWeight', 7, [3]]) expect(readRanking(nothing)).toEqual({})
    fc.assert(
      fc.property(anyRanking, (ranking) => {
        expect(readRanking(structuredClone(ranking))).toEqual(ranking)
      }),
      { numRuns: 200, seed: 1 },
    )
  })

  it('[A19] gives finite numbers in every world, and the engine takes it while it runs', () => {
    fc.assert(
      fc.property(anyKnowledge, anyRanking, anyRanking, (knowledge, first, second) => {
        const engine = engineOf(knowledge)
        const reader = new ReaderOfAll(engine)
        for (const [turn, ranking] of [first, second, {}].entries()) {
          engine.change({ params: paramsOf(ranking) })
          const now = NOW + turn * DAY_MS
          const expected = new Model(knowledge, now, paramsOf(ranking)).evaluate()
          expectAlike(reader.evaluate(now, expected), expected)
          for (const { charge, capacity, arriving, current } of expected.posts)
            for (const value of [charge, capacity, arriving, current])
              expect(Number.isFinite(value)).toBe(true)
        }
      }),
      { numRuns: 200, seed: 2 },
    )
  })
})
