/**
 * The two loops in which a full evaluation spends its time: the search for T, and charge and arrival of all posts. They
 * come twice: in WebAssembly (loops.wat), several times as fast, and here, for where that is not allowed, and to read.
 * Both work on columns of one memory and do the same.
 */
import { exp2 } from './exp2'
import { LOOPS_WASM } from './loops.wasm'
import type { Column, Memory } from './memory'
import { KIND_BITS, KIND_MASK } from './post-table'
import type { Rows } from './rows'
import { FOLLOWED } from './synapse-table'

/** A search of T (reach.ts) by bands, best first, from one band to another, both included. */
export interface SearchLoop {
  readonly band: number
  readonly lastBand: number
  /** Words of `open` in a band. */
  readonly words: number
  /** A bit a person and band: still to be looked at there. */
  readonly open: Column<Int32Array>
  /** By person: the leading bits of T; {@link NEVER} for those to whom nothing leads. */
  readonly rough: Column<Uint16Array>
  readonly transmission: Column<Float64Array>
  /** Band by leading bits, from {@link FIRST_BITS} on. */
  readonly bands: Column<Uint8Array>
  /** Room for a row. */
  readonly scratch: Column<Int32Array>
  readonly engaged: Rows
  readonly plain: Rows
  readonly baseTransmission: number
  readonly transmissionGain: number
  /** Both for engagement as it is stored. */
  readonly saturation: number
  readonly threshold: number
  readonly stopCharge: number
  /** Plain follows of people below it are not followed. */
  readonly pushFloor: number
}

/** Charge, arrival and current of all posts (currents.ts), none of which is amplified, tagged or the viewer's. */
export interface ChargeLoop {
  readonly posts: number
  readonly acts: Rows
  readonly authors: Column<Int32Array>
  readonly times: Column<Float64Array>
  /** By person two: γ·N, and −T, which is 0 for the viewer, whose own acts carry nothing. */
  readonly people: Column<Float64Array>
  readonly gain: Column<Float64Array>
  /** See {@link tablesFor}. */
  readonly tables: Column<Float64Array>
  readonly charge: Column<Float64Array>
  readonly arrival: Column<Float64Array>
  readonly current: Column<Float64Array>
  readonly alive: Column<Uint8Array>
  readonly now: number
  readonly chargeHalfLifeMs: number
  readonly stopCharge: number
  /** After this time without an event the charge is below the stop charge. */
  readonly lifeMs: number
}

export interface Loops {
  search(loop: SearchLoop): void
  charge(loop: ChargeLoop): void
}

/** 2^(i/64) for each i below. */
export const POWERS = 64
export const NEVER = 65_535

/** Adding it to a number rounds that to a whole one, which is then in the low bits. */
const ROUNDER = 1.5 * 2 ** 52

/** What loops.wat reads from behind the weights, twice each: a constant in the code would be made anew for each act. */
function constants(): Float64Array {
  const rounder = new BigInt64Array(Float64Array.of(ROUNDER).buffer)[0]!
  // What is left of the rounded bits without this is the number and the bias of a double's exponent.
  const bias = new Float64Array(BigInt64Array.of(rounder - BigInt(1_023 * POWERS)).buffer)[0]!
  const lowest = -1_000 * POWERS
  const each = [lowest, ROUNDER, bias, Math.LN2 / POWERS, 1, 1 / 2, 1 / 6, 1 / 24]
  return Float64Array.from(each.flatMap((constant) => [constant, constant]))
}

/** What a {@link ChargeLoop} needs in `tables`, by weights of acts in the order of kinds. */
export function tablesFor(weights: readonly number[]): Float64Array {
  const powers = Array.from({ length: POWERS }, (_, power) => 2 ** (power / POWERS))
  return Float64Array.from([...powers, ...weights, ...constants()])
}

const float = new Float32Array(1)
const bits = new Uint32Array(float.buffer)

/** Sign, exponent and seven bits of the fraction of a float32: orders numbers from 0 up as they are, roughly. */
export function leadingBits(value: number): number {
  float[0] = value
  return bits[0]! >>> 16
}

/** The least number with these leading bits. */
export function leastWith(leading: number): number {
  bits[0] = leading << 16
  return float[0]!
}

/** In this language. */
export const plainLoops: Loops = { search: searchPlainly, charge: chargePlainly }

