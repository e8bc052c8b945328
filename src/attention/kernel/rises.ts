/**
 * Rises of T after single changes, spread by classes as in a search: only people whose T really rises are visited. Falls
 * are not handled here; they need a new search.
 */
import type { Params } from '../params'
import type { Links } from './links'
import type { Reach } from './reach'
import { FOLLOWED, thresholdAt, type SynapseTable } from './synapse-table'
import type { Taste } from './taste'

export class Rises {
  /** Those whose T rose since `begin`, each once. */
  readonly risen: number[] = []
  #params: Params
  /** By class: people who have risen to it and have not been visited since. */
  #open: number[][] = []
  #first = 0
  /** By person: 1 risen since `begin`, 2 to be visited. */
  #state = new Uint8Array(0)

  constructor(params: Params, reach: Reach) {
    this.#params = params
    this.setParams(params, reach)
  }

  /** Only between spreads, after those of the reach were set. */
  setParams(params: Params, reach: Reach): void {
    this.#params = params
    this.#open = Array.from({ length: reach.buckets.count }, () => [])
    this.#first = reach.buckets.count
  }

  begin(people: number): void {
    for (const person of this.risen) this.#state[person] = 0
    this.risen.length = 0
    if (this.#state.length < people) this.#state = new Uint8Array(people + (people >> 2))
  }

  /** Offers a person this T; the muted must not be offered any. */
  offer(reach: Reach, person: number, transmission: number): void {
    if (transmission < this.#params.stopCharge || transmission <= reach.transmission[person]!) return
    reach.set(person, transmission)
    if (this.#state[person] === 0) this.risen.push(person)
    this.#state[person] = 1 | 2
    const level = reach.buckets.of(transmission)
    this.#open[level]!.push(person)
    if (level < this.#first) this.#first = level
  }

  /**
   * Spreads what was offered.
   * @param limit links that may be looked at
   * @returns false when that was not enough: a search of everything is cheaper
   */
  spread(
    reach: Reach,
    table: SynapseTable,
    { muted }: Taste,
    fade: number,
    links: Links,
    limit: number,
  ): boolean {
    const { baseTransmission, transmissionGain, stopCharge } = this.#params
    const { engaged, plain } = table
    const { transmission, buckets } = reach
    const saturation = this.#params.saturationPoint / fade
    const threshold = thresholdAt(this.#params, fade)
    const open = this.#open
    let left = limit
    for (; this.#first < open.length; this.#first += 1) {
      const level = this.#first
      const people = open[level]!
      for (let person = people.pop(); person !== undefined; person = people.pop()) {
        const here = transmission[person]!
        // Who has risen further since was visited there.
        if ((this.#state[person]! & 2) === 0 || buckets.of(here) !== level) continue
        this.#state[person] = 1
        if (left < 0) continue
        const end = engaged.end(person)
        left -= engaged.length(person)
        for (let index = engaged.from(person); index < end; index += 1) {
          const item = engaged.items[index]!
          const value = engaged.weights[index]!
          if (value < threshold && (item & FOLLOWED) === 0) continue
          const product = here * (baseTransmission + (transmissionGain * value) / (value + saturation))
          if (product < stopCharge) break
          const author = item >> 1
          if (!links.isNear(reach, author, product) || muted[author] === 1) continue
          this.offer(reach, author, product)
          links.note(reach, person, item, value, product)
        }
        const product = here * baseTransmission
        if (product < stopCharge) continue
        left -= plain.length(person)
        const plainEnd = plain.end(person)
        for (let index = plain.from(person); index < plainEnd; index += 1) {
          const author = plain.items[index]!
          if (!links.isNear(reach, author, product) || muted[author] === 1) continue
          this.offer(reach, author, product)
          links.note(reach, person, author * 2 + FOLLOWED, 0, product)
        }
      }
    }
    return left >= 0
  }
}
