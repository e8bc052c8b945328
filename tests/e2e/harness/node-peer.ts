/** A peer in Node as anybody could run one: unmodified Helia and libp2p from npm, dialling pages through the relay. */
import '../../../tools/node-20'
import { withBitswap } from '@helia/bitswap'
import { withLibp2pLight } from '@helia/libp2p'
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { webRTC } from '@libp2p/webrtc'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createHeliaLight } from 'helia'

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
    /** Connects directly, by WebRTC, with a page that is reachable through the relay. */
    dial: (relay: string, peerId: string) =>
      helia.libp2p.dial(multiaddr(`${relay}/p2p-circuit/webrtc/p2p/${peerId}`), {
        signal: AbortSignal.timeout(20_000),
      }),
    stop: () => helia.stop(),
  }
}

export type NodePeer = Awaited<ReturnType<typeof startNodePeer>>
