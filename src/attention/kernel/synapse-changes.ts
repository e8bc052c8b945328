/** Changes of single synapses: what follows from one for T, N, Reo and the posts that the viewer sees. */
import type { Params } from '../params'
import type { Parts } from './parts'
import type { Results } from './results'
import { FOLLOWED, thresholdAt } from './synapse-table'

/** Beyond this share of all links, spreading rises costs about as much as a search of everything. */
const MAX_SPREAD = 1 / 8
/** … but in a small network that is no matter. */
const MIN_SPREAD = 2_000
/** A link that is worse than the best by so little may be the best. */
const ROUNDING = 1e-9

export class SynapseChanges {
  /** How often each way was gone; for tests. */
  readonly ways = { spread: 0, overflow: 0, harmlessFall: 0 }
  readonly #parts: Parts
  readonly #results: Results
  readonly #maxSpread: number | undefined
  #params: Params
  #people = 0

  /** @param maxSpread links that rises may be spread over before everything is searched; tests set it low */
  constructor(parts: Parts, results: Results, params: Params, maxSpread: number | undefined) {
    this.#parts = parts
    this.#results = results
    this.#params = params
    this.#maxSpread = maxSpread
  }

  /** Makes room. */
  reach(people: number): void {
    this.#people = people
  }

  setParams(params: Params): void {
    this.#params = params
  }

  /** Makes a change that may weaken the synapse author→by, and updates what follows from it. */
  change(author: number, by: number, change: () => void): void {
    if (!this.#results.isWarm) {
      change()
      return
    }
    const { synapses, standing } = this.#parts
    const threshold = thresholdAt(this.#params, this.#parts.fading.fade)
    const before = synapses.engagement(author, by)
    const wasLinked = synapses.has(author, by, threshold)
    const transmitted = wasLinked ? standing.transmission(author, by, synapses, this.#parts.fading.fade) : 0
    const wasFriend = standing.isFriend(this.#friendOf(author, by))
    this.strengthen(author, by, change)
    const isWeaker = synapses.engagement(author, by) < before
    if (!isWeaker && (!wasLinked || synapses.has(author, by, threshold))) return
    this.#results.isWarm &&=
      !wasFriend && by !== this.#parts.viewer && this.#isHarmless(author, by, transmitted)
  }

  /** Whose contribution to N and Reo changes: the author's, when the viewer acts, else the actor's, if a friend. */
  #friendOf(author: number, by: number): number {
    return by === this.#parts.viewer ? author : by
  }

  /** Makes a change that can only strengthen the synapse author→by, and updates what follows from it. */
  strengthen(author: number, by: number, change: () => void): void {
    if (!this.#results.isWarm) {
      change()
      return
    }
    const { synapses, standing, taste, viewer } = this.#parts
    const fade = this.#parts.fading.fade
    const friend = this.#friendOf(author, by)
    const wasFriend = standing.isFriend(friend)
    let affected: number[] = []
    if (wasFriend) {
      affected = standing.sources(friend, synapses, fade)
      if (standing.mayChange()) standing.contribute(friend, -1, synapses, fade)
      else this.#results.isWarm = false
    }
    change()
    if (!this.#results.isWarm) return
    const threshold = thresholdAt(this.#params, fade)
    // Only the viewer makes friends.
    if (
      wasFriend ||
      (by === viewer && taste.muted[friend] === 0 && synapses.has(friend, viewer, threshold))
    ) {
      standing.risen.length = 0
      standing.contribute(friend, 1, synapses, fade)
      for (const person of standing.risen) this.#results.touchActsBy(person)
      affected = affected.concat(standing.sources(friend, synapses, fade))
    }
    if (by === viewer) {
      this.#results.affinities.note(author, synapses, this.#params, fade)
      affected.push(author)
    }
    for (const person of affected) this.#results.regain(person)
    this.#raise(author, by)
  }

  /** A synapse far from the viewer has weakened or ended. True when no best path went over it. */
  #isHarmless(author: number, by: number, transmitted: number): boolean {
    const { transmission } = this.#parts.reach
    const product = transmission[by]! * transmitted
    const isBest =
      product >= this.#params.stopCharge &&
      this.#parts.taste.muted[author] === 0 &&
      product >= transmission[author]! * (1 - ROUNDING)
    if (isBest) return false
    this.ways.harmlessFall += 1
    const pair = this.#parts.synapses.find(author, by)
    const isFollowed = this.#parts.synapses.plain.find(by, author) !== -1
    if (pair !== -1) {
      const { items, weights } = this.#parts.synapses.engaged
      this.#parts.links.weaken(by, author, items[pair]!, weights[pair]!)
    } else if (isFollowed) this.#parts.links.weaken(by, author, author * 2 + FOLLOWED, 0)
    else this.#parts.links.weaken(by, author, author * 2, -1)
    return true
  }

  /** The synapse author→by, if there is one, is new or stronger. */
  #raise(author: number, by: number): void {
    const { reach, synapses, taste } = this.#parts
    const { baseTransmission, transmissionGain } = this.#params
    const here = reach.transmission[by]!
    // Most are so far below the best that how strong they are need not be known.
    if (here === 0 || !this.#parts.links.isNear(reach, author, here * (baseTransmission + transmissionGain)))
      return
    if (
      taste.muted[author] === 1 ||
      !synapses.has(author, by, thresholdAt(this.#params, this.#parts.fading.fade))
    )
      return
    const product = here * this.#parts.standing.transmission(author, by, synapses, this.#parts.fading.fade)
    if (product < this.#params.stopCharge || !this.#parts.links.isNear(reach, author, product)) return
    const rises = this.#parts.rises
    rises.begin(this.#people)
    const pair = synapses.find(author, by)
    const item = pair === -1 ? author * 2 + FOLLOWED : synapses.engaged.items[pair]!
    rises.offer(reach, author, product)
    this.#parts.links.note(reach, by, item, pair === -1 ? 0 : synapses.engaged.weights[pair]!, product)
    if (rises.risen.length === 0) return
    this.ways.spread += 1
    const limit = this.#maxSpread ?? Math.max(MIN_SPREAD, synapses.links * MAX_SPREAD)
    if (
      !rises.spread(reach, synapses, this.#parts.taste, this.#parts.fading.fade, this.#parts.links, limit)
    ) {
      this.ways.overflow += 1
      this.#results.isWarm = false
      return
    }
    for (const person of rises.risen) {
      this.#results.touchPostsBy(person)
      this.#results.touchActsBy(person)
    }
  }
}
