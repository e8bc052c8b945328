/** Work that fills up again with time. Pure: time is an argument. */
export interface BucketInit {
  /** What may be taken at once. */
  readonly burst: number
  readonly perSecond: number
}

export class Bucket {
  readonly #init: BucketInit
  #left: number
  #atMs: number

  constructor(init: BucketInit, nowMs: number) {
    this.#init = init
    this.#left = init.burst
    this.#atMs = nowMs
  }

  /**
   * Takes this, also more than there is, since what a thing costs is often known only when it is there; returns how long
   * whoever it was for waits then until nothing is owed, in milliseconds.
   */
  take(cost: number, nowMs: number): number {
    this.#left = this.#filled(nowMs) - cost
    this.#atMs = nowMs
    return this.#left >= 0 ? 0 : (-this.#left / this.#init.perSecond) * 1_000
  }

  /** Takes this if there is so much; else it changes nothing, and says false. */
  takeIfThere(cost: number, nowMs: number): boolean {
    if (this.#filled(nowMs) < cost) return false
    this.take(cost, nowMs)
    return true
  }

  #filled(nowMs: number): number {
    // A clock that is set back gives nothing.
    const passedMs = Math.max(0, nowMs - this.#atMs)
    return Math.min(this.#init.burst, this.#left + (passedMs / 1_000) * this.#init.perSecond)
  }
}
