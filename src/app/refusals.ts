import type { RejectReason } from '../records/types'
import type { RefusedCount } from './api'

/** Refusals that a peer may cause before it is cut off: a broken client is told apart from a flood. */
const REFUSAL_BURST = 200
/** … and how many of them are forgiven each second. */
const FORGIVEN_PER_S = 1
/**
 * What a record costs that was of no use and was not asked for, though nobody lied: what comes of two holders at once is
 * some hundred of them, and whoever sends thousands means to keep the page busy.
 */
export const USELESS_COST = 1 / 16
/** The same of what nobody wants and its author has just published: nobody publishes as fast as a backlog comes. */
export const UNWANTED_FRESH_COST = 1 / 4

/** Peers remembered; who misbehaved longest ago is forgiven first. */
const MAX_BUCKETS = 1_000

interface Bucket {
  readonly left: number
  readonly at: number
}

/** Counts what was refused, by reason, and says when a peer has caused too much of it. Time is an argument. */
export class Refusals {
  readonly #counts = new Map<RejectReason, number>()
  readonly #buckets = new Map<string, Bucket>()

  /** Notes one refusal; true when the peer has used up its patience. */
  note(from: string, reason: RejectReason, nowMs: number): boolean {
    this.count(reason)
    return this.charge(from, 1, nowMs)
  }

  /** Takes so much of a peer's patience, where nothing is counted; true when it has used up all of it. */
  charge(from: string, cost: number, nowMs: number): boolean {
    const left = this.#left(from, nowMs) - cost
    this.#buckets.delete(from)
    this.#buckets.set(from, { left, at: nowMs })
    const oldest = this.#buckets.keys().next()
    if (this.#buckets.size > MAX_BUCKETS && oldest.done === false) this.#buckets.delete(oldest.value)
    return left < 1
  }

  /** Notes a refusal that is nobody's fault: what was asked for a moment ago may not be any more. */
  count(reason: RejectReason): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1)
  }

  /** How much of its patience a peer has used up; with more than 1 it is cut off. */
  spent(from: string, nowMs: number): number {
    return (REFUSAL_BURST - this.#left(from, nowMs)) / (REFUSAL_BURST - 1)
  }

  isExhausted(from: string, nowMs: number): boolean {
    return this.spent(from, nowMs) > 1
  }

  counts(): RefusedCount[] {
    return [...this.#counts].map(([reason, count]) => ({ reason, count }))
  }

  #left(from: string, nowMs: number): number {
    const bucket = this.#buckets.get(from)
    if (bucket === undefined) return REFUSAL_BURST
    // A clock that is set back takes no patience away, and what it forgave until then it forgives from now on.
    if (nowMs < bucket.at) this.#buckets.set(from, { left: bucket.left, at: nowMs })
    return Math.min(REFUSAL_BURST, bucket.left + (Math.max(0, nowMs - bucket.at) / 1000) * FORGIVEN_PER_S)
  }
}
