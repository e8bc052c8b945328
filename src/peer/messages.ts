/**
 * What two peers say on `/synereo/sync/1`. Each message is one length-prefixed block of canonical dag-cbor.
 *
 * Both sides begin with `hello`, then `want`. A side that holds more of what the other wants says so with `have`, then
 * and whenever a log has grown. The other asks with `get` for a log from a place on, of whom it likes. The answer is
 * `records`, batches in order, each answered with `ack` once it has been kept or refused, and `end` after the last;
 * `stop` ends it earlier. What its author has just published comes unasked, as `fresh`; and a side that lacks much can
 * `peek` at the newest entries of a log, which come as `fresh` too. A `branch` asks for an entry by its name and for those
 * before it, the last first, which come as `fresh` as well (rule SY18). A new `want` replaces the former.
 *
 * Of a withdrawn post `records` and `fresh` bring, in place of its body, what shows that (rule SY20).
 *
 * Guaranteed: entries of one log are sent in order, at most SYNC_WINDOW_BATCHES batches unacknowledged.
 * Not guaranteed: that a peer sends what it holds, that it sends it once, any order between logs. Nothing in a
 * message is believed; records go through the intake (app/ingest.ts), and a `hello` proves itself (presence.ts).
 */
import { CID } from 'multiformats/cid'
import { parsePersonBytes, parseDeviceBytes, publicKeyOf } from '../identity/person-id'
import type { DeviceId, PersonId } from '../identity/types'
import { err, ok, type Result } from '../lib/result'
import { decodeCanonical, encodeCanonical } from '../records/codec'
import { link } from '../records/fields'
import type { RecordBlocks, RecordCid, Withdrawal } from '../records/types'
import {
  MAX_DEVICES_PER_PERSON,
  MAX_FRESH_RECORDS,
  MAX_HAVE_POSITIONS,
  MAX_SYNC_MESSAGE_BYTES,
  MAX_WANTED_PEOPLE,
  SYNC_BATCH_RECORDS,
} from './config'

/** A person whose logs are wanted, and the first seq that is missing of each device known. */
export interface Want {
  readonly person: PersonId
  readonly next: ReadonlyMap<DeviceId, number>
}

export interface Position {
  readonly person: PersonId
  readonly device: DeviceId
  /** The first seq that is missing. */
  readonly next: number
}

export type SyncMessage =
  /** `presence`: who speaks, as in presence.ts; null from a visitor who has no identity yet. */
  | { readonly type: 'hello'; readonly presence: Uint8Array | null }
  | { readonly type: 'want'; readonly wants: readonly Want[] }
  | { readonly type: 'records'; readonly id: number; readonly records: readonly RecordBlocks[] }
  | { readonly type: 'ack'; readonly id: number }
  | { readonly type: 'fresh'; readonly records: readonly RecordBlocks[] }
  | { readonly type: 'get'; readonly id: number; readonly from: Position }
  | { readonly type: 'end' | 'stop'; readonly id: number }
  | { readonly type: 'peek'; readonly from: Position }
  | { readonly type: 'branch'; readonly end: RecordCid }
  | { readonly type: 'have'; readonly positions: readonly Position[] }

/** Throws on a message that the other side would refuse for its size: whoever makes it has to keep to the bounds. */
export function encodeMessage(message: SyncMessage): Uint8Array {
  const bytes = encodeFields(message)
  if (bytes.byteLength > MAX_SYNC_MESSAGE_BYTES)
    throw new Error(`a ${message.type} of ${bytes.byteLength} bytes is more than a sync message holds`)
  return bytes
}

function encodeFields(message: SyncMessage): Uint8Array {
  switch (message.type) {
    case 'hello':
      return encodeCanonical(['hello', message.presence])
    case 'want':
      return encodeCanonical([
        'want',
        message.wants.map(({ person, next }) => [publicKeyOf(person), [...next].map(devicePosition)]),
      ])
    case 'records':
      return encodeCanonical(['records', message.id, message.records.map(fieldsOf)])
    case 'fresh':
      return encodeCanonical(['fresh', message.records.map(fieldsOf)])
    case 'get':
      return encodeCanonical(['get', message.id, positionFields(message.from)])
    case 'peek':
      return encodeCanonical(['peek', positionFields(message.from)])
    case 'branch':
      return encodeCanonical(['branch', CID.parse(message.end)])
    case 'ack':
    case 'end':
    case 'stop':
      return encodeCanonical([message.type, message.id])
    case 'have':
      return encodeCanonical(['have', message.positions.map(positionFields)])
  }
}

