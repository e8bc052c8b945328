/**
 * Many rows of whole numbers in one array: row r is `items[from(r) … end(r))`, with a weight beside each item where the
 * rows are weighted. A row that grows beyond its place moves to the end, with room to spare; the gaps are closed when
 * they have become many. Where a row begins, how long it is and how far it may grow lie side by side, since they are
 * asked for together, of any row, and each place in memory that is not in the cache costs more than all that is done there.
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

/** Numbers a row in `heads`: the index of its first item, its length, and how far it may grow in its place. */
export const HEAD = 3
const LENGTH = 1
const ROOM = 2

export class Rows {
  readonly heads: Column<Int32Array>
  readonly entries: Column<Int32Array>
  readonly values: Column<Float64Array>
  readonly #isWeighted: boolean
  #used = 0
  /** Places that belong to no row any more. */
  #lost = 0
  #count = 0

  constructor(memory: Memory, isWeighted: boolean) {
    this.#isWeighted = isWeighted
    this.heads = memory.int32()
    this.entries = memory.int32()
    this.values = memory.float64()
  }

  /** Index of the row's first item. */
  from(row: number): number {
    return this.heads.view[row * HEAD]!
  }

  /** Index behind the row's last item. */
  end(row: number): number {
    const heads = this.heads.view
    return heads[row * HEAD]! + heads[row * HEAD + LENGTH]!
  }

