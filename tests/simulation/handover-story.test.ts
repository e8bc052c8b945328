import { describe, expect, it } from 'vitest'
import type { WitnessRules } from '../../src/amp/witness'
import { runHandover } from '../../src/simulation/ledger/handover-story'

const SEEDS = [0, 1, 2, 3, 4, 5]

const BROKEN: readonly (readonly [string, Partial<WitnessRules>])[] = [
  ['a witness that froze goes on', { saysWhenFrozen: true }],
  ['a witness stands behind what leaves out what it acknowledged', { mayStandBehind: () => true }],
]

describe('witnesses that hand over to others while people pay', () => {
  it.each(SEEDS)(
    '[AM59] begin one epoch with all that was final, over lost messages, crashes and a liar (seed %i)',
    async (seed) => {
      const { violation, finals } = await runHandover(seed)
      expect(violation).toBeNull()
      expect(finals).toBeGreaterThan(20)
    },
    30_000,
  )

  it.each(BROKEN)(
    '[AM59] do not when %s',
    async (_name, rules) => {
      let violation: string | null = null
      for (const seed of SEEDS) violation ??= (await runHandover(seed, rules)).violation
      expect(violation).not.toBeNull()
    },
    60_000,
  )

  it('[AM59] the same seed is the same story', async () => {
    expect(await runHandover(1)).toEqual(await runHandover(1))
  }, 30_000)
})
