/**
 * Brings images of people attended here before they are looked at, so that they show at once and stay available when
 * their author has gone. Two at a time; what cannot be had is simply asked for again when it is looked at.
 */
import type { Image } from '../records/types'

const PARALLEL = 2
/** Beyond this the oldest wait in vain: after a long absence the newest matter. */
const MAX_WAITING = 200

export class ImagePrefetch {
  readonly #fetch: (image: Image, signal: AbortSignal) => Promise<unknown>
  readonly #stopped = new AbortController()
  #waiting: Image[] = []
  #running = 0

  constructor(fetch: (image: Image, signal: AbortSignal) => Promise<unknown>) {
    this.#fetch = fetch
  }

  add(images: readonly Image[]): void {
    this.#waiting = [...this.#waiting, ...images].slice(-MAX_WAITING)
    while (this.#running < PARALLEL && this.#waiting.length > 0) void this.#run()
  }

  stop(): void {
    this.#waiting = []
    this.#stopped.abort()
  }

  async #run(): Promise<void> {
    this.#running += 1
    for (let image = this.#waiting.pop(); image !== undefined; image = this.#waiting.pop()) {
      await this.#fetch(image, this.#stopped.signal)
    }
    this.#running -= 1
  }
}
