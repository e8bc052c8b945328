/**
 * Classes of transmission, best first, so narrow that nobody in a class can improve anybody in the same one: a search by
 * classes needs no heap and no sorting. A class is read off the leading bits of the number.
 */

import { MAX_TRANSMISSION, MIN_STOP_CHARGE } from '../params'

/** Slack between neighbouring classes, also used for links that are nearly the best (links.ts). */
export const SLACK = 0.01

/** Nobody has led here yet. */
export const UNREACHED = 65_535 >> 1

/** Exponent and the first eight bits of the fraction of a float32. */
const SHIFT = 15
const FIRST_STEP = stepOf(MIN_STOP_CHARGE / 2)
const LAST_STEP = stepOf(1)

const float = new Float32Array(1)
const bits = new Uint32Array(float.buffer)

function stepOf(value: number): number {
  const view = new DataView(new ArrayBuffer(4))
  view.setFloat32(0, value)
  return view.getUint32(0) >>> SHIFT
}

function valueOf(step: number): number {
  const view = new DataView(new ArrayBuffer(4))
  view.setUint32(0, step << SHIFT)
  return view.getFloat32(0)
}

export class Buckets {
  /** Class by step; 0 is the viewer's own. */
  readonly #classes = new Uint16Array(LAST_STEP - FIRST_STEP + 1)
  /** Least value of each class. */
  readonly least: readonly number[]

  /** @param greatest the most that a synapse transmits */
  constructor(greatest: number) {
    if (greatest > MAX_TRANSMISSION)
      throw new Error(`expected a transmission of at most ${MAX_TRANSMISSION}, got ${greatest}`)
    const ratio = greatest / (1 - SLACK)
    const least: number[] = []
    for (let top = LAST_STEP; top >= FIRST_STEP;) {
      const lowest = valueOf(top + 1) * ratio
      let step = top
      this.#classes[step - FIRST_STEP] = least.length
      while (step > FIRST_STEP && valueOf(step - 1) >= lowest) {
        step -= 1
        this.#classes[step - FIRST_STEP] = least.length
      }
      least.push(valueOf(step))
      top = step - 1
    }
    this.least = least
  }

  get count(): number {
    return this.least.length
  }

  /** For values from half of MIN_STOP_CHARGE to 1. */
  of(value: number): number {
    float[0] = value
    return this.#classes[(bits[0]! >>> SHIFT) - FIRST_STEP]!
  }
}
