/** The port beside the key: what names a relay or a witness in network.json names both, and neither is to change by a restart. */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { dirname } from 'node:path'

const MAX_PORT = 65_535

export interface ChosenPort {
  /** 0 for any that is free. */
  readonly port: number
  /** The one that was kept and is another program's now; it is kept for the next start. */
  readonly missed: number | null
}

/** @param asked what the environment says, and then nothing else counts; null where it says nothing */
export async function choosePort(file: string, host: string, asked: number | null): Promise<ChosenPort> {
  const kept = asked === null ? await readPort(file) : null
  if (kept === null) return { port: asked ?? 0, missed: null }
  return (await isFree(kept, host)) ? { port: kept, missed: null } : { port: 0, missed: kept }
}

/** @param address where it listens now: the first port in it is kept, unless another is waited for */
export async function keepPort(file: string, address: string, { missed }: ChosenPort): Promise<void> {
  const port = /(?:\/tcp\/|:)(\d+)/.exec(address)?.[1]
  if (port === undefined || missed !== null) return
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, `${port}\n`)
}

/** Null for none, and for a file that somebody filled with something else. */
async function readPort(file: string): Promise<number | null> {
  const text = await readFile(file, 'utf8').catch(() => '')
  const port = Number(text)
  return Number.isInteger(port) && port > 0 && port <= MAX_PORT ? port : null
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, host, () => server.close(() => resolve(true)))
  })
}
