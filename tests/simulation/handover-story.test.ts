import { describe, expect, it } from 'vitest'
import { EPOCH_RULES } from '../../src/amp/epoch-rules'
import { ROUND_RULES } from '../../src/amp/round-rules'
import type { WitnessRules } from '../../src/amp/witness'
import { runHandover } from '../../src/simulation/ledger/handover-story'

const SEEDS = Array.from({ length: 12 }, (_, seed) => seed)

describe('witnesses that hand over to others', () => {
  it('[AM59] seeds', async () => {
    for (const seed of SEEDS) console.log(seed, JSON.stringify(await runHandover(seed)))
  }, 120_000)
})
