/**
 * How fast a peer is listened to: a bucket of work that fills with time. Who talks faster is not punished, only read
 * more slowly, and its own buffers fill. Pure: time is an argument.
 */
import { MESSAGE_BURST, MESSAGE_COSTS, MESSAGES_PER_S } from './config'

export class MessageBudget {
  #left = MESSAGE_BURST
  #atMs: number

  constructor(nowMs: number) {
    this.#atMs = nowMs
  }

  /** Takes the cost of a message; returns how long to wait before it is heard, in milliseconds. */
  waitMs(type: keyof typeof MESSAGE_COSTS, nowMs: number): number {
    const passedMs = Math.max(0, nowMs - this.#atMs)
    this.#left = Math.min(MESSAGE_BURST, this.#left + (passedMs / 1_000) * MESSAGES_PER_S)
    this.#left -= MESSAGE_COSTS[type]
    this.#atMs = nowMs
    return this.#left >= 0 ? 0 : (-this.#left / MESSAGES_PER_S) * 1_000
  }
}
