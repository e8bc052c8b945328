import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Model } from '../../src/attention/evaluate'
import { explain } from '../../src/attention/explain'
import { withDefaults } from '../../src/attention/params'
import { chargeCurve } from '../../src/ui/format/charge-curve'
import { anyKnowledge, DAY_MS, NOW } from '../helpers/knowledge'

const params = withDefaults({ chargeHalfLifeMs: DAY_MS })
const act = { by: 'bob', via: ['bob', 'alice'], nearness: 0.5, amount: 0 }

describe('the line of a charge', () => {
  it('[CL1] leaks by half in a half-life, and stands higher where it was raised', () => {
    const { points, raised } = chargeCurve({
      at: NOW - 2 * DAY_MS,
      now: NOW,
      params,
      recharges: [{ ...act, kind: 'like', at: NOW - DAY_MS, added: 0.25 }],
    })
    expect(points[0]).toEqual({ at: NOW - 2 * DAY_MS, charge: 1 })
    expect(points.filter(({ at }) => at === NOW - DAY_MS).map(({ charge }) => charge)).toEqual([0.5, 0.75])
    expect(raised).toEqual([{ at: NOW - DAY_MS, charge: 0.75, isAmplified: false }])
    expect(points.at(-1)).toEqual({ at: NOW, charge: 0.375 })
  })

  it('[CL1] tells an amplification from what people did', () => {
    const { raised } = chargeCurve({
      ...{ at: NOW - DAY_MS, now: NOW, params },
      recharges: [{ ...act, kind: 'amplification', at: NOW - DAY_MS / 2, added: 1, amount: 5 }],
    })
    expect(raised.map(({ isAmplified }) => isAmplified)).toEqual([true])
  })

  it('[CL1] ends at the charge that the post has, whatever happened to it', () => {
    fc.assert(
      fc.property(anyKnowledge, (knowledge) => {
        const model = new Model(knowledge, NOW, withDefaults())
        for (const post of knowledge.posts) {
          const why = explain(model, post, { rank: null, ranked: 0 })
          const { points } = chargeCurve(why)
          expect(points.at(-1)?.charge).toBeCloseTo(why.numbers.charge, 9)
          expect(points.length).toBeLessThanOrEqual(62 + 2 * why.recharges.length)
        }
      }),
      { numRuns: 200, seed: 3 },
    )
  })

  it('[CL1] of a post that was published just now is a point', () => {
    const { points } = chargeCurve({ at: NOW, now: NOW, params, recharges: [] })
    expect(points).toEqual([{ at: NOW, charge: 1 }])
  })
})
