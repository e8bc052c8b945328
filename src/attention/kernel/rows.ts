/**
 * Many rows of whole numbers in one array: row r is `items[start[r] … start[r] + length[r])`, with a weight beside each
 * item where the rows are weighted. A row that grows beyond its place moves to the end, with room to spare; the gaps
 * are closed when the array has to grow anyway.
 */
export class Rows {
  start = new Int32Array(0)
  length = new Int32Array(0)
  items = new Int32Array(0)
  /** Empty in rows without weights. */
  weights = new Float64Array(0)
  readonly #isWeighted: boolean
  /** How far a row may grow in its place. */
  #room = new Int32Array(0)
  #used = 0
  #count = 0

  constructor(isWeighted: boolean) {
    this.#isWeighted = isWeighted
  }

  get count(): number {
    return this.#count
  }

  get bytes(): number {
    const { start, length, items, weights } = this
    return [start, length, this.#room, items, weights].reduce((sum, { byteLength }) => sum + byteLength, 0)
  }

  /** Makes rows up to this count, the new ones empty. */
  reach(count: number): void {
    this.#count = Math.max(this.#count, count)
    this.start = grown(this.start, count)
    this.length = grown(this.length, count)
    this.#room = grown(this.#room, count)
  }

  /**
   * Replaces all rows by those of a list of (row, item, weight), in the order in which they come within each row.
   * @param count number of rows
   */
  fill(count: number, rows: Int32Array, items: Int32Array, weights: Float64Array | null): void {
    const start = new Int32Array(count)
    const length = new Int32Array(count)
    for (const row of rows) length[row] = length[row]! + 1
    for (let row = 1; row < count; row += 1) start[row] = start[row - 1]! + length[row - 1]!
    const next = start.slice()
    const all = new Int32Array(rows.length)
    const allWeights = new Float64Array(this.#isWeighted ? rows.length : 0)
    for (let index = 0; index < rows.length; index += 1) {
      const row = rows[index]!
      const place = next[row]!
      next[row] = place + 1
      all[place] = items[index]!
      if (weights !== null) allWeights[place] = weights[index]!
    }
    this.start = start
    this.length = length
    this.#room = length.slice()
    this.items = all
    this.weights = allWeights
    this.#used = rows.length
    this.#count = count
  }

  /** Index of the item within the array, or -1. */
  find(row: number, item: number): number {
    const from = this.start[row]!
    const end = from + this.length[row]!
    for (let index = from; index < end; index += 1) if (this.items[index] === item) return index
    return -1
  }

  /** Puts the item at this offset of the row and moves what follows. */
  insert(row: number, offset: number, item: number, weight = 0): void {
    if (this.length[row] === this.#room[row]) this.#move(row)
    const at = this.start[row]! + offset
    const end = this.start[row]! + this.length[row]!
    this.items.copyWithin(at + 1, at, end)
    this.items[at] = item
    if (this.#isWeighted) {
      this.weights.copyWithin(at + 1, at, end)
      this.weights[at] = weight
    }
    this.length[row] = this.length[row]! + 1
  }

  push(row: number, item: number, weight = 0): void {
    this.insert(row, this.length[row]!, item, weight)
  }

  /** Takes out the item at this index of the array. */
  removeAt(row: number, index: number): void {
    const end = this.start[row]! + this.length[row]!
    this.items.copyWithin(index, index + 1, end)
    if (this.#isWeighted) this.weights.copyWithin(index, index + 1, end)
    this.length[row] = this.length[row]! - 1
  }

  clear(row: number): void {
    this.length[row] = 0
  }

  #move(row: number): void {
    const length = this.length[row]!
    const room = Math.max(4, length * 2)
    if (this.#used + room > this.items.length) this.#resize(room + (this.items.length >> 3))
    const from = this.start[row]!
    this.items.copyWithin(this.#used, from, from + length)
    if (this.#isWeighted) this.weights.copyWithin(this.#used, from, from + length)
    this.start[row] = this.#used
    this.#room[row] = room
    this.#used += room
  }

  /** Closes the gaps and gives back what is not used. */
  compact(): void {
    this.#resize(0)
  }

  #resize(extra: number): void {
    let kept = 0
    for (let row = 0; row < this.count; row += 1) kept += this.length[row]!
    const items = new Int32Array(kept + extra)
    const weights = new Float64Array(this.#isWeighted ? kept + extra : 0)
    let place = 0
    for (let row = 0; row < this.count; row += 1) {
      const from = this.start[row]!
      const length = this.length[row]!
      items.set(this.items.subarray(from, from + length), place)
      if (this.#isWeighted) weights.set(this.weights.subarray(from, from + length), place)
      this.start[row] = place
      this.#room[row] = length
      place += length
    }
    this.items = items
    this.weights = weights
    this.#used = place
  }
}

/** The array with at least this length: grown by a quarter, so that one by one is cheap. */
export function grown<T extends Int32Array | Float64Array | Uint8Array | Uint16Array>(
  array: T,
  length: number,
): T {
  if (length <= array.length) return array
  const size = Math.max(length, array.length + (array.length >> 2) + 16)
  const larger = new (array.constructor as new (length: number) => T)(size)
  larger.set(array)
  return larger
}
