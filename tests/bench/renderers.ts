/** What the processes of a browser take: processor time by /proc, memory by what is theirs alone and their part of what is shared. */
import { readFile } from 'node:fs/promises'
import type { Browser, CDPSession } from 'playwright-core'

/** Linux counts processor time in hundredths of a second (sysconf(_SC_CLK_TCK)). */
const TICK_MS = 10
/** The 14th and 15th field of /proc/PID/stat, counted after the name, which may have spaces. */
const [USER_FIELD, SYSTEM_FIELD] = [11, 12]

export interface BrowserProcess {
  readonly kind: 'renderer' | 'other'
  readonly pid: number
}

export class Processes {
  readonly #session: CDPSession

  static async of(browser: Browser): Promise<Processes> {
    return new Processes(await browser.newBrowserCDPSession())
  }

  private constructor(session: CDPSession) {
    this.#session = session
  }

  async list(): Promise<BrowserProcess[]> {
    const { processInfo } = await this.#session.send('SystemInfo.getProcessInfo')
    return processInfo.map(({ type, id }) => ({ kind: type === 'renderer' ? 'renderer' : 'other', pid: id }))
  }
}

/** Milliseconds of processor time so far, in all of its threads. */
export async function cpuMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[USER_FIELD]) + Number(fields[SYSTEM_FIELD])) * TICK_MS
}

/** Proportional set size: of memory shared with other processes its part. */
export async function memoryBytes(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8')
  const kibibytes = /^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1]
  if (kibibytes === undefined) throw new Error(`expected a Pss of process ${pid}`)
  return Number(kibibytes) * 1_024
}
