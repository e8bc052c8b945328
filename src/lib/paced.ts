interface Clock {
  /** Milliseconds since anything: it goes on steadily. */
  now(): number
  /** Runs a task after a while; what it gives calls that off. */
  after(ms: number, task: () => void): () => void
}

/**
 * Something that is done at once when it has not been done for a while, and else once at the end of the while, however
 * often it is asked for meanwhile. Time is an argument.
 */
export class Paced {
  readonly #clock: Clock
  readonly #run: () => number
  #restsUntilMs = -Infinity
  #callOff: (() => void) | undefined
  #isRunning = false
  #isDue = false
  #isStopped = false

  /** @param run gives how long to pause after it, in milliseconds: 0 for not at all */
  constructor(clock: Clock, run: () => number) {
    this.#clock = clock
    this.#run = run
  }

  soon(): void {
    this.#isDue = true
    // What runs now goes on by itself.
    if (this.#isStopped || this.#isRunning) return
    const leftMs = this.#restsUntilMs - this.#clock.now()
    // Timers come late in a tab that nobody looks at: whoever asks after the pause does not wait for one.
    if (leftMs <= 0) this.#go()
    else this.#goAfter(leftMs)
  }

  stop(): void {
    this.#isStopped = true
    this.#callOff?.()
  }

  #go(): void {
    this.#callOff?.()
    this.#callOff = undefined
    this.#isDue = false
    this.#isRunning = true
    try {
      const pauseMs = this.#run()
      this.#restsUntilMs = this.#clock.now() + pauseMs
      if (this.#isDue) this.#goAfter(pauseMs)
    } finally {
      this.#isRunning = false
    }
  }

  #goAfter(ms: number): void {
    this.#callOff ??= this.#clock.after(ms, () => {
      this.#callOff = undefined
      if (!this.#isStopped && this.#isDue) this.#go()
    })
  }
}
