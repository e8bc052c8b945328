/**
 * T: how much of a charge reaches the viewer from each person (MODEL.md 4; rule A5), for the whole network at once.
 *
 * A search from the viewer outwards by classes of transmission (buckets.ts). Within a class it goes by number, since
 * neighbours in number are neighbours in memory. Rows of engaged pairs fall in engagement, so a row is left as soon as
 * its products end below the stop charge; plain follows all transmit the same. People so far away that only a plain
 * follow of somebody far can lead there ask their followers, when that looks at fewer links.
 */
import type { Params } from '../params'
import { Buckets, UNREACHED } from './buckets'
import { grown } from './rows'
import { FOLLOWED, thresholdAt, type SynapseTable } from './synapse-table'
import type { Taste } from './taste'

export class Reach {
  /** T by person; 0 for those that the cut leaves out, and for the muted. */
  transmission = new Float64Array(0)
  /** Class of T by person, {@link UNREACHED} where T is 0; true after `search` and after `sort`. */
  bucket = new Uint16Array(0)
  /** People reached, nearer classes first. */
  order = new Int32Array(0)
  reached = 0
  /** How often the far were pulled instead of pushed; for tests. */
  pulls = 0
  #params: Params
  buckets: Buckets
  /** One bit a person and class: still to be looked at there. Empty between searches. */
  #open = new Int32Array(0)
  #words = 0
  #isSorted = true
  /** People whose plain follows are pushed or pulled together. */
  #deferred = new Int32Array(0)

  constructor(params: Params) {
    this.#params = params
    this.buckets = new Buckets(params.baseTransmission + params.transmissionGain)
  }

  setParams(params: Params): void {
    this.#params = params
    this.buckets = new Buckets(params.baseTransmission + params.transmissionGain)
    this.#words = 0
  }

  get bytes(): number {
    const { transmission, bucket, order } = this
    return (
      transmission.byteLength +
      bucket.byteLength +
      order.byteLength +
      this.#open.byteLength +
      this.#deferred.byteLength
    )
  }

  reach(people: number): void {
    const known = this.bucket.length
    this.transmission = grown(this.transmission, people)
    this.bucket = grown(this.bucket, people)
    this.bucket.fill(UNREACHED, known)
    this.order = grown(this.order, people)
    this.#deferred = grown(this.#deferred, people)
  }

