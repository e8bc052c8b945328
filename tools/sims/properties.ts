/** `npm run sim -- properties [--runs N] [--seed S]`: "What must hold" of MODEL.md on any number of random worlds. */
import { execFileSync, spawnSync } from 'node:child_process'
import { ROOT } from '../site'

/** @returns the exit code: 0 when everything held */
export function properties(runs: number, seed: number): number {
  const { status } = spawnSync(
    'npx',
    ['--no-install', 'vitest', 'run', '--project', 'unit', 'tests/properties'],
    {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, PROPERTY_RUNS: String(runs), PROPERTY_SEED: String(seed) },
    },
  )
  if (status !== 0) {
    const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
      cwd: ROOT,
      encoding: 'utf8',
    }).trim()
    console.error(`failed at commit ${commit} with: npm run sim -- properties --runs ${runs} --seed ${seed}`)
  }
  return status ?? 1
}
