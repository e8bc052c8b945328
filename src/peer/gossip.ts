/** Gossip within bounds, for pages, relays and witnesses, and what a neighbour's score there is made of. */
import { gossipsub, type GossipSub } from '@libp2p/gossipsub'
import type { PeerId } from '@libp2p/interface'
import type { PeerScoreParams, PeerScoreThresholds } from '@libp2p/gossipsub/score'
import { MAX_PRESENCE_BYTES, MAX_TOPICS_PER_PEER, MAX_UNREAD_BYTES, TOPIC_MEMORY_BYTES } from './config'

/** Messages that come in one go, a presence each. */
const MAX_MESSAGES_AT_ONCE = 64

/** So long something may be under way on a topic that was left, also to a busy relay … */
const LEFT_LATELY_MS = 60_000
/** … and of so many is it remembered: a relay carries a quarter as many at once. */
const MAX_TOPICS_LEFT = 4_096

/** What a neighbour is blamed for anywhere takes patience with it (rule V9), and that is most of its score. */
export interface Patience {
  /** The share of it that this peer has used up; with more than 1 it is not heard. */
  spent(peerId: string): number
  /** What this neighbour passed on is not signed by whom it names. */
  misbehaved(peerId: string): void
}

/**
 * Less of it is no score: one refusal that is forgiven a second later, as a build that knows more kinds of facts may cause,
 * would cost an honest neighbour its places in all meshes for a minute.
 */
const UNNOTICED_PATIENCE = 0.05

/** The score of whoever has used up all patience: only a scale. */
const NO_PATIENCE_SCORE = -100

/** Below 0 a neighbour has no place in the mesh. */
export const SCORE_THRESHOLDS: Partial<PeerScoreThresholds> = {
  // A quarter of all patience, fifty refusals: no mistake. What it has is not asked of it, nor told to it.
  gossipThreshold: NO_PATIENCE_SCORE / 4,
  // Half of it: what we say ourselves is not sent there.
  publishThreshold: NO_PATIENCE_SCORE / 2,
  // All of it, neither sooner nor later than when a page cuts a peer off: sooner, and it would never be.
  graylistThreshold: NO_PATIENCE_SCORE,
}

/**
 * Nothing here adds to a score, so nothing that a neighbour does well makes up for what it does badly (CVE-2022-47547).
 * gossipsub's own counters by topic stay off, why is in docs/ARCHITECTURE.md.
 */
export function scoreParams({ spent }: Pick<Patience, 'spent'>): Partial<PeerScoreParams> {
  return {
    appSpecificScore: (peerId) => (spent(peerId) < UNNOTICED_PATIENCE ? 0 : spent(peerId)),
    appSpecificWeight: NO_PATIENCE_SCORE,
    // Every peer met through one relay shares the relay's address; the default would ban them all (FEASIBILITY 5).
    IPColocationFactorWeight: 0,
    // Promises that were broken (a message was named, asked for, and had not come after three seconds), and returns to a
    // mesh before the time. A busy page or relay is late now and then; by default the first time costs it the mesh for a
    // minute …
    behaviourPenaltyThreshold: 6,
    // … five more and it is not asked, so that of somebody busy there are no more; ten more and it is not heard.
    behaviourPenaltyWeight: NO_PATIENCE_SCORE / 10 ** 2,
    // Each second: one in three seconds is too many. By default a hundred are forgotten in five.
    behaviourPenaltyDecay: 0.95,
  }
}

export function boundedGossip(patience: Patience): ReturnType<typeof gossipsub> {
  const make = gossipsub({
    allowPublishToZeroTopicPeers: true,
    maxInboundDataLength: MAX_PRESENCE_BYTES * MAX_MESSAGES_AT_ONCE,
    // Else all that is said would wait in memory for a neighbour that never reads.
    maxOutboundBufferSize: MAX_UNREAD_BYTES,
    // "Do not send me this" goes to every neighbour for each message above 512 bytes, and costs more than what it saves:
    // nothing that is said here is much longer.
    idontwantMinDataSize: Infinity,
    // By default a peer could have a thousand topics remembered.
    maxTopicBytesPerPeer: MAX_TOPICS_PER_PEER * TOPIC_MEMORY_BYTES,
    scoreParams: scoreParams(patience),
    scoreThresholds: SCORE_THRESHOLDS,
  })
  return (components) => {
    const pubsub = make(components)
    blameForForgeries(pubsub, patience)
    dropUnasked(pubsub, patience)
    return pubsub
  }
}

/**
 * gossipsub checks who signed a message before anybody else is asked, on whatever topic it is, and counts what it refuses
 * on scored topics alone: whoever forges on another would have signatures checked without end. There is no event for it.
 */
function blameForForgeries(pubsub: GossipSub, patience: Patience): void {
  const { score } = pubsub as unknown as { score?: { rejectInvalidMessage?: (from: string) => void } }
  if (score?.rejectInvalidMessage === undefined)
    throw new Error('expected gossipsub to have score.rejectInvalidMessage, as version 17 has')
  score.rejectInvalidMessage = (from) => patience.misbehaved(from)
}

interface Intake {
  readonly subscriptions?: ReadonlySet<string>
  handleReceivedMessage?: (from: PeerId, message: { readonly topic: string }) => Promise<void>
}

/**
 * gossipsub would check, remember and pass on what is said on topics that nobody here listens to. On a topic that was left
 * lately something may be under way; on any other, nobody has a reason to tell this node anything.
 */
function dropUnasked(pubsub: GossipSub, patience: Patience): void {
  const intake = pubsub as unknown as Intake
  const take = intake.handleReceivedMessage?.bind(pubsub)
  const { subscriptions } = intake
  if (take === undefined || subscriptions === undefined)
    throw new Error('expected gossipsub to have handleReceivedMessage and subscriptions, as version 17 has')
  const unsubscribe = pubsub.unsubscribe.bind(pubsub)
  /** When each was left, the latest last. */
  const left = new Map<string, number>()
  pubsub.unsubscribe = (topic) => {
    left.delete(topic)
    left.set(topic, Date.now())
    const [longestAgo] = left.keys()
    if (left.size > MAX_TOPICS_LEFT && longestAgo !== undefined) left.delete(longestAgo)
    unsubscribe(topic)
  }
  intake.handleReceivedMessage = async (from, message) => {
    if (subscriptions.has(message.topic)) return take(from, message)
    const leftMs = left.get(message.topic) ?? -Infinity
    if (Date.now() - leftMs > LEFT_LATELY_MS) patience.misbehaved(from.toString())
  }
}
