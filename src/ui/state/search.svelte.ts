/**
 * A search as its view shows it. One question is on its way at a time: what is typed meanwhile is asked after it, and of
 * what was typed in between nothing.
 */
import type { PersonId } from '../../identity/types'
import type { Found } from '../../search/types'
import { words } from '../words/words.svelte'
import type { AppState } from './app-state.svelte'
import { shippedForOthers } from './shipped'

/** Of each kind at first, and how many more on demand. */
const STEPS = { people: 5, tags: 12, writings: 20 } as const
export type Kind = keyof typeof STEPS

export class SearchState {
  readonly #state: AppState
  typed = $state('')
  found = $state.raw<Found | null>(null)
  /** The worker has ended; what is shown is of before. */
  hasEnded = $state(false)
  #wanted: Record<Kind, number> = { ...STEPS }
  isAsking = $state(false)
  #isDue = false

  constructor(state: AppState) {
    this.#state = state
  }

  ask(typed: string): void {
    if (typed !== this.typed) this.#wanted = { ...STEPS }
    this.typed = typed
    this.again()
  }

  more(kind: Kind): void {
    this.#wanted[kind] += STEPS[kind]
    this.again()
  }

  /** What can be found, or may be shown, has changed. */
  again(): void {
    this.#isDue = true
    if (!this.isAsking) void this.#ask()
  }

  #forOthers(): readonly PersonId[] {
    const { app } = this.#state
    return shippedForOthers(words.language, app.network.shipped, (person) => this.#state.hasFollowed(person))
  }

  async #ask(): Promise<void> {
    this.isAsking = true
    this.hasEnded = false
    while (this.#isDue) {
      this.#isDue = false
      const found = await this.#state.app.search({
        typed: this.typed,
        ...this.#wanted,
        without: this.#forOthers(),
      })
      if (found === null) this.hasEnded = true
      else this.found = found
      if (this.hasEnded) break
    }
    this.isAsking = false
  }
}
