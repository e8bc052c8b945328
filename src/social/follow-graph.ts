/** Who follows whom: of all follows and unfollows between two people, from any device, the last one counts. */
import type { PersonId } from '../identity/types'
import type { RecordCid, RecordOf, VerifiedRecord } from '../records/types'
import { byTime } from './acts-in-force'

type FollowRecord = RecordOf<'follow'> | RecordOf<'unfollow'>

export interface FollowChange {
  readonly from: PersonId
  readonly to: PersonId
  readonly isOn: boolean
}

export class FollowGraph {
  readonly #last = new Map<PersonId, Map<PersonId, FollowRecord>>()
  readonly #followers = new Map<PersonId, Set<PersonId>>()

  /** Null when the record changes nothing. */
  add(record: FollowRecord): FollowChange | null {
    if (record.body === null) return null
    const from = record.header.person
    const to = record.body.person
    const row = this.#last.get(from) ?? new Map<PersonId, FollowRecord>()
    const former = row.get(to)
    if (former !== undefined && byTime(former, record) >= 0) return null
    const was = former?.kind === 'follow'
    const isOn = record.kind === 'follow'
    this.#last.set(from, row.set(to, record))
    if (was === isOn) return null
    const followers = this.#followers.get(to) ?? new Set<PersonId>()
    if (isOn) followers.add(from)
    else followers.delete(from)
    this.#followers.set(to, followers)
    return { from, to, isOn }
  }

  has(from: PersonId, to: PersonId): boolean {
    return this.#last.get(from)?.get(to)?.kind === 'follow'
  }

  /** The record by which `from` follows `to` now. */
  recordOf(from: PersonId, to: PersonId): RecordCid | null {
    const record = this.#last.get(from)?.get(to)
    return record?.kind === 'follow' ? record.cid : null
  }

  /** The follows of somebody that are in force. */
  recordsTo(person: PersonId): VerifiedRecord[] {
    return [...(this.#followers.get(person) ?? [])].flatMap((from) => this.#last.get(from)?.get(person) ?? [])
  }

  following(person: PersonId): PersonId[] {
    return [...(this.#last.get(person)?.values() ?? [])]
      .filter((record) => record.kind === 'follow')
      .sort(byTime)
      .flatMap(({ body }) => (body === null ? [] : [body.person]))
  }

  followers(person: PersonId): PersonId[] {
    return [...(this.#followers.get(person) ?? [])].sort()
  }

  *all(): Iterable<{ readonly from: PersonId; readonly to: PersonId }> {
    for (const [from, row] of this.#last) {
      for (const [to, record] of row) if (record.kind === 'follow') yield { from, to }
    }
  }
}
