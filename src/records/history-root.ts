/**
 * What a pinning service is asked to keep (rule AR4). A pin is recursive: of an entry it would follow `prev`, but also every
 * like into the logs of others, and would never end at a post that was withdrawn. So the entries lie here as bytes, in
 * parts, and only the images of posts are links: all that is reached is kept by whoever asks for the pin.
 */
import { CID } from 'multiformats/cid'
import { err, ok, type Result } from '../lib/result'
import { decodeCanonical, encodeCanonical } from './codec'
import { closedMap, DAG_PB, link, list, RAW } from './fields'
import { MAX_BODY_BYTES, MAX_ENTRY_BYTES } from './limits'
import type { BlockCid, NetworkId, RecordBlocks } from './types'

export interface HistoryRoot {
  readonly network: NetworkId
  readonly parts: readonly BlockCid[]
}

export interface HistoryPart {
  readonly records: readonly RecordBlocks[]
  /** Roots of the images of these records. */
  readonly images: readonly BlockCid[]
}

/** A part is full with this much; it stays far below what IPFS nodes pass on (1 MiB) also with one more record in it. */
export const PART_BYTES = 64 * 1024
/** A million entries of some 300 bytes. */
const MAX_PARTS = 8_000
/** Entries have at least some 200 bytes. */
const MAX_RECORDS = 2 * (PART_BYTES / 200)
const MAX_NETWORK_CHARS = 100

export function writeHistoryRoot({ network, parts }: HistoryRoot): Uint8Array<ArrayBuffer> {
  return encodeCanonical({ v: 1, t: 'history', network, parts: parts.map((part) => CID.parse(part)) })
}

export function writeHistoryPart({ records, images }: HistoryPart): Uint8Array<ArrayBuffer> {
  return encodeCanonical({
    v: 1,
    t: 'part',
    records: records.map(({ entry, body }) => [entry, body]),
    images: images.map((image) => CID.parse(image)),
  })
}

export function readHistoryRoot(block: Uint8Array): Result<HistoryRoot, 'not-a-history'> {
  const decoded = decodeCanonical(block)
  const map = decoded.ok ? closedMap(decoded.value, ['v', 't', 'network', 'parts']) : undefined
  const parts =
    map?.v === 1 && map.t === 'history' ? list(map.parts, MAX_PARTS, (part) => link(part)) : undefined
  const network = map?.network
  if (parts === undefined || typeof network !== 'string' || network.length > MAX_NETWORK_CHARS)
    return err('not-a-history')
  return ok({ network: network as NetworkId, parts: parts as BlockCid[] })
}

export function readHistoryPart(block: Uint8Array): Result<HistoryPart, 'not-a-history'> {
  const decoded = decodeCanonical(block)
  const map = decoded.ok ? closedMap(decoded.value, ['v', 't', 'records', 'images']) : undefined
  if (map?.v !== 1 || map.t !== 'part') return err('not-a-history')
  const records = list(map.records, MAX_RECORDS, readPair)
  const images = list(map.images, MAX_RECORDS, (image) => link(image, [RAW, DAG_PB]))
  return records === undefined || images === undefined
    ? err('not-a-history')
    : ok({ records, images: images as BlockCid[] })
}

function readPair(value: unknown): RecordBlocks | undefined {
  if (!Array.isArray(value) || value.length !== 2) return undefined
  const [entry, body] = value as unknown[]
  if (!(entry instanceof Uint8Array) || entry.byteLength > MAX_ENTRY_BYTES) return undefined
  if (body !== null && !(body instanceof Uint8Array && body.byteLength <= MAX_BODY_BYTES)) return undefined
  return { entry, body }
}
