/**
 * A vitest project as a step of `npm test`, counted by its own report. Files that fail are run once more, one by one and
 * with nothing beside them.
 */
import { spawn } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { REPORTS, ROOT } from './site'

export interface Outcome {
  readonly passed: number
  readonly failed: number
  /** Shown when something failed. */
  readonly output: string
  /** A line for each failed test: shown once more at the very end, which is what a long log is cut down to. */
  readonly failures?: readonly string[]
  /** A line for each test that failed and passed in the second run: shown there, too. */
  readonly unsteady?: readonly string[]
}

export interface FailedTest {
  /** From the root. */
  readonly file: string
  readonly name: string
  readonly message: string
}

export interface Counts {
  /** Tests passed, by file from the root. */
  readonly passed: ReadonlyMap<string, number>
  readonly failures: readonly FailedTest[]
}

/**
 * What waits for real browsers, or for real peers over sockets, can be late by chance where a machine is shared, and one
 * test of thousands must not hide what all others say. More files than these failing at once is no chance, and they are not run again.
 */
export const MAX_FILES_AGAIN = 3

/** The files to run once more; none where too many failed for it to be chance. */
export function filesAgain({ failures }: Counts): readonly string[] {
  const files = [...new Set(failures.map(({ file }) => file))]
  return files.length > MAX_FILES_AGAIN ? [] : files
}

/** Of files that were run again the second run counts; what had failed and passes there is named. */
export function settle(first: Counts, second: Counts, files: readonly string[]): Omit<Outcome, 'output'> {
  const failedAgain = new Set(second.failures.map(keyOf))
  const others = new Map([...first.passed].filter(([file]) => !files.includes(file)))
  return {
    passed: sum(others) + sum(second.passed),
    failed: second.failures.length,
    failures: second.failures.map(lineOf),
    unsteady: first.failures.filter((test) => !failedAgain.has(keyOf(test))).map(lineOf),
  }
}

function sum(passed: ReadonlyMap<string, number>): number {
  return [...passed.values()].reduce((total, count) => total + count, 0)
}

function keyOf({ file, name }: FailedTest): string {
  return `${file}: ${name}`
}

function lineOf(test: FailedTest): string {
  return `${keyOf(test)}: ${test.message}`
}

export async function runVitest(project: string): Promise<Outcome> {
  const first = await runOnce(project, [])
  if (first.counts === null) return { passed: 0, failed: 1, output: first.output }
  const { counts, output } = first
  const files = filesAgain(counts)
  if (files.length === 0) {
    // A run may fail without a failed test, for example by an error after the last one.
    const failed = first.code === 0 ? counts.failures.length : Math.max(1, counts.failures.length)
    return { passed: sum(counts.passed), failed, output, failures: counts.failures.map(lineOf) }
  }
  const second = await runOnce(project, ['--no-file-parallelism', ...files])
  const outputs = `${output}\n${second.output}`
  if (second.counts === null) return { passed: 0, failed: 1, output: outputs }
  const settled = settle(counts, second.counts, files)
  // The second run, too, may fail without a failed test.
  const failed = second.code === 0 ? settled.failed : Math.max(1, settled.failed)
  return { ...settled, failed, output: outputs }
}

async function runOnce(
  project: string,
  args: readonly string[],
): Promise<{ readonly code: number; readonly output: string; readonly counts: Counts | null }> {
  const report = join(REPORTS, `${project}.json`)
  await rm(report, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const { code, output } = await execute(['vitest', 'run', '--project', project, ...reporters, ...args])
  const counts = await readFile(report, 'utf8').then(readReport, () => null)
  return {
    code,
    output,
    counts: counts !== null && sum(counts.passed) + counts.failures.length > 0 ? counts : null,
  }
}

interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message?: string
    readonly assertionResults: readonly {
      readonly status: string
      readonly fullName: string
      readonly failureMessages?: readonly string[]
    }[]
  }[]
}

/** Vitest's JSON. A file that failed before any of its tests began counts as one failed test. */
export function readReport(text: string): Counts {
  const { testResults } = JSON.parse(text) as Report
  const failures = testResults.flatMap(({ name, status, message = '', assertionResults }) => {
    const file = relative(ROOT, name)
    const failed = assertionResults
      .filter((test) => test.status === 'failed')
      .map(({ fullName, failureMessages = [] }) => ({
        file,
        name: fullName,
        message: firstLine(failureMessages[0]),
      }))
    if (failed.length > 0 || status !== 'failed') return failed
    return [{ file, name: 'could not begin', message: firstLine(message) }]
  })
  const passed = testResults.map(({ name, assertionResults }) => {
    const count = assertionResults.filter(({ status }) => status === 'passed').length
    return [relative(ROOT, name), count] as const
  })
  return { passed: new Map(passed), failures }
}

function firstLine(text = ''): string {
  return text.split('\n')[0] ?? ''
}

/** A program of the packages, from the root. */
export function execute(
  args: readonly string[],
): Promise<{ readonly code: number; readonly output: string }> {
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
