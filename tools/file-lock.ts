/** One process at a time may write a file. */
import { open, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { lifeOf, readHolder, thisProcess, type Holder } from './lock-holder'

/** The file is being written by another process: somebody can end that one, or choose another folder. */
export class InUseError extends Error {
  constructor(path: string, holder: Holder | null, here: Holder) {
    const who = holder === null ? 'another process' : `process ${String(holder.pid)}`
    const where = holder === null || holder.home === here.home ? '' : ` of ${holder.host}`
    super(`${path} is in use by ${who}${where}. End that one first, or set STATE_DIR to another folder.`)
    this.name = 'InUseError'
  }
}

/** This process stood still for so long that another one began. */
export class TakenOverError extends Error {
  constructor(path: string) {
    super(
      `Another process writes ${path} now, or its lock was taken away. This one has stopped: two would contradict each other.`,
    )
    this.name = 'TakenOverError'
  }
}

const SIGN_OF_LIFE_MS = 2_000
/** So many that are missing end a hold of which nothing else is known, and a little, since signs come late. */
const MISSED_SIGNS = 2.25
/** Of several that take over one lock the last holds it: so long they are given until each looks whether that is itself. */
const SETTLE_MS = 200

export interface FileLock {
  /** Resolves when another one has it. */
  readonly lost: Promise<TakenOverError>
  /** Asked before a write and behind it: what was written when another one may have begun counts for nothing. @throws TakenOverError */
  check(): Promise<void>
  release(): Promise<void>
}

/** @throws InUseError */
export async function lockFile(path: string, signOfLifeMs = SIGN_OF_LIFE_MS): Promise<FileLock> {
  const lock = `${path}.lock`
  const own = await thisProcess()
  const handle = await hold(path, own, signOfLifeMs)
  let tellLost: (error: TakenOverError) => void = () => undefined
  const lost = new Promise<TakenOverError>((resolve) => (tellLost = resolve))
  const isHeld = async (): Promise<boolean> => readHolder((await textOf(lock)) ?? '')?.token === own.token
  const check = async (): Promise<void> => {
    if (await isHeld()) return
    const error = new TakenOverError(path)
    tellLost(error)
    throw error
  }
  const alive = setInterval(() => {
    const now = new Date()
    // By its handle: the lock of another one, that has taken over, gets no sign of life from here.
    const signed = handle.utimes(now, now).catch(() => undefined)
    void signed.then(check).catch(() => undefined)
  }, signOfLifeMs)
  alive.unref()
  return {
    lost,
    check,
    async release() {
      clearInterval(alive)
      await handle.close()
      if (await isHeld()) await rm(lock, { force: true })
    },
  }
}

async function hold(path: string, own: Holder, signOfLifeMs: number): Promise<FileHandle> {
  const lock = `${path}.lock`
  for (;;) {
    const created = await writeNew(lock, own)
    if (created !== null) return created
    const former = await textOf(lock)
    if (former === null) continue
    const isOver = await isHoldOver(lock, former, signOfLifeMs)
    const now = await textOf(lock)
    if (now === null) continue
    if (!isOver || now !== former) throw new InUseError(path, readHolder(now), own)
    return takeOver(path, own)
  }
}

async function takeOver(path: string, own: Holder): Promise<FileHandle> {
  const lock = `${path}.lock`
  const handle = await writeNew(`${lock}.${own.token}`, own)
  if (handle === null) throw new Error(`expected no other lock with the token ${own.token}`)
  await rename(`${lock}.${own.token}`, lock)
  await pause(SETTLE_MS)
  const holder = readHolder((await textOf(lock)) ?? '')
  if (holder?.token === own.token) return handle
  await handle.close()
  throw new InUseError(path, holder, own)
}

async function isHoldOver(lock: string, text: string, signOfLifeMs: number): Promise<boolean> {
  const holder = readHolder(text)
  const life = holder === null ? 'unknown' : await lifeOf(holder)
  if (life !== 'unknown') return life === 'gone'
  // Not by the clock of here: that of another machine may be another.
  const before = await signOf(lock)
  await pause(MISSED_SIGNS * signOfLifeMs)
  return (await signOf(lock)) === before
}

async function writeNew(file: string, holder: Holder): Promise<FileHandle | null> {
  const handle = await open(file, 'wx').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return null
    throw error
  })
  if (handle === null) return null
  try {
    await handle.writeFile(JSON.stringify(holder))
    return handle
  } catch (error) {
    await handle.close()
    await rm(file, { force: true })
    throw error
  }
}

/** Null when there is none. */
function textOf(lock: string): Promise<string | null> {
  return orNull(readFile(lock, 'utf8'))
}

async function signOf(lock: string): Promise<number | null> {
  return (await orNull(stat(lock)))?.mtimeMs ?? null
}

function orNull<T>(read: Promise<T>): Promise<T | null> {
  return read.catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  })
}
