/**
 * Which items of a long list are drawn: those on the screen, a screen to either side of it, and the one that has the
 * focus with its neighbours, so that neither the focus nor the way of the Tab key is lost by scrolling. All of them are
 * in the flow of the page, with empty room for the others: the browser itself keeps what is read in its place while
 * items above turn out higher than was thought (`overflow-anchor`); where it does not, the page is scrolled by as much.
 */
import { tick, untrack } from 'svelte'
import { Extent, type Span } from './extent'

/** Screens to either side that are drawn ahead: what is scrolled into sight has been there for a while. */
const AHEAD = 1
/** An item without a screen, as in a window of no height. */
const LEAST_SCREEN_PX = 400

/** So long may it take until what stands above a list has come, also from a slow worker. */
const TOGETHER_MS = 2_000
const READER_ACTS = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const

/** The first item in sight, and where its upper edge is on the screen. */
export interface Sighted {
  readonly key: string
  readonly topPx: number
}

type Attachment = (element: HTMLElement) => () => void

interface View {
  readonly span: Span
  /** The item that has the focus. */
  readonly held: string | null
}

export class ListWindow {
  readonly #extent = new Extent()
  /** Another one whenever something has to be drawn that was not, or lies elsewhere. */
  #view = $state.raw<View>({ span: { from: 0, to: 0 }, held: null })
  #list: HTMLElement | null = null
  #frame = 0
  /** Safari leaves it to the page, where it is done after drawing: that may end the swing of a finger. */
  readonly #keepsPlace = CSS.supports('overflow-anchor', 'auto')
  /** What a reader who has come back had in sight, until everything has found its place. */
  #left: Sighted | null = null
  /** What is to be where it was once the items are drawn. */
  #stays: Sighted | null = null
  /** Items have turned out to be of another height since they were drawn. */
  #isMeasured = false
  readonly #keyOf = new WeakMap<Element, string>()
  readonly #attachments = new Map<string, Attachment>()
  readonly #elements = new Map<string, HTMLElement>()
  readonly #observer = new ResizeObserver((entries) => {
    const sizes = entries.flatMap(({ target, borderBoxSize: [size] }): [string, number][] => {
      const key = this.#keyOf.get(target)
      return key === undefined || size === undefined || !target.isConnected ? [] : [[key, size.blockSize]]
    })
    // Not now: who changes the page while sizes are told has the browser complain of a loop.
    if (!this.#extent.measure(sizes)) return
    this.#isMeasured = true
    this.#lookSoon()
  })

  readonly drawn = $derived.by(() => {
    const { span, held } = this.#view
    this.#extent.setKeys(this.#keys())
    return this.#extent.drawn(span, held === null ? -1 : this.#extent.indexOf(held))
  })
  readonly #keys: () => readonly string[]

  /**
   * @param keys of the items as they are now
   * @param left what the reader who comes back had in sight
   */
  constructor(keys: () => readonly string[], left: Sighted | null) {
    this.#keys = keys
    this.#extent.setKeys(keys())
    if (left !== null && this.#extent.indexOf(left.key) !== -1) this.#left = left
    this.#view = { span: this.#spanFrom(this.#left === null ? 0 : this.#topFor(this.#left)), held: null }
  }

  /** Attached to the list itself. */
  readonly attach = (list: HTMLElement): (() => void) => {
    this.#list = list
    const { look } = this
    addEventListener('scroll', look, { passive: true })
    addEventListener('resize', look)
    list.addEventListener('focusin', look)
    return () => {
      this.#list = null
      cancelAnimationFrame(this.#frame)
      removeEventListener('scroll', look)
      removeEventListener('resize', look)
      list.removeEventListener('focusin', look)
      this.#observer.disconnect()
    }
  }

  /** Attached to the element of each drawn item; the same function as long as it is drawn, or it would be attached anew. */
  item(key: string): Attachment {
    const attached = this.#attachments.get(key) ?? this.#attachmentOf(key)
    this.#attachments.set(key, attached)
    return attached
  }

  /** Null when no item is in sight. */
  sighted(): Sighted | null {
    return this.#inSight()[0] ?? null
  }

  /**
   * Shows again what the reader had in sight, and keeps it there while the page comes together around it, as long as the
   * reader does nothing.
   * @returns what ends that; null when it is not in the list
   */
  comeBack(): (() => void) | null {
    const left = this.#left
    if (left === null) return null
    const ended = new AbortController()
    const end = (): void => {
      this.#left = null
      grown.disconnect()
      clearTimeout(together)
      ended.abort()
    }
    const grown = new ResizeObserver(() => this.#place(left))
    const together = setTimeout(end, TOGETHER_MS)
    for (const act of READER_ACTS) addEventListener(act, end, { signal: ended.signal, passive: true })
    this.#place(left)
    grown.observe(document.body)
    return end
  }

  /**
   * The items are about to be others. Who reads in the list goes on reading the same: the window goes along with what is
   * in sight. Only where items came and went, not where they are in another order: nobody follows one post through that.
   */
  hold(): void {
    const keys = this.#keys()
    untrack(() => {
      const read = this.#left !== null ? [this.#left] : this.#isRead() ? this.#inSight() : []
      this.#extent.setKeys(keys)
      const stay = read.filter(({ key }) => this.#extent.indexOf(key) !== -1)
      const places = stay.map(({ key }) => this.#extent.indexOf(key))
      const isSameOrder = places.every((place, index) => index === 0 || place > (places[index - 1] ?? 0))
      const [first] = stay
      this.#stays = isSameOrder ? (first ?? null) : null
      if (this.#stays === null) return
      this.#view = { span: this.#spanFrom(this.#topFor(this.#stays)), held: this.#view.held }
    })
  }

  /** The page was scrolled, or the items are others. */
  readonly look = (): void => {
    if (this.#list === null) return
    this.#extent.setKeys(this.#keys())
    const stays = this.#left ?? this.#stays
    if (stays !== null) this.#place(stays)
    this.#stays = null
    const span = this.#spanFrom(-this.#list.getBoundingClientRect().top)
    const held = this.#focused()
    const former = untrack(() => this.#view)
    const isSame = span.from === former.span.from && span.to === former.span.to && held === former.held
    if (isSame && !this.#isMeasured) return
    this.#isMeasured = false
    if (!this.#keepsPlace && this.#isRead()) this.#stayThrough()
    this.#view = { span, held }
  }

  #attachmentOf(key: string): Attachment {
    return (element) => {
      this.#keyOf.set(element, key)
      this.#elements.set(key, element)
      this.#observer.observe(element)
      return () => {
        this.#observer.unobserve(element)
        this.#attachments.delete(key)
        if (this.#elements.get(key) === element) this.#elements.delete(key)
      }
    }
  }

  #lookSoon(): void {
    cancelAnimationFrame(this.#frame)
    this.#frame = requestAnimationFrame(() => {
      // All that is not drawn may lie elsewhere now, and what is read with it.
      const stays = this.#left ?? (this.#isRead() ? this.sighted() : null)
      if (stays === null) return this.look()
      this.#stays = stays
      this.#isMeasured = false
      this.#view = { span: this.#spanFrom(this.#topFor(stays)), held: this.#focused() }
      void tick().then(this.look)
    })
  }

  /** Scrolls the page so that a drawn item is there on the screen. */
  #place({ key, topPx }: Sighted): void {
    const element = this.#elements.get(key)
    if (element === undefined) return
    const byPx = element.getBoundingClientRect().top - topPx
    // Parts of a pixel are rounding, and whoever scrolls stops what the browser was about to do.
    if (Math.abs(byPx) >= 1) scrollBy({ top: byPx, behavior: 'instant' })
  }

  /** What of the list is at the upper edge of the screen when an item is there. */
  #topFor({ key, topPx }: Sighted): number {
    return this.#extent.topPx(this.#extent.indexOf(key)) - topPx
  }

  /** Whether the beginning of the list is above the screen. */
  #isRead(): boolean {
    return this.#list !== null && this.#list.getBoundingClientRect().top < 0
  }

  /** What is about to be drawn may turn out higher or lower than the room that was kept for it. */
  #stayThrough(): void {
    const stays = this.sighted()
    if (stays !== null) void tick().then(() => this.#place(stays))
  }

  /** What is drawn when this part of the list is at the upper edge of the screen. */
  #spanFrom(topPx: number): Span {
    const aheadPx = AHEAD * screenPx()
    return this.#extent.between(topPx - aheadPx, topPx + screenPx() + aheadPx)
  }

  /** From above. */
  #inSight(): Sighted[] {
    const sighted: Sighted[] = []
    for (const [key, element] of this.#elements) {
      const { top, bottom } = element.getBoundingClientRect()
      if (bottom > 0 && top < innerHeight) sighted.push({ key, topPx: top })
    }
    return sighted.sort((a, b) => a.topPx - b.topPx)
  }

  /** The item that has the focus. */
  #focused(): string | null {
    for (let at = document.activeElement; at !== null && at !== this.#list; at = at.parentElement) {
      const key = this.#keyOf.get(at)
      if (key !== undefined) return key
    }
    return null
  }
}

function screenPx(): number {
  return Math.max(innerHeight, LEAST_SCREEN_PX)
}
