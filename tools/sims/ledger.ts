import { runFaults } from '../../src/simulation/ledger/faults'
import { commit } from './commit'

/** Every so many runs a line, so that one sees that it goes on. */
const RUNS_PER_LINE = 500

/** Stories of the ledger in bad weather, from `seed` on. @returns the exit code: 1 when a rule was broken */
export async function ledger(runs: number, seed: number): Promise<number> {
  const sums = { finals: 0, forks: 0, skips: 0, claims: 0, refunds: 0, rests: 0, crashes: 0 }
  const at = commit()
  const startedMs = Date.now()
  for (let run = 0; run < runs; run += 1) {
    const { violation, ...report } = await runFaults({ seed: seed + run, witnesses: 4, badWitnesses: 1 })
    if (violation !== null) {
      console.error(`seed ${String(seed + run)} at ${at}: ${violation}`)
      console.error(`alone: npm run sim -- ledger --runs 1 --seed ${String(seed + run)}`)
      return 1
    }
    for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += report[name]
    if ((run + 1) % RUNS_PER_LINE === 0 || run + 1 === runs) {
      const seconds = Math.round((Date.now() - startedMs) / 1_000)
      console.log(
        `${String(run + 1)} stories from seed ${String(seed)} at ${at}, ${JSON.stringify(sums)}, nothing broken (${String(seconds)} s)`,
      )
    }
  }
  return 0
}
