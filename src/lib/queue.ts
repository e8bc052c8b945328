/** So many urgent tasks may go before one that waits: whoever makes things urgent without end holds up nobody for good. */
export const MAX_URGENT_IN_A_ROW = 8

/**
 * Runs tasks one after the other, in the order in which they came; those that are urgent before others that wait, a few at a
 * time. A task that fails does not stop the next.
 */
export class Queue {
  readonly #urgent: (() => Promise<void>)[] = []
  readonly #usual: (() => Promise<void>)[] = []
  #isRunning = false
  #urgentInARow = 0

  run<T>(task: () => Promise<T>, { isUrgent = false } = {}): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const waiting = isUrgent ? this.#urgent : this.#usual
      waiting.push(() => task().then(resolve, reject))
      if (!this.#isRunning) void this.#run()
    })
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    for (let next = this.#next(); next !== undefined; next = this.#next()) await next()
    this.#isRunning = false
  }

  #next(): (() => Promise<void>) | undefined {
    const isTurnOfUsual = this.#usual.length > 0 && this.#urgentInARow >= MAX_URGENT_IN_A_ROW
    const urgent = isTurnOfUsual ? undefined : this.#urgent.shift()
    this.#urgentInARow = urgent === undefined ? 0 : this.#urgentInARow + 1
    return urgent ?? this.#usual.shift()
  }
}
