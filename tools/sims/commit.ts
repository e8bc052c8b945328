import { execFileSync } from 'node:child_process'

/** Which code a simulation ran on: with the seed, all that is needed to see the same again. */
export function commit(): string {
  return execFileSync('git', ['describe', '--always', '--dirty'], { encoding: 'utf8' }).trim()
}
