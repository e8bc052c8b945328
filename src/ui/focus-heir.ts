import { tick } from 'svelte'

/** What a press makes vanish gives the focus to what appears in its place (rule U9). */
export class FocusHeir {
  #isDue = false

  /** Called with the press. */
  expect(): void {
    this.#isDue = true
  }

  /** Attached to whatever may appear. */
  readonly take = (element: HTMLElement): void => {
    if (!this.#isDue) return
    this.#isDue = false
    giveFocus(element)
  }
}

/** Also to what nobody reaches with the tab key. */
export function giveFocus(element: HTMLElement): void {
  if (element.tabIndex < 0) element.tabIndex = -1
  element.focus({ preventScroll: true })
}

/** Where what had the focus is gone: to where it was before, or else to the title of the view. */
export async function saveFocus(before: EventTarget | null): Promise<void> {
  await tick()
  if (document.activeElement !== document.body) return
  const next = before instanceof HTMLElement && before.isConnected ? before : document.querySelector('h1')
  if (next !== null) giveFocus(next)
}
