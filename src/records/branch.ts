/**
 * A branch of a log on its way here (rule SY18): from the end that its author has named in a `merge`, entry by entry back to
 * one that is held. Each entry is named by the one after it, so nothing else can be brought in its place. Pure.
 */
import type { LogId } from './store'
import type { RecordCid, SignedRecord } from './types'

export class Branch {
  readonly log: LogId
  readonly head: RecordCid
  /** The last entry first. */
  #entries: SignedRecord[] = []
  #next: RecordCid
  #bytes = 0

  constructor(log: LogId, head: RecordCid) {
    this.log = log
    this.head = head
    this.#next = head
  }

  /** The entry that is missing next. */
  get next(): RecordCid {
    return this.#next
  }

  get length(): number {
    return this.#entries.length
  }

  /** What has come of it so far. */
  get bytes(): number {
    return this.#bytes
  }

  /** Whether the first entry of the log has come: nothing is before that. */
  get isWhole(): boolean {
    return this.#entries.at(-1)?.header.prev === null
  }

  /** False for anything but the entry that is missing next. */
  take(record: SignedRecord): boolean {
    const { cid, header, entryBlock, bodyBlock } = record
    const isOfLog = header.person === this.log.person && header.device === this.log.device
    if (cid !== this.#next || !isOfLog || this.isWhole) return false
    this.#entries.push(record)
    this.#bytes += entryBlock.byteLength + (bodyBlock?.byteLength ?? 0)
    if (header.prev !== null) this.#next = header.prev
    return true
  }

  /** In the order in which they were written. */
  entries(): SignedRecord[] {
    return this.#entries.toReversed()
  }
}
