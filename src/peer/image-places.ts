/**
 * Parts of images that are asked for at the same time, whatever many images are looked at. A peer that is asked for more
 * than it serves at once lets some go (rule IM7), and those would not come until the image is asked for again. A part that
 * does not come soon leaves its place: one that nobody has must not keep others waiting.
 */
import { MAX_PARTS_ASKED, PART_HELD_MS } from './config'

export class ImagePlaces {
  #taken = 0
  readonly #waiting = new Set<() => void>()

  /** Resolves when there is a place, or none is needed any more, with what gives it back. */
  async take(signal?: AbortSignal): Promise<() => void> {
    if (this.#taken < MAX_PARTS_ASKED) this.#taken += 1
    else if (!(await this.#isNext(signal))) return () => undefined
    let isLeft = false
    const leave = (): void => {
      clearTimeout(timer)
      if (!isLeft) this.#leave()
      isLeft = true
    }
    const timer = setTimeout(leave, PART_HELD_MS)
    return leave
  }

  #isNext(signal?: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const go = (): void => {
        signal?.removeEventListener('abort', giveUp)
        resolve(true)
      }
      const giveUp = (): void => {
        this.#waiting.delete(go)
        resolve(false)
      }
      if (signal?.aborted === true) resolve(false)
      else this.#waiting.add(go)
      signal?.addEventListener('abort', giveUp)
    })
  }

  /** Who has waited longest gets the place. */
  #leave(): void {
    const [next] = this.#waiting
    if (next === undefined) {
      this.#taken -= 1
      return
    }
    this.#waiting.delete(next)
    next()
  }
}
