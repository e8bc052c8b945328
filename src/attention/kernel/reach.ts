/**
 * T: how much of a charge reaches the viewer from each person (MODEL.md 4; rule A5), for the whole network at once.
 *
 * A search from the viewer outwards by bands of transmission, each half as high as the one before. Within a band it goes
 * by number, since neighbours in number are neighbours in memory, and round again for those who have risen meanwhile,
 * which are few. Narrow bands would visit nobody twice, and be slower for jumping about in memory. People so far away that
 * only a plain follow of somebody far can lead there ask their followers, when that looks at fewer links.
 *
 * Where everybody was reached with more than the stop charge, most links lead to somebody who is nearer already. So a
 * search begins with a guess from the one before: a cut just below the least T there was. It is right when it leaves
 * out nobody to whom anything leads, which is seen at the end; else all is searched with the stop charge.
 */
import { MIN_STOP_CHARGE, type Params } from '../params'
import { Buckets } from './buckets'
import { leadingBits, leastWith, NEVER, type Loops } from './loops'
import type { Column, Memory } from './memory'
import type { PostTable } from './post-table'
import { thresholdAt, type SynapseTable } from './synapse-table'
import type { Taste } from './taste'

const FIRST_BITS = leadingBits(MIN_STOP_CHARGE)
const LAST_BITS = leadingBits(1)

/** T may have fallen by so much since the last search without spoiling the guess. */
const FALL = 0.02
/** A plan is made anew when the cut has moved by more than this share. */
const MOVED = 0.1
/** Ways to draw the line between near and far that are compared, each a quarter of a halving below the one before. */
const LINES = 8

