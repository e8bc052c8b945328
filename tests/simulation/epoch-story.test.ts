import { describe, expect, it } from 'vitest'
import { EPOCH_RULES } from '../../src/amp/epoch-rules'
import { runEpochChange, type EpochOptions } from '../../src/simulation/ledger/epoch-story'

/** In the story of the sixth nothing becomes final before the epoch ends. */
const SEEDS = Array.from({ length: 13 }, (_, index) => index + 1).filter((seed) => seed !== 6)

describe('a change of epoch while payments are under way', () => {
  it.each(SEEDS)('[AM55] keeps what is final, and what was left open goes on, with seed %i', async (seed) => {
    const report = await runEpochChange({ seed })
    expect(report.violation).toBeNull()
    expect(report.finals).toBeGreaterThan(0)
    expect(report.later).toBeGreaterThan(0)
  })

  it('[AM55] the same seed gives the same story', async () => {
    expect(await runEpochChange({ seed: 1 })).toEqual(await runEpochChange({ seed: 1 }))
  })

  it.each<[string, Omit<EpochOptions, 'seed'>]>([
    ['a witness that froze goes on', { witness: { saysWhenFrozen: true } }],
    ['the lists of two suffice', { lists: 2 }],
    ['certificates in the lists are not kept', { epoch: { carried: () => 'open' } }],
    ['skips in the lists are not kept', { epoch: { carried: withoutSkips } }],
  ])('[AM55] it is seen when %s', async (_, change) => {
    // That something final is lost, not only that somebody waits or that lists do not fit together.
    let isLost = false
    for (let seed = 1; seed <= 40 && !isLost; seed += 1) {
      const { violation } = await runEpochChange({ seed, ...change })
      isLost = violation?.includes('was final, and is not') ?? false
    }
    expect(isLost).toBe(true)
  })
})

function withoutSkips(lists: Parameters<typeof EPOCH_RULES.carried>[0]) {
  const carried = EPOCH_RULES.carried(lists)
  return carried === 'skip' ? 'open' : carried
}
