import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { isPortTaken } from '../../tools/environment'
import { choosePort, keepPort } from '../../tools/kept-port'
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
