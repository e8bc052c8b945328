import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { describe, expect, it, onTestFinished } from 'vitest'
import { chosenRelays } from '../../src/peer/chosen-relays'
import { relayPeer } from '../../src/peer/relay-links'
import { bareNode } from '../helpers/bare-nodes'
import { becomesTrue } from '../helpers/becomes-true'
import { relay } from '../helpers/relays'

/** By these a page asks a relay for a place, and a relay brings somebody to a page. */
const HOP = '/libp2p/circuit/relay/0.2.0/hop'
const STOP = '/libp2p/circuit/relay/0.2.0/stop'

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
  onTestFinished(async () => node.stop())
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
    // Chosen or not, each is one in earnest and gives a place to whoever asks.
    const [chosen, stranger] = [await relay(), await relay()]
    const { node, dial, places } = await listener(chosen)
    await dial(stranger)
    const toChosen = await dial(chosen)
    await becomesTrue(() => expect(places()).toEqual([relayPeer(chosen)]))
    await toChosen.close()
    await becomesTrue(() => expect(places()).toEqual([]))
    const known = await node.peerStore.all()
    expect(known.map(({ id }) => id.toString())).toContain(relayPeer(stranger))
    await dial(chosen)
    await becomesTrue(() => expect(places()).toEqual([relayPeer(chosen)]))
  })

  it('[RL4] takes none at a linked peer that brings somebody as a relay does', async () => {
    const [chosen, mallory] = [await relay(), await bareNode()]
    let asked = 0
    await mallory.handle(HOP, () => void (asked += 1))
    const { dial } = await listener(chosen)
    await dial(mallory.getMultiaddrs().toString())
    await becomesTrue(() => expect(mallory.getConnections()).toHaveLength(1))
    const bringing = await mallory.getConnections()[0]?.newStream(STOP)
    await becomesTrue(() => expect(bringing?.status).not.toBe('open'))
    expect(asked).toBe(0)
  })
})
