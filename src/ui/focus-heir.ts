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
