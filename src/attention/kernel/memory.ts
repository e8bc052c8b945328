/**
 * One memory for the large arrays of a kernel, so that loops in WebAssembly can run over them (loops.ts). A column is an
 * array in it. When the memory grows, all views of it are lost and made anew: whoever holds a `view` in a variable must
 * read it again after anything that may make room.
 */
type Numbers = Int32Array | Float64Array | Uint16Array | Uint8Array

interface Kind<T extends Numbers> {
  readonly BYTES_PER_ELEMENT: number
  new (buffer: ArrayBuffer, offset: number, length: number): T
}

/** A page of WebAssembly's. */
const PAGE_BYTES = 65_536
/** Columns begin at multiples of it, as vectors of two doubles like to. */
const ALIGNMENT = 16

export class Column<T extends Numbers = Numbers> {
  view: T
  /** In bytes from the beginning of the memory. */
  offset = 0
  readonly #memory: Memory
  readonly #kind: Kind<T>

  constructor(memory: Memory, kind: Kind<T>) {
    this.#memory = memory
    this.#kind = kind
    this.view = new kind(memory.buffer, 0, 0)
  }

  get bytes(): number {
    return this.view.byteLength
  }

  /** Makes it so long; what is new is 0. */
  resize(length: number): void {
    const known = Math.min(this.view.length, length)
    const bytesEach = this.#kind.BYTES_PER_ELEMENT
    const offset = this.#memory.place(this, length * bytesEach)
    const bytes = new Uint8Array(this.#memory.buffer)
    if (offset !== this.offset) bytes.copyWithin(offset, this.offset, this.offset + known * bytesEach)
    this.offset = offset
    this.remake(length)
    this.view.fill(0, known)
  }

  /** Makes it at least so long: longer by a quarter, so that one by one is cheap. */
  reach(length: number): void {
    const known = this.view.length
    if (length > known) this.resize(Math.max(length, known + (known >> 2) + 16))
  }

  /** Makes the view anew. */
  remake(length: number): void {
    this.view = new this.#kind(this.#memory.buffer, this.offset, length)
  }
}

export class Memory {
  /** Null where WebAssembly is not to be had; the columns are in a plain buffer then. */
  readonly wasm: WebAssembly.Memory | null
  buffer: ArrayBuffer
  readonly #columns: Column[] = []
  readonly #isRestless: boolean

  /** @param isRestless for tests: all views are made anew at every occasion */
  constructor(hasWebAssembly: boolean, isRestless = false) {
    this.#isRestless = isRestless
    this.wasm = hasWebAssembly ? new WebAssembly.Memory({ initial: 1 }) : null
    this.buffer = this.wasm?.buffer ?? new ArrayBuffer(PAGE_BYTES)
  }

  /** Bytes held, in use or not. */
  get bytes(): number {
    return this.buffer.byteLength
  }

  int32(): Column<Int32Array> {
    return this.#added(new Column(this, Int32Array))
  }

  float64(): Column<Float64Array> {
    return this.#added(new Column(this, Float64Array))
  }

  uint16(): Column<Uint16Array> {
    return this.#added(new Column(this, Uint16Array))
  }

  uint8(): Column<Uint8Array> {
    return this.#added(new Column(this, Uint8Array))
  }

  /** Where the column can have so many bytes: where it is, in the first gap, or at the end. */
  place(column: Column, bytes: number): number {
    if (this.#isRestless) this.#reach(this.buffer.byteLength + 1)
    const others = this.#columns
      .filter((other) => other !== column && other.bytes > 0)
      .sort((a, b) => a.offset - b.offset)
    if (column.bytes > 0) {
      const next = others.find(({ offset }) => offset > column.offset)
      if (next === undefined || column.offset + bytes <= next.offset) {
        this.#reach(column.offset + bytes)
        return column.offset
      }
    }
    let end = ALIGNMENT
    for (const other of others) {
      if (end + bytes <= other.offset) return end
      end = Math.ceil((other.offset + other.bytes) / ALIGNMENT) * ALIGNMENT
    }
    this.#reach(end + bytes)
    return end
  }

  /** Moves all columns together, so that what is free is at the end. */
  compact(): void {
    const bytes = new Uint8Array(this.buffer)
    let end = ALIGNMENT
    for (const column of [...this.#columns].sort((a, b) => a.offset - b.offset)) {
      if (column.bytes === 0) continue
      bytes.copyWithin(end, column.offset, column.offset + column.bytes)
      column.offset = end
      column.remake(column.view.length)
      end = Math.ceil((end + column.bytes) / ALIGNMENT) * ALIGNMENT
    }
  }

  #added<T extends Numbers>(column: Column<T>): Column<T> {
    this.#columns.push(column)
    return column
  }

  #reach(bytes: number): void {
    const missing = bytes - this.buffer.byteLength
    if (missing <= 0) return
    const pages = Math.ceil(missing / PAGE_BYTES)
    if (this.wasm === null) {
      const larger = new Uint8Array(this.buffer.byteLength + pages * PAGE_BYTES)
      larger.set(new Uint8Array(this.buffer))
      this.buffer = larger.buffer
    } else {
      const lengths = this.#columns.map(({ view }) => view.length)
      this.wasm.grow(pages)
      this.buffer = this.wasm.buffer
      this.#columns.forEach((column, index) => column.remake(lengths[index] ?? 0))
      return
    }
    for (const column of this.#columns) column.remake(column.view.length)
  }
}