  /** Items of the row; of a row that there is not, none. */
  length(row: number): number {
    return this.heads.view[row * HEAD + LENGTH] ?? 0
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

  /** A view of the row's items; of a row that there is not, none. */
  itemsOf(row: number): Int32Array {
    return row < this.#count ? this.items.subarray(this.from(row), this.end(row)) : this.items.subarray(0, 0)
  }

  /** Makes rows up to this count, the new ones empty. */
  reach(count: number): void {
    this.#count = Math.max(this.#count, count)
    this.heads.reach(count * HEAD)
  }

  /**
   * Replaces all rows by those of a list of (row, item, weight), in the order in which they come within each row.
   * @param count number of rows
   */
  fill(count: number, rows: Int32Array, items: Int32Array, weights: Float64Array | null): void {
    const lengths = new Int32Array(count)
    for (const row of rows) lengths[row]! += 1
    this.#layOut(lengths, rows.length)
    const all = this.items
    const allWeights = this.weights
    const next = Int32Array.from(lengths, (_, row) => this.from(row))
    for (let index = 0; index < rows.length; index += 1) {
      const row = rows[index]!
      const place = next[row]!
      next[row] = place + 1
      all[place] = items[index]!
      if (weights !== null) allWeights[place] = weights[index]!
    }
  }

  /** A copy of the rows up to this count, without gaps and without items that are left out. */
  table(count: number, isLeftOut: ((item: number) => boolean) | null = null): RowTable {
    const { items, weights } = this
    const length = Int32Array.from({ length: count }, (_, row) => this.length(row))
    const places = length.reduce((sum, each) => sum + each, 0)
    let place = 0
    const isPacked = length.every((each, row) => this.from(row) === (place += each) - each)
    // As after a load: nothing has moved since.
    if (isPacked && isLeftOut === null)
      return { length, items: items.slice(0, places), weights: weights.slice(0, places) }
    const kept = new Int32Array(places)
    const keptWeights = new Float64Array(this.#isWeighted ? places : 0)
    place = 0
    for (let row = 0; row < count; row += 1) {
      const end = this.end(row)
      const first = place
      for (let index = this.from(row); index < end; index += 1) {
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
    this.#layOut(length, items.length)
    this.items.set(items)
    if (this.#isWeighted) this.weights.set(weights)
  }

  /** Index of the item within the array, or -1. */
  find(row: number, item: number): number {
    const { items } = this
    const end = this.end(row)
    for (let index = this.from(row); index < end; index += 1) if (items[index] === item) return index
    return -1
  }

  /** Puts the item at this offset of the row and moves what follows. */
  insert(row: number, offset: number, item: number, weight = 0): void {
    if (this.heads.view[row * HEAD + LENGTH] === this.heads.view[row * HEAD + ROOM]) this.#move(row)
    const { items, weights } = this
    const at = this.from(row) + offset
    const end = this.end(row)
    if (end - at > SHORT) {
      items.copyWithin(at + 1, at, end)
      if (this.#isWeighted) weights.copyWithin(at + 1, at, end)
    } else {
      for (let index = end; index > at; index -= 1) items[index] = items[index - 1]!
      if (this.#isWeighted) for (let index = end; index > at; index -= 1) weights[index] = weights[index - 1]!
    }
    items[at] = item
    if (this.#isWeighted) weights[at] = weight
    this.heads.view[row * HEAD + LENGTH]! += 1
  }

  push(row: number, item: number, weight = 0): void {
    this.insert(row, this.length(row), item, weight)
  }

  /** Takes out the item at this index of the array. */
  removeAt(row: number, index: number): void {
    const { items, weights } = this
    const end = this.end(row)
    if (end - index > SHORT) {
      items.copyWithin(index, index + 1, end)
      if (this.#isWeighted) weights.copyWithin(index, index + 1, end)
    } else {
      for (let at = index + 1; at < end; at += 1) items[at - 1] = items[at]!
      if (this.#isWeighted) for (let at = index + 1; at < end; at += 1) weights[at - 1] = weights[at]!
    }
    this.heads.view[row * HEAD + LENGTH]! -= 1
  }

  /** Leaves out the items of the row behind so many. */
  shorten(row: number, length: number): void {
    this.heads.view[row * HEAD + LENGTH] = length
  }

  /** After a load: closes the gaps of rows that lie in their order, and gives back what they leave. */
  compact(): void {
    const { items, weights } = this
    const heads = this.heads.view
    let place = 0
    for (let row = 0; row < this.#count; row += 1) {
      const from = heads[row * HEAD]!
      const count = heads[row * HEAD + LENGTH]!
      if (place !== from) {
        items.copyWithin(place, from, from + count)
        if (this.#isWeighted) weights.copyWithin(place, from, from + count)
        heads[row * HEAD] = place
      }
      heads[row * HEAD + ROOM] = count
      place += count
    }
    this.#used = place
    this.#lost = 0
    if (withRoom(place) < items.length) this.#resize(withRoom(place))
  }

  /** Rows of these lengths one behind the other; what stands in them is still to be set. */
  #layOut(lengths: Int32Array, items: number): void {
    const count = lengths.length
    for (const column of [this.heads, this.entries, this.values]) column.resize(0)
    this.heads.resize(count * HEAD)
    this.#resize(withRoom(items))
    const heads = this.heads.view
    let place = 0
    for (let row = 0; row < count; row += 1) {
      const length = lengths[row]!
      heads[row * HEAD] = place
      heads[row * HEAD + LENGTH] = length
      heads[row * HEAD + ROOM] = length
      place += length
    }
    this.#used = items
    this.#lost = 0
    this.#count = count
  }

  #move(row: number): void {
    const length = this.length(row)
    const room = Math.max(4, length * 2)
    if (this.#used + room > this.items.length) this.#makeRoom(room)
    const { items, weights } = this
    const heads = this.heads.view
    const from = heads[row * HEAD]!
    items.copyWithin(this.#used, from, from + length)
    if (this.#isWeighted) weights.copyWithin(this.#used, from, from + length)
    heads[row * HEAD] = this.#used
    this.#lost += heads[row * HEAD + ROOM]!
    heads[row * HEAD + ROOM] = room
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
    const { items, weights } = this
    const heads = this.heads.view
    const oldItems = items.slice()
    const oldWeights = weights.slice()
    let place = 0
    for (let row = 0; row < this.#count; row += 1) {
      const from = heads[row * HEAD]!
      const count = heads[row * HEAD + LENGTH]!
      for (let offset = 0; offset < count; offset += 1) {
        items[place + offset] = oldItems[from + offset]!
        if (this.#isWeighted) weights[place + offset] = oldWeights[from + offset]!
      }
      heads[row * HEAD] = place
      heads[row * HEAD + ROOM] = count
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
