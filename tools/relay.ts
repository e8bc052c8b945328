/**
 * A circuit relay: browsers reserve a place here, meet through it, and then talk directly. It passes presence
 * announcements on between those connected to it, and keeps nothing but its own key.
 */
import './node-20'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { generateKeyPair, privateKeyFromProtobuf, privateKeyToProtobuf } from '@libp2p/crypto/keys'
import { TopicValidatorResult, type GossipSub, type Message } from '@libp2p/gossipsub'
import { identifyPush } from '@libp2p/identify'
import type { Libp2p, PeerId, PrivateKey } from '@libp2p/interface'
import { createLibp2p } from 'libp2p'
import { CarriedTopics, type TakenUp } from './carried-topics'
import { placesOfGuests } from './guest-places'
import { LOCAL_LIMITS, onTopicChanges, openNode, patienceWithGuests, withDoor } from './open-node'
import { PassingShares } from './passing-shares'
import type { RelayLimits } from './relay-limits'

export interface RelayInit {
  /** 0 for any free port. */
  readonly port: number
  readonly host: string
  /** Folder in which the relay's key is kept, so that its address stays the same. */
  readonly stateDir: string
  /** Those for pages of this machine where none are given. */
  readonly limits?: RelayLimits
}

export interface Relay {
  /** As network.json wants them: each ends in the relay's peer id. */
  readonly addresses: string[]
  stop(): Promise<void>
}

const BYTES_PER_KIB = 1_024
/** So often topics that found no place are looked at again: as long as a newcomer waits for the first news without. */
const TAKE_UP_MS = 10_000

export async function startRelay({ port, host, stateDir, limits = LOCAL_LIMITS }: RelayInit): Promise<Relay> {
  const privateKey = await keptKey(stateDir)
  const open = openNode({ privateKey, host, port, limits, patience: patienceWithGuests() })
  const node = await createLibp2p({
    ...open,
    services: {
      ...open.services,
      identifyPush: identifyPush(),
      relay: placesOfGuests({
        maxInboundHopStreams: limits.circuits,
        maxOutboundStopStreams: limits.circuits,
        reservations: {
          maxReservations: limits.reservations,
          defaultDataLimit: BigInt(limits.circuitKib * BYTES_PER_KIB),
          defaultDurationLimit: limits.circuitS * 1_000,
        },
      }),
    },
  })
  const stop = withDoor(node, limits)
  carryTopics(node, limits)
  await node.start()
  return { addresses: node.getMultiaddrs().map(String), stop }
}

/** Subscribes to what the connected peers talk about. */
function carryTopics(node: Libp2p<{ pubsub: GossipSub }>, limits: RelayLimits): void {
  const { pubsub } = node.services
  // What is said is read by nobody here; how much of it a guest may say is bounded, as it goes to all others.
  const shares = new PassingShares(limits.connections, limits.messagesPerS)
  const judge = (from: PeerId, message: Message): TopicValidatorResult => {
    const guest = from.toString()
    const signer = message.type === 'signed' ? message.from.toString() : guest
    const isPassedOn = shares.take({ guest, signer, topic: message.topic }, Date.now())
    return isPassedOn ? TopicValidatorResult.Accept : TopicValidatorResult.Ignore
  }
  const topics = new CarriedTopics()
  const tell = tellOnlyWhomItConcerns(pubsub, topics)
  const carry = ({ topic, dropped }: TakenUp): void => {
    if (dropped !== null) {
      pubsub.unsubscribe(dropped)
      pubsub.topicValidators.delete(dropped)
    }
    pubsub.topicValidators.set(topic, judge)
    pubsub.subscribe(topic)
  }
  onTopicChanges(node, limits, (change) => {
    const { guest, topic } = change
    const answer = topics.change(change)
    if (answer.type === 'full') tell(guest, [topic], false)
    if (answer.type !== 'carried') return
    if (answer.isNew) carry({ topic, dropped: answer.dropped })
    else tell(guest, [topic], true)
  })
  node.addEventListener('peer:disconnect', ({ detail }) => topics.leave(detail.toString()))
  const timer = setInterval(() => topics.takeUp().forEach(carry), TAKE_UP_MS)
  node.addEventListener('stop', () => clearInterval(timer))
}

type TellTopics = (guest: string, topics: string[], isCarried: boolean) => void

/**
 * gossipsub tells every peer of every topic that it joins or leaves, so what one guest does would go to all others. There
 * is no setting for that, hence this: guests learn what becomes of topics that they are on, and once of each presence topic.
 */
function tellOnlyWhomItConcerns(pubsub: GossipSub, topics: CarriedTopics): TellTopics {
  const teller = pubsub as unknown as { sendSubscriptions?: TellTopics }
  const tell = teller.sendSubscriptions?.bind(pubsub)
  if (tell === undefined) throw new Error('expected gossipsub to have sendSubscriptions, as version 17 has')
  teller.sendSubscriptions = (guest, all, isCarried) => {
    const concerning = all.filter(
      (topic) => topics.isOn(guest, topic) || (isCarried && topics.isFirstTelling(guest, topic)),
    )
    if (concerning.length > 0) tell(guest, concerning, isCarried)
  }
  return tell
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
