/** Relays of this machine, and what knocks at them. All ends with the test that starts it. */
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import { LOCAL_LIMITS } from '../../tools/open-node'
import { startRelay } from '../../tools/relay'
import type { RelayLimits } from '../../tools/relay-limits'
import { becomesTrue } from './becomes-true'

export async function temporaryFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'synereo-relay-test-'))
  onTestFinished(() => rm(path, { recursive: true }))
  return path
}

/** The address of a relay; its limits are those for pages of this machine, but for what is given. */
export async function relay(limits: Partial<RelayLimits> = {}): Promise<string> {
  return (await mortalRelay(limits)).address
}

/** One that may be stopped before the test ends. */
export async function mortalRelay(limits: Partial<RelayLimits> = {}) {
  const stateDir = await temporaryFolder()
  const all = { ...LOCAL_LIMITS, ...limits }
  const started = await startRelay({ port: 0, host: '127.0.0.1', stateDir, limits: all })
  onTestFinished(() => started.stop())
  const [address] = started.addresses
  if (address === undefined) throw new Error('expected the relay to have an address')
  return { address, stop: () => started.stop() }
}

export function portIn(address: string): number {
  return Number(/\/tcp\/(\d+)\//.exec(address)?.[1])
}

/** Somebody who opens a connection and says nothing. */
export function silent(address: string): Socket {
  const socket = connect({ host: '127.0.0.1', port: portIn(address) })
  // One that is turned away.
  socket.on('error', () => undefined)
  onTestFinished(() => void socket.destroy())
  return socket
}

/**
 * Of an address of which each machine may hold two connections: a third is ended at once and harms none of the others, and when
 * one of these goes, there is room for `guest`.
 */
export async function expectShareOfTwo(address: string, guest: () => Promise<unknown>): Promise<void> {
  const [first, second] = [silent(address), silent(address)]
  await becomesTrue(() =>
    expect([first, second].map(({ readyState }) => readyState)).toEqual(['open', 'open']),
  )
  const third = silent(address)
  await becomesTrue(() => expect(third.destroyed).toBe(true))
  expect([first, second].map(({ destroyed }) => destroyed)).toEqual([false, false])
  first.destroy()
  await becomesTrue(guest)
}
