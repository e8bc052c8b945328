/**
 * Which topics a relay carries for its guests, and which of them each guest is on. Pure. What a guest does to its topics is
 * told to that guest alone, so a guest that changes them without end costs the others nothing.
 */
import { isPresenceTopic, MAX_TOPICS_PER_PEER } from '../src/peer/config'

/** Topics that are carried for others: the presence shards of ten thousand pages at a few levels, and communities. */
export const MAX_TOPICS = 1_024
/** Presence topics of others that one guest is told of: as many as a page notes of a neighbour. */
export const MAX_PRESENCE_TOPICS_TOLD = 256
const TOPIC_PREFIX = 'synereo/'

export interface TopicChange {
  readonly guest: string
  readonly topic: string
  readonly subscribe: boolean
}

export type TopicAnswer =
  /** Nothing is to be done. */
  | { readonly type: 'nothing' }
  /** The guest has its topic; it was not carried before if `isNew`, and then another may give way to it. */
  | { readonly type: 'carried'; readonly isNew: boolean; readonly dropped: string | null }
  /** There is no place for this topic. */
  | { readonly type: 'full' }

/** A topic that is carried from now on, and the one that gives way to it. */
export interface TakenUp {
  readonly topic: string
  readonly dropped: string | null
}

/** Less is what comes of rounding. */
const LEAST_MORE = 1e-6

/** Topics that are taken up at a time: what waits is more at the next. */
const MAX_TAKEN_UP = 64

export class CarriedTopics {
  readonly #carried = new Set<string>()
  readonly #guests = new Map<string, Set<string>>()
  readonly #topics = new Map<string, Set<string>>()
  /** By topic: its guests, of whom each counts once in all of its topics together. Kept, since every change asks for the least. */
  readonly #weights = new Map<string, number>()
  readonly #told = new Map<string, Set<string>>()

  change({ guest, topic, subscribe }: TopicChange): TopicAnswer {
    if (!topic.startsWith(TOPIC_PREFIX)) return { type: 'nothing' }
    // A topic that nobody is on any more stays until its place is wanted: leaving and coming back costs nothing.
    if (!subscribe) this.#takeOff(guest, topic)
    return subscribe ? this.#put(guest, topic) : { type: 'nothing' }
  }

  /** The guest has gone. */
  leave(guest: string): void {
    for (const topic of this.#topics.get(guest) ?? []) this.#takeOff(guest, topic)
    this.#told.delete(guest)
  }

  /** Topics of guests that have found no place, the largest first: others may have left since. To be asked now and then. */
  takeUp(): TakenUp[] {
    const waiting = [...this.#guests.keys()]
      .filter((topic) => !this.#carried.has(topic))
      .map((topic) => ({ topic, weight: this.#weightOf(topic) }))
      .sort((a, b) => b.weight - a.weight)
    const taken: TakenUp[] = []
    for (const { topic } of waiting.slice(0, MAX_TAKEN_UP)) {
      const given = this.#give(topic)
      if (given === null) break
      taken.push(given)
    }
    return taken
  }

  /** Whether it concerns the guest what becomes of the topic. */
  isOn(guest: string, topic: string): boolean {
    return this.#topics.get(guest)?.has(topic) === true
  }

  /**
   * Whether to tell the guest of a presence topic that others are on: it sees by them how large others take the network
   * for. Each is told once, so that who comes and goes on one costs the others nothing.
   */
  isFirstTelling(guest: string, topic: string): boolean {
    const told = this.#told.get(guest) ?? new Set()
    if (!isPresenceTopic(topic) || told.has(topic) || told.size >= MAX_PRESENCE_TOPICS_TOLD) return false
    this.#told.set(guest, told.add(topic))
    return true
  }

  #put(guest: string, topic: string): TopicAnswer {
    const topics = this.#topics.get(guest) ?? new Set()
    if (!topics.has(topic) && topics.size >= MAX_TOPICS_PER_PEER) return { type: 'full' }
    if (!topics.has(topic)) {
      this.#weigh(guest, -1)
      this.#topics.set(guest, topics.add(topic))
      this.#guests.set(topic, (this.#guests.get(topic) ?? new Set()).add(guest))
      this.#weigh(guest, 1)
    }
    if (this.#carried.has(topic)) return { type: 'carried', isNew: false, dropped: null }
    const given = this.#give(topic)
    return given === null ? { type: 'full' } : { type: 'carried', isNew: true, dropped: given.dropped }
  }

  /** Takes a topic up where there is a place, or where one that is carried counts less. */
  #give(topic: string): TakenUp | null {
    let dropped: string | null = null
    if (this.#carried.size >= MAX_TOPICS) {
      dropped = this.#least()
      if (dropped === null || this.#weightOf(topic) - this.#weightOf(dropped) < LEAST_MORE) return null
      this.#carried.delete(dropped)
    }
    this.#carried.add(topic)
    return { topic, dropped }
  }

  #takeOff(guest: string, topic: string): void {
    if (!this.isOn(guest, topic)) return
    this.#weigh(guest, -1)
    remove(this.#topics, guest, topic)
    remove(this.#guests, topic, guest)
    this.#weigh(guest, 1)
    if (!this.#guests.has(topic)) this.#weights.delete(topic)
  }

  /** Takes a guest's weight from its topics, or gives it to them: whoever names many makes none of them large. */
  #weigh(guest: string, sign: 1 | -1): void {
    const topics = this.#topics.get(guest)
    if (topics === undefined) return
    for (const topic of topics) this.#weights.set(topic, this.#weightOf(topic) + sign / topics.size)
  }

  #least(): string | null {
    let least: { readonly topic: string; readonly weight: number } | null = null
    for (const topic of this.#carried) {
      const weight = this.#weightOf(topic)
      if (least === null || weight < least.weight) least = { topic, weight }
    }
    return least?.topic ?? null
  }

  #weightOf(topic: string): number {
    return this.#weights.get(topic) ?? 0
  }
}

function remove(sets: Map<string, Set<string>>, of: string, what: string): void {
  const set = sets.get(of)
  set?.delete(what)
  if (set?.size === 0) sets.delete(of)
}
