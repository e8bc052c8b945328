/**
 * Builds the libp2p and Helia of this page. Nothing public is dialled: no bootstrap list, no delegated routing, no
 * gateways and no STUN server but those of network.json.
 */
import { withBitswap } from '@helia/bitswap'
import { withLibp2pLight } from '@helia/libp2p'
import { identify, identifyPush } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { ping } from '@libp2p/ping'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { createHeliaLight } from 'helia'
import type { Blockstore } from 'interface-blockstore'
import { answeredWebRTC } from './answered-signals'
import { chosenRelays } from './chosen-relays'
import {
  DIAL_TIMEOUT_MS,
  MAX_BITSWAP_STREAMS,
  MAX_BLOCKS_MESSAGE_BYTES,
  MAX_LINKS,
  MAX_WANTS_OF_PEER,
} from './config'
import type { ConnectionCount } from './connection-count'
import { DirectLinks, type DirectLinkComponents } from './direct-link'
import { boundedGossip, type Patience } from './gossip'
import { NO_IDENTITY } from './named-by-hash'
import { paceBlocks } from './paced-blocks'
import { repairInitChannels } from './rtc-init-channel'
import { PAGE_CLOCK } from './sync-wire'
import { transportKey } from './transport-key'

export interface NodeInit {
  readonly blockstore: Blockstore
  readonly transportKey: CryptoKeyPair
  /** `stun:` URLs; empty for none. */
  readonly stun: readonly string[]
  readonly made: ConnectionCount
  /** Whether a relay in use has this id. */
  readonly isRelay: (peerId: string) => boolean
  /** Neither dialled nor let in. */
  readonly isCutOff: (peerId: string) => boolean
  /** Whether a WebRTC connection is made for somebody who dials us through a relay. */
  readonly isAnswered: (peerId: string) => boolean
  /** Whether there is room for somebody who dials us. */
  readonly isLetIn: (peerId: string) => boolean
  readonly patience: Patience
}

/** The type of the library (4.0.19) spells the first as `maxWantlistSize`, which its code does not read (rule IM7). */
const BITSWAP_LIMITS = {
  maxWantListSize: MAX_WANTS_OF_PEER,
  maxInboundStreams: MAX_BITSWAP_STREAMS,
  maxOutgoingMessageSize: MAX_BLOCKS_MESSAGE_BYTES,
}

export type Node = Awaited<ReturnType<typeof createNode>>

/** Creates and starts the node; the caller stops it. */
export async function createNode(init: NodeInit) {
  repairInitChannels()
  const privateKey = await transportKey(init.transportKey)
  const iceServers = init.stun.map((urls) => ({ urls }))
  // Asked for anew for each connection, dialled or taken.
  const rtcConfiguration = (): RTCConfiguration => {
    init.made.note()
    return { iceServers }
  }
  const helia = withBitswap(
    withLibp2pLight(createHeliaLight({ blockstore: init.blockstore, hashers: [NO_IDENTITY] }), {
      privateKey,
      // One place at each of up to three relays: one that dies is then no news.
      addresses: { listen: ['/p2p-circuit', '/p2p-circuit', '/p2p-circuit', '/webrtc'] },
      transports: [
        webSockets(),
        answeredWebRTC({ rtcConfiguration }, (peer) => !init.isCutOff(peer) && init.isAnswered(peer)),
        chosenRelays((peer) => init.isRelay(peer.toString())),
      ],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      // The default refuses plain ws:// and private addresses; relays are named by the network or by the user.
      connectionGater: {
        denyDialMultiaddr: () => false,
        denyDialPeer: (peer) => init.isCutOff(peer.toString()),
        // Whoever is linked could else bring as many made-up people as it likes, as if it were a relay of ours (RL4).
        denyInboundRelayedConnection: (relay, peer) =>
          !init.isRelay(relay.toString()) || !init.isAnswered(peer.toString()),
        denyInboundEncryptedConnection: (peer) =>
          init.isCutOff(peer.toString()) || !init.isLetIn(peer.toString()),
      },
      connectionManager: {
        maxConnections: MAX_LINKS * 3,
        dialTimeout: DIAL_TIMEOUT_MS,
        addressDialTimeout: DIAL_TIMEOUT_MS,
      },
      // Its pings open a data channel for each, every ten seconds on every link, which was half of all that an idle page sent. ICE
      // notices a link that is dead, yamux keeps a relay's line open, and nobody here asks how long a way takes.
      connectionMonitor: { enabled: false },
      services: {
        identify: identify(),
        identifyPush: identifyPush(),
        ping: ping(),
        directLinks: (components: DirectLinkComponents) => new DirectLinks(components, init.stun, init.made),
        pubsub: boundedGossip(init.patience),
      },
    }),
    BITSWAP_LIMITS,
  )
  await helia.start()
  paceBlocks(helia.libp2p, PAGE_CLOCK)
  return helia
}
