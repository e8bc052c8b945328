import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { isPortTaken } from '../../tools/environment'
import { choosePort, keepPort } from '../../tools/kept-port'
import { startLocalLedger } from '../../tools/local-ledger'
import { readNetworkFile } from '../../tools/network-file'
import { startRelay } from '../../tools/relay'
import { keptPorts } from '../helpers/kept-ports'

const HOST = '127.0.0.1'

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'synereo-port-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

async function taken(port: number): Promise<void> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(port, HOST, resolve))
  onTestFinished(() => void server.close())
}

async function relayAt(stateDir: string, port: number) {
  const relay = await startRelay({ port, host: HOST, stateDir })
  onTestFinished(() => relay.stop())
  return relay
}

describe('the port of a relay', () => {
  it('[RL15] is the same at the next start, as its key is', async () => {
    const stateDir = await folder()
    const file = join(stateDir, 'relay.port')
    const chosen = await choosePort(file, HOST, null)
    expect(chosen).toEqual({ port: 0, missed: null })
    const before = await relayAt(stateDir, await keptPorts(1))
    await keepPort(file, before.addresses[0] ?? '', chosen)
    await before.stop()
    const again = await choosePort(file, HOST, null)
    expect((await relayAt(stateDir, again.port)).addresses).toEqual(before.addresses)
  })

  it('[RL15] is another where that one is taken, and the same again later; what is asked for comes first', async () => {
    const file = join(await folder(), 'relay.port')
    const port = await keptPorts(1)
    await keepPort(file, `/ip4/${HOST}/tcp/${String(port)}/ws`, { port: 0, missed: null })
    expect(await choosePort(file, HOST, 40_001)).toEqual({ port: 40_001, missed: null })
    await taken(port)
    const other = await choosePort(file, HOST, null)
    expect(other).toEqual({ port: 0, missed: port })
    await keepPort(file, `/ip4/${HOST}/tcp/40002/ws`, other)
    expect(await choosePort(file, HOST, null)).toEqual(other)
    await writeFile(file, 'no port')
    expect(await choosePort(file, HOST, null)).toEqual({ port: 0, missed: null })
  })
})

describe('the ports of the witnesses of npm start', () => {
  const portFile = (stateDir: string, witness: number) =>
    join(stateDir, `witness-${String(witness)}`, 'witness.port')

  async function ledgerIn(stateDir: string) {
    const ledger = await startLocalLedger({ network: { v: 1, name: 'n', purpose: 'test' }, stateDir })
    onTestFinished(() => ledger.stop())
    return ledger
  }

  it('[RL15] are kept, and are the same at the next start; one that is taken is another until it is free', async () => {
    const stateDir = await folder()
    const first = await ledgerIn(stateDir)
    await first.stop()
    for (const [index, address] of first.addresses.entries())
      expect(address).toContain(`/tcp/${(await readFile(portFile(stateDir, index + 1), 'utf8')).trim()}/`)

    // Others than the system hands out: those may be somebody's by the next start.
    const port = await keptPorts(4)
    for (const witness of [1, 2, 3, 4]) {
      await writeFile(portFile(stateDir, witness), `${String(port + witness - 1)}\n`)
    }
    const before = await ledgerIn(stateDir)
    expect(before.addresses.map((address) => Number(address.split('/')[4]))).toEqual(
      [0, 1, 2, 3].map((index) => port + index),
    )
    expect(before.missedPorts).toEqual([])
    await before.stop()

    await taken(port)
    const after = await ledgerIn(stateDir)
    expect(after.missedPorts).toEqual([port])
    expect(after.addresses[0]).not.toBe(before.addresses[0])
    expect(after.addresses.slice(1)).toEqual(before.addresses.slice(1))
    expect(await readFile(portFile(stateDir, 1), 'utf8')).toBe(`${String(port)}\n`)
  })
})

describe('what a helper cannot use', () => {
  it('[RL15] is said of a port that is taken, though libp2p wraps the reason', async () => {
    const port = await keptPorts(1)
    await taken(port)
    const error = await startRelay({ port, host: HOST, stateDir: await folder() }).catch(
      (why: unknown) => why,
    )
    expect(isPortTaken(error)).toBe(true)
    expect(isPortTaken(new Error('something else'))).toBe(false)
  })

  it('[RL15] is said of a network.json that is not there or is none', async () => {
    const path = join(await folder(), 'network.json')
    expect(await readNetworkFile(path)).toEqual({ ok: false, error: `There is no file ${path}.` })
    await writeFile(path, 'not JSON')
    expect(await readNetworkFile(path)).toMatchObject({ ok: false })
    await writeFile(path, '{"relays":[]}')
    expect(await readNetworkFile(path)).toEqual({ ok: true, value: { relays: [] } })
  })
})
