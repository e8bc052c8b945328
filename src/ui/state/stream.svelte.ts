/**
 * What the reader sees of the Stream (rules ST9 to ST11). At the top, what is new comes by itself, and the order
 * follows the model when others have changed it and nobody points at a post; further down everything holds still. The
 * reader's own looking never moves anything, though it feeds the model.
 */
import type { Move } from '../../stream/mix'
import type { KeptWindow, StreamWindow } from '../../stream/page'
import type { PostView } from '../../social/types'
import type { AppState } from './app-state.svelte'
import { Reading } from './reading'

/** A post and its stand in the list. */
export interface Shown {
  readonly post: PostView
  readonly stand: Stand
}

export interface Stand {
  /** 1-based, own new posts included. */
  readonly place: number
  /** Why it is not where its current alone would put it. */
  readonly move: Move | null
}

/** What is dated ahead comes with time alone: so often it is counted again what waits, though nothing has changed. */
const RECOUNT_MS = 60_000

/** Where the window is kept over a reload: of this tab alone, and gone with it. */
const KEY = 'synereo-stream'
/** Own posts stand first as long as this page is open, and at least so long: loading it again is no other visit. */
const OWN_STAYS_MS = 60 * 60_000
/** Who reloads later than this comes anew. */
const VISIT_MS = 30 * 60_000

interface Kept {
  readonly self: string
  readonly keptAt: number
  readonly window: KeptWindow
}

export class StreamState {
  readonly #state: AppState
  readonly reading = new Reading()
  #window = $state.raw<StreamWindow | null>(null)
  #waiting = $state(0)
  /** When records or the owner's taste changed last, and of when the ranking is that the window shows; Unix milliseconds. */
  #changedAt = 0
  #rankedAt = 0
  /** When anything changed last by which something may wait or be gone, and of when the ranking is that was looked through then. */
  #lookDueAt = 0
  #lookedAt = 0

  /** What a reload has interrupted; null when there was nothing, or it is shown again. */
  #interrupted: KeptWindow | null = null

  /** @param isReload the page was loaded again while it showed the Stream */
  constructor(state: AppState, isReload: boolean) {
    this.#state = state
    // A dial that was set a moment ago may not have been ranked by yet.
    this.#changedAt = state.rankDueAt
    if (isReload) this.#interrupted = keptWindow(state)
    this.#open()
  }

  /** Own posts of this visit or the last hour first, then the window. Null until the model has ranked once. */
  get shown(): readonly Shown[] | null {
    const { social, self, startedAt } = this.#state
    if (this.#window === null) return null
    const since = Math.min(startedAt, this.#state.now - OWN_STAYS_MS)
    const own = self === null ? [] : social.postsBy(self).filter(({ time }) => time >= since)
    const others = this.#window.shown.flatMap(({ post: { id }, move }) => {
      const post = social.post(id)
      return post === null ? [] : [{ post, move }]
    })
    return [...own.map((post) => ({ post, move: null })), ...others].map(({ post, move }, index) => ({
      post,
      stand: { place: index + 1, move },
    }))
  }

  get hasMore(): boolean {
    return this.#window?.hasMore ?? false
  }

  /** Posts that have come and wait until the reader asks for them. */
  get waiting(): number {
    return this.#waiting
  }

  /** Records came or went, or the owner has set another ranking or dial: the order follows. */
  rankingDue(): void {
    this.#changedAt = Date.now()
    this.returned()
  }

  /** Others are paid for, or the reader was elsewhere: something may have come, or be gone. */
  returned(): void {
    this.#lookDueAt = Date.now()
    this.#follow()
  }

  /** The model has ranked anew. */
  ranked(): void {
    this.#follow()
  }

  /** The page goes away, maybe to be loaded again. */
  keep(): void {
    const { app, self } = this.#state
    if (this.#window === null || self === null) return
    const kept: Kept = { self, keptAt: Date.now(), window: app.stream.keep(this.#window) }
    sessionStorage.setItem(KEY, JSON.stringify(kept))
  }

  more(): void {
    if (this.#window !== null) this.#window = this.#state.app.stream.next(this.#window)
  }

  showNew(): void {
    this.#open()
  }

  #follow(): void {
    if (this.#window === null) return this.#open()
    const { stream } = this.#state.app
    const isDue = this.#isLookDue()
    const arrived = isDue ? stream.waiting(this.#window) : this.#waiting
    const isOld = this.#rankedAt < this.#changedAt
    if ((arrived > 0 && this.reading.letsIn) || (isOld && this.reading.letsMove))
      return this.#open(this.#window.visitAt)
    if (!isDue) return
    this.#lookedAt = this.#state.app.evaluation?.now ?? 0
    this.#window = stream.withoutGone(this.#window)
    this.#waiting = arrived
  }

  /** The reader's own looks have the model rank once a second: nothing comes or goes by that, and a look takes some frames. */
  #isLookDue(): boolean {
    const rankedAt = this.#state.app.evaluation?.now ?? 0
    return this.#lookedAt <= this.#lookDueAt || rankedAt - this.#lookedAt >= RECOUNT_MS
  }

  /** @param visitAt given while it is the same visit */
  #open(visitAt?: number): void {
    const { stream } = this.#state.app
    const interrupted = this.#interrupted
    this.#window = interrupted === null ? stream.open(visitAt) : stream.resume(interrupted)
    if (this.#window !== null) this.#interrupted = null
    this.#rankedAt = this.#state.app.evaluation?.now ?? 0
    this.#waiting = 0
  }
}

/** Our own writing, of this very page: what sessionStorage holds under the key has the type that it was kept with. */
function keptWindow({ self }: AppState): KeptWindow | null {
  const text = sessionStorage.getItem(KEY)
  if (text === null) return null
  const kept = JSON.parse(text) as Kept
  return kept.self === self && Date.now() - kept.keptAt < VISIT_MS ? kept.window : null
}
