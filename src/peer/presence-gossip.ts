/**
 * Says who is here on the presence topic and hears who else is. A message is checked before it is passed on, so a
 * forged presence travels one hop, and whoever passes it on is to blame. It is said when something changes, in answer to
 * newcomers, and every PRESENCE_INTERVAL_MS. A flood of newcomers that somebody made up costs each neighbour's share of
 * checks, and its answers are few.
 */
import { TopicValidatorResult, type GossipSub } from '@libp2p/gossipsub'
import type { NetworkId } from '../records/types'
import { Allowance } from './allowance'
import {
  MAX_GREETED,
  MAX_LINKS,
  PRESENCE_ANSWER_MS,
  PRESENCE_HEARD_BURST,
  PRESENCE_INTERVAL_MS,
  PRESENCE_LIFETIME_MS,
  PRESENCE_SAID_BURST,
  PRESENCES_HEARD_PER_S,
  PRESENCES_SAID_PER_S,
  presenceTopic,
} from './config'
import { readPresence, type Presence } from './presence'

export interface PresenceHost {
  /** Our own presence, signed now; null while there is nothing to say. */
  own(): Promise<Uint8Array | null>
  heard(presence: Presence): void
  /** This neighbour passed on what is no presence. */
  misbehaved(from: string): void
  now(): number
}

/** Its own presence is the only one that a page says. */
const OWN = 'own'

export class PresenceGossip {
  readonly #pubsub: GossipSub
  readonly #network: NetworkId
  readonly #topic: string
  readonly #host: PresenceHost
  /** By device and peer id: what was said last, and when that was heard. */
  readonly #lastHeard = new Map<string, { readonly time: number; readonly heardAtMs: number }>()
  readonly #shares = new Allowance({
    burst: PRESENCE_HEARD_BURST,
    perSecond: PRESENCES_HEARD_PER_S,
    // Links and relays; whoever has left and comes back has not a full share again.
    maxPeers: MAX_LINKS * 4,
  })
  readonly #sayings = new Allowance({
    burst: PRESENCE_SAID_BURST,
    perSecond: PRESENCES_SAID_PER_S,
    maxPeers: 1,
  })
  #timer: ReturnType<typeof setTimeout> | undefined
  #dueAt = Infinity
  #isStopped = false

  constructor(pubsub: GossipSub, network: NetworkId, host: PresenceHost) {
    this.#pubsub = pubsub
    this.#network = network
    this.#topic = presenceTopic(network)
    this.#host = host
  }

  start(): void {
    this.#pubsub.topicValidators.set(this.#topic, (from, message) =>
      this.#judge(from.toString(), message.data),
    )
    // A peer that joins the topic has heard nothing so far.
    this.#pubsub.addEventListener('subscription-change', this.#onSubscription)
    this.#pubsub.subscribe(this.#topic)
    this.say()
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
    this.#pubsub.removeEventListener('subscription-change', this.#onSubscription)
    this.#pubsub.topicValidators.delete(this.#topic)
    this.#pubsub.unsubscribe(this.#topic)
  }

  /** Says our presence soon; several calls within `waitMs` are one message. */
  say(waitMs = 0): void {
    const dueAt = this.#host.now() + waitMs
    if (this.#isStopped || dueAt >= this.#dueAt) return
    clearTimeout(this.#timer)
    this.#dueAt = dueAt
    this.#timer = setTimeout(() => void this.#publish(), waitMs)
  }

  readonly #onSubscription = (
    event: CustomEvent<{ subscriptions: { topic: string; subscribe: boolean }[] }>,
  ): void => {
    if (event.detail.subscriptions.some(({ topic, subscribe }) => subscribe && topic === this.#topic))
      this.say()
  }

  async #judge(from: string, bytes: Uint8Array): Promise<TopicValidatorResult> {
    const nowMs = this.#host.now()
    if (!this.#shares.take(from, nowMs)) return TopicValidatorResult.Ignore
    const presence = await readPresence(bytes, this.#network, nowMs, (said) => this.#isNews(said))
    if (presence.ok) {
      // Another like it may have been checked meanwhile.
      if (!this.#isNews(presence.value)) return TopicValidatorResult.Ignore
      this.#hear(presence.value)
      return TopicValidatorResult.Accept
    }
    // An old one may have been long on its way.
    if (presence.error === 'expired' || presence.error === 'no-news') return TopicValidatorResult.Ignore
    this.#host.misbehaved(from)
    return TopicValidatorResult.Reject
  }

  /** Anybody can say again what somebody said; a clock that was set back is believed after a while. */
  #isNews(said: Presence): boolean {
    const last = this.#lastHeard.get(keyOf(said))
    if (last === undefined || said.time > last.time) return true
    return this.#host.now() - last.heardAtMs > PRESENCE_LIFETIME_MS
  }

  #hear(presence: Presence): void {
    const key = keyOf(presence)
    if (!this.#lastHeard.has(key)) this.say(PRESENCE_ANSWER_MS)
    this.#lastHeard.delete(key)
    this.#lastHeard.set(key, { time: presence.time, heardAtMs: this.#host.now() })
    const oldest = this.#lastHeard.keys().next()
    if (this.#lastHeard.size > MAX_GREETED && oldest.done === false) this.#lastHeard.delete(oldest.value)
    this.#host.heard(presence)
  }

  async #publish(): Promise<void> {
    this.#dueAt = Infinity
    if (!this.#sayings.take(OWN, this.#host.now())) return this.say(1_000 / PRESENCES_SAID_PER_S)
    try {
      const presence = await this.#host.own()
      if (presence !== null && !this.#isStopped) await this.#pubsub.publish(this.#topic, presence)
    } catch {
      // Nobody to say it to, or the node is stopping: the next time will do.
    }
    this.say(PRESENCE_INTERVAL_MS)
  }
}

function keyOf({ device, peerId }: Presence): string {
  return `${device} ${peerId}`
}
