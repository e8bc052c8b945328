/**
 * How often a guest may change the topics that it is on. Pure: time is an argument. gossipsub takes any number of changes,
 * each of them work for whoever listens here.
 */
import { Allowance } from '../src/peer/allowance'
import { MAX_TOPICS_PER_PEER } from '../src/peer/config'
import type { TopicChange } from './carried-topics'

/** A page names its topics when it comes, and all of them again when its line broke. */
export const TOPIC_CHANGES_BURST = 2 * MAX_TOPICS_PER_PEER
/** Each second after that: nobody opens and leaves communities faster. */
export const TOPIC_CHANGES_PER_S = 2
/** So many changes over that only wait; a guest that goes on is cut off. */
export const TOPIC_EXCESS_BURST = 256
/** No page is on a topic with a longer name (TOPIC_MEMORY_BYTES), and names that wait take memory. */
export const MAX_TOPIC_CHARACTERS = 132

export type TopicTurn = 'free' | 'waiting' | 'cut-off'

export class TopicTurns {
  readonly #changes: Allowance
  readonly #excess: Allowance
  /** By guest: topics that it may still name over this connection without being cut off for it (rule RL16). */
  readonly #firstLeft = new Map<string, number>()
  /** By guest, and by topic the last change of it. */
  readonly #waiting = new Map<string, Map<string, TopicChange>>()

  constructor(maxGuests: number) {
    const perSecond = TOPIC_CHANGES_PER_S
    this.#changes = new Allowance({ burst: TOPIC_CHANGES_BURST, perSecond, maxPeers: maxGuests })
    this.#excess = new Allowance({ burst: TOPIC_EXCESS_BURST, perSecond, maxPeers: maxGuests })
  }

  /** A connection of the guest begins. How many do is bounded elsewhere, and each costs more than what it may name. */
  come(guest: string): void {
    this.#firstLeft.set(guest, MAX_TOPICS_PER_PEER)
  }

  /** It has no connection any more. */
  leave(guest: string): void {
    this.#firstLeft.delete(guest)
    this.#waiting.delete(guest)
  }

  take(change: TopicChange, nowMs: number): TopicTurn {
    const { guest, topic, subscribe } = change
    const isFirst = subscribe && this.#takeFirst(guest)
    this.#waiting.get(guest)?.delete(topic)
    if (this.#changes.take(guest, nowMs)) return 'free'
    if (!isFirst && !this.#excess.take(guest, nowMs)) return 'cut-off'
    this.#wait(change)
    return 'waiting'
  }

  /** Changes that have waited, and have their turn now. */
  due(nowMs: number): TopicChange[] {
    const due: TopicChange[] = []
    for (const [guest, changes] of this.#waiting) {
      for (const [topic, change] of changes) {
        if (!this.#changes.take(guest, nowMs)) break
        changes.delete(topic)
        due.push(change)
      }
      if (changes.size === 0) this.#waiting.delete(guest)
    }
    return due
  }

  #takeFirst(guest: string): boolean {
    const left = this.#firstLeft.get(guest) ?? 0
    if (left > 0) this.#firstLeft.set(guest, left - 1)
    return left > 0
  }

  #wait(change: TopicChange): void {
    const { guest, topic } = change
    const changes = this.#waiting.get(guest) ?? new Map<string, TopicChange>()
    if (changes.size >= MAX_TOPICS_PER_PEER || topic.length > MAX_TOPIC_CHARACTERS) return
    this.#waiting.set(guest, changes.set(topic, change))
  }
}
