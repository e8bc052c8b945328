/** How records travel in a file: a canonical dag-cbor list of [entry, body | null] pairs, each log in order. */
import { err, ok, type Result } from '../lib/result'
import { decodeCanonical, encodeCanonical } from './codec'
import { list } from './fields'
import type { RecordBlocks, RejectReason } from './types'

export function encodeBundle(records: readonly RecordBlocks[]): Uint8Array<ArrayBuffer> {
  return encodeCanonical(records.map(({ entry, body }) => [entry, body]))
}

export function decodeBundle(
  bytes: Uint8Array,
  maxBytes: number,
): Result<readonly RecordBlocks[], RejectReason> {
  if (bytes.byteLength > maxBytes) return err('too-large')
  const decoded = decodeCanonical(bytes)
  if (!decoded.ok) return decoded
  const records = list(decoded.value, bytes.byteLength, readPair)
  return records === undefined ? err('bad-schema') : ok(records)
}

function readPair(value: unknown): RecordBlocks | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined
  const [entry, body] = value as readonly unknown[]
  if (!(entry instanceof Uint8Array)) return undefined
  if (body === null) return { entry, body }
  return body instanceof Uint8Array ? { entry, body } : undefined
}
