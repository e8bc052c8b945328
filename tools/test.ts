/**
 * `npm test`: every check there is. Prints what fails, and as its last line `N passed, N failed`, where a check of the
 * whole tree counts as one and each test as one. `npm test -- unit e2e timed` runs only the steps named.
 */
import { spawn } from 'node:child_process'
import { mkdir, readFile, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { installChromiumIfMissing } from './chromium'
import { buildSite, ROOT } from './site'
import { checkSize } from './size'

interface Outcome {
  readonly passed: number
  readonly failed: number
  /** Shown when something failed. */
  readonly output: string
  /** A line for each failed test: shown once more at the very end, which is what a long log is cut down to. */
  readonly failures?: readonly string[]
}

interface Step {
  readonly name: string
  run(): Promise<Outcome>
}

const REPORTS = join(ROOT, '.cache/reports')

const STATIC: readonly Step[] = [
  command('format', ['prettier', '--check', '.']),
  command('lint', ['eslint', '.', '--max-warnings', '0']),
  command('types', ['svelte-check', '--tsconfig', './tsconfig.json', '--fail-on-warnings']),
]
const UNIT = vitest('unit')
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

/** A vitest project, counted by its own report. */
function vitest(project: string): Step {
  return {
    name: project,
    async run() {
      const report = join(REPORTS, `${project}.json`)
      await rm(report, { force: true })
      const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
      const { code, output } = await execute(['vitest', 'run', '--project', project, ...reporters])
      const counts = await readFile(report, 'utf8').then(readReport, () => null)
      if (counts === null || counts.passed + counts.failed === 0) return { passed: 0, failed: 1, output }
      // A run may fail without a failed test, for example by an error after the last one.
      const failed = code === 0 ? counts.failed : Math.max(1, counts.failed)
      return { passed: counts.passed, failed, output, failures: counts.failures }
    },
  }
}

function inChromium(project: string): Step {
  return {
    name: project,
    async run() {
      installChromiumIfMissing()
      return vitest(project).run()
    },
  }
}

interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly assertionResults: readonly {
      readonly status: string
      readonly fullName: string
      readonly failureMessages?: readonly string[]
    }[]
  }[]
}

function readReport(text: string): Required<Omit<Outcome, 'output'>> {
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(text) as Report
  const failures = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => {
        const [message = ''] = (failureMessages?.[0] ?? '').split('\n')
        return `${relative(ROOT, name)}: ${fullName}: ${message}`
      }),
  )
  return { passed: numPassedTests, failed: numFailedTests, failures }
}

function execute(args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve) => {
    const child = spawn('npx', ['--no-install', ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.on('close', (code) => {
      resolve({ code: code ?? 1, output })
    })
  })
}

async function runStep(step: Step): Promise<Outcome> {
  const startMs = Date.now()
  const outcome = await step
    .run()
    .catch((error: unknown) => ({ passed: 0, failed: 1, output: String(error) }))
  const seconds = ((Date.now() - startMs) / 1000).toFixed(1)
  if (outcome.failed > 0) console.log(outcome.output)
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
for (const line of outcomes.flatMap(({ failures }) => failures ?? [])) console.log(`FAIL ${line}`)
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 && passed > 0 ? 0 : 1)
