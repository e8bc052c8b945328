import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { forecast } from '../../src/amp/forecast'
import type { AccountId } from '../../src/amp/types'
import { testDevice } from '../helpers/test-person'

const DAY_MS = 86_400_000
const NOW_MS = 1_700_000_000_000
const [ALICE, BOB, CHARLIE] = ['alice', 'bob', 'charlie'].map(
  (name) => testDevice(name).device as string as AccountId,
) as [AccountId, AccountId, AccountId]
const ROWS = [
  { viewer: ALICE, amount: 5 },
  { viewer: BOB, amount: 30 },
  { viewer: CHARLIE, amount: 200 },
]

describe('what may come of a campaign', () => {
  it('[AM26] is from those who were about lately to those who were about within a week', () => {
    const seen = new Map([
      [ALICE, NOW_MS - DAY_MS],
      [BOB, NOW_MS - 7 * DAY_MS],
      [CHARLIE, NOW_MS - 7 * DAY_MS - 1],
    ])
    expect(forecast(ROWS, (person) => seen.get(person) ?? null, NOW_MS, DAY_MS)).toEqual({
      least: { people: 1, spent: 5 },
      most: { people: 2, spent: 35 },
    })
    expect(forecast(ROWS, () => null, NOW_MS, DAY_MS).most).toEqual({ people: 0, spent: 0 })
  })

  it('[AM26] is a range within the table, however long the campaign runs', () => {
    const seenMs = fc.array(fc.option(fc.integer({ min: 0, max: NOW_MS + DAY_MS })), {
      minLength: 3,
      maxLength: 3,
    })
    fc.assert(
      fc.property(seenMs, fc.nat(90 * DAY_MS), (times, lastsMs) => {
        const seen = new Map(ROWS.map(({ viewer }, index) => [viewer, times[index] ?? null]))
        const { least, most } = forecast(ROWS, (person) => seen.get(person) ?? null, NOW_MS, lastsMs)
        expect(least.people).toBeLessThanOrEqual(most.people)
        expect(least.spent).toBeLessThanOrEqual(most.spent)
        expect(most.spent).toBeLessThanOrEqual(235)
      }),
      { seed: 4 },
    )
  })
})
