/** Simulated time: what is to happen when, in an order that a seed decides and nothing else. */

interface Item {
  readonly atMs: number
  /** Of two at the same time the one that was entered first. */
  readonly order: number
  readonly task: () => void
}

/** Resolves when everything that was going on has come to a wait for simulated time. */
export type Settle = () => Promise<void>

export class Agenda {
  #nowMs = 0
  #entered = 0
  readonly #heap: Item[] = []
  readonly #settle: Settle

  constructor(settle: Settle) {
    this.#settle = settle
  }

  get nowMs(): number {
    return this.#nowMs
  }

  after(ms: number, task: () => void): void {
    this.#entered += 1
    this.#heap.push({ atMs: this.#nowMs + Math.max(0, ms), order: this.#entered, task })
    this.#rise(this.#heap.length - 1)
  }

  wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve))
  }

  /** Lets everything happen until then. */
  async runFor(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms
    for (let next = this.#heap[0]; next !== undefined && next.atMs <= untilMs; next = this.#heap[0]) {
      this.#takeFirst()
      this.#nowMs = next.atMs
      next.task()
      await this.#settle()
    }
    this.#nowMs = untilMs
  }

  #takeFirst(): void {
    const last = this.#heap.pop()
    if (last === undefined || this.#heap.length === 0) return
    this.#heap[0] = last
    this.#sink(0)
  }

  #rise(from: number): void {
    for (let at = from; at > 0;) {
      const parent = (at - 1) >> 1
      if (!this.#swapIfEarlier(at, parent)) return
      at = parent
    }
  }

  #sink(from: number): void {
    for (let at = from; ;) {
      const left = 2 * at + 1
      const right = left + 1
      const child = this.#isEarlier(right, left) ? right : left
      if (!this.#swapIfEarlier(child, at)) return
      at = child
    }
  }

  #swapIfEarlier(child: number, parent: number): boolean {
    const [a, b] = [this.#heap[child], this.#heap[parent]]
    if (a === undefined || b === undefined || !this.#isEarlier(child, parent)) return false
    this.#heap[child] = b
    this.#heap[parent] = a
    return true
  }

  #isEarlier(one: number, other: number): boolean {
    const [a, b] = [this.#heap[one], this.#heap[other]]
    if (a === undefined || b === undefined) return false
    return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order)
  }
}
