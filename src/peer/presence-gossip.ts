/**
 * Says who is here on the presence topic and hears who else is. A message is checked before it is passed on, so a
 * forged presence travels one hop. It is said when something changes, in answer to newcomers, and every
 * PRESENCE_INTERVAL_MS.
 */
import { TopicValidatorResult, type GossipSub } from '@libp2p/gossipsub'
import type { NetworkId } from '../records/types'
import { MAX_GREETED, PRESENCE_ANSWER_MS, PRESENCE_INTERVAL_MS, presenceTopic } from './config'
import { readPresence, type Presence } from './presence'

export interface PresenceHost {
  /** Our own presence, signed now; null while there is nothing to say. */
  own(): Promise<Uint8Array | null>
  heard(presence: Presence): void
  now(): number
}

export class PresenceGossip {
  readonly #pubsub: GossipSub
  readonly #network: NetworkId
  readonly #topic: string
  readonly #host: PresenceHost
  readonly #known = new Set<string>()
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
    this.#pubsub.topicValidators.set(this.#topic, async (_from, message) => {
      const presence = await readPresence(message.data, this.#network, this.#host.now())
      if (!presence.ok)
        return presence.error === 'expired' ? TopicValidatorResult.Ignore : TopicValidatorResult.Reject
      this.#hear(presence.value)
      return TopicValidatorResult.Accept
    })
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

  #hear(presence: Presence): void {
    if (!this.#known.has(presence.peerId)) {
      this.#known.add(presence.peerId)
      const oldest = this.#known.values().next()
      if (this.#known.size > MAX_GREETED && oldest.done === false) this.#known.delete(oldest.value)
      this.say(PRESENCE_ANSWER_MS)
    }
    this.#host.heard(presence)
  }

  async #publish(): Promise<void> {
    this.#dueAt = Infinity
    try {
      const presence = await this.#host.own()
      if (presence !== null && !this.#isStopped) await this.#pubsub.publish(this.#topic, presence)
    } catch {
      // Nobody to say it to, or the node is stopping: the next time will do.
    }
    this.say(PRESENCE_INTERVAL_MS)
  }
}
