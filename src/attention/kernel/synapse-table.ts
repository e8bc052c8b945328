/**
 * Who attends whom, as rows of whole numbers (MODEL.md 1 to 3; rules A3 and A4).
 *
 * Engagement is kept with time taken out: `E = Σ w·2^((at − epoch)/H)`, so that e at time t is `E·fade(t)` with one factor
 * for everybody. Nothing has to be touched as time passes, and the order of a row by engagement never changes.
 */
import type { Params } from '../params'
import type { Memory } from './memory'
import { grown, Rows } from './rows'
import type { RowTable } from './tables'

/** Engagement of exactly the threshold, as one view of this moment is, must not be lost in rounding. */
const ROUNDING = 1e-12

/** Stored engagement from which a synapse needs no follow. */
export function thresholdAt({ synapseThreshold }: Params, fade: number): number {
  return (synapseThreshold * (1 - ROUNDING)) / fade
}

/** An engaged pair's item is `author · 2 + followed`. */
export const FOLLOWED = 1

export class SynapseTable {
  /** By attender: authors engaged with, by falling E, which is the weight. */
  readonly engaged: Rows
  /** By attender: authors followed without any engagement. */
  readonly plain: Rows
  /** By author: those who follow. */
  readonly followers: Rows
  /** By attender: Σ E over all authors. */
  total = new Float64Array(0)

  constructor(memory: Memory) {
    this.engaged = new Rows(memory, true)
    this.plain = new Rows(memory, false)
    this.followers = new Rows(memory, false)
  }

  /** Bytes beside those in the memory. */
  get bytes(): number {
    return this.total.byteLength
  }

  /** About how many links there are. */
  get links(): number {
    return this.engaged.items.length + this.plain.items.length
  }

  reach(people: number): void {
    for (const rows of [this.engaged, this.plain, this.followers]) rows.reach(people)
    this.total = grown(this.total, people)
  }

  /** Replaces all follows: from[f] follows to[f]; some may come twice, nobody follows themselves. */
  loadFollows(people: number, from: Int32Array, to: Int32Array): void {
    this.followers.fill(people, to, from, null)
    const seen = new Int32Array(people).fill(-1)
    const { followers } = this
    const { items } = followers
    for (let person = 0; person < people; person += 1) {
      const end = followers.end(person)
      let kept = followers.from(person)
      for (let index = kept; index < end; index += 1) {
        const follower = items[index]!
        if (seen[follower] === person) continue
        seen[follower] = person
        items[kept++] = follower
      }
      followers.shorten(person, kept - followers.from(person))
    }
    this.followers.compact()
  }

  /** Replaces all engagement: by[p] has value[p] with author[p]; each pair once. Follows stay. */
  loadEngagement(people: number, by: Int32Array, author: Int32Array, value: Float64Array): void {
    this.engaged.fill(people, by, author, value)
    const { followers } = this
    const { items } = followers
    let count = 0
    for (let person = 0; person < people; person += 1) count += followers.length(person)
    const from = new Int32Array(count)
    const to = new Int32Array(count)
    let follow = 0
    for (let person = 0; person < people; person += 1) {
      const end = followers.end(person)
      for (let index = followers.from(person); index < end; index += 1) {
        from[follow] = items[index]!
        to[follow++] = person
      }
    }
    this.plain.fill(people, from, to, null)
    this.total = new Float64Array(people)
    this.#separate(people)
    for (let person = 0; person < people; person += 1) {
      this.#sort(person)
      this.#sum(person)
    }
  }

  /** Replaces all engagement, and the follows without any. */
  restoreEngagement(people: number, engaged: RowTable, plain: RowTable): void {
    this.engaged.restore(engaged)
    this.plain.restore(plain)
    this.reach(people)
    this.total = new Float64Array(people)
    for (let person = 0; person < people; person += 1) this.#sum(person)
  }

  has(author: number, by: number, threshold: number): boolean {
    const pair = this.find(author, by)
    if (pair === -1) return this.plain.find(by, author) !== -1
    return (this.engaged.items[pair]! & FOLLOWED) === 1 || this.engaged.weights[pair]! >= threshold
  }

  /** Index of the pair in `engaged`, or -1. */
  find(author: number, by: number): number {
    const { engaged } = this
    const { items } = engaged
    const end = engaged.end(by)
    for (let index = engaged.from(by); index < end; index += 1)
      if (items[index]! >> 1 === author) return index
    return -1
  }

