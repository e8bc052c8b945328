/** Sealed letters as they lie in the logs, and the keys under which people's devices take them. Nothing is opened here. */
import type { DeviceId, PersonId } from '../identity/types'
import type { RecordCid, RecordOf } from '../records/types'
import { byTime } from './acts-in-force'

export type LetterRecord = RecordOf<'letter'>
type InboxRecord = RecordOf<'inbox'>

export class Letters {
  readonly #letters = new Map<RecordCid, LetterRecord>()
  readonly #inboxes = new Map<PersonId, Map<DeviceId, InboxRecord>>()

  add(record: LetterRecord | InboxRecord): void {
    if (record.kind === 'letter') {
      if (record.body !== null) this.#letters.set(record.cid, record)
      return
    }
    const { person, device } = record.header
    const ofPerson = this.#inboxes.get(person) ?? new Map<DeviceId, InboxRecord>()
    const former = ofPerson.get(device)
    if (record.body === null || (former !== undefined && byTime(former, record) >= 0)) return
    this.#inboxes.set(person, ofPerson.set(device, record))
  }

  all(): Iterable<LetterRecord> {
    return this.#letters.values()
  }

  get(cid: RecordCid): LetterRecord | undefined {
    return this.#letters.get(cid)
  }

  /** One key for each device of somebody that takes letters, the latest announced first. */
  inboxesOf(person: PersonId): readonly { readonly device: DeviceId; readonly key: Uint8Array }[] {
    const records = [...(this.#inboxes.get(person)?.values() ?? [])].sort((a, b) => byTime(b, a))
    return records.flatMap(({ header, body }) =>
      body === null ? [] : [{ device: header.device, key: body.key }],
    )
  }
}
