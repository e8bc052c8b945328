/** The order in which the Stream is shown. It follows the model while the reader is at the top, and waits below. */
import type { PersonId } from '../../identity/types'
import type { RecordCid } from '../../records/types'
import type { PostView } from '../../social/types'
import type { AppState } from './app-state.svelte'

export class StreamState {
  readonly #state: AppState
  #frozen = $state.raw<readonly RecordCid[] | null>(null)

  constructor(state: AppState) {
    this.#state = state
  }

  /** Own posts of this visit first, then what the model ranks. Null until it has ranked once. */
  get #live(): readonly RecordCid[] | null {
    const { evaluation, social, self, startedAt } = this.#state
    if (evaluation === null) return null
    const own = self === null ? [] : ownSince(social.postsBy(self), self, startedAt)
    return [...own, ...(evaluation.stream as readonly RecordCid[])]
  }

  get posts(): readonly PostView[] | null {
    const order = this.#frozen ?? this.#live
    return order?.flatMap((cid) => this.#state.social.post(cid) ?? []) ?? null
  }

  /** Posts that have come while the order stood still. */
  get waiting(): number {
    if (this.#frozen === null) return 0
    const shown = new Set(this.#frozen)
    return (this.#live ?? []).filter((cid) => !shown.has(cid)).length
  }

  /**
   * Tells where the reader is. Who has left the first screen reads, and nothing may move there; on the first screen
   * the browser's scroll anchoring keeps what is being read in its place.
   */
  scrolled(topPx: number, screenPx: number): void {
    if (topPx <= screenPx) this.#frozen = null
    else this.#frozen ??= this.#live
  }

  showNew(): void {
    this.#frozen = null
    scrollTo({ top: 0, behavior: 'smooth' })
  }
}

function ownSince(posts: readonly PostView[], self: PersonId, since: number): RecordCid[] {
  return posts.filter(({ author, time }) => author === self && time >= since).map(({ cid }) => cid)
}
