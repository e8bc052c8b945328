/** Who holds a lock, and whether it is certain that they are there or gone: that is known of processes beside this one alone. */
import { randomUUID } from 'node:crypto'
import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'

export interface Holder {
  /** Of this hold and no other. */
  readonly token: string
  readonly pid: number
  readonly host: string
  /** In which numbers of processes mean the same: one start of a machine, one container. Null where that cannot be told. */
  readonly home: string | null
  /** When the process began, by its home: a number is given to another process after a while. */
  readonly began: string | null
}

export async function thisProcess(): Promise<Holder> {
  const home = await homeOfThis()
  const began = home === null ? null : ((await processAt(process.pid))?.began ?? null)
  return { token: randomUUID(), pid: process.pid, host: hostname(), home, began }
}

/** Null for what is no word of a holder, as that of earlier builds. */
export function readHolder(text: string): Holder | null {
  try {
    const json = JSON.parse(text) as Partial<Holder> | null
    if (typeof json?.token !== 'string' || typeof json.pid !== 'number' || typeof json.host !== 'string')
      return null
    return {
      token: json.token,
      pid: json.pid,
      host: json.host,
      home: json.home ?? null,
      began: json.began ?? null,
    }
  } catch {
    return null
  }
}

export async function lifeOf(holder: Holder): Promise<'there' | 'gone' | 'unknown'> {
  if (holder.home === null || holder.home !== (await homeOfThis())) return 'unknown'
  if (!isRunning(holder.pid)) return 'gone'
  const now = await processAt(holder.pid)
  const isAnother = now !== null && holder.began !== null && now.began !== holder.began
  return isAnother || now?.isDead === true ? 'gone' : 'there'
}

async function homeOfThis(): Promise<string | null> {
  try {
    // Where /proc is another container's the numbers in it are not those of here.
    if ((await readlink('/proc/self')) !== String(process.pid)) return null
    const start = await readFile('/proc/sys/kernel/random/boot_id', 'utf8')
    return `${start.trim()} ${await readlink('/proc/self/ns/pid')}`
  } catch {
    return null
  }
}

interface ProcessSeen {
  readonly began: string
  /** Killed, and not yet taken note of by who started it. */
  readonly isDead: boolean
}

async function processAt(pid: number): Promise<ProcessSeen | null> {
  const text = await readFile(`/proc/${String(pid)}/stat`, 'utf8').catch(() => null)
  if (text === null) return null
  // Behind the name, which may hold anything: the third field is the state, the twenty-second the start.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [state = '', began] = [fields[0], fields[19]]
  return began === undefined ? null : { began, isDead: state === 'Z' || state === 'X' }
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
