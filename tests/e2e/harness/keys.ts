/** Somebody who has only a keyboard: goes by Tab, and notes wherever the focus cannot be seen or is not where it should be. */
import type { Locator, Page } from 'playwright-core'

/** More than any view has: then something keeps the focus from coming there. */
const MAX_STOPS = 250

export class Keys {
  readonly page: Page
  /** Where in the tour, for the faults. */
  place = ''
  readonly faults: string[] = []

  constructor(page: Page) {
    this.page = page
  }

  press(key: string): Promise<void> {
    return this.page.keyboard.press(key)
  }

  type(text: string): Promise<void> {
    return this.page.keyboard.type(text)
  }

  /** Goes to the first of these by Tab, or backwards, looking at each stop on the way. */
  async tabTo(target: Locator, back = false): Promise<void> {
    await target.first().waitFor()
    for (let stop = 0; stop < MAX_STOPS; stop += 1) {
      await this.press(back ? 'Shift+Tab' : 'Tab')
      await this.look()
      if (await isFocused(target)) return
    }
    throw new Error(`${this.place}: ${target.toString()} is not reached by Tab`)
  }

  /** Through all that comes until the focus leaves the page, or comes back to where it was; says what it saw. */
  async tabThrough(): Promise<string[]> {
    const seen: string[] = []
    for (let stop = 0; stop < MAX_STOPS; stop += 1) {
      await this.press('Tab')
      const at = await this.look()
      // Behind the last comes the browser's own, which has no place in the page.
      if (at === null || seen.includes(at.id)) return seen
      seen.push(at.id)
    }
    throw new Error(`${this.place}: Tab finds no end`)
  }

  /** The focus is on this, and can be seen. */
  async isAt(target: Locator, what: string): Promise<void> {
    for (let looked = 0; looked < 100 && !(await isFocused(target)); looked += 1) await nextFrame(this.page)
    if (!(await isFocused(target)))
      this.faults.push(
        `${this.place}: the focus is not ${what} but at ${(await this.#at())?.name ?? 'nothing'}`,
      )
  }

  /** Notes what is wrong with where the focus is. */
  async look(): Promise<{ readonly id: string; readonly name: string } | null> {
    const at = await this.#at()
    if (at === null) return null
    for (const fault of at.faults) this.faults.push(`${this.place}: ${at.name} ${fault}`)
    return at
  }

  async #at() {
    await nextFrame(this.page)
    return this.page.evaluate(focusInPage)
  }
}

export function isFocused(target: Locator): Promise<boolean> {
  return target.evaluateAll((elements) => elements.includes(document.activeElement as never))
}

/** What has the focus scrolls into sight with the next frame. */
function nextFrame(page: Page): Promise<void> {
  return page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve())))
}

/** Runs in the page. */
function focusInPage(): { id: string; name: string; faults: string[] } | null {
  const focused = document.activeElement
  if (focused === null || focused === document.body) return null
  const numbered = window as unknown as { stops?: Map<Element, string> }
  numbered.stops ??= new Map()
  const id = numbered.stops.get(focused) ?? `${numbered.stops.size}`
  numbered.stops.set(focused, id)
  const words = focused.getAttribute('aria-label') ?? focused.textContent
  const name = `${focused.localName} “${words.trim().replace(/\s+/g, ' ').slice(0, 40)}”`
  const faults: string[] = []
  if (focused instanceof HTMLElement && focused.tabIndex > 0) faults.push('breaks the order by its tabindex')
  const dialog = document.querySelector('dialog[open]')
  if (dialog !== null && !dialog.contains(focused)) faults.push('is outside of the open dialog')
  // What scripts move the focus to (a title, the content) is no control and shows none.
  if (focused.getAttribute('tabindex') === '-1') return { id, name, faults }
  // A field that is drawn by its label shows the focus there.
  const isDrawn = focused.getBoundingClientRect().width > 2
  const shown = isDrawn ? focused : (focused.closest('label') ?? focused)
  // Where a whole card is the link, it is drawn behind it.
  const drawn = [getComputedStyle(shown), getComputedStyle(shown, '::after')]
  if (
    !drawn.some(({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2)
  )
    faults.push('shows no outline')
  const box = shown.getBoundingClientRect()
  // Neighbours may lie over the very edge.
  const across = [0.25, 0.5, 0.75].map((part) => box.left + box.width * part)
  const down = [0.25, 0.5, 0.75].map((part) => box.top + box.height * part)
  const points = across.flatMap((x) => down.map((y) => [x, y] as const))
  // What is higher than the screen cannot be seen as a whole.
  const isHigh = box.height > innerHeight * 0.6
  const hidden = points.filter(([x, y]) => {
    const seen = document.elementFromPoint(x, y)
    return seen === null || !(shown.contains(seen) || seen.contains(shown))
  })
  if (hidden.length > (isHigh ? points.length - 1 : 0)) {
    const [[x, y] = [0, 0]] = hidden
    const above = document.elementFromPoint(x, y)
    const what = above?.textContent?.trim().slice(0, 40) || above?.className || above?.localName
    faults.push(`is covered at ${Math.round(x)},${Math.round(y)} by “${what}”`)
  }
  return { id, name, faults }
}
