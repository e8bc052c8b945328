/**
 * How fast a peer is listened to. Who talks faster is not punished, only read more slowly, and its own buffers fill. Pure:
 * time is an argument.
 */
import { Bucket } from './bucket'
import { KEYS_PER_UNIT, MESSAGE_BURST, MESSAGE_COSTS, MESSAGES_PER_S } from './config'
import type { SyncMessage } from './messages'

export class MessageBudget {
  readonly #bucket: Bucket

  constructor(nowMs: number) {
    this.#bucket = new Bucket({ burst: MESSAGE_BURST, perSecond: MESSAGES_PER_S }, nowMs)
  }

  /** Takes the cost of a message, or of a stream; returns how long to wait before it is heard, in milliseconds. */
  waitMs(what: SyncMessage | 'stream', nowMs: number): number {
    const cost =
      what === 'stream' ? MESSAGE_COSTS.stream : MESSAGE_COSTS[what.type] + keysIn(what) / KEYS_PER_UNIT
    return this.#bucket.take(cost, nowMs)
  }
}

/** Of lists that may be long: each key is checked for whether it is one. */
function keysIn(message: SyncMessage): number {
  if (message.type === 'have') return 2 * message.positions.length
  if (message.type === 'want') return message.wants.reduce((sum, { next }) => sum + 1 + next.size, 0)
  return 0
}
