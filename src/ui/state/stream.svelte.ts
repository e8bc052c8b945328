/**
 * What the reader sees of the Stream (rules ST9 to ST11). At the top, what is new comes by itself, and the order
 * follows the model when others have changed it and nobody points at a post; further down everything holds still. The
 * reader's own looking never moves anything, though it feeds the model.
 */
import type { Move } from '../../stream/mix'
import type { KeptWindow, StreamWindow } from '../../stream/page'
import type { PostView } from '../../social/types'
import type { AppState } from './app-state.svelte'

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

/** Where the window is kept over a reload: of this tab alone, and gone with it. */
const KEY = 'synereo-stream'
/** Who reloads later than this comes anew. */
const VISIT_MS = 30 * 60_000

interface Kept {
  readonly self: string
  readonly keptAt: number
  readonly window: KeptWindow
}

export class StreamState {
  readonly #state: AppState
  #window = $state.raw<StreamWindow | null>(null)
  #waiting = $state(0)
  #isAtTop = true
  #isPointed = false
  #focus: 'elsewhere' | 'list' | 'dialog' = 'elsewhere'
  /** When records came or went last, and of when the ranking is that the window shows; Unix milliseconds. */
  #changedAt = 0
  #rankedAt = 0

  /** What a reload has interrupted; null when there was nothing, or it is shown again. */
  #interrupted: KeptWindow | null = null

  /** @param isReload the page was loaded again while it showed the Stream */
  constructor(state: AppState, isReload: boolean) {
    this.#state = state
    if (isReload) this.#interrupted = keptWindow(state)
    this.#open()
  }

  /** Own posts of this visit first, then the window. Null until the model has ranked once. */
  get shown(): readonly Shown[] | null {
    const { social, self, startedAt } = this.#state
    if (this.#window === null) return null
    const own = self === null ? [] : social.postsBy(self).filter(({ time }) => time >= startedAt)
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

  recordsChanged(): void {
    this.#changedAt = Date.now()
    this.#follow()
  }

  /** The owner has set another ranking or dial: the order follows as when others have changed something. */
  tasteChanged(): void {
    this.#changedAt = Date.now()
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

  /** Who has left the first screen reads. */
  scrolled(topPx: number, screenPx: number): void {
    this.#isAtTop = topPx <= screenPx
  }

  /** The pointer is over the list, or no longer. */
  pointed(isPointed: boolean): void {
    this.#isPointed = isPointed
  }

  /** The focus is in the list, maybe in a dialog of one of its posts. */
  focused(isInDialog: boolean): void {
    this.#focus = isInDialog ? 'dialog' : 'list'
  }

  /** … and is gone. */
  left(): void {
    this.#focus = 'elsewhere'
  }

  showNew(): void {
    // At once and first: from far down there is no way to be shown, and at the top nothing is held in its place.
    scrollTo({ top: 0, behavior: 'instant' })
    this.#open()
  }

  #follow(): void {
    if (this.#window === null) return this.#open()
    const { stream } = this.#state.app
    const arrived = stream.waiting(this.#window)
    const isOld = this.#rankedAt < this.#changedAt && !this.#isPointed && this.#focus === 'elsewhere'
    // A dialog would close with its post, should that leave the first page.
    const mayMove = this.#isAtTop && this.#focus !== 'dialog'
    if (mayMove && (arrived > 0 || isOld)) return this.#open(this.#window.visitAt)
    this.#window = stream.withoutGone(this.#window)
    this.#waiting = arrived
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
