/**
 * Engagement with time taken out: what an act is worth is kept as `E = w·2^((at − epoch)/H)`, which is `e` at time t after
 * one multiplication by `fade = 2^(−(t − epoch)/H)`, the same for everybody. Nothing has to be touched as time passes.
 */
import type { Params } from '../params'
import { exp2 } from './exp2'
import { COMMENT, LIKE, SHARE, VIEW } from './post-table'

/** Half-lives after which engagement is added up anew from a later epoch: far below where doubles end. */
const EPOCH_HALF_LIVES = 256
/** Less engagement than a double can hold is still engagement. */
const LEAST = Number.MIN_VALUE

export class Fading {
  /** The factor by which stored engagement has faded until now. */
  fade = 1
  #epoch: number
  #halfLifeMs = 1
  /** w by kind. */
  readonly #weights = new Float64Array(4)

  /** @param now the epoch, Unix milliseconds */
  constructor(params: Params, now: number) {
    this.#epoch = now
    this.setParams(params)
  }

  /** With another half-life or weight, what was stored has to be added up anew. */
  setParams({ engagementHalfLifeMs, weights: { like, comment, share, view } }: Params): void {
    this.#halfLifeMs = engagementHalfLifeMs
    this.#weights[LIKE] = like
    this.#weights[COMMENT] = comment
    this.#weights[SHARE] = share
    this.#weights[VIEW] = view
  }

  /** E of an act. */
  strength(kind: number, at: number): number {
    return Math.max(LEAST, this.#weights[kind]! * exp2((at - this.#epoch) / this.#halfLifeMs))
  }

  /** False, and nothing done, when now is too far from the epoch: what was stored has to be added up anew. */
  moveTo(now: number): boolean {
    if (Math.abs(now - this.#epoch) > EPOCH_HALF_LIVES * this.#halfLifeMs) return false
    this.fade = exp2(-(now - this.#epoch) / this.#halfLifeMs)
    return true
  }

  get epoch(): number {
    return this.#epoch
  }

  /** From this moment as the epoch and as now. */
  restart(now: number): void {
    this.#epoch = now
    this.fade = 1
  }
}
