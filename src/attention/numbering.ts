import { NameTable } from './name-table'

/** Names to dense whole numbers and back, in the order in which they were first heard. */
export class Numbering {
  readonly #kept: NameTable
  /** Of those that were not kept. */
  readonly #numbers = new Map<string, number>()
  readonly #names: string[] = []

  /** @param kept those of the first numbers */
  constructor(kept: NameTable = NameTable.of([])) {
    this.#kept = kept
  }

  get count(): number {
    return this.#kept.count + this.#names.length
  }

  /** The number of a name, a new one if it has none. */
  of(name: string): number {
    const known = this.find(name)
    if (known !== undefined) return known
    const number = this.count
    this.#numbers.set(name, number)
    this.#names.push(name)
    return number
  }

  /** The number of a name that was heard before. */
  find(name: string): number | undefined {
    return this.#numbers.get(name) ?? this.#kept.find(name)
  }

  /** All names, by number. */
  table(): NameTable {
    return this.#names.length === 0 ? this.#kept : this.#kept.with(this.#names)
  }

  nameOf(number: number): string {
    if (number < this.#kept.count) return this.#kept.nameOf(number)
    const name = this.#names[number - this.#kept.count]
    if (name === undefined) throw new Error(`expected a number below ${this.count}, got ${number}`)
    return name
  }
}
