/**
 * What crosses from the worker of neurons and synapses, and the page's end of it. Everything is by number: a person's place
 * in `people`, a tie's place among the ties. A tie is two people between whom there is, or was in these weeks, a synapse.
 */
import type { Lobe } from './types'

const DAY_MS = 86_400_000
/** Eight weeks: two half-lives of engagement, so that atrophy is seen to its end. */
export const DAYS_SHOWN = 56
/** The days that are shown, today included. */
export const STEPS = DAYS_SHOWN + 1
/** Bits of `follows`. */
export const FIRST_FOLLOWS = 1
export const SECOND_FOLLOWS = 2
const SIDES = 2
/** The viewer's place among the people. */
const VIEWER = 0

/** All arrays are moved and not copied. */
export interface Growth {
  readonly now: number
  /** The viewer first, then those from whom most of a charge arrived at the best of times. */
  readonly people: readonly string[]
  /** Reo(person, viewer) now. */
  readonly reo: Float64Array<ArrayBuffer>
  readonly lobes: readonly Lobe[]
  /** Int32Array[ties × 2] of people. */
  readonly ends: Int32Array<ArrayBuffer>
  /** Uint8Array[ties]: {@link FIRST_FOLLOWS} and {@link SECOND_FOLLOWS}, as it is now. */
  readonly follows: Uint8Array<ArrayBuffer>
  /** Float32Array[ties × 2 × STEPS]: how much the first engages with the second at the end of each step; then the other way. */
  readonly engagement: Float32Array<ArrayBuffer>
  readonly saturationPoint: number
  readonly synapseThreshold: number
}

export function buffersOfGrowth({ reo, ends, follows, engagement }: Growth): ArrayBuffer[] {
  return [reo.buffer, ends.buffer, follows.buffer, engagement.buffer]
}

/** When a step ends: the last one now, each other a day before the next. */
export function timeOfStep(step: number, now: number): number {
  return now - (STEPS - 1 - step) * DAY_MS
}

/** What a picture is laid out from. */
export interface LayoutPlan {
  readonly people: readonly string[]
  /** By person: the name of their lobe, or their own where they are in none. */
  readonly groups: readonly string[]
  /** Two people for each tie. */
  readonly ends: Int32Array<ArrayBuffer>
  readonly weights: Float32Array<ArrayBuffer>
}

/** The first or the second of a tie. */
export type Side = 0 | 1

/** Unix milliseconds from which one follows the other; null when they do not, or nobody knows since when. */
export type FollowedSince = (from: string, to: string) => number | null

export class Brain {
  readonly now: number
  readonly people: readonly string[]
  readonly lobes: readonly Lobe[]
  /** By person: the place of their lobe, or -1. */
  readonly lobeOf: Int32Array
  readonly tieCount: number
  readonly stepCount = STEPS
  readonly #growth: Growth
  /** Float64Array[ties × 2]: from when on the first follows the second, and the other way; Infinity for never. */
  readonly #since: Float64Array
  /** Ties by person, as rows. */
  readonly #start: Int32Array
  readonly #ties: Int32Array
  /** By tie: the strongest of its days; worked out when it is asked for, as few pages look at the picture. */
  #best: Float64Array | null = null

  constructor(growth: Growth, followedSince: FollowedSince) {
    const { people, ends, follows, lobes } = growth
    this.now = growth.now
    this.people = people
    this.lobes = lobes
    this.tieCount = follows.length
    this.#growth = growth
    const places = new Map(people.map((name, place) => [name, place]))
    this.lobeOf = new Int32Array(people.length).fill(-1)
    for (const [lobe, { people: members }] of lobes.entries())
      for (const member of members) this.lobeOf[places.get(member) ?? -1] = lobe
    this.#since = new Float64Array(ends.length).fill(Infinity)
    this.#start = new Int32Array(people.length + 1)
    for (const end of ends) this.#start[end + 1] = (this.#start[end + 1] ?? 0) + 1
    for (let place = 1; place <= people.length; place += 1)
      this.#start[place] = (this.#start[place] ?? 0) + (this.#start[place - 1] ?? 0)
    this.#ties = new Int32Array(ends.length)
    const next = this.#start.slice()
    for (let tie = 0; tie < this.tieCount; tie += 1) {
      const [first, second] = this.endsOf(tie)
      for (const end of [first, second]) {
        const at = next[end] ?? 0
        this.#ties[at] = tie
        next[end] = at + 1
      }
      const isOn = follows[tie] ?? 0
      const [one = '', other = ''] = [people[first], people[second]]
      if ((isOn & FIRST_FOLLOWS) !== 0) this.#since[tie * SIDES] = followedSince(one, other) ?? -Infinity
      if ((isOn & SECOND_FOLLOWS) !== 0) this.#since[tie * SIDES + 1] = followedSince(other, one) ?? -Infinity
    }
  }

