/**
 * Many rows of whole numbers in one array: row r is `items[start[r] … start[r] + length[r])`, with a weight beside each
 * item where the rows are weighted. A row that grows beyond its place moves to the end, with room to spare; the gaps
 * are closed when they have become many.
 */
import type { Column, Memory } from './memory'
import type { RowTable } from './tables'

/** So few are moved faster one by one than by a call. */
const SHORT = 32
/** Room for what comes after a load: without it the first new item would move all. */
const LOAD_ROOM = 1 / 64
/** Room added when there is none left … */
const MORE_ROOM = 1 / 8
/** … if no more than this share is gaps; else they are closed. */
const MAX_GAPS = 1 / 4

export class Rows {
  readonly starts: Column<Int32Array>
  readonly lengths: Column<Int32Array>
  readonly entries: Column<Int32Array>
  readonly values: Column<Float64Array>
  readonly #isWeighted: boolean
  /** How far a row may grow in its place. */
  readonly #room: Column<Int32Array>
  #used = 0
  /** Places that belong to no row any more. */
  #lost = 0
  #count = 0

  constructor(memory: Memory, isWeighted: boolean) {
    this.#isWeighted = isWeighted
    this.starts = memory.int32()
    this.lengths = memory.int32()
    this.#room = memory.int32()
    this.entries = memory.int32()
    this.values = memory.float64()
  }

  get start(): Int32Array {
    return this.starts.view
  }

  get length(): Int32Array {
    return this.lengths.view
  }

  get items(): Int32Array {
    return this.entries.view
  }

  /** Empty in rows without weights. */
  get weights(): Float64Array {
    return this.values.view
  }

  get count(): number {
    return this.#count
  }

