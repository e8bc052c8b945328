/**
 * Says who is here on a presence topic (which ones: presence-topics.ts) and hears who else is. A message is checked before
 * it is passed on, so a forged presence travels one hop, and whoever passes it on is to blame. It is said when something
 * changes, in answer to newcomers, and every PRESENCE_INTERVAL_MS. A flood of newcomers that somebody made up costs what presence-shares.ts lets
 * it, and its answers are few.
 */
import {
  TopicValidatorResult,
  type GossipSub,
  type Message,
  type SubscriptionChangeData,
} from '@libp2p/gossipsub'
import type { PersonId } from '../identity/types'
import type { NetworkId } from '../records/types'
import { Allowance } from './allowance'
import {
  MAX_GREETED,
  PRESENCE_ANSWER_MS,
  PRESENCE_INTERVAL_MS,
  PRESENCE_LIFETIME_MS,
  PRESENCE_SAID_BURST,
  PRESENCES_SAID_PER_S,
} from './config'
import { readPresence, type Presence } from './presence'
import { PresenceShares } from './presence-shares'
import { PresenceTopics } from './presence-topics'

export interface PresenceHost {
  /** Our own presence, signed now, or so much later; null while there is nothing to say. */
  own(laterMs: number): Promise<Uint8Array | null>
  /** Whose it is. */
  person(): PersonId | null
  /** Whose presences are to be heard, most wanted first. */
  wanted(): Iterable<PersonId>
  /** Whether the owner attends this person, or looks for them. */
  isAttended(person: PersonId): boolean
  isRelay(peerId: string): boolean
  /** @param from the neighbour that passed it on */
  heard(presence: Presence, from: string): void
  /** This neighbour passed on what is no presence. */
  misbehaved(from: string): void
  now(): number
}

/** Changes of what neighbours and the owner want to hear come in crowds. */
const LOOK_PAUSE_MS = 500

/** Its own presence is the only one that a page says. */
const OWN = 'own'

