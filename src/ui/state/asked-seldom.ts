/** Something that is dear to work out: asked for at once, and then again as time goes on, but seldom (rule CH3). */

/** What is looked at need not be newer, and a reader who hears the page is not told more often. */
const LEAST_PAUSE_MS = 5_000
/** Of the worker's time, which everything else on the screen waits for too. */
const MAX_SHARE = 0.05

export interface AskedSeldomInit<T> {
  readonly ask: () => Promise<T>
  readonly answered: (answer: T) => void
  readonly now: () => number
}

export class AskedSeldom<T> {
  readonly #init: AskedSeldomInit<T>
  #dueMs = -Infinity
  #isAsking = false
  #isOver = false

  constructor(init: AskedSeldomInit<T>) {
    this.#init = init
  }

  /** To be called whenever the answer may be another; asks when it is time. */
  async again(): Promise<void> {
    const { ask, answered, now } = this.#init
    const startedMs = now()
    if (this.#isOver || this.#isAsking || startedMs < this.#dueMs) return
    this.#isAsking = true
    const answer = await ask()
    const endedMs = now()
    this.#dueMs = endedMs + Math.max(LEAST_PAUSE_MS, (endedMs - startedMs) / MAX_SHARE)
    this.#isAsking = false
    if (!this.#isOver) answered(answer)
  }

  /** What is still on its way is not wanted any more. */
  end(): void {
    this.#isOver = true
  }
}
