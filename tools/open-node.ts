/**
 * What a relay and a witness have in common: a port that anybody may knock at, with bounds on what each guest takes of
 * it (rules RL7, RL9, RL10).
 */
import type { GossipSub } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import type { Libp2p, Listener, PrivateKey } from '@libp2p/interface'
import { noise } from '@libp2p/noise'
import { ping } from '@libp2p/ping'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { Refusals } from '../src/app/refusals'
import { boundedGossip, type Patience } from '../src/peer/gossip'
import type { TopicChange } from './carried-topics'
import { shareAmongAddresses } from './relay-door'
import { DEFAULT_LIMITS, type RelayLimits } from './relay-limits'
import { TopicTurns } from './topic-turns'

export interface OpenNodeInit {
  readonly privateKey: PrivateKey
  readonly host: string
  /** 0 for any free port. */
  readonly port: number
  readonly limits: RelayLimits
  readonly patience: Patience
}

/** All pages of a test run come from one address, and the process may be that of the tests, which take memory of their own. */
export const LOCAL_LIMITS: RelayLimits = { ...DEFAULT_LIMITS, connectionsPerS: 500, memoryMib: 8_192 }
const BYTES_PER_MIB = 1_024 * 1_024
/** So often changes of topics that wait are looked at: a few have their turn each second. */
const TURNS_MS = 1_000

/** As long as that of a page (rule V9). Whoever has used it up is not heard; a page that was in error may still be guest. */
export function patienceWithGuests(): Patience {
  const refusals = new Refusals()
  return {
    spent: (guest) => refusals.spent(guest, Date.now()),
    misbehaved: (guest) => void refusals.note(guest, 'bad-signature', Date.now()),
  }
}

/** What libp2p is told for such a node; started after `withDoor`, so that nobody comes in beside the door. */
export function openNode({ privateKey, host, port, limits, patience }: OpenNodeInit) {
  return {
    start: false,
    privateKey,
    addresses: { listen: [`/ip4/${host}/tcp/${String(port)}/ws`] },
    transports: [webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionManager: {
      inboundConnectionThreshold: limits.connectionsPerS,
      maxConnections: limits.connections,
      // Of handshakes libp2p takes ten at once: who begins those and stays silent would keep all others out (rule RL9).
      maxIncomingPendingConnections: limits.connections,
    },
    connectionGater: {
      denyInboundConnection: () => process.memoryUsage.rss() > limits.memoryMib * BYTES_PER_MIB,
    },
    // As in pages (src/peer/node.ts).
    connectionMonitor: { enabled: false },
    services: { identify: identify(), ping: ping(), pubsub: boundedGossip(patience) },
  }
}

/** @returns what stops the node, and takes the door away */
export function withDoor(node: Libp2p, limits: RelayLimits): () => Promise<void> {
  const closings: (() => void)[] = []
  // Told before anybody is let in.
  node.addEventListener('transport:listening', ({ detail: listener }) => {
    for (const open of portsOf(listener)) closings.push(shareAmongAddresses(open, limits))
  })
  return async () => {
    await node.stop()
    for (const close of closings) close()
  }
}

/** Tells of each change of a guest's topics when its turn comes; who goes on without end is cut off. */
export function onTopicChanges(
  node: Libp2p<{ pubsub: GossipSub }>,
  { connections }: RelayLimits,
  changed: (change: TopicChange) => void,
): void {
  const turns = new TopicTurns(connections)
  const cutOff = new Set<string>()
  // Told anew of each connection: one that broke may not have ended here yet, and its guest names its topics again.
  node.addEventListener('connection:open', ({ detail: { remotePeer, status } }) => {
    if (status === 'open') turns.come(remotePeer.toString())
  })
  node.services.pubsub.addEventListener('subscription-change', ({ detail: { peerId, subscriptions } }) => {
    // What is read after the end would be remembered for good.
    if (node.getConnections(peerId).length === 0) return
    const guest = peerId.toString()
    for (const { topic, subscribe } of subscriptions) {
      const change = { guest, topic, subscribe }
      const turn = turns.take(change, Date.now())
      if (turn === 'free') changed(change)
      if (turn !== 'cut-off' || cutOff.has(guest)) continue
      cutOff.add(guest)
      void node.hangUp(peerId).catch(() => undefined)
    }
  })
  const timer = setInterval(() => turns.due(Date.now()).forEach(changed), TURNS_MS)
  node.addEventListener('stop', () => clearInterval(timer))
  node.addEventListener('peer:disconnect', ({ detail }) => {
    cutOff.delete(detail.toString())
    turns.leave(detail.toString())
  })
}

function portsOf(listener: Listener): Set<number> {
  const ports = listener.getAddrs().flatMap((address) => {
    const port = address.getComponents().find(({ name }) => name === 'tcp')?.value
    return port === undefined ? [] : [Number(port)]
  })
  return new Set(ports)
}
