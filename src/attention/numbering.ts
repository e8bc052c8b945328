/** Names to dense whole numbers and back, in the order in which they were first heard. */
export class Numbering {
  readonly #numbers = new Map<string, number>()
  readonly #names: string[] = []

  /** @param names those of the first numbers, each once */
  constructor(names: readonly string[] = []) {
    for (const name of names) this.of(name)
  }

  get count(): number {
    return this.#names.length
  }

  /** The number of a name, a new one if it has none. */
  of(name: string): number {
    const known = this.#numbers.get(name)
    if (known !== undefined) return known
    this.#numbers.set(name, this.#names.length)
    return this.#names.push(name) - 1
  }

  /** The number of a name that was heard before. */
  find(name: string): number | undefined {
    return this.#numbers.get(name)
  }

  /** All names, by number. */
  get names(): readonly string[] {
    return this.#names
  }

  nameOf(number: number): string {
    const name = this.#names[number]
    if (name === undefined) throw new Error(`expected a number below ${this.#names.length}, got ${number}`)
    return name
  }
}