/** In WebAssembly; null where that is not to be had, or a policy forbids it. */
export function compiledLoops(memory: Memory): Loops | null {
  const module = memory.wasm === null ? null : compiled()
  if (module === null) return null
  const { exports } = new WebAssembly.Instance(module, { kernel: { memory: memory.wasm! } })
  const run = exports as unknown as Readonly<Record<'search' | 'charge', (...args: number[]) => void>>
  return {
    search(loop) {
      const { engaged, plain, open, rough, transmission, bands, scratch } = loop
      run.search(
        loop.band,
        loop.lastBand,
        loop.words,
        ...[open, rough, transmission, bands, scratch].map(({ offset }) => offset),
        ...[engaged.heads, engaged.entries, engaged.values].map(({ offset }) => offset),
        ...[plain.heads, plain.entries].map(({ offset }) => offset),
        loop.baseTransmission,
        loop.transmissionGain,
        loop.saturation,
        loop.threshold,
        loop.stopCharge,
        loop.pushFloor,
      )
    },
    charge(loop) {
      const { acts, authors, times, people, gain, tables, charge, arrival, current, alive } = loop
      run.charge(
        loop.posts,
        ...[acts.heads, acts.entries, acts.values].map(({ offset }) => offset),
        ...[authors, times, people, gain, tables].map(({ offset }) => offset),
        ...[charge, arrival, current, alive].map(({ offset }) => offset),
        loop.now,
        POWERS / loop.chargeHalfLifeMs,
        loop.stopCharge,
        loop.lifeMs,
      )
    },
  }
}

/** Undefined until it is asked for. */
let module: WebAssembly.Module | null | undefined

function compiled(): WebAssembly.Module | null {
  if (module !== undefined) return module
  try {
    module = new WebAssembly.Module(Uint8Array.from(atob(LOOPS_WASM), (char) => char.charCodeAt(0)))
  } catch {
    module = null // A Content-Security-Policy without 'wasm-unsafe-eval', or a browser without vectors.
  }
  return module
}

function searchPlainly(loop: SearchLoop): void {
  const { words, baseTransmission, transmissionGain, saturation, threshold, stopCharge, pushFloor } = loop
  const open = loop.open.view
  const rough = loop.rough.view
  const transmission = loop.transmission.view
  const bands = loop.bands.view
  const { engaged } = loop
  const { items, weights } = engaged
  const plainRows = loop.plain
  const { items: plain } = plainRows
  const raise = (person: number, product: number): void => {
    const leading = leadingBits(product)
    transmission[person] = product
    rough[person] = leading
    open[bands[leading]! * words + (person >> 5)]! |= 1 << (person & 31)
  }
  const visit = (person: number): void => {
    const here = transmission[person]!
    const end = engaged.end(person)
    for (let index = engaged.from(person); index < end; index += 1) {
      const value = weights[index]!
      const product = here * (baseTransmission + (transmissionGain * value) / (value + saturation))
      if (product < stopCharge) break
      const item = items[index]!
      const author = item >> 1
      if (product <= transmission[author]! || rough[author] === NEVER) continue
      if (value >= threshold || (item & FOLLOWED) !== 0) raise(author, product)
    }
    const product = here * baseTransmission
    if (product < stopCharge || here < pushFloor) return
    const plainEnd = plainRows.end(person)
    for (let index = plainRows.from(person); index < plainEnd; index += 1) {
      const author = plain[index]!
      if (product > transmission[author]! && rough[author] !== NEVER) raise(author, product)
    }
  }
  for (let band = loop.band; band <= loop.lastBand; band += 1) {
    // Whoever rises within the band, behind where the loop is, makes it go round once more.
    for (let isOpen = true; isOpen;) {
      isOpen = false
      for (let word = 0; word < words; word += 1) {
        let set = open[band * words + word]!
        if (set === 0) continue
        isOpen = true
        open[band * words + word] = 0
        for (; set !== 0; set &= set - 1) {
          const person = (word << 5) + (31 - Math.clz32(set & -set))
          // Who has risen to a better band since was visited there.
          if (bands[rough[person]!] === band) visit(person)
        }
      }
    }
  }
}

function chargePlainly(loop: ChargeLoop): void {
  const { now, stopCharge, lifeMs } = loop
  const { acts } = loop
  const { items, weights } = acts
  const authors = loop.authors.view
  const times = loop.times.view
  const people = loop.people.view
  const gains = loop.gain.view
  const actWeights = loop.tables.view.subarray(POWERS)
  const perMs = 1 / loop.chargeHalfLifeMs
  for (let post = 0; post < loop.posts; post += 1) {
    const author = authors[post]!
    let held = 0
    let best = 0
    let bid = 0
    let isAlive = false
    if (author >= 0) {
      const at = times[post]!
      let last = at
      // What is held, and what fits, as it will have leaked by now: so nothing has to leak from act to act.
      held = exp2(Math.min(0, at - now) * perMs)
      best = -people[author * 2 + 1]!
      const end = acts.end(post)
      for (let index = acts.from(post); index < end; index += 1) {
        const item = items[index]!
        const by = item >> KIND_BITS
        last = weights[index]!
        const full = exp2((last - now) * perMs)
        const more = held + people[by * 2]! * actWeights[item & KIND_MASK]! * full
        held = more > full ? full : more
        const carried = -people[by * 2 + 1]!
        if (carried > best) best = carried
      }
      const arriving = held * best
      if (arriving >= stopCharge && at <= now) bid = arriving * gains[author]!
      isAlive = now - last <= lifeMs
    }
    loop.charge.view[post] = held
    loop.arrival.view[post] = best
    loop.current.view[post] = bid
    loop.alive.view[post] = isAlive ? 1 : 0
  }
}
