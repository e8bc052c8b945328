/**
 * Entries that are shown before those before them in their logs are here: one for each place, and few of a log. Where they
 * stand is only what their author says, so they are in no log, and whatever the log then has at their place is right.
 */
import { MAX_FRESH_RECORDS } from '../peer/config'
import type { LogId } from '../records/store'
import type { RecordCid, VerifiedRecord } from '../records/types'

/** The newest of a log, and what is written in the minute in which the rest of it comes; what is newer still drives out the first. */
export const MAX_EARLY_PER_LOG = 8 * MAX_FRESH_RECORDS
/** Of all logs: as many as are asked of some fifteen people at once. Whoever makes up more drives out the oldest log. */
export const MAX_EARLY = 1_000

export class Early {
  /** By log, and by place in it. */
  readonly #logs = new Map<string, Map<number, VerifiedRecord>>()
  #count = 0

  at(log: LogId, seq: number): RecordCid | null {
    return this.#logs.get(nameOf(log))?.get(seq)?.cid ?? null
  }

  /** There is a place left, or this one is further on in the log than one that is here. */
  hasRoomFor(log: LogId, seq: number): boolean {
    const places = this.#logs.get(nameOf(log))
    return places === undefined || places.size < MAX_EARLY_PER_LOG || seq > firstSeq(places)
  }

  /** @returns those that leave for it */
  add(record: VerifiedRecord): readonly VerifiedRecord[] {
    const name = nameOf(record.header)
    const places = this.#logs.get(name) ?? new Map<number, VerifiedRecord>()
    // The log that something came of last is the last to go.
    this.#logs.delete(name)
    this.#logs.set(name, places.set(record.header.seq, record))
    this.#count += 1
    if (places.size > MAX_EARLY_PER_LOG) {
      const gone = this.takeAt(record.header, firstSeq(places))
      return gone === null ? [] : [gone]
    }
    const [oldest] = this.#logs
    if (this.#count <= MAX_EARLY || oldest === undefined) return []
    const [gone, left] = oldest
    this.#logs.delete(gone)
    this.#count -= left.size
    return [...left.values()]
  }

  /** The log has come to this place: what was shown of it before is returned, once. */
  takeAt(log: LogId, seq: number): VerifiedRecord | null {
    const name = nameOf(log)
    const places = this.#logs.get(name)
    const record = places?.get(seq)
    if (places === undefined || record === undefined) return null
    places.delete(seq)
    this.#count -= 1
    if (places.size === 0) this.#logs.delete(name)
    return record
  }
}

function firstSeq(places: ReadonlyMap<number, VerifiedRecord>): number {
  return Math.min(...places.keys())
}

function nameOf({ person, device }: LogId): string {
  return `${person}/${device}`
}
