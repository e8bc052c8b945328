import { describe, expect, it } from 'vitest'
import { WITNESS_RULES, type WitnessRules } from '../../src/amp/witness-rules'
import { runFaults, type FaultOptions } from '../../src/simulation/ledger/faults'

const SEEDS = Array.from({ length: 12 }, (_, index) => index + 1)

function run(seed: number, change: Partial<FaultOptions> = {}) {
  return runFaults({ seed, witnesses: 4, badWitnesses: 1, ...change })
}

describe('the ledger in bad weather', () => {
  it.each(SEEDS)('[AM11] keeps every invariant with seed %i', async (seed) => {
    const report = await run(seed)
    expect(report.violation).toBeNull()
    expect(report.finals).toBeGreaterThan(0)
  })

  it('[AM97] bears a second bad witness of four, when both say whatever they are asked and are not believed any more', async () => {
    for (const seed of SEEDS.slice(0, 4)) {
      const { violation } = await run(seed, { badWitnesses: 2 })
      expect([seed, violation]).toEqual([seed, null])
    }
  })

  it('[AM95] what a sponsor left comes back once, by others or by itself, whenever it is there for a moment', async () => {
    let rests = 0
    // In most stories the sponsor itself is there at the right moment; in some of these others are.
    for (const seed of SEEDS.slice(-6)) {
      const report = await run(seed, { isAbandoned: true })
      expect([seed, report.violation]).toEqual([seed, null])
      rests += report.rests
    }
    expect(rests).toBeGreaterThan(0)
  })

  it('[AM116] everybody honest knows in the end which witness lies, also who started anew', async () => {
    for (const seed of SEEDS.slice(0, 6)) {
      const { liars, crashes, violation } = await run(seed)
      expect([seed, liars, violation]).toEqual([seed, 1, null])
      expect(crashes).toBeGreaterThan(0)
    }
  })

  it('[AM11] the same seed gives the same story', async () => {
    expect(await run(1)).toEqual(await run(1))
  })

  it.each<[string, Partial<FaultOptions>]>([
    ['two witnesses of four are bad, and believed', { badWitnesses: 2, believesLiars: true }],
    ['a witness forgets what it said', { forgetfulWitness: true }],
    [
      'a vow does not bind',
      { rules: broken({ mayAck: ({ acked }, value) => acked === value || acked === null }) },
    ],
    ['an acknowledgement does not bind', { rules: broken({ mayVow: () => true }) }],
  ])('[AM11] it is seen when %s', async (_, change) => {
    let violation: string | null = null
    for (let seed = 1; seed <= 40 && violation === null; seed += 1)
      violation = (await run(seed, change)).violation
    expect(violation).not.toBeNull()
  })
})

function broken(change: Partial<WitnessRules>): WitnessRules {
  return { ...WITNESS_RULES, ...change }
}
