/**
 * Runs tasks one after the other, in the order in which they came; those that are urgent before all others that wait.
 * A task that fails does not stop the next.
 */
export class Queue {
  readonly #urgent: (() => Promise<void>)[] = []
  readonly #usual: (() => Promise<void>)[] = []
  #isRunning = false

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
    return this.#urgent.shift() ?? this.#usual.shift()
  }
}
