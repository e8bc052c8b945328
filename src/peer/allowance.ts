/** What each peer may still ask for: a bucket of its own. Pure: time is an argument. */
import { Bucket, type BucketInit } from './bucket'

export interface AllowanceInit extends BucketInit {
  /** Peers that are remembered; the one that asked longest ago is forgotten first. */
  readonly maxPeers: number
}

export class Allowance {
  readonly #init: AllowanceInit
  readonly #buckets = new Map<string, Bucket>()

  constructor(init: AllowanceInit) {
    this.#init = init
  }

  /** Takes what this costs; false, and nothing is taken, when the peer has not so much left. */
  take(peerId: string, nowMs: number, cost = 1): boolean {
    const bucket = this.#buckets.get(peerId) ?? new Bucket(this.#init, nowMs)
    if (!bucket.takeIfThere(cost, nowMs)) return false
    this.#buckets.delete(peerId)
    this.#buckets.set(peerId, bucket)
    const oldest = this.#buckets.keys().next()
    if (this.#buckets.size > this.#init.maxPeers && oldest.done === false) this.#buckets.delete(oldest.value)
    return true
  }
}
