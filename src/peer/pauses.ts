/** Waiting that ends early when something has changed. */
export class Pauses {
  readonly #stopped: AbortSignal
  readonly #waiting = new Set<() => void>()

  /** @param stopped nobody waits any more once it is aborted and the pauses are ended */
  constructor(stopped: AbortSignal) {
    this.#stopped = stopped
  }

  /** Ends all pauses. */
  end(): void {
    for (const wake of this.#waiting) wake()
  }

  async pause(ms: number): Promise<void> {
    if (this.#stopped.aborted) return
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer)
        this.#waiting.delete(wake)
        resolve()
      }
      const timer = setTimeout(wake, ms)
      this.#waiting.add(wake)
    })
  }
}
