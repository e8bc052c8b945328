/** A tool does not outlive the npm that runs it, however that ends. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { ROOT } from '../../tools/site'

/** Holds a port until it is stopped, as `npm start` does. */
const TOOL = `
import { createServer } from 'node:net'
const server = createServer().listen(0, '127.0.0.1', () => console.log('port', server.address().port, process.ppid, process.pid))
`
let folder: string
/** Process ids of the tools, so that a failing test leaves none behind. */
const tools: number[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'synereo-tool-'))
  await writeFile(join(folder, 'tool.ts'), TOOL)
})

afterAll(async () => {
  for (const tool of tools) {
    try {
      process.kill(tool, 'SIGKILL')
    } catch {
      // It has ended, as it should.
    }
  }
  await rm(folder, { recursive: true })
})

interface Running {
  readonly starter: ChildProcess
  readonly port: number
  /** Process id of with-packages. */
  readonly launcher: number
}

/** As npm runs a script: a process that starts a shell that starts with-packages. */
async function run(): Promise<Running> {
  const command = `node ${join(ROOT, 'tools/with-packages.mjs')} ${relative(ROOT, join(folder, 'tool.ts'))}; exit $?`
  const starter = spawn(
    process.execPath,
    ['-e', `require('child_process').spawn('sh', ['-c', ${JSON.stringify(command)}], { stdio: 'inherit' })`],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, npm_lifecycle_event: 'start' } },
  )
  const said = await new Promise<string>((resolve) => {
    starter.stdout.on('data', (chunk: Buffer) => resolve(chunk.toString()))
  })
  const [, port, launcher, tool] = /port (\d+) (\d+) (\d+)/.exec(said) ?? []
  tools.push(Number(tool))
  return { starter, port: Number(port), launcher: Number(launcher) }
}

const FREED_MS = 15_000

/** Resolves when the port can be had again. */
async function freed(port: number): Promise<void> {
  const endMs = Date.now() + FREED_MS
  for (;;) {
    const isFree = await new Promise<boolean>((resolve) => {
      const server = createServer()
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
    })
    if (isFree) return
    if (Date.now() > endMs) throw new Error(`port ${port} was still in use after ${FREED_MS} ms`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

describe('a tool that npm runs', () => {
  it.each(['SIGTERM', 'SIGKILL'] as const)('ends when npm ends by %s', async (signal) => {
    const { starter, port } = await run()
    starter.kill(signal)
    await freed(port)
  })

  it.each(['SIGTERM', 'SIGINT', 'SIGKILL'] as const)('ends when its launcher ends by %s', async (signal) => {
    const { port, launcher } = await run()
    process.kill(launcher, signal)
    await freed(port)
  })
})
