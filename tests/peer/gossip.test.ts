import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import { afterEach, describe, expect, it } from 'vitest'
import { MAX_UNREAD_BYTES } from '../../src/peer/config'
import { boundedGossip } from '../../src/peer/gossip'
import { becomesTrue } from '../helpers/becomes-true'

const TOPIC = 'synereo/presence'
const MESSAGE_BYTES = 16 * 1024

const ends: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function node() {
  const started = await createLibp2p({
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0/ws'] },
    transports: [webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionGater: { denyDialMultiaddr: () => false },
    services: { identify: identify(), pubsub: boundedGossip() },
  })
  ends.push(async () => started.stop())
  started.services.pubsub.subscribe(TOPIC)
  return started
}

type Node = Awaited<ReturnType<typeof node>>

function gossipStream(of: Node, direction: 'inbound' | 'outbound') {
  const streams = of.getConnections().flatMap((connection) => connection.streams)
  return streams.find((one) => one.protocol.startsWith('/meshsub') && one.direction === direction)
}

describe('gossip', () => {
  it('[P12] what a neighbour does not read is not kept for it without end', async () => {
    const [alice, mallory] = [await node(), await node()]
    await mallory.dial(alice.getMultiaddrs())
    await becomesTrue(() => {
      expect(alice.services.pubsub.getSubscribers(TOPIC)).toHaveLength(1)
      expect(gossipStream(mallory, 'inbound')).toBeDefined()
      // Each end knows the protocol when its own part of the negotiation is over.
      expect(gossipStream(alice, 'outbound')).toBeDefined()
    })
    const toMallory = gossipStream(alice, 'outbound')
    gossipStream(mallory, 'inbound')?.pause()
    for (let bytes = 0; bytes < 2 * MAX_UNREAD_BYTES; bytes += MESSAGE_BYTES)
      await alice.services.pubsub.publish(TOPIC, crypto.getRandomValues(new Uint8Array(MESSAGE_BYTES)))
    await becomesTrue(() => expect(toMallory?.status).toBe('aborted'))
  })
})
