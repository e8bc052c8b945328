/**
 * How much one peer is sent of what it asks for (rule SY16), by bytes, whatever the messages cost that ask for them. Who has
 * been sent so much waits. An honest peer asks for each entry once, but for those that were under way when its link broke;
 * so entries that it has been sent before cost several times as much. Pure: time is an argument.
 *
 * There is no total over all peers, here or for blocks (rule IM7): links are 24 at most, and what these shares add up to is
 * more than any line carries. One low enough to spare a line, whose speed nobody here knows, could be used up by a few against
 * all others, and would hold up followers in the moment in which a post goes out to them. A line is shared out by WebRTC.
 */
import type { LogId } from '../records/store'
import type { RecordBlocks } from '../records/types'
import { Bucket } from './bucket'
import {
  MAX_LOGS_SENT,
  POSITION_BYTES,
  SENT_AGAIN_COSTS,
  UPLOAD_BURST_BYTES,
  UPLOAD_BYTES_PER_S,
} from './config'
import { logKey } from './sync-session'
import { bytesOf } from './want-list'

/** Newest entries are shown early and come again in their turn, which is no fault: each way is counted for itself. */
export type Way = 'get' | 'peek'

export class UploadBudget {
  readonly #bucket: Bucket
  /** By way and log: the first place that this peer has never been sent. */
  readonly #sentTo = new Map<string, number>()

  constructor(nowMs: number) {
    this.#bucket = new Bucket({ burst: UPLOAD_BURST_BYTES, perSecond: UPLOAD_BYTES_PER_S }, nowMs)
  }

  /** It is sent these entries of a log, from this place on. */
  sent(way: Way, log: LogId, fromSeq: number, records: readonly RecordBlocks[], nowMs: number): void {
    const key = `${way} ${logKey(log)}`
    const sentTo = this.#sentTo.get(key) ?? 0
    const again = records.slice(0, Math.max(0, sentTo - fromSeq))
    this.#bucket.take(bytesOf(records) + (SENT_AGAIN_COSTS - 1) * bytesOf(again), nowMs)
    this.#sentTo.delete(key)
    this.#sentTo.set(key, Math.max(sentTo, fromSeq + records.length))
    const oldest = this.#sentTo.keys().next()
    if (this.#sentTo.size > MAX_LOGS_SENT && oldest.done === false) this.#sentTo.delete(oldest.value)
  }

  /** It is sent what stands in no order of places: nobody says whether it was before, and few ask, so as if it had been. */
  sentBranch(records: readonly RecordBlocks[], nowMs: number): void {
    this.#bucket.take(SENT_AGAIN_COSTS * bytesOf(records), nowMs)
  }

  /** It is told where so many logs stand. */
  told(positions: number, nowMs: number): void {
    this.#bucket.take(positions * POSITION_BYTES, nowMs)
  }

  /** How long to wait before it is sent anything more, in whole milliseconds. */
  waitMs(nowMs: number): number {
    return Math.ceil(this.#bucket.take(0, nowMs))
  }
}
