/**
 * What is said on `/synereo/impulse/1`: one message, a length-prefixed block of canonical dag-cbor, with the records of one
 * post. First the post unless it was told before, then what its author says of themselves, then acts on it, or what takes
 * the post or an act back. Each brings the certificate of its device, since the other side may not keep its log.
 *
 * It is not answered. Nothing in it is believed: records go through app/impulse-intake.ts, and what they are worth each
 * side reckons for itself.
 */
import { err, ok, type Result } from '../lib/result'
import { decodeCanonical, encodeCanonical } from '../records/codec'
import type { CarriedBlocks } from '../records/types'
import { CERTIFICATE_BYTES, MAX_IMPULSE_RECORDS, MAX_SYNC_MESSAGE_BYTES } from './config'

/** Throws on a message that the other side would refuse: whoever makes it has to keep to the bounds. */
export function encodeImpulse(records: readonly CarriedBlocks[]): Uint8Array {
  if (records.length === 0 || records.length > MAX_IMPULSE_RECORDS)
    throw new Error(`an impulse has 1 to ${MAX_IMPULSE_RECORDS} records, not ${records.length}`)
  const bytes = encodeCanonical(records.map(({ entry, body, certificate }) => [entry, body, certificate]))
  if (bytes.byteLength > MAX_SYNC_MESSAGE_BYTES)
    throw new Error(`an impulse of ${bytes.byteLength} bytes is more than a message holds`)
  return bytes
}

/** Reads what a stranger sent. */
export function decodeImpulse(
  bytes: Uint8Array,
): Result<readonly CarriedBlocks[], 'too-large' | 'not-canonical' | 'bad-schema'> {
  if (bytes.byteLength > MAX_SYNC_MESSAGE_BYTES) return err('too-large')
  const decoded = decodeCanonical(bytes)
  if (!decoded.ok) return err('not-canonical')
  const { value } = decoded
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_IMPULSE_RECORDS)
    return err('bad-schema')
  const records = value.flatMap((item) => readCarried(item) ?? [])
  return records.length === value.length ? ok(records) : err('bad-schema')
}

function readCarried(value: unknown): CarriedBlocks | null {
  if (!Array.isArray(value) || value.length !== 3) return null
  const [entry, body, certificate] = value as readonly unknown[]
  if (!(entry instanceof Uint8Array) || !(body instanceof Uint8Array)) return null
  if (!(certificate instanceof Uint8Array) || certificate.byteLength !== CERTIFICATE_BYTES) return null
  return { entry, body, certificate }
}
