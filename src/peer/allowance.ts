/** What each peer may still ask for: a bucket of its own that fills with time. Pure: time is an argument. */

export interface AllowanceInit {
  /** What may be asked for at once. */
  readonly burst: number
  readonly perSecond: number
  /** Peers that are remembered; the one that asked longest ago is forgotten first. */
  readonly maxPeers: number
}

export class Allowance {
  readonly #init: AllowanceInit
  readonly #left = new Map<string, { readonly left: number; readonly atMs: number }>()

  constructor(init: AllowanceInit) {
    this.#init = init
  }

  /** Takes what this costs; false, and nothing is taken, when the peer has not so much left. */
  take(peerId: string, nowMs: number, cost = 1): boolean {
    const { burst, perSecond, maxPeers } = this.#init
    const { left, atMs } = this.#left.get(peerId) ?? { left: burst, atMs: nowMs }
    const filled = Math.min(burst, left + (Math.max(0, nowMs - atMs) / 1_000) * perSecond)
    if (filled < cost) return false
    this.#left.delete(peerId)
    this.#left.set(peerId, { left: filled - cost, atMs: nowMs })
    const oldest = this.#left.keys().next()
    if (this.#left.size > maxPeers && oldest.done === false) this.#left.delete(oldest.value)
    return true
  }
}
