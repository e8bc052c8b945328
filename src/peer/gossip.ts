/** Gossip within bounds, for pages and for relays. */
import { gossipsub } from '@libp2p/gossipsub'
import { MAX_PRESENCE_BYTES, MAX_TOPICS_PER_PEER, MAX_UNREAD_BYTES, TOPIC_MEMORY_BYTES } from './config'

/** Messages that come in one go, a presence each. */
const MAX_MESSAGES_AT_ONCE = 64

export function boundedGossip(): ReturnType<typeof gossipsub> {
  return gossipsub({
    allowPublishToZeroTopicPeers: true,
    maxInboundDataLength: MAX_PRESENCE_BYTES * MAX_MESSAGES_AT_ONCE,
    // Else all that is said would wait in memory for a neighbour that never reads.
    maxOutboundBufferSize: MAX_UNREAD_BYTES,
    // "Do not send me this" goes to every neighbour for each message above 512 bytes, and costs more than what it saves:
    // nothing that is said here is much longer.
    idontwantMinDataSize: Infinity,
    // By default a peer could have a thousand topics remembered.
    maxTopicBytesPerPeer: MAX_TOPICS_PER_PEER * TOPIC_MEMORY_BYTES,
    // Every peer met through one relay shares the relay's address; the default would ban them all (FEASIBILITY 5).
    scoreParams: { IPColocationFactorWeight: 0 },
  })
}
