/** Charge, arrival and current of posts (MODEL.md 6 to 8; rules A7 to A9). */
import type { Params } from '../params'
import { exp2 } from './exp2'
import { POWERS, tablesFor, type Loops } from './loops'
import type { Column, Memory } from './memory'
import { COMMENT, KIND_BITS, KIND_MASK, LIKE, SHARE, UNKNOWN, VIEW, type PostTable } from './post-table'
import type { Ranking } from './ranking'
import type { Reach } from './reach'
import { grown } from './rows'
import type { Standing } from './standing'
import type { Taste } from './taste'

export interface Lift {
  readonly amount: number
  readonly at: number
  /** Whether the viewer is among those addressed. */
  readonly isForViewer: boolean
}

/** So much of a charge may be rounding: whoever is closer to the stop charge is looked at. */
const ROUNDING = 1e-9

export class Currents {
  /** When a post was last looked at. */
  seen = new Float64Array(0)
  /** Amplifications by post, in order of time. */
  readonly lifts = new Map<number, readonly Lift[]>()
  /** By post: 1 where it has any. A byte is read faster than a map. */
  #isLifted = new Uint8Array(0)
  #params: Params
  readonly #viewer: number
  readonly #taste: Taste
  /** After this time without an event the charge is below the stop charge. */
  #lifeMs = 0
  readonly #loops: Loops
  readonly #charge: Column<Float64Array>
  readonly #arrival: Column<Float64Array>
  readonly #current: Column<Float64Array>
  readonly #alive: Column<Uint8Array>
  readonly #gain: Column<Float64Array>
  readonly #people: Column<Float64Array>
  readonly #tables: Column<Float64Array>

  constructor(params: Params, viewer: number, taste: Taste, memory: Memory, loops: Loops) {
    this.#loops = loops
    this.#charge = memory.float64()
    this.#arrival = memory.float64()
    this.#current = memory.float64()
    this.#alive = memory.uint8()
    this.#gain = memory.float64()
    this.#people = memory.float64()
    this.#tables = memory.float64()
    this.#params = params
    this.#viewer = viewer
    this.#taste = taste
    this.setParams(params)
  }

  setParams(params: Params): void {
    this.#params = params
    this.#lifeMs = -Math.log2(params.stopCharge) * params.chargeHalfLifeMs * (1 + ROUNDING)
    const { like, comment, share, view } = params.weights
    const weights: number[] = []
    weights[LIKE] = like
    weights[COMMENT] = comment
    weights[SHARE] = share
    weights[VIEW] = view
    const tables = tablesFor(weights)
    this.#tables.resize(tables.length)
    this.#tables.view.set(tables)
  }

  /** Charge by post, when it was last looked at. */
  get charge(): Float64Array {
    return this.#charge.view
  }

  /** D by post, when it was last looked at. */
  get arrival(): Float64Array {
    return this.#arrival.view
  }

  /** By post; 0 for those that are not in the Stream. Of posts that were not looked at now it may be an older one. */
  get current(): Float64Array {
    return this.#current.view
  }

  /** By post: 0 when it is certain that its charge is below the stop charge. */
  get alive(): Uint8Array {
    return this.#alive.view
  }

  /** The greatest dial of a post's tags, where any is set. */
  get tagDial(): ReadonlyMap<number, number> {
    return this.#taste.tagDial
  }

  /** (g0 + Reo)·(1 + kA·σ)·dial by author. */
  get gain(): Float64Array {
    return this.#gain.view
  }

  /** Bytes beside those in the memory. */
  get bytes(): number {
    return this.seen.byteLength + this.#isLifted.byteLength
  }

