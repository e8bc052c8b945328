/**
 * How fast a peer is listened to. Who talks faster is not punished, only read more slowly, and its own buffers fill. Pure:
 * time is an argument.
 */
import { Bucket } from './bucket'
import { MESSAGE_BURST, MESSAGE_COSTS, MESSAGES_PER_S } from './config'

export class MessageBudget {
  readonly #bucket: Bucket

  constructor(nowMs: number) {
    this.#bucket = new Bucket({ burst: MESSAGE_BURST, perSecond: MESSAGES_PER_S }, nowMs)
  }

  /** Takes the cost of a message; returns how long to wait before it is heard, in milliseconds. */
  waitMs(type: keyof typeof MESSAGE_COSTS, nowMs: number): number {
    return this.#bucket.take(MESSAGE_COSTS[type], nowMs)
  }
}
