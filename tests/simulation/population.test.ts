/** The simulated population: what must hold in any course of days. */
import { describe, expect, it } from 'vitest'
import { live, type Course } from '../../src/simulation/days'
import { gini, reportOf } from '../../src/simulation/population-report'
import type { PopulationPlan } from '../../src/simulation/population'

const PLAN: PopulationPlan = { people: 40, ring: 4, farm: 12, days: 5, seed: 3 }

function readersOf({ posts, readers }: Course): Record<string, string[]> {
  return Object.fromEntries(posts.map(({ id }) => [id, [...(readers.get(id) ?? [])].sort()]))
}

describe('a simulated population', () => {
  it('[PO1] lives the same days by the same seed, and others by another', () => {
    const conduct = { feed: 'stream', isCheating: true, budgetAmp: 20 } as const
    const course = live(PLAN, conduct)
    expect(readersOf(live(PLAN, conduct))).toEqual(readersOf(course))
    expect(readersOf(live({ ...PLAN, seed: 4 }, conduct))).not.toEqual(readersOf(course))
  })

  it('[PO2] gives a farm that nobody honest attends no reader, and changes nobody else by it', () => {
    for (let seed = 1; seed <= 5; seed += 1) {
      const plan = { ...PLAN, ring: 0, seed }
      for (const feed of ['stream', 'current'] as const) {
        const cheated = live(plan, { feed, isCheating: true, budgetAmp: 20 })
        const honest = live(plan, { feed, isCheating: false, budgetAmp: 20 })
        expect(cheated.acts.length).toBeGreaterThan(honest.acts.length)
        expect(readersOf(cheated)).toEqual(readersOf(honest))
        expect(cheated.tops).toEqual(honest.tops)
        const farmed = cheated.posts.filter(({ role }) => role === 'farm')
        expect(farmed.length).toBeGreaterThan(0)
        for (const { id } of farmed) expect(cheated.readers.has(id)).toBe(false)
      }
    }
  })

  it('[PO2] does give it readers where every account counts, so the measure can tell', () => {
    const { gained } = reportOf(PLAN, 'liked')
    expect(gained.farm).toBeGreaterThan(1)
  })

  it('[PO3] offers no more than the advertiser has spent, and nothing to a farm', () => {
    const { advertiser } = reportOf({ ...PLAN, days: 8 }, 'stream')
    expect(advertiser.people).toBeGreaterThan(0)
    expect(advertiser.offeredAmp).toBeGreaterThan(0)
    expect(advertiser.offeredAmp).toBeLessThanOrEqual(8 * 50)
    const { offered } = live({ ...PLAN, ring: 0 }, { feed: 'stream', isCheating: true, budgetAmp: 20 })
    expect([...offered.keys()].filter((id) => id.startsWith('farm'))).toEqual([])
  })

  it('[PO1] measures inequality as Gini does', () => {
    expect(gini([1, 1, 1, 1])).toBeCloseTo(0, 12)
    expect(gini([0, 0, 0, 8])).toBeCloseTo(0.75, 12)
  })
})
