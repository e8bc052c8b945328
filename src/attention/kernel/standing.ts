/**
 * N and Reo (MODEL.md 4 and 5; rule A6): both look no further than two hops, so both are sums over what each friend of
 * the viewer contributes, and a friend's contribution can be taken out and put back when that friend acts.
 */
import type { Params } from '../params'
import { grown } from './rows'
import { FOLLOWED, thresholdAt, type SynapseTable } from './synapse-table'
import type { Taste } from './taste'

/** So often contributions are taken out and put back before all is added up anew, lest rounding gathers. */
const MAX_CHANGES = 1_000
/** Below these, what is left of a sum may be as small as its rounding. */
const MIN_SMOOTHING = 1e-6
const MIN_RESERVE = 1e-2
/** Less than this, without a reserve, is what acts of weight 0 leave: nobody's attention. */
const LEAST_SPENT = 1e-290

export class Standing {
  /** N by person. */
  near = new Float64Array(0)
  /** Σ τ(c→v)·A(a,c), by person a. */
  #standing = new Float64Array(0)
  /** Σ τ(c→v)·A(v,c), by person a. */
  #shared = new Float64Array(0)
  /** Those whose N rose since this was emptied, perhaps more than once. */
  readonly risen: number[] = []
  /** Everybody with an entry above, each at least once. */
  #touched: number[] = []
  #params: Params
  readonly #viewer: number
  readonly #taste: Taste
  #maxChanges = 0
  #changesLeft = 0

  constructor(params: Params, viewer: number, taste: Taste) {
    this.#params = params
    this.#viewer = viewer
    this.#taste = taste
    this.setParams(params)
  }

  setParams(params: Params): void {
    this.#params = params
    const { reoSmoothing, attentionReserve } = params
    this.#maxChanges = reoSmoothing < MIN_SMOOTHING || attentionReserve < MIN_RESERVE ? 0 : MAX_CHANGES
  }

  /** Counts a change by `contribute`; false when it is time for a `search`. */
  mayChange(): boolean {
    this.#changesLeft -= 1
    return this.#changesLeft >= 0
  }

  get bytes(): number {
    return this.near.byteLength + this.#standing.byteLength + this.#shared.byteLength
  }

  get touched(): readonly number[] {
    return this.#touched
  }

  reach(people: number): void {
    this.near = grown(this.near, people)
    this.#standing = grown(this.#standing, people)
    this.#shared = grown(this.#shared, people)
  }

  /** Reo of the person. */
  reo(person: number): number {
    const standing = this.#standing[person]!
    if (standing <= 0 || person === this.#viewer) return 0
    return standing / (this.#params.reoSmoothing + standing + this.#shared[person]!)
  }

  /** Works everything out anew. */
  search(table: SynapseTable, fade: number): void {
    for (const person of this.#touched) {
      this.near[person] = 0
      this.#standing[person] = 0
      this.#shared[person] = 0
    }
    this.#touched = []
    for (const friend of this.friends(table, fade)) this.contribute(friend, 1, table, fade)
    this.risen.length = 0
    this.#changesLeft = this.#maxChanges
    this.near[this.#viewer] = 1
    this.#touched.push(this.#viewer)
  }

  /** Everybody with a synapse to the viewer but the muted. */
  friends(table: SynapseTable, fade: number): number[] {
    return this.sources(this.#viewer, table, fade).filter((friend) => this.#taste.muted[friend] === 0)
  }

  /** Everybody with a synapse to this person. */
  sources(person: number, table: SynapseTable, fade: number): number[] {
    const { engaged, plain } = table
    const threshold = thresholdAt(this.#params, fade)
    const sources: number[] = []
    const end = engaged.start[person]! + engaged.length[person]!
    for (let index = engaged.start[person]!; index < end; index += 1) {
      const item = engaged.items[index]!
      if ((item & FOLLOWED) === 1 || engaged.weights[index]! >= threshold) sources.push(item >> 1)
    }
    const plainEnd = plain.start[person]! + plain.length[person]!
    for (let index = plain.start[person]!; index < plainEnd; index += 1) sources.push(plain.items[index]!)
    return sources
  }

  /** τ(author → by) where there is a synapse. */
  transmission(author: number, by: number, table: SynapseTable, fade: number): number {
    const value = table.engagement(author, by) * fade
    const { baseTransmission, transmissionGain, saturationPoint } = this.#params
    return baseTransmission + (value === 0 ? 0 : (transmissionGain * value) / (value + saturationPoint))
  }

  /**
   * Adds (sign 1) or takes out (sign −1) what this friend contributes, as the table stands. N only rises here: where it
   * may have fallen everything is searched anew.
   */
  contribute(friend: number, sign: 1 | -1, table: SynapseTable, fade: number): void {
    const { near } = this
    const standing = this.#standing
    const shared = this.#shared
    const viewer = this.#viewer
    const { muted } = this.#taste
    const touched = this.#touched
    const { baseTransmission, transmissionGain, saturationPoint, attentionReserve } = this.#params
    const { engaged, plain } = table
    const threshold = thresholdAt(this.#params, fade)
    const crossing = this.transmission(friend, viewer, table, fade)
    const spent = attentionReserve + table.total[friend]! * fade
    const perEngagement = spent < LEAST_SPENT ? 0 : (sign * crossing * fade) / spent
    const own = table.engagement(viewer, friend) * perEngagement
    if (crossing > near[friend]!) this.#rise(friend, crossing)
    touched.push(friend)
    const end = engaged.start[friend]! + engaged.length[friend]!
    for (let index = engaged.start[friend]!; index < end; index += 1) {
      const item = engaged.items[index]!
      const value = engaged.weights[index]!
      if (value < threshold && (item & FOLLOWED) === 0) continue
      const author = item >> 1
      standing[author]! += perEngagement * value
      shared[author]! += own
      touched.push(author)
      const faded = value * fade
      const product = crossing * (baseTransmission + (transmissionGain * faded) / (faded + saturationPoint))
      if (product > near[author]! && muted[author] === 0) this.#rise(author, product)
    }
    const plainEnd = plain.start[friend]! + plain.length[friend]!
    const product = crossing * baseTransmission
    for (let index = plain.start[friend]!; index < plainEnd; index += 1) {
      const author = plain.items[index]!
      shared[author]! += own
      touched.push(author)
      if (product > near[author]! && muted[author] === 0) this.#rise(author, product)
    }
  }

  #rise(person: number, nearness: number): void {
    this.near[person] = nearness
    this.risen.push(person)
  }
}
