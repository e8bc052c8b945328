/** The lenses that people share: of each author's under one name the last one counts, unless it was taken back. */
import type { PersonId } from '../identity/types'
import type { RecordCid, RecordOf } from '../records/types'
import { byTime, type Withdrawals } from './acts-in-force'
import type { SharedLens } from './types'

type LensRecord = RecordOf<'lens'>

export class Lenses {
  readonly #undone: Withdrawals
  readonly #last = new Map<PersonId, Map<string, LensRecord>>()
  readonly #byCid = new Map<RecordCid, LensRecord>()

  constructor(undone: Withdrawals) {
    this.#undone = undone
  }

  add(record: LensRecord): void {
    const { cid, header, body } = record
    if (body === null) return
    this.#byCid.set(cid, record)
    const row = this.#last.get(header.person) ?? new Map<string, LensRecord>()
    const former = row.get(body.name)
    if (former === undefined || byTime(former, record) < 0) row.set(body.name, record)
    this.#last.set(header.person, row)
  }

  /** The newest first. */
  by(person: PersonId): SharedLens[] {
    return [...(this.#last.get(person)?.values() ?? [])]
      .filter((record) => !this.#undone.hits(record))
      .sort((a, b) => byTime(b, a))
      .flatMap((record) => viewOf(record) ?? [])
  }

  /** What stands now under the name that this one was shared by: a link to an older one leads there. */
  get(cid: RecordCid): SharedLens | null {
    const record = this.#byCid.get(cid)
    if (record === undefined || record.body === null) return null
    const last = this.#last.get(record.header.person)?.get(record.body.name)
    return last === undefined || this.#undone.hits(last) ? null : viewOf(last)
  }
}

function viewOf({ cid, header, body }: LensRecord): SharedLens | null {
  return body && { cid, by: header.person, time: header.time, name: body.name, ranking: body.ranking }
}
