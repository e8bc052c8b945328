/** A signed record as its reader may see it: what it is, and its very content in plain text. */
import { CID } from 'multiformats/cid'
import type { DeviceId, PersonId } from '../identity/types'
import { decodeCanonical } from './codec'
import type { BlockCid, Kind, RecordCid, VerifiedRecord } from './types'

export interface ShownRecord {
  readonly cid: RecordCid
  readonly kind: Kind
  readonly person: PersonId
  readonly device: DeviceId
  /** Its place in the log of the device. */
  readonly seq: number
  /** Unix milliseconds. */
  readonly time: number
  readonly bodyCid: BlockCid
  /** The decoded blocks as DAG-JSON: links as `{"/": cid}`, bytes as `{"/": {"bytes": base64}}`. */
  readonly entry: string
  /** Null when it was withdrawn. */
  readonly body: string | null
}

export function shownRecord(record: VerifiedRecord): ShownRecord {
  const { cid, kind, header, entryBlock, bodyBlock } = record
  const { person, device, seq, time, bodyCid } = header
  const body = bodyBlock === null ? null : readable(bodyBlock)
  return { cid, kind, person, device, seq, time, bodyCid, entry: readable(entryBlock), body }
}

/** Blocks that were verified always decode. */
export function readable(block: Uint8Array): string {
  const decoded = decodeCanonical(block)
  if (!decoded.ok) throw new Error(`a kept block does not decode: ${decoded.error}`)
  return JSON.stringify(plain(decoded.value), null, 2)
}

function plain(value: unknown): unknown {
  const link = CID.asCID(value)
  if (link !== null) return { '/': link.toString() }
  if (value instanceof Uint8Array) return { '/': { bytes: base64(value) } }
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]))
}

/** Without padding, as DAG-JSON has it. */
export function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/=+$/, '')
}
