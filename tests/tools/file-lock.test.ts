import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { InUseError, lockFile, TakenOverError } from '../../tools/file-lock'
import { thisProcess, type Holder } from '../../tools/lock-holder'
import { ROOT } from '../../tools/site'

/** Short, so that nobody waits for two of them. */
const SIGN_OF_LIFE_MS = 100
/** Else nothing about another process is certain. */
const isHomeKnown = (await thisProcess()).home !== null
let folder: string
let said: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'synereo-lock-'))
  said = join(folder, 'said.log')
})

afterEach(() => rm(folder, { recursive: true }))

async function heldBy(change: Partial<Holder>): Promise<void> {
  await writeFile(`${said}.lock`, JSON.stringify({ ...(await thisProcess()), ...change }))
}

async function lockAndRelease(): Promise<void> {
  await (await lockFile(said, SIGN_OF_LIFE_MS)).release()
}

/** Another process that holds the lock until it is killed. */
async function otherHolder(): Promise<ChildProcess> {
  const module = pathToFileURL(join(ROOT, 'tools/file-lock.ts')).href
  const code = `const { lockFile } = await import(${JSON.stringify(module)})
    await lockFile(${JSON.stringify(said)})
    console.log('held')
    setInterval(() => undefined, 1_000)`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve)
    child.once('exit', () => reject(new Error('it ended before it held the lock')))
  })
  return child
}

/** Somebody who holds the lock, until the end of the test or before. */
function givesSignsOfLife(): () => void {
  const sign = (): void => {
    // The folder may be gone before the test is told that it is over.
    utimes(`${said}.lock`, new Date(), new Date()).catch(() => undefined)
  }
  const living = setInterval(sign, SIGN_OF_LIFE_MS / 4)
  const end = (): void => clearInterval(living)
  onTestFinished(end)
  return end
}

describe('the lock of a file', () => {
  it('is held by one at a time, who is named, and leaves nothing behind', async () => {
    const alice = await lockFile(said)
    await expect(lockFile(said)).rejects.toThrow(`in use by process ${String(process.pid)}.`)
    await alice.release()
    expect(await readdir(folder)).toEqual([])
    await lockAndRelease()
  })

  it.runIf(isHomeKnown)(
    '[AM144] of another process is respected also while that stands still, and is free at once when it was killed',
    async () => {
      const child = await otherHolder()
      child.kill('SIGSTOP')
      const long = new Date(Date.now() - 3_600_000)
      await utimes(`${said}.lock`, long, long)
      await expect(lockFile(said, SIGN_OF_LIFE_MS)).rejects.toThrow(`in use by process ${String(child.pid)}.`)
      const ended = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await ended
      // Nobody waits for its next sign of life: two of these would be longer than the test.
      await (await lockFile(said, 3_600_000)).release()
    },
  )

  it.runIf(isHomeKnown)('[AM144] of a process whose number another one has now is none', async () => {
    await heldBy({ token: 'of before', began: '1' })
    await (await lockFile(said, 3_600_000)).release()
    await heldBy({ token: 'of before', pid: 999_999_999 })
    await (await lockFile(said, 3_600_000)).release()
  })

  it('[AM144] of another container is respected as long as it gives signs of life, though its process has the number of this one', async () => {
    await heldBy({ token: 'of another', home: 'another container', host: 'honey' })
    const end = givesSignsOfLife()
    const holder = `process ${String(process.pid)} of honey.`
    await expect(lockFile(said, SIGN_OF_LIFE_MS)).rejects.toThrow(holder)
    end()
    const beganMs = Date.now()
    await lockAndRelease()
    expect(Date.now() - beganMs).toBeGreaterThan(2 * SIGN_OF_LIFE_MS)
  })

  it('[AM144] of which nobody knows whose it is, as one of an earlier build, is free without signs of life', async () => {
    for (const text of ['nonsense', '', String(process.ppid), '{}', 'null']) {
      await writeFile(`${said}.lock`, text)
      await lockAndRelease()
    }
    await writeFile(`${said}.lock`, String(process.ppid))
    givesSignsOfLife()
    await expect(lockFile(said, SIGN_OF_LIFE_MS)).rejects.toBeInstanceOf(InUseError)
  })

  it('[AM144] is held by one of many that start at one moment, also where one before was killed', async () => {
    for (const before of [null, { token: 'of before', pid: 999_999_999 }]) {
      if (before !== null) await heldBy(before)
      const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockFile(said)))
      const held = tries.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
      expect(held).toHaveLength(1)
      for (const { status, reason } of tries as PromiseRejectedResult[])
        if (status === 'rejected') expect(reason).toBeInstanceOf(InUseError)
      await held[0]?.check()
      await held[0]?.release()
      expect(await readdir(folder)).toEqual([])
    }
  })

  it('[AM144] that was lost is told of, holds nothing, and is left to whoever has it', async () => {
    const alice = await lockFile(said, SIGN_OF_LIFE_MS)
    await alice.check()
    await heldBy({ token: 'of bob', home: 'another container' })
    expect(await alice.lost).toBeInstanceOf(TakenOverError)
    await expect(alice.check()).rejects.toBeInstanceOf(TakenOverError)
    await alice.release()
    expect(await readFile(`${said}.lock`, 'utf8')).toContain('of bob')
    await rm(`${said}.lock`)
    const charlie = await lockFile(said)
    await rm(`${said}.lock`)
    await expect(charlie.check()).rejects.toBeInstanceOf(TakenOverError)
    await charlie.release()
  })
})
