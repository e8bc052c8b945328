/**
 * Names that the page keeps asking for. What is shown asks anew after each reading; what is shown no more does not, and
 * is forgotten a reading later.
 */
export class Asked {
  #lately = new Set<string>()
  #before = new Set<string>()

  /** True when the name was not asked for before. */
  note(name: string): boolean {
    const isNew = !this.#lately.has(name) && !this.#before.has(name)
    this.#lately.add(name)
    return isNew
  }

  /** What the next reading has to know. */
  turn(): string[] {
    const all = [...new Set([...this.#lately, ...this.#before])]
    this.#before = this.#lately
    this.#lately = new Set()
    return all
  }
}