/** Entry and body, or null and what shows that it was withdrawn. */
function fieldsOf({ entry, body, withdrawal }: RecordBlocks): (Uint8Array | Uint8Array[] | null)[] {
  if (body !== null || withdrawal === undefined) return [entry, body]
  return [entry, null, [withdrawal.entry, withdrawal.body, withdrawal.certificate]]
}

function positionFields({ person, device, next }: Position): [Uint8Array, Uint8Array, number] {
  return [publicKeyOf(person), publicKeyOf(device), next]
}

/** Reads what a stranger sent; the error says what was wrong, for the log of refusals. */
export function decodeMessage(
  bytes: Uint8Array,
): Result<SyncMessage, 'too-large' | 'not-canonical' | 'bad-schema'> {
  if (bytes.byteLength > MAX_SYNC_MESSAGE_BYTES) return err('too-large')
  const decoded = decodeCanonical(bytes)
  if (!decoded.ok) return err('not-canonical')
  const message = Array.isArray(decoded.value) ? readMessage(decoded.value) : null
  return message === null ? err('bad-schema') : ok(message)
}

function readMessage(fields: readonly unknown[]): SyncMessage | null {
  const [type, first, second] = fields
  if (type === 'hello' && fields.length === 2) {
    return first === null || first instanceof Uint8Array ? { type, presence: first } : null
  }
  if (type === 'want' && fields.length === 2) {
    const wants = readList(first, MAX_WANTED_PEOPLE, readWant)
    return wants && { type, wants }
  }
  if (type === 'records' && fields.length === 3) {
    const records = readList(second, SYNC_BATCH_RECORDS, readRecordBlocks)
    return records && isCount(first) ? { type, id: first, records } : null
  }
  if (type === 'fresh' && fields.length === 2) {
    const records = readList(first, MAX_FRESH_RECORDS, readRecordBlocks)
    return records && { type, records }
  }
  if (type === 'get' && fields.length === 3) {
    const from = readPosition(second)
    return from && isCount(first) ? { type, id: first, from } : null
  }
  if (type === 'peek' && fields.length === 2) {
    const from = readPosition(first)
    return from && { type, from }
  }
  if (type === 'branch' && fields.length === 2) {
    const end = link(first) as RecordCid | undefined
    return end === undefined ? null : { type, end }
  }
  if ((type === 'ack' || type === 'end' || type === 'stop') && fields.length === 2)
    return isCount(first) ? { type, id: first } : null
  if (type === 'have' && fields.length === 2) {
    const positions = readList(first, MAX_HAVE_POSITIONS, readPosition)
    return positions && { type, positions }
  }
  return null
}

function devicePosition([device, next]: readonly [DeviceId, number]): [Uint8Array, number] {
  return [publicKeyOf(device), next]
}

function readWant(value: unknown): Want | null {
  if (!Array.isArray(value) || value.length !== 2) return null
  const person = parsePersonBytes(value[0])
  const next = readList(value[1], MAX_DEVICES_PER_PERSON, (pair): readonly [DeviceId, number] | null => {
    if (!Array.isArray(pair) || pair.length !== 2) return null
    const device = parseDeviceBytes(pair[0])
    return device !== null && isCount(pair[1]) ? [device, pair[1]] : null
  })
  if (person === null || next === null) return null
  const byDevice = new Map(next)
  // A device named twice would have two encodings.
  return byDevice.size === next.length ? { person, next: byDevice } : null
}

function readRecordBlocks(value: unknown): RecordBlocks | null {
  if (!Array.isArray(value) || value.length < 2 || value.length > 3) return null
  const [entry, body, shown] = value as readonly unknown[]
  if (!(entry instanceof Uint8Array)) return null
  if (value.length === 3) {
    const withdrawal = readWithdrawal(shown)
    return body === null && withdrawal !== null ? { entry, body, withdrawal } : null
  }
  return body === null || body instanceof Uint8Array ? { entry, body } : null
}

function readWithdrawal(value: unknown): Withdrawal | null {
  if (!Array.isArray(value) || value.length !== 3) return null
  const [entry, body, certificate] = value as readonly unknown[]
  if (!(entry instanceof Uint8Array) || !(body instanceof Uint8Array)) return null
  return certificate instanceof Uint8Array ? { entry, body, certificate } : null
}

function readPosition(value: unknown): Position | null {
  if (!Array.isArray(value) || value.length !== 3) return null
  const person = parsePersonBytes(value[0])
  const device = parseDeviceBytes(value[1])
  return person !== null && device !== null && isCount(value[2]) ? { person, device, next: value[2] } : null
}

function readList<T>(value: unknown, maxItems: number, read: (item: unknown) => T | null): T[] | null {
  if (!Array.isArray(value) || value.length > maxItems) return null
  const items: T[] = []
  for (const item of value) {
    const result = read(item)
    if (result === null) return null
    items.push(result)
  }
  return items
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
