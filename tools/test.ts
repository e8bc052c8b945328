/**
 * `npm test`: every check there is. Prints what fails, and as its last line `N passed, N failed`, where a check of the
 * whole tree counts as one and each test as one. `npm test -- unit e2e timed` runs only the steps named.
 */
import { mkdir } from 'node:fs/promises'
import { installChromiumIfMissing } from './chromium'
import { buildSite, REPORTS } from './site'
import { checkSize } from './size'
import { execute, runVitest, type Outcome } from './vitest-step'

interface Step {
  readonly name: string
  run(): Promise<Outcome>
}

const STATIC: readonly Step[] = [
  command('format', ['prettier', '--check', '.']),
  command('lint', ['eslint', '.', '--max-warnings', '0']),
  command('types', ['svelte-check', '--tsconfig', './tsconfig.json', '--fail-on-warnings']),
]
const UNIT: Step = { name: 'unit', run: () => runVitest('unit') }
/** Noted as built, so that browser tests do not build it again. */
const BUILD: Step = {
  name: 'build',
  async run() {
    await buildSite()
    return { passed: 1, failed: 0, output: '' }
  },
}
const SIZE: Step = { name: 'size', run: checkSize }
/** Browser tests two files at a time, and then, one by one, those that measure how long something takes. */
const E2E: readonly Step[] = [inChromium('e2e'), inChromium('timed')]

function command(name: string, args: readonly string[]): Step {
  return {
    name,
    async run() {
      const { code, output } = await execute(args)
      return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, output }
    },
  }
}

function inChromium(project: string): Step {
  return {
    name: project,
    async run() {
      installChromiumIfMissing()
      return runVitest(project)
    },
  }
}

async function runStep(step: Step): Promise<Outcome> {
  const startMs = Date.now()
  const outcome = await step
    .run()
    .catch((error: unknown): Outcome => ({ passed: 0, failed: 1, output: String(error) }))
  const seconds = ((Date.now() - startMs) / 1000).toFixed(1)
  if (outcome.failed > 0 || (outcome.unsteady ?? []).length > 0) console.log(outcome.output)
  console.log(
    `${outcome.failed === 0 ? 'ok  ' : 'FAIL'} ${step.name}: ${outcome.passed} passed, ${outcome.failed} failed (${seconds} s)`,
  )
  return outcome
}

async function runInTurn(steps: readonly Step[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const step of steps) outcomes.push(await runStep(step))
  return outcomes
}

const wanted = new Set(process.argv.slice(2))
const chosen = (steps: readonly Step[]): Step[] =>
  steps.filter(({ name }) => wanted.size === 0 || wanted.has(name))
await mkdir(REPORTS, { recursive: true })
// Two lanes for two cores; browsers have the machine to themselves.
const lanes = [chosen(STATIC), chosen([BUILD, SIZE, UNIT])]
const outcomes = (await Promise.all(lanes.map(runInTurn))).flat()
outcomes.push(...(await runInTurn(chosen(E2E))))
const passed = outcomes.reduce((sum, outcome) => sum + outcome.passed, 0)
const failed = outcomes.reduce((sum, outcome) => sum + outcome.failed, 0)
// Passed, and still something to be looked into.
for (const line of outcomes.flatMap(({ unsteady }) => unsteady ?? [])) console.log(`UNSTEADY ${line}`)
for (const line of outcomes.flatMap(({ failures }) => failures ?? [])) console.log(`FAIL ${line}`)
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 && passed > 0 ? 0 : 1)
