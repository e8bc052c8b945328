/**
 * T: how much of a charge reaches the viewer from each person (MODEL.md 4; rule A5), for the whole network at once.
 *
 * A search from the viewer outwards by bands of transmission, each half as high as the one before. Within a band it goes
 * by number, since neighbours in number are neighbours in memory, and round again for those who have risen meanwhile,
 * which are few. Narrow bands would visit nobody twice, and be slower for jumping about in memory. People so far away that
 * only a plain follow of somebody far can lead there ask their followers, when that looks at fewer links.
 */
import { MIN_STOP_CHARGE, type Params } from '../params'
import { Buckets } from './buckets'
import { leadingBits, leastWith, NEVER, type Loops } from './loops'
import type { Column, Memory } from './memory'
import { thresholdAt, type SynapseTable } from './synapse-table'
import type { Taste } from './taste'

const FIRST_BITS = leadingBits(MIN_STOP_CHARGE)
const LAST_BITS = leadingBits(1)

export class Reach {
  /** How often the far were pulled instead of pushed; for tests. */
  pulls = 0
  buckets: Buckets
  #params: Params
  readonly #loops: Loops
  readonly #transmission: Column<Float64Array>
  readonly #rough: Column<Uint16Array>
  readonly #open: Column<Int32Array>
  readonly #scratch: Column<Int32Array>
  readonly #bands: Column<Uint8Array>
  /** Who has at least this has settled before the far are looked at. */
  #farLeast = 0
  #farBand = 0
  #lastBand = 0

  constructor(params: Params, memory: Memory, loops: Loops) {
    this.#params = params
    this.#loops = loops
    this.#transmission = memory.float64()
    this.#rough = memory.uint16()
    this.#open = memory.int32()
    this.#scratch = memory.int32()
    this.#bands = memory.uint8()
    this.buckets = new Buckets(params.baseTransmission + params.transmissionGain)
    this.setParams(params)
  }

  /** T by person; 0 for those that the cut leaves out, and for the muted. */
  get transmission(): Float64Array {
    return this.#transmission.view
  }

  setParams(params: Params): void {
    this.#params = params
    const { baseTransmission, transmissionGain, stopCharge } = params
    this.buckets = new Buckets(baseTransmission + transmissionGain)
    // The far begin where a band does; with such a stop charge nobody is far.
    const far = stopCharge <= baseTransmission ? leadingBits(stopCharge / baseTransmission) : LAST_BITS
    this.#farLeast = leastWith(far)
    this.#bands.resize(LAST_BITS + 1)
    const bands = this.#bands.view
    // Halves above and below where the far begin, counted from the viewer's own band, which is 0.
    const halves = Array.from({ length: LAST_BITS + 1 }, (_, leading) =>
      Math.floor(Math.log2(leastWith(Math.max(FIRST_BITS, leading)) / this.#farLeast)),
    )
    const highest = halves[LAST_BITS - 1]!
    halves.forEach((half, leading) => (bands[leading] = leading === LAST_BITS ? 0 : 1 + highest - half))
    this.#farBand = bands[far]!
    this.#lastBand = stopCharge > 1 ? 0 : bands[leadingBits(stopCharge)]!
  }

  reach(people: number): void {
    this.#transmission.reach(people)
  }

  /** Searches the whole network anew. */
  search(table: SynapseTable, viewer: number, { mutedPeople }: Taste, fade: number): void {
    const { baseTransmission, transmissionGain, saturationPoint, stopCharge } = this.#params
    const people = table.engaged.count
    const words = (people + 31) >> 5
    this.#rough.reach(people)
    this.#scratch.reach(people + 1)
    this.#open.reach(words * (this.#lastBand + 1))
    this.transmission.fill(0)
    this.#rough.view.fill(0)
    for (const person of mutedPeople) this.#rough.view[person] = NEVER
    this.transmission[viewer] = 1
    this.#rough.view[viewer] = LAST_BITS
    this.#open.view[viewer >> 5]! |= 1 << (viewer & 31)
    const pushFloor = this.#farLeast / baseTransmission
    const search = (band: number, lastBand: number, floor: number): void =>
      this.#loops.search({
        band,
        lastBand,
        words,
        open: this.#open,
        rough: this.#rough,
        transmission: this.#transmission,
        bands: this.#bands,
        scratch: this.#scratch,
        engaged: table.engaged,
        plain: table.plain,
        baseTransmission,
        transmissionGain,
        saturation: saturationPoint / fade,
        threshold: thresholdAt(this.#params, fade),
        stopCharge,
        pushFloor: floor,
      })
    const settled = Math.min(this.#farBand, this.#lastBand)
    search(0, settled, pushFloor)
    if (this.#lastBand === settled) return
    this.#settleFar(table, words, pushFloor)
    // From the same band on: somebody may have come to its very edge by rounding.
    search(settled, this.#lastBand, 0)
  }

  /**
   * Everybody from whom a plain follow still leads somewhere has settled: either they push, or those who are not
   * settled yet pull, whichever looks at fewer links.
   */
  #settleFar(table: SynapseTable, words: number, pushFloor: number): void {
    const { transmission } = this
    const { baseTransmission, stopCharge } = this.#params
    const rough = this.#rough.view
    const open = this.#open.view
    const bands = this.#bands.view
    const settledAt = this.#farLeast
    const people = table.engaged.count
    const raise = (person: number, product: number): void => {
      if (product < stopCharge || product <= transmission[person]!) return
      const leading = leadingBits(product)
      transmission[person] = product
      rough[person] = leading
      open[bands[leading]! * words + (person >> 5)]! |= 1 << (person & 31)
    }
    const { start, length, items } = table.followers
    const { start: plainStart, length: plainLength, items: plain } = table.plain
    let pushLinks = 0
    let pullLinks = 0
    for (let person = 0; person < people; person += 1) {
      const here = transmission[person]!
      if (here < settledAt) {
        if (rough[person] !== NEVER) pullLinks += length[person]!
      } else if (here < pushFloor) pushLinks += plainLength[person]!
    }
    if (pullLinks < pushLinks) {
      this.pulls += 1
      for (let author = 0; author < people; author += 1) {
        if (transmission[author]! >= settledAt || rough[author] === NEVER) continue
        let best = 0
        const end = start[author]! + length[author]!
        for (let index = start[author]!; index < end; index += 1) {
          const carried = transmission[items[index]!]!
          if (carried > best && carried >= settledAt) best = carried
        }
        raise(author, best * baseTransmission)
      }
      return
    }
    for (let person = 0; person < people; person += 1) {
      const here = transmission[person]!
      if (here < settledAt || here >= pushFloor) continue
      const end = plainStart[person]! + plainLength[person]!
      for (let index = plainStart[person]!; index < end; index += 1)
        if (rough[plain[index]!] !== NEVER) raise(plain[index]!, here * baseTransmission)
    }
  }

  /** Raises T of one person. */
  set(person: number, transmission: number): void {
    this.transmission[person] = transmission
  }
}
