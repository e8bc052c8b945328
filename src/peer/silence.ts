/**
 * How long nothing has been heard of anybody whom the owner attends, while the page listened. They may be away, and the
 * page may be kept apart from them: from here these two look the same, so no more than this is said. Pure.
 */
import { BEACON_LOOK_MS, UNHEARD_AFTER_MS } from './config'

/** A machine that slept did not listen meanwhile. */
const MAX_STEP_MS = 2 * BEACON_LOOK_MS

export class Silence {
  #silentMs = 0
  #lookedMs: number | null = null
  #lastHeardMs: number | null = null

  /** @param wallMs by the clock on the wall */
  heard(wallMs: number): void {
    this.#silentMs = 0
    this.#lastHeardMs = wallMs
  }

  /** @param isListening whether the page has links, and somebody attended to hear of */
  look(nowMs: number, isListening: boolean): void {
    const passedMs = Math.max(0, nowMs - (this.#lookedMs ?? nowMs))
    this.#lookedMs = nowMs
    this.#silentMs = isListening ? this.#silentMs + Math.min(passedMs, MAX_STEP_MS) : 0
  }

  /** Since when; `lastHeardMs` null: not since the page was opened. Null while it is no longer than usual. */
  get(): { readonly lastHeardMs: number | null } | null {
    return this.#silentMs > UNHEARD_AFTER_MS ? { lastHeardMs: this.#lastHeardMs } : null
  }
}
