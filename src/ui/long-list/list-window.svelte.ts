/**
 * Which items of a long list are drawn: those on the screen, a screen to either side of it, and the one that has the
 * focus with its neighbours, so that neither the focus nor the way of the Tab key is lost by scrolling. All of them are
 * in the flow of the page, with empty room for the others: the browser itself keeps what is read in its place while
 * items above turn out higher than was thought (`overflow-anchor`).
 */
import { untrack } from 'svelte'
import { Extent, type Span } from './extent'

/** Screens to either side that are drawn ahead: what is scrolled into sight has been there for a while. */
const AHEAD = 1
/** An item without a screen, as in a window of no height. */
const LEAST_SCREEN_PX = 400

/** The first item in sight, and where its upper edge is on the screen. */
export interface Sighted {
  readonly key: string
  readonly topPx: number
}

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
  /** Items have turned out to be of another height since they were drawn. */
  #isMeasured = false
  readonly #keyOf = new WeakMap<Element, string>()
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
   * @param around the item that will be scrolled to
   */
  constructor(keys: () => readonly string[], around: string | null) {
    this.#keys = keys
    this.#extent.setKeys(keys())
    const index = around === null ? -1 : this.#extent.indexOf(around)
    const topPx = index === -1 ? 0 : this.#extent.topPx(index)
    const aheadPx = index === -1 ? 0 : AHEAD * screenPx()
    const span = this.#extent.between(topPx - aheadPx, topPx + (1 + AHEAD) * screenPx())
    this.#view = { span, held: null }
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

  /** Attached to the element of each drawn item. */
  item(key: string): (element: HTMLElement) => () => void {
    return (element) => {
      this.#keyOf.set(element, key)
      this.#elements.set(key, element)
      this.#observer.observe(element)
      return () => {
        this.#observer.unobserve(element)
        if (this.#elements.get(key) === element) this.#elements.delete(key)
      }
    }
  }

  /** Null when no item is in sight. */
  sighted(): Sighted | null {
    let first: Sighted | null = null
    for (const [key, element] of this.#elements) {
      const { top, bottom } = element.getBoundingClientRect()
      if (bottom <= 0 || top >= innerHeight || (first !== null && first.topPx <= top)) continue
      first = { key, topPx: top }
    }
    return first
  }

  /** Scrolls the page so that a drawn item is there on the screen. */
  place({ key, topPx }: Sighted): void {
    const element = this.#elements.get(key)
    if (element === undefined) return
    scrollBy({ top: element.getBoundingClientRect().top - topPx, behavior: 'instant' })
  }

  /** The page was scrolled, or the items are others. */
  readonly look = (): void => {
    if (this.#list === null) return
    this.#extent.setKeys(this.#keys())
    const topPx = -this.#list.getBoundingClientRect().top
    const aheadPx = AHEAD * screenPx()
    const span = this.#extent.between(topPx - aheadPx, topPx + screenPx() + aheadPx)
    const held = this.#focused()
    const former = untrack(() => this.#view)
    const isSame = span.from === former.span.from && span.to === former.span.to && held === former.held
    if (!isSame || this.#isMeasured) this.#view = { span, held }
    this.#isMeasured = false
  }

  #lookSoon(): void {
    cancelAnimationFrame(this.#frame)
    this.#frame = requestAnimationFrame(this.look)
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
