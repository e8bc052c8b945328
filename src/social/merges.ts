/** Which logs their authors have joined after they had gone two ways (rule SY17), and what is named as their ends. */
import type { PersonId } from '../identity/types'
import type { RecordCid, RecordOf } from '../records/types'

type MergeRecord = RecordOf<'merge'>

export class Merges {
  readonly #byPerson = new Map<PersonId, Map<RecordCid, MergeRecord>>()

  add(record: MergeRecord): void {
    const { person } = record.header
    const own = this.#byPerson.get(person) ?? new Map<RecordCid, MergeRecord>()
    if (record.body !== null) this.#byPerson.set(person, own.set(record.cid, record))
  }

  of(person: PersonId): readonly MergeRecord[] {
    return [...(this.#byPerson.get(person)?.values() ?? [])]
  }

  all(): readonly MergeRecord[] {
    return [...this.#byPerson.values()].flatMap((own) => [...own.values()])
  }
}
