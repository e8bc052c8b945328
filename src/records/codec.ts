/**
 * Canonical dag-cbor and nothing else. The decoder of @ipld/dag-cbor is lenient in places (unsorted keys, bad UTF-8,
 * short floats) and recursive, so foreign bytes are scanned for depth first, and what was decoded must encode to
 * the very same bytes again.
 */
import * as dagCbor from '@ipld/dag-cbor'
import { CID } from 'multiformats/cid'
import { sha256 } from 'multiformats/hashes/sha2'
import { equalBytes } from '../lib/bytes'
import { err, ok, type Result } from '../lib/result'
import { MAX_NESTING } from './limits'
import type { BlockCid } from './types'

export type CodecError = 'too-deep' | 'not-canonical'

/** Throws on what dag-cbor cannot hold (undefined, functions): that is a bug of the caller. */
export function encodeCanonical(value: unknown): Uint8Array<ArrayBuffer> {
  return new Uint8Array(dagCbor.encode(value))
}

export function decodeCanonical(bytes: Uint8Array): Result<unknown, CodecError> {
  const fault = scan(bytes)
  if (fault !== null) return err(fault)
  try {
    const value: unknown = dagCbor.decode(bytes)
    return equalBytes(dagCbor.encode(value), bytes) ? ok(value) : err('not-canonical')
  } catch {
    return err('not-canonical')
  }
}

/** The CIDv1 (dag-cbor, sha2-256) of a block. */
export async function cidOf(block: Uint8Array): Promise<BlockCid> {
  return CID.createV1(dagCbor.code, await sha256.digest(block)).toString() as BlockCid
}

const UINT = 0
const NEGATIVE = 1
const BYTES = 2
const TEXT = 3
const LIST = 4
const MAP = 5
const TAG = 6

/**
 * Walks over the heads of all items, in time linear in the bytes and without recursion. Refuses what no canonical
 * block has (indefinite lengths, short floats, lengths beyond the end, bytes behind the end) and what nests deeper
 * than any record of ours.
 */
function scan(bytes: Uint8Array): CodecError | null {
  /** Items still to come, by open list, map or tag. */
  const open: number[] = [1]
  let offset = 0
  while (open.length > 0) {
    const head = bytes[offset]
    if (head === undefined) return 'not-canonical'
    const major = head >> 5
    const info = head & 31
    offset += 1
    const argumentBytes = info < 24 ? 0 : info <= 27 ? 1 << (info - 24) : -1
    if (argumentBytes < 0 || offset + argumentBytes > bytes.byteLength) return 'not-canonical'
    let argument = info
    if (argumentBytes > 0) {
      argument = 0
      for (let index = 0; index < argumentBytes; index += 1)
        argument = argument * 256 + (bytes[offset + index] ?? 0)
    }
    offset += argumentBytes
    const last = open.length - 1
    open[last] = (open[last] ?? 0) - 1
    const left = bytes.byteLength - offset
    if (major === BYTES || major === TEXT) {
      if (argument > left) return 'not-canonical'
      offset += argument
    } else if (major === LIST || major === MAP || major === TAG) {
      const items = major === LIST ? argument : major === MAP ? argument * 2 : 1
      // Each item takes a byte at least, so a count beyond the end cannot make us loop.
      if (items > left) return 'not-canonical'
      open.push(items)
      if (open.length > MAX_NESTING + 1) return 'too-deep'
    } else if (major !== UINT && major !== NEGATIVE) {
      const isSimple = info === 20 || info === 21 || info === 22
      if (!isSimple && info !== 27) return 'not-canonical'
    }
    while (open.length > 0 && open[open.length - 1] === 0) open.pop()
  }
  return offset === bytes.byteLength ? null : 'not-canonical'
}
