/** No machine takes all connections of a relay, or all its places, from everybody else. */
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { describe, expect, it, onTestFinished } from 'vitest'
import { bareNode } from '../helpers/bare-nodes'
import { becomesTrue } from '../helpers/becomes-true'
import { expectShareOfTwo, relay, silent } from '../helpers/relays'

/** A node that asks for a place; it has an address there when it got one. */
async function guest(address: string) {
  const node = await createLibp2p({
    addresses: { listen: ['/p2p-circuit'] },
    transports: [webSockets(), circuitRelayTransport()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    services: { identify: identify() },
  })
  onTestFinished(async () => node.stop())
  await node.dial(multiaddr(address))
  return node
}

describe('a relay', () => {
  it('[RL9] ends what an address opens beyond its share, and has room when one of it goes', async () => {
    const address = await relay({ connectionsPerAddress: 2, proxyOnThisMachine: 0 })
    const alice = await bareNode()
    await expectShareOfTwo(address, () => alice.dial(multiaddr(address)))
  })

  it('[RL9] does not count what a proxy on its own machine brings', async () => {
    const address = await relay({ connectionsPerAddress: 1, proxyOnThisMachine: 1 })
    const sockets = [silent(address), silent(address), silent(address)]
    await becomesTrue(() => expect(sockets.every(({ readyState }) => readyState === 'open')).toBe(true))
    await guest(address)
  })

  it('[RL9] has the place of a guest again when that guest has gone', async () => {
    const address = await relay({ reservations: 1 })
    const alice = await guest(address)
    await becomesTrue(() => expect(alice.getMultiaddrs()).not.toEqual([]))
    await alice.stop()
    const bob = await guest(address)
    await becomesTrue(() => expect(bob.getMultiaddrs()).not.toEqual([]))
  })
})
