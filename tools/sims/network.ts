import { execFileSync } from 'node:child_process'
import { runStory } from '../../src/simulation/network/faults'

/** Every so many stories a line, so that one sees that it goes on. */
const STORIES_PER_LINE = 500

/** All that was going on has come to a wait: nothing in the simulation waits for anything but simulated time. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function commit(): string {
  return execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim()
}

/** Stories of a network in bad weather, from `seed` on. @returns the exit code: 1 when an invariant was violated */
export async function weather(runs: number, seed: number): Promise<number> {
  const sums = { written: 0, kept: 0, crashes: 0, powerFailures: 0, partitions: 0, hostile: 0, messages: 0 }
  const startedMs = Date.now()
  const at = commit()
  for (let run = 0; run < runs; run += 1) {
    const { violation, ...report } = await runStory({ seed: seed + run, settle })
    if (violation !== null) {
      console.error(`seed ${seed + run} at ${at}: ${violation}`)
      console.error(`alone: npm run sim -- network --runs 1 --seed ${seed + run}`)
      return 1
    }
    for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += report[name]
    if ((run + 1) % STORIES_PER_LINE === 0 || run + 1 === runs) {
      const seconds = Math.round((Date.now() - startedMs) / 1_000)
      console.log(`${run + 1} stories at ${at}, ${JSON.stringify(sums)}, nothing violated (${seconds} s)`)
    }
  }
  return 0
}
