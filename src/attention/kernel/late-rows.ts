/**
 * Rows to which single items are added more often than they are read. What is added is noted first, in one place, and
 * comes into its row when somebody reads, or when many are noted: a row is in no cache when it is written to, and
 * many such waits pass side by side while one alone holds up everything behind it.
 */
import type { Rows } from './rows'

/** So many are put into their rows in less than 0.1 ms. */
const NOTED_MOST = 256

export class LateRows {
  readonly #rows: Rows
  readonly #row = new Int32Array(NOTED_MOST)
  readonly #item = new Int32Array(NOTED_MOST)
  #noted = 0

  constructor(rows: Rows) {
    this.#rows = rows
  }

  /** The rows, with all that was added. */
  get settled(): Rows {
    this.#settle()
    return this.#rows
  }

  push(row: number, item: number): void {
    if (this.#noted === NOTED_MOST) this.#settle()
    this.#row[this.#noted] = row
    this.#item[this.#noted] = item
    this.#noted += 1
  }

  #settle(): void {
    for (let index = 0; index < this.#noted; index += 1)
      this.#rows.push(this.#row[index]!, this.#item[index]!)
    this.#noted = 0
  }
}