export class PresenceGossip {
  readonly #pubsub: GossipSub
  readonly #network: NetworkId
  readonly #topics: PresenceTopics
  readonly #host: PresenceHost
  /** By device and peer id: what was said last, and when that was heard. */
  readonly #lastHeard = new Map<
    string,
    { readonly time: number; readonly heardAtMs: number; readonly topic: string }
  >()
  readonly #shares = new PresenceShares()
  readonly #sayings = new Allowance({
    burst: PRESENCE_SAID_BURST,
    perSecond: PRESENCES_SAID_PER_S,
    maxPeers: 1,
  })
  #timer: ReturnType<typeof setTimeout> | undefined
  #dueAt = Infinity
  #lookTimer: ReturnType<typeof setTimeout> | undefined
  #isStopped = false

  constructor(pubsub: GossipSub, network: NetworkId, host: PresenceHost) {
    this.#pubsub = pubsub
    this.#network = network
    this.#host = host
    this.#topics = new PresenceTopics({
      ...{ pubsub, network, own: () => host.person(), wanted: () => host.wanted() },
      isRelay: (peerId) => host.isRelay(peerId),
      judge: (from, message) => this.#judge(from.toString(), message),
    })
  }

  start(): void {
    // A peer that joins the topic has heard nothing so far.
    this.#pubsub.addEventListener('subscription-change', this.#onSubscription)
    this.#look()
    this.say()
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
    clearTimeout(this.#lookTimer)
    this.#pubsub.removeEventListener('subscription-change', this.#onSubscription)
    this.#topics.stop()
  }

  /** Says our presence soon; several calls within `waitMs` are one message. */
  say(waitMs = 0): void {
    const dueAt = this.#host.now() + waitMs
    if (this.#isStopped || dueAt >= this.#dueAt) return
    clearTimeout(this.#timer)
    this.#dueAt = dueAt
    this.#timer = setTimeout(() => void this.#publish(), waitMs)
  }

  /** Others are wanted now: their presences may be said elsewhere. */
  wantsChanged(): void {
    this.#lookSoon()
  }

  readonly #onSubscription = ({ detail }: CustomEvent<SubscriptionChangeData>): void => {
    if (this.#topics.note(detail)) this.#lookSoon()
    const spoken = new Set(this.#topics.speaks())
    if (detail.subscriptions.some(({ topic, subscribe }) => subscribe && spoken.has(topic))) this.say()
  }

  #lookSoon(): void {
    this.#lookTimer ??= setTimeout(() => this.#look(), LOOK_PAUSE_MS)
  }

  /** Looks which topics to be on; where others listen now they are to hear of us. */
  #look(): void {
    clearTimeout(this.#lookTimer)
    this.#lookTimer = undefined
    if (this.#isStopped) return
    const nowMs = this.#host.now()
    const heard = new Map<string, number>()
    for (const { topic, heardAtMs } of this.#lastHeard.values())
      if (nowMs - heardAtMs <= PRESENCE_LIFETIME_MS) heard.set(topic, (heard.get(topic) ?? 0) + 1)
    const before = this.#topics.speaks().join()
    this.#topics.look(heard, nowMs)
    if (this.#topics.speaks().join() !== before) this.say()
  }

  async #judge(from: string, message: Message): Promise<TopicValidatorResult> {
    const [nowMs, { topic }] = [this.#host.now(), message]
    const signer = message.type === 'signed' ? message.from.toString() : from
    const isWorthIt = (said: Presence): boolean => {
      if (!this.#topics.isPlaceOf(topic, said.person) || !this.#isNews(said)) return false
      const { person } = said
      return this.#shares.take({ from, signer, person, isAttended: this.#host.isAttended(person) }, nowMs)
    }
    const presence = await readPresence(message.data, this.#network, nowMs, isWorthIt)
    if (presence.ok) {
      // Another like it may have been checked meanwhile.
      if (!this.#isNews(presence.value)) return TopicValidatorResult.Ignore
      this.#hear(presence.value, from, topic)
      return TopicValidatorResult.Accept
    }
    // An old one may have been long on its way.
    if (presence.error === 'expired' || presence.error === 'not-worth-it') return TopicValidatorResult.Ignore
    this.#host.misbehaved(from)
    return TopicValidatorResult.Reject
  }

  /** Anybody can say again what somebody said; a clock that was set back is believed after a while. */
  #isNews(said: Presence): boolean {
    const last = this.#lastHeard.get(keyOf(said))
    if (last === undefined || said.time > last.time) return true
    return this.#host.now() - last.heardAtMs > PRESENCE_LIFETIME_MS
  }

  #hear(presence: Presence, from: string, topic: string): void {
    const key = keyOf(presence)
    if (!this.#lastHeard.has(key)) this.say(PRESENCE_ANSWER_MS)
    this.#lastHeard.delete(key)
    this.#lastHeard.set(key, { time: presence.time, heardAtMs: this.#host.now(), topic })
    const oldest = this.#lastHeard.keys().next()
    if (this.#lastHeard.size > MAX_GREETED && oldest.done === false) this.#lastHeard.delete(oldest.value)
    this.#host.heard(presence, from)
  }

  async #publish(): Promise<void> {
    this.#dueAt = Infinity
    if (!this.#sayings.take(OWN, this.#host.now())) return this.say(1_000 / PRESENCES_SAID_PER_S)
    try {
      for (const [index, topic] of this.#topics.speaks().entries()) {
        // One for each, a later one: what somebody has heard on one topic is no news to them on another.
        const presence = await this.#host.own(index)
        if (presence !== null && !this.#isStopped) await this.#pubsub.publish(topic, presence)
      }
    } catch {
      // Nobody to say it to, or the node is stopping: the next time will do.
    }
    this.#look()
    this.say(PRESENCE_INTERVAL_MS)
  }
}

function keyOf({ device, peerId }: Presence): string {
  return `${device} ${peerId}`
}
