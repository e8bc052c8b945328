import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { InUseError, lockFile } from '../../tools/file-lock'

let folder: string
let said: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'synereo-lock-'))
  said = join(folder, 'said.log')
})

afterEach(() => rm(folder, { recursive: true }))

/** What a process with this number left behind, its last sign of life so long ago. */
async function leftBy(pid: number, silentMs: number): Promise<void> {
  await writeFile(`${said}.lock`, String(pid))
  const then = new Date(Date.now() - silentMs)
  await utimes(`${said}.lock`, then, then)
}

describe('the lock of a file', () => {
  it('is held by one at a time, who is named, and leaves nothing behind', async () => {
    const alice = await lockFile(said)
    await expect(lockFile(said)).rejects.toThrow(`in use by process ${String(process.pid)}`)
    await alice.release()
    expect(await readdir(folder)).toEqual([])
    await (await lockFile(said)).release()
  })

  it('of another process that is running is respected', async () => {
    await leftBy(process.ppid, 0)
    await expect(lockFile(said)).rejects.toBeInstanceOf(InUseError)
  })

  it('of a process that is gone, or whose number another one has now, is none', async () => {
    await leftBy(process.ppid, 11_000)
    await (await lockFile(said)).release()
    await leftBy(999_999_999, 0)
    await (await lockFile(said)).release()
    // A container that was started again gives its one process the same number.
    await leftBy(process.pid, 0)
    await (await lockFile(said)).release()
    await writeFile(`${said}.lock`, 'nonsense')
    await (await lockFile(said)).release()
  })
})
