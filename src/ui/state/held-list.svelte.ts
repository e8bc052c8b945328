/** The posts of a list whose order is given, as its reader sees them: they hold still (rules ST14 and ST15). */
import type { PersonId } from '../../identity/types'
import type { PostView } from '../../social/types'
import { followed, opened, type Arrivals } from './arrivals'
import type { Reading } from './reading'

/** As many are looked for at a time as two screens of any size hold. */
const STEP = 30

export class HeldList {
  readonly #reading: Reading
  #posts: Iterable<PostView>
  /** Another value when the reader has set something. */
  #taste: unknown
  #atMost: number
  #arrivals = $state.raw<Arrivals<PostView>>(opened([], 0))

  /** @param atLeast who comes back is shown what had been shown */
  constructor(reading: Reading, posts: Iterable<PostView>, taste: unknown, atLeast: number) {
    this.#reading = reading
    this.#posts = posts
    this.#taste = taste
    this.#atMost = STEP + atLeast
    this.#arrivals = opened(posts, this.#atMost)
  }

  get items(): readonly PostView[] {
    return this.#arrivals.items
  }

  get hasMore(): boolean {
    return this.#arrivals.hasMore
  }

  /** How many have come and wait until the reader asks for them. */
  get waiting(): number {
    return this.#arrivals.waiting.size
  }

  /** The posts are others, or have changed. */
  follow(posts: Iterable<PostView>, taste: unknown, self: PersonId | null): void {
    const isDeed = taste !== this.#taste
    this.#posts = posts
    this.#taste = taste
    const now = followed(this.#arrivals, posts, this.#atMost, self, isDeed)
    this.#arrivals = now
    if (now.waiting.size > 0 && this.#reading.letsIn) this.showNew()
  }

  more(): void {
    this.#atMost = this.items.length + STEP
    this.#arrivals = followed(this.#arrivals, this.#posts, this.#atMost, null, false)
  }

  showNew(): void {
    const { items, waiting } = this.#arrivals
    // What was at the end is still there.
    this.#atMost = Math.max(this.#atMost, items.length + waiting.size)
    this.#arrivals = opened(this.#posts, this.#atMost)
  }
}