  reach(people: number, posts: number): void {
    for (const column of [this.#charge, this.#arrival, this.#current, this.#alive]) column.reach(posts)
    this.seen = grown(this.seen, posts)
    this.#isLifted = grown(this.#isLifted, posts)
    const known = this.gain.length
    this.#gain.reach(people)
    this.gain.fill(this.#params.baseGain, known)
    this.#people.reach(people * 2)
  }

  /** Replaces the amplifications of a post, which come in any order. */
  setLifts(post: number, lifts: readonly Lift[]): void {
    if (lifts.length === 0) this.lifts.delete(post)
    else
      this.lifts.set(
        post,
        [...lifts].sort((a, b) => a.at - b.at),
      )
    this.#isLifted[post] = lifts.length === 0 ? 0 : 1
  }

  /** All posts; the ranking is made anew. */
  all(table: PostTable, reach: Reach, standing: Standing, now: number, ranking: Ranking): void {
    const { stopCharge, tagTransmission, chargeHalfLifeMs } = this.#params
    const { joined, tagDial } = this.#taste
    this.#noteAll(reach, standing)
    this.seen.fill(now)
    this.#loops.charge({
      posts: table.count,
      acts: table.acts,
      authors: table.authors,
      times: table.times,
      people: this.#people,
      gain: this.#gain,
      tables: this.#tables,
      charge: this.#charge,
      arrival: this.#arrival,
      current: this.#current,
      alive: this.#alive,
      now,
      chargeHalfLifeMs,
      stopCharge,
      lifeMs: this.#lifeMs,
    })
    const { author } = table
    const { arrival } = this
    for (const post of joined) {
      if (author[post]! === UNKNOWN) continue
      if (arrival[post]! < tagTransmission) arrival[post] = tagTransmission
      this.regain(table, post, now)
    }
    for (const post of tagDial.keys()) if (author[post]! !== UNKNOWN) this.regain(table, post, now)
    const { byAuthor } = table
    const { items } = byAuthor
    const ownEnd = byAuthor.end(this.#viewer)
    for (let index = byAuthor.from(this.#viewer); index < ownEnd; index += 1)
      this.one(table, reach, standing, items[index]!, now)
    for (const post of this.lifts.keys()) this.one(table, reach, standing, post, now)
    ranking.fill(table.count)
  }

  /** One post. */
  one(table: PostTable, reach: Reach, standing: Standing, post: number, now: number): void {
    const { acts } = table
    const { items, weights } = acts
    const { transmission } = reach
    const by = table.author[post]!
    this.seen[post] = now
    if (by === UNKNOWN) {
      this.current[post] = 0
      this.charge[post] = 0
      this.alive[post] = 0
      return
    }
    const at = table.at[post]!
    const from = acts.from(post)
    const end = from + acts.length(post)
    let best = transmission[by]!
    for (let index = from; index < end; index += 1) {
      const actor = items[index]! >> KIND_BITS
      if (transmission[actor]! > best && actor !== this.#viewer) best = transmission[actor]!
    }
    if (best < this.#params.tagTransmission && this.#taste.joined.has(post))
      best = this.#params.tagTransmission
    const isLifted = this.#isLifted[post] === 1
    if (by === this.#viewer || (isLifted && this.#isAddressed(post, at, now))) best = 1
    const last = end > from ? weights[end - 1]! : at
    this.alive[post] = now - last <= this.#lifeMs || isLifted ? 1 : 0
    this.charge[post] = isLifted
      ? this.#replay(table, standing, post, now).charge
      : this.#recharged(table, standing, from, end, at, now)
    this.arrival[post] = best
    this.regain(table, post, now)
  }

  /** The current of a post whose charge and arrival are those of now. */
  regain(table: PostTable, post: number, now: number): void {
    const by = table.author[post]!
    const arriving = this.charge[post]! * this.arrival[post]!
    const bids = arriving >= this.#params.stopCharge && by !== this.#viewer && table.at[post]! <= now
    this.current[post] = bids ? arriving * this.gainOf(table, post) : 0
  }

  /** What the arriving charge of a post is multiplied with to give its current. */
  gainOf(table: PostTable, post: number): number {
    return this.gain[table.author[post]!]! * (this.#taste.tagDial.get(post) ?? 1)
  }

  /** At most this arrives of a post's charge now, if nothing has happened to it since it was looked at. */
  bound(post: number, now: number): number {
    const leak = exp2((this.seen[post]! - now) / this.#params.chargeHalfLifeMs)
    return this.charge[post]! * this.arrival[post]! * leak * (1 + ROUNDING)
  }

  /** C of a post. */
  capacity(table: PostTable, standing: Standing, post: number, now: number): number {
    return this.lifts.has(post) ? this.#replay(table, standing, post, now).capacity : 1
  }

  /** Notes for the loop how near everybody is now. */
  #noteAll(reach: Reach, standing: Standing): void {
    const { transmission } = reach
    const { near } = standing
    const { rechargeGain } = this.#params
    const people = this.#people.view
    for (let person = 0; person * 2 < people.length; person += 1) {
      people[person * 2] = near[person]! * rechargeGain
      people[person * 2 + 1] = -transmission[person]!
    }
    people[this.#viewer * 2 + 1] = 0
  }

  /** Charge of a post without amplifications: its capacity stays 1. */
  #recharged(
    table: PostTable,
    standing: Standing,
    from: number,
    end: number,
    at: number,
    now: number,
  ): number {
    const { items, weights } = table.acts
    const { near } = standing
    const { chargeHalfLifeMs, rechargeGain } = this.#params
    const perMs = 1 / chargeHalfLifeMs
    const actWeights = this.#tables.view.subarray(POWERS)
    let held = 1
    let last = at
    for (let index = from; index < end; index += 1) {
      const item = items[index]!
      const nearness = near[item >> KIND_BITS]!
      if (nearness === 0) continue
      const actAt = weights[index]!
      held = held * exp2((last - actAt) * perMs) + rechargeGain * actWeights[item & KIND_MASK]! * nearness
      if (held > 1) held = 1
      last = actAt
    }
    return last < now ? held * exp2((last - now) / chargeHalfLifeMs) : held
  }

  /** The same with amplifications, which come after acts of the same moment. */
  #replay(
    table: PostTable,
    standing: Standing,
    post: number,
    now: number,
  ): { charge: number; capacity: number } {
    const { acts } = table
    const { items, weights } = acts
    const { chargeHalfLifeMs, rechargeGain, ampPerCharge } = this.#params
    const actWeights = this.#tables.view.subarray(POWERS)
    const postAt = table.at[post]!
    const lifts = (this.lifts.get(post) ?? []).filter(({ at }) => at >= postAt && at <= now)
    let held = 1
    let capacity = 1
    let last = postAt
    let next = 0
    const leak = (at: number): void => {
      held *= exp2((last - at) / chargeHalfLifeMs)
      last = at
    }
    const liftBefore = (at: number): void => {
      for (let lift = lifts[next]; lift !== undefined && lift.at < at; lift = lifts[next]) {
        leak(lift.at)
        held += lift.amount / ampPerCharge
        capacity = Math.max(capacity, held)
        next += 1
      }
    }
    const end = acts.end(post)
    for (let index = acts.from(post); index < end; index += 1) {
      const item = items[index]!
      const nearness = standing.near[item >> KIND_BITS]!
      if (nearness === 0) continue
      liftBefore(weights[index]!)
      leak(weights[index]!)
      held = Math.min(capacity, held + rechargeGain * actWeights[item & KIND_MASK]! * nearness)
    }
    liftBefore(Infinity)
    if (last < now) leak(now)
    return { charge: held, capacity }
  }

  #isAddressed(post: number, at: number, now: number): boolean {
    return this.lifts.get(post)?.some((lift) => lift.isForViewer && lift.at >= at && lift.at <= now) ?? false
  }
}
