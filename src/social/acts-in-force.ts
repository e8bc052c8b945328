/**
 * Likes, shares and comments, and what takes them back. An undo or a retraction may come before its target, and only
 * that of the same person counts, so whether an act is in force is asked, never stored.
 */
import type { PersonId } from '../identity/types'
import type { RecordCid, RecordOf, VerifiedRecord } from '../records/types'

export type ActRecord = RecordOf<'like'> | RecordOf<'share'> | RecordOf<'comment'>

/**
 * Total order of records: by time, then device, place in the log and CID, so that every device tells the same story.
 * A clock that was set back leaves entries of one log at one time (rule L1); the later of them is further on in it.
 */
export function byTime(a: VerifiedRecord, b: VerifiedRecord): number {
  return (
    a.header.time - b.header.time ||
    compare(a.header.device, b.header.device) ||
    a.header.seq - b.header.seq ||
    compare(a.cid, b.cid)
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Who took back or withdrew what; the named target may not be held. */
export class Withdrawals {
  readonly #byTarget = new Map<RecordCid, Set<PersonId>>()

  /** False when it was known. */
  add(target: RecordCid, person: PersonId): boolean {
    const people = this.#byTarget.get(target) ?? new Set<PersonId>()
    if (people.has(person)) return false
    this.#byTarget.set(target, people.add(person))
    return true
  }

  /** True when the author of the record took it back. */
  hits(record: VerifiedRecord): boolean {
    return this.#byTarget.get(record.cid)?.has(record.header.person) ?? false
  }

  has(target: RecordCid, person: PersonId): boolean {
    return this.#byTarget.get(target)?.has(person) ?? false
  }
}
