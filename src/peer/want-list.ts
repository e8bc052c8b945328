/** What is put into messages so that they keep to their bounds. Pure. */
import type { DeviceId, PersonId } from '../identity/types'
import type { LogHead } from '../records/store'
import type { RecordBlocks } from '../records/types'
import { MAX_DEVICES_PER_PERSON, MAX_WANT_POSITIONS, MAX_WANTED_PEOPLE, SYNC_BATCH_BYTES } from './config'
import type { Want } from './messages'

/**
 * Everybody wanted is named, and where we stand with their logs as long as there is room, one log of each before a second
 * of anybody: without that we are only offered what we have. In the order of their ids, since the order in which they are
 * wanted holds what the viewer reads and dials (rule SY27).
 */
export function wantsOf(wanted: ReadonlyMap<PersonId, number>, heads: Iterable<LogHead>): Want[] {
  const logs = new Map<PersonId, LogHead[]>()
  for (const head of heads) {
    if (!wanted.has(head.person)) continue
    const known = logs.get(head.person)
    if (known === undefined) logs.set(head.person, [head])
    else if (known.length < MAX_DEVICES_PER_PERSON) known.push(head)
  }
  const wants = namedIn(wanted).map((person) => ({ person, next: new Map<DeviceId, number>() }))
  let room = MAX_WANT_POSITIONS
  for (let place = 0; place < MAX_DEVICES_PER_PERSON; place += 1)
    for (const { person, next } of wants) {
      const head = logs.get(person)?.[place]
      if (head === undefined || room === 0) continue
      next.set(head.device, head.seq + 1)
      room -= 1
    }
  return wants
}

/** The most wanted, in an order that says nothing. */
export function namedIn(wanted: ReadonlyMap<PersonId, number>): PersonId[] {
  return [...wanted.keys()].slice(0, MAX_WANTED_PEOPLE).sort()
}

/** The first records that together stay below the size of a batch, but always one. */
export function upToBytes<R extends RecordBlocks>(records: readonly R[]): R[] {
  const batch: R[] = []
  let bytes = 0
  for (const record of records) {
    bytes += bytesOf([record])
    if (batch.length > 0 && bytes > SYNC_BATCH_BYTES) break
    batch.push(record)
  }
  return batch
}

export function bytesOf(records: readonly RecordBlocks[]): number {
  return records.reduce((sum, { entry, body, withdrawal }) => {
    const shown = withdrawal === undefined ? [] : [withdrawal.entry, withdrawal.body, withdrawal.certificate]
    return [entry, ...(body === null ? shown : [body])].reduce((total, part) => total + part.byteLength, sum)
  }, 0)
}
