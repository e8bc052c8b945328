import { describe, expect, it } from 'vitest'
import type { WitnessRules } from '../../src/amp/witness-rules'
import { runHandover } from '../../src/simulation/ledger/handover-story'

const SEEDS = [0, 1, 2, 3, 4, 5]

/** With seeds that show it: most stories go well all the same. */
const BROKEN: readonly (readonly [string, Partial<WitnessRules>, readonly number[]])[] = [
  ['a witness that froze goes on', { saysWhenFrozen: true }, SEEDS],
  ['a witness stands behind what leaves out what it acknowledged', { mayStandBehind: () => true }, [5]],
]

describe('witnesses that hand over to others while people pay and sponsor', () => {
  it.each(SEEDS)(
    '[AM59] [AM63] begin one epoch with all that was final and campaigns that go on, over lost messages, crashes and a liar (seed %i)',
    async (seed) => {
      const { violation, finals, campaigns } = await runHandover(seed)
      expect(violation).toBeNull()
      expect(finals).toBeGreaterThan(20)
      expect(campaigns).toBeGreaterThan(3)
    },
    60_000,
  )

  it.each(BROKEN)(
    '[AM59] do not when %s',
    async (_name, rules, seeds) => {
      let violation: string | null = null
      for (const seed of seeds) violation ??= (await runHandover(seed, rules)).violation
      expect(violation).not.toBeNull()
    },
    120_000,
  )

  it('[AM59] the same seed is the same story', async () => {
    expect(await runHandover(1)).toEqual(await runHandover(1))
  })
})