  /** E(author, by). */
  engagement(author: number, by: number): number {
    const pair = this.find(author, by)
    return pair === -1 ? 0 : this.engaged.weights[pair]!
  }

  follow(from: number, to: number): void {
    if (from === to || this.followers.find(to, from) !== -1) return
    this.followers.push(to, from)
    const pair = this.find(to, from)
    if (pair === -1) this.plain.push(from, to)
    else this.engaged.items[pair]! |= FOLLOWED
  }

  unfollow(from: number, to: number): void {
    const follower = this.followers.find(to, from)
    if (follower === -1) return
    this.followers.removeAt(to, follower)
    const pair = this.find(to, from)
    if (pair === -1) this.plain.removeAt(from, this.plain.find(from, to))
    else this.engaged.items[pair]! &= ~FOLLOWED
  }

  /** Sets E(author, by); 0 ends the engagement. */
  engage(author: number, by: number, value: number): void {
    const { engaged, plain } = this
    const pair = this.find(author, by)
    let item = author * 2
    if (pair === -1) {
      if (value === 0) return
      const follow = plain.find(by, author)
      if (follow !== -1) {
        plain.removeAt(by, follow)
        item += FOLLOWED
      }
    } else {
      item = engaged.items[pair]!
      engaged.removeAt(by, pair)
      if (value === 0) {
        if ((item & FOLLOWED) === 1) plain.push(by, author)
      }
    }
    if (value > 0) engaged.insert(by, this.#placeFor(by, value), item, value)
    this.#sum(by)
  }

  /** Offset in the row at which this value keeps it falling. */
  #placeFor(by: number, value: number): number {
    const { engaged } = this
    const { weights } = engaged
    let low = 0
    let high = engaged.length(by)
    while (low < high) {
      const middle = (low + high) >> 1
      if (weights[engaged.from(by) + middle]! >= value) low = middle + 1
      else high = middle
    }
    return low
  }

  #sum(by: number): void {
    const { engaged } = this
    const { weights } = engaged
    let sum = 0
    // Smallest first loses least, and always in the same order gives the same sum as a table loaded anew.
    for (let index = engaged.end(by) - 1; index >= engaged.from(by); index -= 1) sum += weights[index]!
    this.total[by] = sum
  }

  /** `loadEngagement` put plain authors into engaged items and every follow into plain: mark the followed, drop the engaged. */
  #separate(people: number): void {
    const { engaged, plain } = this
    const followedBy = new Int32Array(people).fill(-1)
    const engagedBy = new Int32Array(people).fill(-1)
    for (let by = 0; by < people; by += 1) {
      const from = plain.from(by)
      const end = from + plain.length(by)
      for (let index = from; index < end; index += 1) followedBy[plain.items[index]!] = by
      const pairs = engaged.end(by)
      for (let index = engaged.from(by); index < pairs; index += 1) {
        const author = engaged.items[index]!
        engagedBy[author] = by
        engaged.items[index] = author * 2 + (followedBy[author] === by ? FOLLOWED : 0)
      }
      let kept = from
      for (let index = from; index < end; index += 1) {
        const author = plain.items[index]!
        if (engagedBy[author] !== by) plain.items[kept++] = author
      }
      plain.shorten(by, kept - from)
    }
    plain.compact()
  }

  #sort(by: number): void {
    const { engaged } = this
    const { items, weights } = engaged
    const from = engaged.from(by)
    const count = engaged.length(by)
    if (count > LONG_ROW) {
      const order = Array.from({ length: count }, (_, index) => from + index)
      order.sort((a, b) => weights[b]! - weights[a]!)
      const sortedItems = Int32Array.from(order, (index) => items[index]!)
      const sortedWeights = Float64Array.from(order, (index) => weights[index]!)
      items.set(sortedItems, from)
      weights.set(sortedWeights, from)
      return
    }
    for (let index = from + 1; index < from + count; index += 1) {
      const item = items[index]!
      const weight = weights[index]!
      let place = index
      while (place > from && weights[place - 1]! < weight) {
        items[place] = items[place - 1]!
        weights[place] = weights[place - 1]!
        place -= 1
      }
      items[place] = item
      weights[place] = weight
    }
  }
}

/** Insertion is faster than the engine's sort up to about here. */
const LONG_ROW = 48