export class Reach {
  /** How often the far were pulled instead of pushed, a cut was guessed, and the guess was too high; for tests. */
  pulls = 0
  guesses = 0
  misses = 0
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
  /** The least T of the last search, and the cut for which the line between near and far was drawn; 0: none. */
  #least = 0
  #plannedCut = 0

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
    this.#least = 0
    this.#plannedCut = 0
    this.#drawLine(stopCharge / baseTransmission)
  }

  /** Sets where the far begin, which a band does too; from a transmission of 1 on, nobody is far. */
  #drawLine(far: number): void {
    const { stopCharge } = this.#params
    const farBits = far <= 1 ? leadingBits(far) : LAST_BITS
    this.#farLeast = leastWith(farBits)
    this.#bands.resize(LAST_BITS + 1)
    const bands = this.#bands.view
    // Halves above and below where the far begin, counted from the viewer's own band, which is 0.
    const halves = Array.from({ length: LAST_BITS + 1 }, (_, leading) =>
      Math.floor(Math.log2(leastWith(Math.max(FIRST_BITS, leading)) / this.#farLeast)),
    )
    const highest = halves[LAST_BITS - 1]!
    halves.forEach((half, leading) => (bands[leading] = leading === LAST_BITS ? 0 : 1 + highest - half))
    this.#farBand = bands[farBits]!
    this.#lastBand = stopCharge > 1 ? 0 : bands[leadingBits(stopCharge)]!
  }

  reach(people: number): void {
    this.#transmission.reach(people)
  }

  /** Searches the whole network anew. */
  search(table: SynapseTable, posts: PostTable, viewer: number, taste: Taste, fade: number): void {
    const { stopCharge } = this.#params
    const guess = this.#least * (1 - FALL)
    const cut = guess > stopCharge ? guess : stopCharge
    if (cut > stopCharge) {
      this.guesses += 1
      this.#plan(table, cut)
    }
    this.#searchAbove(cut, table, viewer, taste, fade)
    if (cut > stopCharge && !this.#isWhole(table, posts, viewer, fade)) {
      this.misses += 1
      this.#searchAbove(stopCharge, table, viewer, taste, fade)
    }
    this.#least = leastAboveZero(this.transmission)
  }

  /** Draws the line between near and far where, by the last search, the fewest links have to be looked at. */
  #plan(table: SynapseTable, cut: number): void {
    if (Math.abs(cut - this.#plannedCut) < cut * MOVED) return
    this.#plannedCut = cut
    const { transmission } = this
    const { baseTransmission } = this.#params
    const lines = Float64Array.from(
      { length: LINES },
      (_, line) => (cut / baseTransmission) * 2 ** (-line / 4),
    )
    const looks = new Float64Array(LINES)
    const { followers, plain } = table
    for (let person = 0; person < table.engaged.count; person += 1) {
      const here = transmission[person]!
      for (let line = 0; line < LINES; line += 1) {
        if (here < lines[line]!) looks[line]! += followers.length(person)
        else if (here * baseTransmission >= lines[line]!) looks[line]! += plain.length(person)
      }
    }
    this.#drawLine(lines[looks.indexOf(Math.min(...looks))]!)
  }

  /** Whether nothing leads from those who were reached to those who were not. */
  #isWhole(table: SynapseTable, posts: PostTable, viewer: number, fade: number): boolean {
    const { transmission } = this
    const rough = this.#rough.view
    const { baseTransmission, transmissionGain, stopCharge } = this.#params
    const { followers } = table
    const { items } = followers
    const threshold = thresholdAt(this.#params, fade)
    const least = stopCharge / (baseTransmission + transmissionGain)
    for (let person = 0; person < table.engaged.count; person += 1) {
      if (transmission[person]! > 0 || rough[person] === NEVER) continue
      const end = followers.end(person)
      for (let index = followers.from(person); index < end; index += 1)
        if (transmission[items[index]!]! >= least) return false
      const isLed = (by: number): boolean => transmission[by]! >= least && table.has(person, by, threshold)
      if (isLed(viewer) || posts.someActor(person, isLed)) return false
    }
    return true
  }

  /** T of everybody to whom a path of at least this leads. */
  #searchAbove(cut: number, table: SynapseTable, viewer: number, { mutedPeople }: Taste, fade: number): void {
    const { baseTransmission, transmissionGain, saturationPoint } = this.#params
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
        stopCharge: cut,
        pushFloor: floor,
      })
    const settled = Math.min(this.#farBand, this.#lastBand)
    search(0, settled, pushFloor)
    if (this.#lastBand === settled) return
    this.#settleFar(cut, table, words, pushFloor)
    // From the same band on: somebody may have come to its very edge by rounding.
    search(settled, this.#lastBand, 0)
  }

  /**
   * Everybody from whom a plain follow still leads somewhere has settled: either they push, or those who are not
   * settled yet pull, whichever looks at fewer links.
   */
  #settleFar(cut: number, table: SynapseTable, words: number, pushFloor: number): void {
    const { transmission } = this
    const { baseTransmission } = this.#params
    const rough = this.#rough.view
    const open = this.#open.view
    const bands = this.#bands.view
    const settledAt = this.#farLeast
    const people = table.engaged.count
    const raise = (person: number, product: number): void => {
      if (product < cut || product <= transmission[person]!) return
      const leading = leadingBits(product)
      transmission[person] = product
      rough[person] = leading
      open[bands[leading]! * words + (person >> 5)]! |= 1 << (person & 31)
    }
    const { followers } = table
    const { items } = followers
    const plainRows = table.plain
    const { items: plain } = plainRows
    let pushLinks = 0
    let pullLinks = 0
    for (let person = 0; person < people; person += 1) {
      const here = transmission[person]!
      if (here < settledAt) {
        if (rough[person] !== NEVER) pullLinks += followers.length(person)
      } else if (here < pushFloor) pushLinks += plainRows.length(person)
    }
    if (pullLinks < pushLinks) {
      this.pulls += 1
      for (let author = 0; author < people; author += 1) {
        if (transmission[author]! >= settledAt || rough[author] === NEVER) continue
        let best = 0
        const end = followers.end(author)
        for (let index = followers.from(author); index < end; index += 1) {
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
      const end = plainRows.end(person)
      for (let index = plainRows.from(person); index < end; index += 1)
        if (rough[plain[index]!] !== NEVER) raise(plain[index]!, here * baseTransmission)
    }
  }

  /** Raises T of one person. */
  set(person: number, transmission: number): void {
    this.transmission[person] = transmission
  }
}

/** Infinity when there is none. */
function leastAboveZero(values: Float64Array): number {
  let least = Infinity
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index]!
    if (value > 0 && value < least) least = value
  }
  return least
}
