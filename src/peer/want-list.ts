/** What is put into messages so that they keep to their bounds. Pure. */
import type { DeviceId, PersonId } from '../identity/types'
import type { LogHead } from '../records/store'
import type { RecordBlocks } from '../records/types'
import { MAX_DEVICES_PER_PERSON, MAX_WANT_POSITIONS, MAX_WANTED_PEOPLE, SYNC_BATCH_BYTES } from './config'
import type { Want } from './messages'

/**
 * Everybody wanted is named, and where we stand with their logs as long as there is room: without that we are only
 * offered what we have.
 */
export function wantsOf(wanted: ReadonlyMap<PersonId, number>, heads: Iterable<LogHead>): Want[] {
  const positions = new Map<PersonId, [DeviceId, number][]>()
  for (const { person, device, seq } of heads) {
    if (!wanted.has(person)) continue
    const known = positions.get(person)
    if (known === undefined) positions.set(person, [[device, seq + 1]])
    else if (known.length < MAX_DEVICES_PER_PERSON) known.push([device, seq + 1])
  }
  const wants: Want[] = []
  let room = MAX_WANT_POSITIONS
  for (const person of wanted.keys()) {
    if (wants.length === MAX_WANTED_PEOPLE) break
    const known = (positions.get(person) ?? []).slice(0, room)
    room -= known.length
    wants.push({ person, next: new Map(known) })
  }
  return wants
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
