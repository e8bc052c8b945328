/**
 * A circuit relay: browsers reserve a place here, meet through it, and then talk directly. It passes presence
 * announcements on between those connected to it, and keeps nothing but its own key.
 */
import './node-20'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { circuitRelayServer } from '@libp2p/circuit-relay-v2'
import { generateKeyPair, privateKeyFromProtobuf, privateKeyToProtobuf } from '@libp2p/crypto/keys'
import { TopicValidatorResult, type GossipSub } from '@libp2p/gossipsub'
import { identify, identifyPush } from '@libp2p/identify'
import type { PrivateKey } from '@libp2p/interface'
import { noise } from '@libp2p/noise'
import { ping } from '@libp2p/ping'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import { Allowance } from '../src/peer/allowance'
import { LEDGER_BURST, LEDGER_MESSAGES_PER_S } from '../src/peer/config'
import { boundedGossip } from '../src/peer/gossip'

export interface RelayInit {
  /** 0 for any free port. */
  readonly port: number
  readonly host: string
  /** Folder in which the relay's key is kept, so that its address stays the same. */
  readonly stateDir: string
}

export interface Relay {
  /** As network.json wants them: each ends in the relay's peer id. */
  readonly addresses: string[]
  stop(): Promise<void>
}

/** Reservations stay for two hours after a page has gone; every page load of a test run needs one. */
const MAX_RESERVATIONS = 2_000
/** All pages of a test run come from one address. */
const CONNECTIONS_PER_S = 500
const MAX_CONNECTIONS = 1_000
/** Topics that are carried for others: those of a few networks. */
export const MAX_TOPICS = 64
const TOPIC_PREFIX = 'synereo/'

export async function startRelay({ port, host, stateDir }: RelayInit): Promise<Relay> {
  const node = await createLibp2p({
    privateKey: await keptKey(stateDir),
    addresses: { listen: [`/ip4/${host}/tcp/${port}/ws`] },
    transports: [webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionManager: { inboundConnectionThreshold: CONNECTIONS_PER_S, maxConnections: MAX_CONNECTIONS },
    connectionMonitor: { abortConnectionOnPingFailure: false },
    services: {
      identify: identify(),
      identifyPush: identifyPush(),
      ping: ping(),
      relay: circuitRelayServer({ reservations: { maxReservations: MAX_RESERVATIONS } }),
      pubsub: boundedGossip(),
    },
  })
  carryTopics(node.services.pubsub)
  return { addresses: node.getMultiaddrs().map(String), stop: async () => node.stop() }
}

/** Subscribes to what the connected peers talk about, as long as any of them does. */
function carryTopics(pubsub: GossipSub): void {
  // What is said is read by nobody here; how much of it a guest may say is bounded, as it goes to all others.
  const shares = new Allowance({
    burst: LEDGER_BURST,
    perSecond: LEDGER_MESSAGES_PER_S,
    maxPeers: MAX_CONNECTIONS,
  })
  const judge = (from: { toString(): string }): TopicValidatorResult =>
    shares.take(from.toString(), Date.now()) ? TopicValidatorResult.Accept : TopicValidatorResult.Ignore
  const guestsOf = (topic: string): number => pubsub.getSubscribers(topic).length
  const drop = (topic: string): void => {
    pubsub.unsubscribe(topic)
    pubsub.topicValidators.delete(topic)
  }
  pubsub.addEventListener('subscription-change', ({ detail }) => {
    for (const { topic, subscribe } of detail.subscriptions) {
      if (!topic.startsWith(TOPIC_PREFIX)) continue
      const carried = pubsub.getTopics()
      if (!subscribe && carried.includes(topic) && guestsOf(topic) === 0) drop(topic)
      if (!subscribe || carried.includes(topic)) continue
      // One guest can name any number of topics; those of more guests go before them.
      const least = carried.toSorted((one, other) => guestsOf(one) - guestsOf(other))[0]
      if (carried.length >= MAX_TOPICS && least !== undefined) {
        if (guestsOf(least) >= guestsOf(topic)) continue
        drop(least)
      }
      pubsub.topicValidators.set(topic, judge)
      pubsub.subscribe(topic)
    }
  })
}

async function keptKey(stateDir: string): Promise<PrivateKey> {
  const file = join(stateDir, 'relay.key')
  try {
    return privateKeyFromProtobuf(await readFile(file))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    const key = await generateKeyPair('Ed25519')
    await mkdir(stateDir, { recursive: true })
    await writeFile(file, privateKeyToProtobuf(key), { mode: 0o600 })
    return key
  }
}
