/**
 * Ports for what goes away in a test and comes back where it was. One of those that the system hands out (`port: 0`) may by
 * then be somebody's outgoing connection; these lie below them (from 32,768 on Linux, 49,152 elsewhere).
 */
import { createServer, type Server } from 'node:net'

const FIRST = 20_000
/** Of each process: test files run in several at a time. */
const OWN = 100
const PROCESSES = 120

const start = FIRST + (process.pid % PROCESSES) * OWN
let given = 0

/** The first of so many, side by side, that nobody listens at. */
export async function keptPorts(count: number): Promise<number> {
  for (let tried = 0; tried < OWN; tried += count) {
    if (given + count > OWN) given = 0
    const first = start + given
    given += count
    const ports = Array.from({ length: count }, (_, index) => first + index)
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return first
  }
  throw new Error(`no ${String(count)} ports are free from ${String(start)} on`)
}

async function isFree(port: number): Promise<boolean> {
  const server = await new Promise<Server | null>((resolve) => {
    const opened = createServer()
    opened.once('error', () => resolve(null))
    opened.listen(port, '127.0.0.1', () => resolve(opened))
  })
  await new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve)))
  return server !== null
}
