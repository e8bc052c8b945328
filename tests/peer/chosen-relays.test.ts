import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { chosenRelays } from '../../src/peer/chosen-relays'
import { relayPeer } from '../../src/peer/relay-links'
import { startRelay } from '../../tools/relay'

const ends: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

/** The address of a relay: chosen or not, it is one in earnest and gives a place to whoever asks. */
async function relay(): Promise<string> {
  const stateDir = await mkdtemp(join(tmpdir(), 'synereo-chosen-relays-test-'))
  ends.push(() => rm(stateDir, { recursive: true }))
  const started = await startRelay({ port: 0, host: '127.0.0.1', stateDir })
  ends.push(() => started.stop())
  return started.addresses[0] ?? ''
}

/** With one place it stops looking when it has it, and looks through all that it knows when it loses it. */
async function listener(chosen: string) {
  const node = await createLibp2p({
    addresses: { listen: ['/p2p-circuit'] },
    transports: [webSockets(), chosenRelays((peer) => peer.toString() === relayPeer(chosen))],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionGater: { denyDialMultiaddr: () => false },
    services: { identify: identify() },
  })
  ends.push(async () => node.stop())
  return {
    node,
    dial: (address: string) => node.dial(multiaddr(address)),
    /** Relays at which it has a place. */
    places: () =>
      node.getMultiaddrs().map((address) => relayPeer(address.toString().split('/p2p-circuit')[0] ?? '')),
  }
}

describe('a page that has a place free at a relay', () => {
  it('[RL4] takes none at a peer that only says it is one, neither when it comes nor when places are sought anew', async () => {
    const [chosen, stranger] = [await relay(), await relay()]
    const { node, dial, places } = await listener(chosen)
    await dial(stranger)
    const toChosen = await dial(chosen)
    await vi.waitFor(() => expect(places()).toEqual([relayPeer(chosen)]), { timeout: 5_000 })
    await toChosen.close()
    await vi.waitFor(() => expect(places()).toEqual([]), { timeout: 5_000 })
    const known = await node.peerStore.all()
    expect(known.map(({ id }) => id.toString())).toContain(relayPeer(stranger))
    await dial(chosen)
    await vi.waitFor(() => expect(places()).toEqual([relayPeer(chosen)]), { timeout: 5_000 })
  })
})
