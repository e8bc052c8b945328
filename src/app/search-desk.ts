/** Searching in this tab: nothing of it runs before the first question, and the next question begins anew when it has ended. */
import type { RecordChange } from '../records/store'
import type { Found, Question } from '../search/types'
import type { Progress } from './api'
import type { Known } from './known'
import type { SearchClient } from './search-client'

export class SearchDesk {
  readonly #known: Known
  readonly #changed: () => void
  #client: Promise<SearchClient> | null = null
  #reading: Progress | null = null

  /** @param changed what can be found has changed */
  constructor(known: Known, changed: () => void) {
    this.#known = known
    this.#changed = changed
  }

  /** How much has been read of what is kept; null when nothing is being read. */
  get reading(): Progress | null {
    return this.#reading
  }

  /** Null when the search has ended. */
  async find(question: Question): Promise<Found | null> {
    const opened = (this.#client ??= this.#open())
    const found = await opened.then(
      (search) => search.find(question),
      () => null,
    )
    if (found === null && this.#client === opened) {
      this.#client = null
      this.#reading = null
    }
    return found
  }

  /** What is known of these records has changed. */
  apply(change: RecordChange): void {
    void this.#client?.then(
      (search) => search.apply(change),
      () => undefined,
    )
  }

  stop(): void {
    void this.#client?.then((search) => search.stop())
  }

  async #open(): Promise<SearchClient> {
    const { SearchClient: Client } = await import('./search-client')
    return new Client({
      social: this.#known.society,
      seeker: () => this.#known.seeker(),
      changed: (reading) => {
        this.#reading = reading
        this.#changed()
      },
    })
  }
}