  timeOf(step: number): number {
    return timeOfStep(step, this.now)
  }

  endsOf(tie: number): readonly [first: number, second: number] {
    const { ends } = this.#growth
    return [ends[tie * SIDES] ?? 0, ends[tie * SIDES + 1] ?? 0]
  }

  tiesOf(person: number): Int32Array {
    return this.#ties.subarray(this.#start[person], this.#start[person + 1])
  }

  /** The tie between two people, or -1. */
  tieBetween(one: number, other: number): number {
    for (const tie of this.tiesOf(one)) if (this.endsOf(tie).includes(other) && one !== other) return tie
    return -1
  }

  reoOf(person: number): number {
    return this.#growth.reo[person] ?? 0
  }

  /** Whether this end of the tie followed the other at the time of the step. */
  follows(tie: number, by: Side, step: number): boolean {
    return (this.#since[tie * SIDES + by] ?? Infinity) <= this.timeOf(step)
  }

  /** Whether there is a synapse to this end of the tie, from the other: it follows, or engages enough (MODEL.md 3). */
  hasSynapse(tie: number, by: Side, step: number): boolean {
    return this.#engagement(tie, by, step) >= this.#growth.synapseThreshold || this.follows(tie, by, step)
  }

  /** σ of the synapse to this end, 0 … 1; 0 where there is none. */
  strength(tie: number, by: Side, step: number): number {
    if (!this.hasSynapse(tie, by, step)) return 0
    const engagement = this.#engagement(tie, by, step)
    return engagement / (engagement + this.#growth.saturationPoint)
  }

  /** Whether the two are tied at all at the time of the step. */
  isTied(tie: number, step: number): boolean {
    return this.hasSynapse(tie, 0, step) || this.hasSynapse(tie, 1, step)
  }

  /** Both ways together, 0 … 1. */
  width(tie: number, step: number): number {
    return (this.strength(tie, 0, step) + this.strength(tie, 1, step)) / SIDES
  }

  /** The same on the best of the days. */
  bestWidth(tie: number): number {
    this.#best ??= Float64Array.from({ length: this.tieCount }, (_, of) => this.#widest(of))
    return this.#best[tie] ?? 0
  }

  /** How many somebody is tied to at the time of the step. */
  tiesAt(person: number, step: number): number {
    return this.tiesOf(person).reduce((count, tie) => count + Number(this.isTied(tie, step)), 0)
  }

  /** How many ties there are at the time of the step, and between how many people besides the viewer. */
  sizeAt(step: number): { readonly ties: number; readonly people: number } {
    const people = new Set<number>()
    let ties = 0
    for (let tie = 0; tie < this.tieCount; tie += 1) {
      if (!this.isTied(tie, step)) continue
      ties += 1
      for (const end of this.endsOf(tie)) people.add(end)
    }
    people.delete(VIEWER)
    return { ties, people: people.size }
  }

  #widest(tie: number): number {
    let best = 0
    for (let step = 0; step < STEPS; step += 1) best = Math.max(best, this.width(tie, step))
    return best
  }

  #engagement(tie: number, by: Side, step: number): number {
    return this.#growth.engagement[(tie * SIDES + by) * STEPS + step] ?? 0
  }
}