  /** Searches the whole network anew. */
  search(table: SynapseTable, viewer: number, taste: Taste, fade: number): void {
    const people = table.engaged.count
    const muted = taste.mutedPeople
    const { transmission, bucket, order } = this
    const buckets = this.buckets
    const { baseTransmission, transmissionGain, stopCharge } = this.#params
    this.#makeRoom(people)
    const open = this.#open
    const words = this.#words
    transmission.fill(0)
    bucket.fill(UNREACHED)
    // As if settled before all others: nothing is better than class 0, so the muted are never reached.
    for (const person of muted) bucket[person] = 0
    transmission[viewer] = 1
    bucket[viewer] = 0
    open[viewer >> 5]! |= 1 << (viewer & 31)

    const { start: engagedStart, length: engagedLength, items, weights } = table.engaged
    const { start: plainStart, length: plainLength, items: plain } = table.plain
    const saturation = this.#params.saturationPoint / fade
    const threshold = thresholdAt(this.#params, fade)
    const greatest = baseTransmission + transmissionGain
    // Nobody but the viewer can have more than the stop charge when that is above 1.
    const last = stopCharge > 1 ? 0 : buckets.of(stopCharge)
    const farClass = stopCharge <= baseTransmission ? buckets.of(stopCharge / baseTransmission) : -1
    const pushFloor = farClass === -1 ? Infinity : buckets.least[farClass]! / baseTransmission
    let deferred = 0
    let deferredLinks = 0
    let count = 0

    for (let level = 0; level <= last; level += 1) {
      const offset = level * words
      for (let word = 0; word < words; word += 1) {
        let set = open[offset + word]!
        if (set === 0) continue
        open[offset + word] = 0
        while (set !== 0) {
          const lowest = set & -set
          set ^= lowest
          const person = (word << 5) + (31 - Math.clz32(lowest))
          if (bucket[person] !== level) continue
          order[count++] = person
          const here = transmission[person]!
          if (here * greatest >= stopCharge) {
            let limit = buckets.of(here * greatest)
            const end = engagedStart[person]! + engagedLength[person]!
            for (let index = engagedStart[person]!; index < end; index += 1) {
              const item = items[index]!
              const author = item >> 1
              if (bucket[author]! < limit) continue
              const value = weights[index]!
              if (value < threshold && (item & FOLLOWED) === 0) continue
              const product = here * (baseTransmission + (transmissionGain * value) / (value + saturation))
              if (product < stopCharge) break
              limit = buckets.of(product)
              if (product <= transmission[author]! || bucket[author]! < limit) continue
              transmission[author] = product
              bucket[author] = limit
              open[limit * words + (author >> 5)]! |= 1 << (author & 31)
            }
          }
          const product = here * baseTransmission
          if (product < stopCharge || plainLength[person] === 0) continue
          if (here < pushFloor) {
            this.#deferred[deferred++] = person
            deferredLinks += plainLength[person]!
            continue
          }
          const target = buckets.of(product)
          const end = plainStart[person]! + plainLength[person]!
          for (let index = plainStart[person]!; index < end; index += 1) {
            const author = plain[index]!
            if (bucket[author]! < target || product <= transmission[author]! || bucket[author] === 0) continue
            transmission[author] = product
            bucket[author] = target
            open[target * words + (author >> 5)]! |= 1 << (author & 31)
          }
        }
      }
      if (level === farClass) this.#settleFar(table, deferred, deferredLinks, farClass)
    }
    this.reached = count
    this.#isSorted = true
    for (const person of muted) if (person !== viewer) bucket[person] = UNREACHED
  }

  /**
   * Everybody from whom a plain follow still leads somewhere has settled: either they push, or those who are not
   * settled yet pull, whichever looks at fewer links.
   */
  #settleFar(table: SynapseTable, deferred: number, deferredLinks: number, farClass: number): void {
    const { transmission, bucket } = this
    const buckets = this.buckets
    const { baseTransmission, stopCharge } = this.#params
    const open = this.#open
    const words = this.#words
    const { start, length, items } = table.followers
    const people = table.engaged.count
    let pullLinks = 0
    for (let person = 0; person < people && pullLinks < deferredLinks; person += 1) {
      if (bucket[person]! > farClass) pullLinks += length[person]!
    }
    if (pullLinks < deferredLinks) {
      this.pulls += 1
      for (let author = 0; author < people; author += 1) {
        if (bucket[author]! <= farClass) continue
        let best = 0
        const end = start[author]! + length[author]!
        for (let index = start[author]!; index < end; index += 1) {
          const follower = items[index]!
          if (bucket[follower]! <= farClass && transmission[follower]! > best) best = transmission[follower]!
        }
        const product = best * baseTransmission
        if (product < stopCharge || product <= transmission[author]!) continue
        const target = buckets.of(product)
        transmission[author] = product
        bucket[author] = target
        open[target * words + (author >> 5)]! |= 1 << (author & 31)
      }
      return
    }
    const { start: plainStart, length: plainLength, items: plain } = table.plain
    for (let turn = 0; turn < deferred; turn += 1) {
      const person = this.#deferred[turn]!
      const product = transmission[person]! * baseTransmission
      const target = buckets.of(product)
      const end = plainStart[person]! + plainLength[person]!
      for (let index = plainStart[person]!; index < end; index += 1) {
        const author = plain[index]!
        if (bucket[author]! <= farClass || product <= transmission[author]!) continue
        transmission[author] = product
        bucket[author] = target
        open[target * words + (author >> 5)]! |= 1 << (author & 31)
      }
    }
  }

  /** Raises T of one person. */
  set(person: number, transmission: number): void {
    this.transmission[person] = transmission
    this.#isSorted = false
  }

  /** Makes the classes true again after T was set or advanced. */
  sort(): void {
    if (this.#isSorted) return
    const { transmission, bucket } = this
    for (let person = 0; person < transmission.length; person += 1) {
      const here = transmission[person]!
      bucket[person] = here === 0 ? UNREACHED : this.buckets.of(here)
    }
    this.#isSorted = true
  }

  #makeRoom(people: number): void {
    const words = (people + 31) >> 5
    const needed = words * (this.buckets.of(Math.min(1, this.#params.stopCharge)) + 1)
    if (words === this.#words && this.#open.length >= needed) return
    this.#words = words
    this.#open = new Int32Array(needed)
  }
}