  /** Makes rows up to this count, the new ones empty. */
  reach(count: number): void {
    this.#count = Math.max(this.#count, count)
    for (const column of [this.starts, this.lengths, this.#room]) column.reach(count)
  }

  /**
   * Replaces all rows by those of a list of (row, item, weight), in the order in which they come within each row.
   * @param count number of rows
   */
  fill(count: number, rows: Int32Array, items: Int32Array, weights: Float64Array | null): void {
    for (const column of [this.starts, this.lengths, this.#room, this.entries, this.values]) column.resize(0)
    for (const column of [this.starts, this.lengths, this.#room]) column.resize(count)
    this.#resize(withRoom(rows.length))
    const { start, length } = this
    for (const row of rows) length[row] = length[row]! + 1
    for (let row = 1; row < count; row += 1) start[row] = start[row - 1]! + length[row - 1]!
    const next = start.slice()
    const all = this.items
    const allWeights = this.weights
    for (let index = 0; index < rows.length; index += 1) {
      const row = rows[index]!
      const place = next[row]!
      next[row] = place + 1
      all[place] = items[index]!
      if (weights !== null) allWeights[place] = weights[index]!
    }
    this.#room.view.set(length)
    this.#used = rows.length
    this.#lost = 0
    this.#count = count
  }

  /** A copy of the rows up to this count, without gaps and without items that are left out. */
  table(count: number, isLeftOut: ((item: number) => boolean) | null = null): RowTable {
    const { start, length: lengths, items, weights } = this
    const length = lengths.slice(0, count)
    const places = length.reduce((sum, each) => sum + each, 0)
    let place = 0
    const isPacked = length.every((each, row) => start[row] === (place += each) - each)
    // As after a load: nothing has moved since.
    if (isPacked && isLeftOut === null)
      return { length, items: items.slice(0, places), weights: weights.slice(0, places) }
    const kept = new Int32Array(places)
    const keptWeights = new Float64Array(this.#isWeighted ? places : 0)
    place = 0
    for (let row = 0; row < count; row += 1) {
      const end = start[row]! + length[row]!
      const first = place
      for (let index = start[row]!; index < end; index += 1) {
        const item = items[index]!
        if (isLeftOut?.(item) === true) continue
        kept[place] = item
        if (this.#isWeighted) keptWeights[place] = weights[index]!
        place += 1
      }
      length[row] = place - first
    }
    return { length, items: kept.slice(0, place), weights: keptWeights.slice(0, place) }
  }

  /** Replaces all rows by those of a table. */
  restore({ length, items, weights }: RowTable): void {
    const count = length.length
    for (const column of [this.starts, this.lengths, this.#room, this.entries, this.values]) column.resize(0)
    for (const column of [this.starts, this.lengths, this.#room]) column.resize(count)
    this.#resize(withRoom(items.length))
    this.length.set(length)
    this.#room.view.set(length)
    this.items.set(items)
    if (this.#isWeighted) this.weights.set(weights)
    const { start } = this
    for (let row = 1; row < count; row += 1) start[row] = start[row - 1]! + length[row - 1]!
    this.#used = items.length
    this.#lost = 0
    this.#count = count
  }

  /** Index of the item within the array, or -1. */
  find(row: number, item: number): number {
    const { start, length, items } = this
    const from = start[row]!
    const end = from + length[row]!
    for (let index = from; index < end; index += 1) if (items[index] === item) return index
    return -1
  }

  /** Puts the item at this offset of the row and moves what follows. */
  insert(row: number, offset: number, item: number, weight = 0): void {
    if (this.length[row] === this.#room.view[row]) this.#move(row)
    const { start, length, items, weights } = this
    const at = start[row]! + offset
    const end = start[row]! + length[row]!
    if (end - at > SHORT) {
      items.copyWithin(at + 1, at, end)
      if (this.#isWeighted) weights.copyWithin(at + 1, at, end)
    } else {
      for (let index = end; index > at; index -= 1) items[index] = items[index - 1]!
      if (this.#isWeighted) for (let index = end; index > at; index -= 1) weights[index] = weights[index - 1]!
    }
    items[at] = item
    if (this.#isWeighted) weights[at] = weight
    length[row] = length[row]! + 1
  }

  push(row: number, item: number, weight = 0): void {
    this.insert(row, this.length[row]!, item, weight)
  }

  /** Takes out the item at this index of the array. */
  removeAt(row: number, index: number): void {
    const { start, length, items, weights } = this
    const end = start[row]! + length[row]!
    if (end - index > SHORT) {
      items.copyWithin(index, index + 1, end)
      if (this.#isWeighted) weights.copyWithin(index, index + 1, end)
    } else {
      for (let at = index + 1; at < end; at += 1) items[at - 1] = items[at]!
      if (this.#isWeighted) for (let at = index + 1; at < end; at += 1) weights[at - 1] = weights[at]!
    }
    length[row] = length[row]! - 1
  }

  clear(row: number): void {
    this.length[row] = 0
  }

  /** After a load: closes the gaps of rows that lie in their order, and gives back what they leave. */
  compact(): void {
    const { start, length, items, weights } = this
    const room = this.#room.view
    let place = 0
    for (let row = 0; row < this.#count; row += 1) {
      const from = start[row]!
      const count = length[row]!
      if (place !== from) {
        items.copyWithin(place, from, from + count)
        if (this.#isWeighted) weights.copyWithin(place, from, from + count)
        start[row] = place
      }
      room[row] = count
      place += count
    }
    this.#used = place
    this.#lost = 0
    if (withRoom(place) < items.length) this.#resize(withRoom(place))
  }

  #move(row: number): void {
    const length = this.length[row]!
    const room = Math.max(4, length * 2)
    if (this.#used + room > this.items.length) this.#makeRoom(room)
    const { start, items, weights } = this
    const from = start[row]!
    items.copyWithin(this.#used, from, from + length)
    if (this.#isWeighted) weights.copyWithin(this.#used, from, from + length)
    start[row] = this.#used
    this.#lost += this.#room.view[row]!
    this.#room.view[row] = room
    this.#used += room
  }

  #makeRoom(room: number): void {
    if (this.#lost > this.#used * MAX_GAPS) this.#closeGaps()
    this.#resize(this.#used + room + Math.ceil(this.#used * MORE_ROOM))
  }

  #resize(size: number): void {
    this.entries.resize(size)
    if (this.#isWeighted) this.values.resize(size)
  }

  /** Lays the rows out anew, in their order, each with no more room than it has now. */
  #closeGaps(): void {
    const { start, length, items, weights } = this
    const room = this.#room.view
    const oldItems = items.slice()
    const oldWeights = weights.slice()
    let place = 0
    for (let row = 0; row < this.#count; row += 1) {
      const from = start[row]!
      const count = length[row]!
      for (let offset = 0; offset < count; offset += 1) {
        items[place + offset] = oldItems[from + offset]!
        if (this.#isWeighted) weights[place + offset] = oldWeights[from + offset]!
      }
      start[row] = place
      room[row] = count
      place += count
    }
    this.#used = place
    this.#lost = 0
  }
}

function withRoom(places: number): number {
  return places + Math.ceil(places * LOAD_ROOM)
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
