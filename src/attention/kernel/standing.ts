/**
 * N and Reo (MODEL.md 4 and 5; rule A6): both look no further than two hops, so both are sums over what each friend of
 * the viewer contributes, and a friend's contribution can be taken out and put back when that friend acts.
 */
import type { Params } from '../params'
import { grown } from './rows'
import { FOLLOWED, thresholdAt, type SynapseTable } from './synapse-table'
import type { Taste } from './taste'

const TOUCHED = 1
const FRIEND = 3
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
  /** By person a two, side by side for being changed together: Σ τ(c→v)·A(a,c), and Σ τ(c→v)·A(v,c). */
  #sums = new Float64Array(0)
  /** Those whose N rose since this was emptied, perhaps more than once. */
  readonly risen: number[] = []
  /** Everybody with an entry above, each once … */
  readonly #touched: number[] = []
  /** … who have 1 here, or 3 as long as they are among the friends whose contributions are in. */
  #state = new Uint8Array(0)
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
    const parts = [this.near, this.#sums, this.#state]
    return parts.reduce((sum, { byteLength }) => sum + byteLength, 0)
  }

  get touched(): readonly number[] {
    return this.#touched
  }

  reach(people: number): void {
    this.near = grown(this.near, people)
    this.#sums = grown(this.#sums, people * 2)
    this.#state = grown(this.#state, people)
  }

  /** Reo of the person. */
  reo(person: number): number {
    const standing = this.#sums[person * 2]!
    if (standing <= 0 || person === this.#viewer) return 0
    return standing / (this.#params.reoSmoothing + standing + this.#sums[person * 2 + 1]!)
  }

  /** Σ τ(c→v)·A(person, c) over the friends c of the viewer. */
  attentionByFriends(person: number): number {
    return Math.max(0, this.#sums[person * 2]!)
  }

  /** Works everything out anew. */
  search(table: SynapseTable, fade: number): void {
    for (const person of this.#touched) {
      this.near[person] = 0
      this.#sums[person * 2] = 0
      this.#sums[person * 2 + 1] = 0
      this.#state[person] = 0
    }
    this.#touched.length = 0
    for (const friend of this.friends(table, fade)) this.contribute(friend, 1, table, fade, false)
    this.#changesLeft = this.#maxChanges
    this.near[this.#viewer] = 1
    this.#touch(this.#viewer)
  }

  /** Whether the contribution of this person is in. */
  isFriend(person: number): boolean {
    return this.#state[person] === FRIEND
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
    const end = engaged.end(person)
    for (let index = engaged.from(person); index < end; index += 1) {
      const item = engaged.items[index]!
      if ((item & FOLLOWED) === 1 || engaged.weights[index]! >= threshold) sources.push(item >> 1)
    }
    const plainEnd = plain.end(person)
    for (let index = plain.from(person); index < plainEnd; index += 1) sources.push(plain.items[index]!)
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
   * @param notesRises whether they are to be found in `risen`
   */
  contribute(friend: number, sign: 1 | -1, table: SynapseTable, fade: number, notesRises = true): void {
    const { near } = this
    const sums = this.#sums
    const viewer = this.#viewer
    const { muted } = this.#taste
    const { baseTransmission, transmissionGain, saturationPoint, attentionReserve } = this.#params
    const { engaged, plain } = table
    const threshold = thresholdAt(this.#params, fade)
    const crossing = this.transmission(friend, viewer, table, fade)
    const spent = attentionReserve + table.total[friend]! * fade
    const perEngagement = spent < LEAST_SPENT ? 0 : (sign * crossing * fade) / spent
    const own = table.engagement(viewer, friend) * perEngagement
    const { risen } = this
    const state = this.#state
    this.#touch(friend)
    state[friend] = sign === 1 ? FRIEND : TOUCHED
    if (crossing > near[friend]!) {
      near[friend] = crossing
      if (notesRises) risen.push(friend)
    }
    const { items, weights } = engaged
    const end = engaged.end(friend)
    for (let index = engaged.from(friend); index < end; index += 1) {
      const item = items[index]!
      const value = weights[index]!
      if (value < threshold && (item & FOLLOWED) === 0) continue
      const author = item >> 1
      sums[author * 2]! += perEngagement * value
      sums[author * 2 + 1]! += own
      if (state[author] === 0) this.#touch(author)
      const faded = value * fade
      const product = crossing * (baseTransmission + (transmissionGain * faded) / (faded + saturationPoint))
      if (product <= near[author]! || muted[author] === 1) continue
      near[author] = product
      if (notesRises) risen.push(author)
    }
    const { items: plainItems } = plain
    const plainEnd = plain.end(friend)
    const product = crossing * baseTransmission
    for (let index = plain.from(friend); index < plainEnd; index += 1) {
      const author = plainItems[index]!
      sums[author * 2 + 1]! += own
      if (state[author] === 0) this.#touch(author)
      if (product <= near[author]! || muted[author] === 1) continue
      near[author] = product
      if (notesRises) risen.push(author)
    }
  }

  #touch(person: number): void {
    if (this.#state[person] !== 0) return
    this.#state[person] = TOUCHED
    this.#touched.push(person)
  }
}
