/**
 * What became final, in the order in which it came here: shown to others at once, and kept. What the store did not take,
 * for want of room say, is tried again (rule AM94).
 */
import { Queue } from '../lib/queue'

export interface FinalsShelfInit {
  readonly keepFinals: (facts: readonly Uint8Array[]) => Promise<void>
  /** The store of a page that goes is closed. What is final is read from others again. */
  readonly isOver: () => boolean
}

export class FinalsShelf {
  readonly #init: FinalsShelfInit
  readonly #facts: Uint8Array[] = []
  readonly #unkept: Uint8Array[] = []
  readonly #queue = new Queue()
  #hasMissed = false

  constructor(init: FinalsShelfInit) {
    this.#init = init
  }

  get facts(): readonly Uint8Array[] {
    return this.#facts
  }

  /** A former run kept it. */
  recall(fact: Uint8Array): void {
    this.#facts.push(fact)
  }

  keep(facts: readonly Uint8Array[]): Promise<void> {
    this.#facts.push(...facts)
    if (this.#init.isOver()) return Promise.resolve()
    this.#unkept.push(...facts)
    return this.keepRest()
  }

  /** One write after the other: whoever reads them again needs an epoch's end at its place. */
  keepRest(): Promise<void> {
    return this.#queue.run(async () => {
      const due = [...this.#unkept]
      if (due.length === 0 || this.#init.isOver()) return
      await this.#init.keepFinals(due)
      this.#unkept.splice(0, due.length)
    })
  }

  /** A fact was taken in, and what it made final was lost on the way here. */
  noteMissed(): void {
    this.#hasMissed = true
  }

  /** True when the next start finds all that was read: only then is it noted how far the lists of others were read. */
  get isWhole(): boolean {
    return !this.#hasMissed && this.#unkept.length === 0
  }
}
