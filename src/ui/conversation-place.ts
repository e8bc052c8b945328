/**
 * Where somebody is in a conversation: at its newest message and staying there while it grows, or further up. What lies in
 * sight for a second is told, by the end of each message: a long one is read when its end was seen (rules MS1, MS2).
 */

/** Read by then: as long as a post counts as looked at. */
const READ_MS = 1_000
/** So near its end somebody is at the end: a finger rarely rests on the last pixel. */
const NEAR_PX = 48

export class ConversationPlace {
  #isAtEnd = false
  #resting: ReturnType<typeof setTimeout> | undefined
  #box: HTMLElement | null = null
  readonly #seen: (messages: readonly string[]) => void

  /** @param seen messages, by what their element bears as `data-message` */
  constructor(seen: (messages: readonly string[]) => void) {
    this.#seen = seen
  }

  /** Attached to what holds the messages and the box that they are written in. */
  readonly watch = (talk: HTMLElement): (() => void) => {
    const rest = (): void => {
      clearTimeout(this.#resting)
      this.#resting = setTimeout(() => this.#look(talk), READ_MS)
    }
    const scrolled = (): void => {
      this.#isAtEnd = endPx() - scrollY < NEAR_PX
      rest()
    }
    const growth = new ResizeObserver(() => {
      if (this.#isAtEnd) this.#toEnd()
      rest()
    })
    growth.observe(talk)
    addEventListener('scroll', scrolled)
    addEventListener('resize', rest)
    document.addEventListener('visibilitychange', rest)
    return () => {
      clearTimeout(this.#resting)
      growth.disconnect()
      removeEventListener('scroll', scrolled)
      removeEventListener('resize', rest)
      document.removeEventListener('visibilitychange', rest)
    }
  }

  /** Attached to the box, which covers what lies behind it. */
  readonly under = (box: HTMLElement): void => {
    this.#box = box
  }

  /** At the first new message where there is one, else at the newest. */
  open(firstNew: HTMLElement | null): void {
    // The router goes to the top first.
    requestAnimationFrame(() => {
      if (firstNew === null) this.stay()
      else firstNew.scrollIntoView({ block: 'start', behavior: 'instant' })
    })
  }

  /** Goes to the newest, and with what comes. */
  stay(): void {
    this.#isAtEnd = true
    this.#toEnd()
  }

  #toEnd(): void {
    scrollTo({ top: endPx(), behavior: 'instant' })
  }

  #look(talk: HTMLElement): void {
    if (document.visibilityState !== 'visible') return
    const endsPx = this.#box?.getBoundingClientRect().top ?? innerHeight
    const seen = [...talk.querySelectorAll<HTMLElement>('[data-message]')].filter((message) => {
      const { bottom } = message.getBoundingClientRect()
      return bottom > 0 && bottom <= endsPx
    })
    if (seen.length > 0) this.#seen(seen.map(({ dataset }) => dataset['message'] ?? ''))
  }
}

function endPx(): number {
  return document.documentElement.scrollHeight - innerHeight
}
