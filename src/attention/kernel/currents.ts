/** Charge, arrival and current of posts (MODEL.md 6 to 8; rules A7 to A9). */
import type { Params } from '../params'
import { UNREACHED } from './buckets'
import { exp2 } from './exp2'
import { COMMENT, KIND_BITS, KIND_MASK, LIKE, SHARE, UNKNOWN, type PostTable } from './post-table'
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
  /** Charge by post, when it was last looked at. */
  charge = new Float64Array(0)
  /** D by post, when it was last looked at. */
  arrival = new Float64Array(0)
  /** By post; 0 for those that are not in the Stream. Of posts that were not looked at now it may be an older one. */
  current = new Float64Array(0)
  /** When a post was last looked at. */
  seen = new Float64Array(0)
  /** By post: 0 when it is certain that its charge is below the stop charge. */
  alive = new Uint8Array(0)
  /** (g0 + Reo)·(1 + kA·σ)·dial by author. */
  gain = new Float64Array(0)
  /** Amplifications by post, in order of time. */
  readonly lifts = new Map<number, readonly Lift[]>()
  /** By post: 1 where it has any. A byte is read faster than a map. */
  #isLifted = new Uint8Array(0)
  #params: Params
  readonly #viewer: number
  readonly #taste: Taste
  readonly #weights = new Float64Array(3)
  /** After this time without an event the charge is below the stop charge. */
  #lifeMs = 0
  /** By person: class of T · 2, and 1 added where N is above 0. One look tells whether an act matters at all. */
  #code = new Uint16Array(0)

  constructor(params: Params, viewer: number, taste: Taste) {
    this.#params = params
    this.#viewer = viewer
    this.#taste = taste
    this.setParams(params)
  }

  setParams(params: Params): void {
    this.#params = params
    this.#lifeMs = -Math.log2(params.stopCharge) * params.chargeHalfLifeMs * (1 + ROUNDING)
    this.#weights[LIKE] = params.weights.like
    this.#weights[COMMENT] = params.weights.comment
    this.#weights[SHARE] = params.weights.share
  }

  get bytes(): number {
    const { charge, arrival, current, seen, alive, gain } = this
    return [charge, arrival, current, seen, alive, gain, this.#code, this.#isLifted].reduce(
      (sum, array) => sum + array.byteLength,
      0,
    )
  }

  reach(people: number, posts: number): void {
    this.charge = grown(this.charge, posts)
    this.arrival = grown(this.arrival, posts)
    this.current = grown(this.current, posts)
    this.seen = grown(this.seen, posts)
    this.alive = grown(this.alive, posts)
    this.#isLifted = grown(this.#isLifted, posts)
    const known = this.gain.length
    this.gain = grown(this.gain, people)
    this.gain.fill(this.#params.baseGain, known)
    this.#code = grown(this.#code, people)
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
    const { author, at } = table
    const { start, length, items, weights } = table.acts
    const { transmission } = reach
    const { charge, arrival, current, alive, gain } = this
    const { joined, tagDial } = this.#taste
    const code = this.#code
    const viewer = this.#viewer
    const lifeMs = this.#lifeMs
    const { stopCharge, tagTransmission, chargeHalfLifeMs } = this.#params
    const posts = table.count
    const lifted = this.#isLifted
    const hasJoined = joined.size > 0
    const hasTagDials = tagDial.size > 0
    this.#noteAll(transmission.length, reach, standing)
    this.seen.fill(now)
    ranking.clear()
    let floor = 0
    for (let post = 0; post < posts; post += 1) {
      const by = author[post]!
      if (by === UNKNOWN) {
        current[post] = 0
        alive[post] = 0
        continue
      }
      const from = start[post]!
      const end = from + length[post]!
      let best = transmission[by]!
      // An odd code, so that the class of an act is compared and not whether N is above 0.
      let bestCode = best > 0 ? code[by]! | 1 : UNREACHED * 2
      let nearBits = 0
      for (let index = from; index < end; index += 1) {
        const actor = items[index]! >> KIND_BITS
        const actorCode = code[actor]!
        nearBits |= actorCode
        if (actorCode > bestCode) continue
        const carried = transmission[actor]!
        if (carried > best) {
          best = carried
          bestCode = actorCode | 1
        }
      }
      if (hasJoined && best < tagTransmission && joined.has(post)) best = tagTransmission
      if (by === viewer) best = 1
      const postAt = at[post]!
      const isLifted = lifted[post] === 1
      let held: number
      if (isLifted) {
        held = this.#replay(table, standing, post, now).charge
        if (this.#isAddressed(post, postAt, now)) best = 1
      } else if ((nearBits & 1) === 1) {
        held = this.#recharged(table, standing, from, end, postAt, now)
      } else {
        held = now > postAt ? exp2((postAt - now) / chargeHalfLifeMs) : 1
      }
      const last = end > from ? weights[end - 1]! : postAt
      alive[post] = now - last <= lifeMs || isLifted ? 1 : 0
      charge[post] = held
      arrival[post] = best
      const arriving = held * best
      let bid = 0
      if (arriving >= stopCharge && by !== viewer && postAt <= now) {
        bid = arriving * gain[by]!
        if (hasTagDials) bid *= tagDial.get(post) ?? 1
      }
      current[post] = bid
      if (bid > floor) {
        ranking.offer(post)
        floor = ranking.floor
      }
    }
  }

  /** One post. */
  one(table: PostTable, reach: Reach, standing: Standing, post: number, now: number): void {
    const { start, length, items, weights } = table.acts
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
    const from = start[post]!
    const end = from + length[post]!
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

  /** Notes how near everybody is now. */
  #noteAll(people: number, reach: Reach, standing: Standing): void {
    reach.sort()
    const code = this.#code
    const { bucket } = reach
    const { near } = standing
    for (let person = 0; person < people; person += 1) {
      code[person] = bucket[person]! * 2 + (near[person]! > 0 ? 1 : 0)
    }
    // The viewer's own acts recharge, and carry nothing to the viewer.
    code[this.#viewer] = UNREACHED * 2 + 1
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
    const actWeights = this.#weights
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
    const { start, length, items, weights } = table.acts
    const { chargeHalfLifeMs, rechargeGain, ampPerCharge } = this.#params
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
    const end = start[post]! + length[post]!
    for (let index = start[post]!; index < end; index += 1) {
      const item = items[index]!
      const nearness = standing.near[item >> KIND_BITS]!
      if (nearness === 0) continue
      liftBefore(weights[index]!)
      leak(weights[index]!)
      held = Math.min(capacity, held + rechargeGain * this.#weights[item & KIND_MASK]! * nearness)
    }
    liftBefore(Infinity)
    if (last < now) leak(now)
    return { charge: held, capacity }
  }

  #isAddressed(post: number, at: number, now: number): boolean {
    return this.lifts.get(post)?.some((lift) => lift.isForViewer && lift.at >= at && lift.at <= now) ?? false
  }
}
