/**
 * Names as one text, with a table of hashes to find them by: what was kept is used where it lies. Of hundreds of
 * thousands of names few are asked for, and to make a string and a map's entry of each takes longer than an evaluation.
 */

/** At least so many slots a name: searches stay short, and end. */
const SLOTS_PER_NAME = 2
const MIN_SLOTS = 4
/** Bytes of UTF-8 that a UTF-16 unit takes at most. */
const MAX_UNIT_BYTES = 3

const encoder = new TextEncoder()
// A mark at the beginning would else be taken for one of the encoding.
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

export class NameTable {
  /** All names, one behind the other, in UTF-8. */
  readonly text: Uint8Array
  /** By number: where its text ends. */
  readonly ends: Uint32Array
  /** By hash, or the next free slot: number + 1; 0 where there is none. As many as a power of two. */
  readonly slots: Int32Array
  /** Those that were asked for. */
  readonly #strings = new Map<number, string>()
  /** The name that is looked for. */
  #sought = new Uint8Array(256)

  private constructor(text: Uint8Array, ends: Uint32Array, slots: Int32Array) {
    this.text = text
    this.ends = ends
    this.slots = slots
  }

  /** Of the parts of another one. */
  static from(text: Uint8Array, ends: Uint32Array, slots: Int32Array): NameTable {
    return new NameTable(text, ends, slots)
  }

  /** @param names each once */
  static of(names: readonly string[]): NameTable {
    return new NameTable(new Uint8Array(0), new Uint32Array(0), new Int32Array(MIN_SLOTS)).with(names)
  }

  get count(): number {
    return this.ends.length
  }

  /** Undefined for a name that is not here. */
  find(name: string): number | undefined {
    if (this.count === 0) return undefined
    if (this.#sought.length < name.length * MAX_UNIT_BYTES)
      this.#sought = new Uint8Array(name.length * MAX_UNIT_BYTES)
    const bytes = encoder.encodeInto(name, this.#sought).written
    const { slots } = this
    const mask = slots.length - 1
    for (let slot = hashOf(this.#sought, 0, bytes) & mask; ; slot = (slot + 1) & mask) {
      const number = (slots[slot] ?? 0) - 1
      if (number === -1) return undefined
      if (this.#isWritten(number, bytes)) return number
    }
  }

  nameOf(number: number): string {
    const known = this.#strings.get(number)
    if (known !== undefined) return known
    const name = decoder.decode(this.text.subarray(this.#begin(number), this.ends[number]))
    this.#strings.set(number, name)
    return name
  }

  /** Another table, with these too, which get the next numbers. */
  with(names: readonly string[]): NameTable {
    const more = textOf(names)
    const text = new Uint8Array(this.text.length + more.text.length)
    text.set(this.text)
    text.set(more.text, this.text.length)
    const ends = new Uint32Array(this.count + names.length)
    ends.set(this.ends)
    let end = this.text.length
    for (const [index, bytes] of more.bytes.entries()) ends[this.count + index] = end += bytes
    return new NameTable(text, ends, slotsFor(text, ends))
  }

  #begin(number: number): number {
    return number === 0 ? 0 : this.#endOf(number - 1)
  }

  #endOf(number: number): number {
    return this.ends[number] ?? 0
  }

  /** Whether the name with this number is the one looked for. */
  #isWritten(number: number, bytes: number): boolean {
    const begin = this.#begin(number)
    if (this.#endOf(number) - begin !== bytes) return false
    // The last letters differ most often.
    for (let index = bytes - 1; index >= 0; index -= 1)
      if (this.text[begin + index] !== this.#sought[index]) return false
    return true
  }
}

/** The names one behind the other, and the bytes of each. */
function textOf(names: readonly string[]): { readonly text: Uint8Array; readonly bytes: Uint32Array } {
  const text = encoder.encode(names.join(''))
  const bytes = Uint32Array.from(names, ({ length }) => length)
  // Names are of one byte a letter, nearly always.
  if (text.length === bytes.reduce((sum, each) => sum + each, 0)) return { text, bytes }
  return { text, bytes: Uint32Array.from(names, (name) => encoder.encode(name).length) }
}

function slotsFor(text: Uint8Array, ends: Uint32Array): Int32Array {
  let size = MIN_SLOTS
  while (size < ends.length * SLOTS_PER_NAME) size *= 2
  const slots = new Int32Array(size)
  let begin = 0
  for (let number = 0; number < ends.length; number += 1) {
    const end = ends[number] ?? 0
    let slot = hashOf(text, begin, end) & (size - 1)
    while (slots[slot] !== 0) slot = (slot + 1) & (size - 1)
    slots[slot] = number + 1
    begin = end
  }
  return slots
}

/** FNV-1a, whose high bits are brought down, as the low ones are looked at. */
function hashOf(bytes: Uint8Array, begin: number, end: number): number {
  let hash = 0x811c9dc5
  for (let index = begin; index < end; index += 1) hash = Math.imul(hash ^ (bytes[index] ?? 0), 0x01000193)
  return hash ^ (hash >>> 15)
}
