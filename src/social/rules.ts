/** What people hold to be the rules of a community: of each person the last for a tag counts, unless it was taken back. */
import type { PersonId } from '../identity/types'
import type { RecordOf, Tag } from '../records/types'
import { byTime, type Withdrawals } from './acts-in-force'
import type { RulesView } from './types'

type RulesRecord = RecordOf<'rules'>

export class Rules {
  readonly #undone: Withdrawals
  readonly #last = new Map<Tag, Map<PersonId, RulesRecord>>()

  constructor(undone: Withdrawals) {
    this.#undone = undone
  }

  add(record: RulesRecord): void {
    const { header, body } = record
    if (body === null) return
    const row = this.#last.get(body.tag) ?? new Map<PersonId, RulesRecord>()
    const former = row.get(header.person)
    if (former === undefined || byTime(former, record) < 0) row.set(header.person, record)
    this.#last.set(body.tag, row)
  }

  by(person: PersonId, tag: Tag): RulesView | null {
    const record = this.#last.get(tag)?.get(person)
    return record === undefined || this.#undone.hits(record) ? null : viewOf(record)
  }

  /** Of everybody, the oldest first. */
  of(tag: Tag): RulesView[] {
    return [...(this.#last.get(tag)?.values() ?? [])]
      .filter((record) => !this.#undone.hits(record))
      .sort(byTime)
      .flatMap((record) => viewOf(record) ?? [])
  }
}

function viewOf({ cid, header, body }: RulesRecord): RulesView | null {
  return body && { ...body, cid, by: header.person, time: header.time }
}
