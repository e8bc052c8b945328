/**
 * The presence topics that a page listens to and speaks on, as presence-shards.ts reckons them from what is heard and
 * from what neighbours listen to.
 */
import type { GossipSub, SubscriptionChangeData, TopicValidatorFn } from '@libp2p/gossipsub'
import type { PersonId } from '../identity/types'
import type { NetworkId } from '../records/types'
import { PRESENCE_INTERVAL_MS, PRESENCE_LIFETIME_MS, presenceLevel, presenceTopic } from './config'
import {
  levelOfMost,
  levelsOfOthers,
  levelsToHear,
  MAX_LEVEL,
  nextLevel,
  pagesAt,
  pagesIn,
  shardOf,
  shardsToHear,
  type Shard,
} from './presence-shards'

/** Presence topics of one neighbour that are noted; a relay carries those of all its guests. */
const MAX_TOPICS_NOTED = 256
/** By then everybody in a shard has said their presence since we listen to it. */
const SETTLED_MS = 1.5 * PRESENCE_INTERVAL_MS
/** A reckoning beyond that of most neighbours is believed after this, by a level: networks do not double in minutes. */
export const BELIEVED_AFTER_MS = 10 * 60_000
/** A page that has heard fewer does not know yet how large the network is. */
const FEW_HEARD = 8

export interface PresenceTopicsInit {
  readonly pubsub: GossipSub
  readonly network: NetworkId
  /** Null while there is no identity. */
  readonly own: () => PersonId | null
  /** Whose presence matters, most wanted first. */
  readonly wanted: () => Iterable<PersonId>
  readonly judge: TopicValidatorFn
  /** It listens to whatever its guests do. */
  readonly isRelay: (peerId: string) => boolean
}

interface Listened extends Shard {
  readonly sinceMs: number
  /** When it was needed last. */
  neededMs: number
}

export class PresenceTopics {
  readonly #init: PresenceTopicsInit
  readonly #listened = new Map<string, Listened>()
  /** By neighbour: its presence topics. */
  readonly #neighbours = new Map<string, Set<string>>()
  #level = 0
  /** The level of most neighbours, and since when this page reckons with a higher one. */
  #beyond: { readonly level: number; readonly sinceMs: number } | null = null
  #hasHeardFew = true

  constructor(init: PresenceTopicsInit) {
    this.#init = init
  }

  /** On which to say the own presence now: one, and where the network may be larger than it seems, where others listen. */
  speaks(): string[] {
    const { network, own } = this.#init
    const person = own()
    if (person === null) return []
    const levels = this.#hasHeardFew ? [this.#level, ...this.#levelsOfOthers()] : [this.#level]
    return [...new Set(levels)].map((level) => presenceTopic(network, level, shardOf(person, level).shard))
  }

  /** Whether this person's presence is said on this topic; elsewhere it would make a shard seem fuller than it is. */
  isPlaceOf(topic: string, person: PersonId): boolean {
    const listened = this.#listened.get(topic)
    return listened !== undefined && shardOf(person, listened.level).shard === listened.shard
  }

  /** @returns whether neighbours listen at other levels now */
  note({ peerId, subscriptions }: SubscriptionChangeData): boolean {
    const before = this.#levelsOfOthers().join()
    const key = peerId.toString()
    const topics = this.#neighbours.get(key) ?? new Set<string>()
    this.#neighbours.set(key, topics)
    for (const { topic, subscribe } of subscriptions) {
      if (!subscribe) topics.delete(topic)
      else if (this.#levelOf(topic) !== null && topics.size < MAX_TOPICS_NOTED) topics.add(topic)
    }
    return before !== this.#levelsOfOthers().join()
  }

  /**
   * Looks on which topics to be.
   * @param heard by topic: how many pages said their presence there lately
   */
  look(heard: ReadonlyMap<string, number>, nowMs: number): void {
    const { network, own, wanted } = this.#init
    const here = new Set(this.#init.pubsub.getPeers().map(String))
    for (const neighbour of this.#neighbours.keys())
      if (!here.has(neighbour)) this.#neighbours.delete(neighbour)
    const pages = this.#believed(pagesIn(this.#counted(heard, nowMs)), nowMs)
    this.#level = nextLevel(this.#level, pages)
    this.#hasHeardFew = [...heard.values()].reduce((sum, count) => sum + count, 0) < FEW_HEARD
    const levels = [...levelsToHear(pages), this.#level, ...this.#levelsOfOthers()]
    for (const shard of shardsToHear(own(), wanted(), levels))
      this.#need(presenceTopic(network, shard.level, shard.shard), shard, nowMs)
    for (const [topic, { neededMs }] of this.#listened)
      if (nowMs - neededMs > PRESENCE_LIFETIME_MS) this.#leave(topic)
  }

  stop(): void {
    for (const topic of this.#listened.keys()) this.#leave(topic)
  }

  /** No more than most neighbours reckon with (rule P22); relays have no voice while there is anybody else. */
  #believed(pages: number, nowMs: number): number {
    const levels = [...this.#neighbours].map(([peerId, topics]) => ({
      peerId,
      levels: this.#levelsOf(topics),
    }))
    const ofPages = levels.filter((one) => one.levels.length > 0 && !this.#init.isRelay(one.peerId))
    const level = levelOfMost((ofPages.length > 0 ? ofPages : levels).map((one) => one.levels))
    if (level === null || pages <= pagesAt(level)) {
      this.#beyond = null
      return pages
    }
    if (this.#beyond?.level !== level) this.#beyond = { level, sinceMs: nowMs }
    const isBelieved = nowMs - this.#beyond.sinceMs >= BELIEVED_AFTER_MS
    return Math.min(pages, pagesAt(isBelieved ? level + 1 : level))
  }

  #counted(heard: ReadonlyMap<string, number>, nowMs: number): (Shard & { readonly pages: number })[] {
    const all = [...this.#listened].map(([topic, { level, shard, sinceMs }]) => ({
      ...{ level, shard, pages: heard.get(topic) ?? 0 },
      isSettled: nowMs - sinceMs >= SETTLED_MS,
    }))
    const settled = new Set(all.flatMap(({ level, isSettled }) => (isSettled ? level : [])))
    return all.filter(({ level, isSettled }) => isSettled || !settled.has(level))
  }

  #need(topic: string, shard: Shard, nowMs: number): void {
    const { pubsub, judge } = this.#init
    const listened = this.#listened.get(topic)
    if (listened !== undefined) {
      listened.neededMs = nowMs
      return
    }
    this.#listened.set(topic, { ...shard, sinceMs: nowMs, neededMs: nowMs })
    pubsub.topicValidators.set(topic, judge)
    pubsub.subscribe(topic)
  }

  #leave(topic: string): void {
    this.#listened.delete(topic)
    this.#init.pubsub.topicValidators.delete(topic)
    this.#init.pubsub.unsubscribe(topic)
  }

  #levelsOfOthers(): number[] {
    return levelsOfOthers([...this.#neighbours.values()].map((topics) => this.#levelsOf(topics)))
  }

  #levelsOf(topics: ReadonlySet<string>): number[] {
    return [...topics].map((topic) => this.#levelOf(topic)).filter((level) => level !== null)
  }

  #levelOf(topic: string): number | null {
    const level = presenceLevel(this.#init.network, topic)
    return level !== null && level <= MAX_LEVEL ? level : null
  }
}
