/** One process at a time may write a file. */
import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'

/** The file is being written by another process: somebody can end that one, or choose another folder. */
export class InUseError extends Error {
  constructor(path: string, holder: number) {
    super(
      `${path} is in use by process ${String(holder)}. End that one first, or set STATE_DIR to another folder.`,
    )
    this.name = 'InUseError'
  }
}

const SIGN_OF_LIFE_MS = 2_000
/** After a crash the number of its process may be given to another one, which gives no sign of life here. */
const SILENT_MS = 5 * SIGN_OF_LIFE_MS

/** Held by this process, which after a restart of its container may have the number of the one before. */
const heldHere = new Set<string>()

export interface FileLock {
  release(): Promise<void>
}

/** @throws InUseError */
export async function lockFile(path: string): Promise<FileLock> {
  const lock = `${path}.lock`
  const holder = await holderOf(lock)
  if (holder !== null) throw new InUseError(path, holder)
  heldHere.add(lock)
  await writeFile(lock, String(process.pid))
  const alive = setInterval(() => {
    const now = new Date()
    // A folder that was taken away from under us is told of by the next write to the file itself.
    void utimes(lock, now, now).catch(() => undefined)
  }, SIGN_OF_LIFE_MS)
  alive.unref()
  return {
    async release() {
      clearInterval(alive)
      heldHere.delete(lock)
      await rm(lock, { force: true })
    },
  }
}

async function holderOf(lock: string): Promise<number | null> {
  const pid = Number(await readFile(lock, 'utf8').catch(() => ''))
  if (!Number.isInteger(pid) || pid <= 0) return null
  if (pid === process.pid) return heldHere.has(lock) ? pid : null
  const silentMs = Date.now() - (await stat(lock)).mtimeMs
  return silentMs < SILENT_MS && isRunning(pid) ? pid : null
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // It is there, and another user's.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
