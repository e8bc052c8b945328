/** A peer in Node as anybody could run one: unmodified Helia and libp2p from npm, dialling pages through the relay. */
import '../../../tools/node-20'
import { withBitswap } from '@helia/bitswap'
import { withLibp2pLight } from '@helia/libp2p'
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { gossipsub } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import type { Connection } from '@libp2p/interface'
import { noise } from '@libp2p/noise'
import { webRTC } from '@libp2p/webrtc'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createHeliaLight } from 'helia'
import { createLibp2p } from 'libp2p'

/** A dial that does not hang takes about one second here, and four on a slow machine with other pages beside it. */
const DIAL_TIMEOUT_MS = 15_000
const DIAL_ATTEMPTS = 8

export async function startNodePeer() {
  const helia = withBitswap(
    withLibp2pLight(createHeliaLight(), {
      transports: [webSockets(), webRTC({ rtcConfiguration: { iceServers: [] } }), circuitRelayTransport()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      connectionGater: { denyDialMultiaddr: () => false },
      services: { identify: identify() },
    }),
  )
  await helia.start()
  return {
    helia,
    /**
     * Connects directly, by WebRTC, with a page that is reachable through the relay. Unmodified libp2p has the race that
     * src/peer/rtc-init-channel.ts mends in pages: now and then a dial hangs until its time is up, so it is tried again.
     */
    async dial(relay: string, peerId: string): Promise<Connection> {
      const address = multiaddr(`${relay}/p2p-circuit/webrtc/p2p/${peerId}`)
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await helia.libp2p.dial(address, { signal: AbortSignal.timeout(DIAL_TIMEOUT_MS) })
        } catch (error) {
          if (attempt === DIAL_ATTEMPTS) throw error
        }
      }
    },
    stop: () => helia.stop(),
  }
}

export type NodePeer = Awaited<ReturnType<typeof startNodePeer>>

/** Somebody at the relay who only gossips. */
export async function startGossip(relay: string) {
  const node = await createLibp2p({
    transports: [webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionGater: { denyDialMultiaddr: () => false },
    services: { identify: identify(), pubsub: gossipsub({ allowPublishToZeroTopicPeers: true }) },
  })
  await node.dial(multiaddr(relay))
  const { pubsub } = node.services
  const heard = new Map<string, number>()
  pubsub.addEventListener('gossipsub:message', ({ detail: { msg } }) =>
    heard.set(msg.topic, (heard.get(msg.topic) ?? 0) + 1),
  )
  return {
    peerId: node.peerId.toString(),
    /** Says it to all who listen to the topic. */
    async publish(topic: string, bytes: Uint8Array): Promise<void> {
      if (!pubsub.getTopics().includes(topic)) pubsub.subscribe(topic)
      await pubsub.publish(topic, bytes)
    },
    /** Messages of others on the topic so far. */
    heard: (topic: string): number => heard.get(topic) ?? 0,
    stop: async () => node.stop(),
  }
}
