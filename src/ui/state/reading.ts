/** What somebody does with a list of posts, so that nothing moves under them (rules ST11 and ST15). */

/** A finger that rests moves the page by a little; whoever has scrolled further reads. */
const RESTS_WITHIN_PX = 24

export class Reading {
  #isAtTop = true
  #isPointed = false
  #focus: 'elsewhere' | 'list' | 'dialog' = 'elsewhere'

  /** @param topPx how far down the page is, or will be in a moment */
  constructor(topPx = 0) {
    this.scrolled(topPx)
  }

  scrolled(topPx: number): void {
    this.#isAtTop = topPx <= RESTS_WITHIN_PX
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

  /** What is new may come by itself. A dialog would close with its post, should that leave what is drawn. */
  get letsIn(): boolean {
    return this.#isAtTop && this.#focus !== 'dialog'
  }

  /** What is there may be put in another order. */
  get letsMove(): boolean {
    return this.letsIn && !this.#isPointed && this.#focus === 'elsewhere'
  }
}
