/** Readers for the parts of foreign values: each gives the typed value, or undefined when it is not one. */
import { CID } from 'multiformats/cid'
import { code as DAG_CBOR } from '@ipld/dag-cbor'

export const SHA2_256 = 0x12
export const DAG_PB = 0x70
export const RAW = 0x55
const SIGNATURE_BYTES = 64

/** A map with exactly these keys, and maybe one more: later builds say more, and what earlier ones wrote stays valid. */
export function closedMap<K extends string, Later extends string = never>(
  value: unknown,
  keys: readonly K[],
  later?: Later,
): (Record<K, unknown> & Partial<Record<Later, unknown>>) | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Uint8Array)
    return undefined
  if (CID.asCID(value) !== null) return undefined
  const own = Object.keys(value)
  const isLonger = later !== undefined && Object.hasOwn(value, later)
  const isWhole =
    own.length === keys.length + Number(isLonger) && keys.every((key) => Object.hasOwn(value, key))
  return isWhole ? (value as Record<K, unknown> & Partial<Record<Later, unknown>>) : undefined
}

export function integer(value: unknown, min: number, max: number): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max
    ? value
    : undefined
}

/** Text without control characters; `multiline` allows line ends and tabs. Length in UTF-16 units. */
export function text(
  value: unknown,
  minChars: number,
  maxChars: number,
  multiline: boolean,
): string | undefined {
  if (typeof value !== 'string' || value.length < minChars || value.length > maxChars) return undefined
  // eslint-disable-next-line no-control-regex
  const forbidden = multiline ? /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/ : /[\u0000-\u001f\u007f-\u009f]/
  return forbidden.test(value) ? undefined : value
}

/**
 * Text as it is signed: composed (NFC), and without a byte order mark in front, which decoders of UTF-8 drop. Foreign
 * text is not held to the composed form: what that is grows with Unicode, and two peers must never disagree on a record.
 * Throws on half of a surrogate pair.
 */
export function writtenText(value: string): string {
  if (/\p{Cs}/u.test(value)) throw new Error('expected well-formed text, got half of a surrogate pair')
  return value.normalize('NFC').replace(/^\ufeff+/, '')
}

export function signatureBytes(value: unknown): Uint8Array | undefined {
  return byteString(value, SIGNATURE_BYTES)
}

export function byteString(value: unknown, length: number): Uint8Array | undefined {
  return value instanceof Uint8Array && value.byteLength === length ? value : undefined
}

/** A CIDv1 over sha2-256 with one of these codecs. */
export function link(value: unknown, codecs: readonly number[] = [DAG_CBOR]): string | undefined {
  const cid = CID.asCID(value)
  if (cid === null || cid.version !== 1 || cid.multihash.code !== SHA2_256 || !codecs.includes(cid.code))
    return undefined
  return cid.toString()
}

/** A frozen list of at most this many items that all read well. */
export function list<T>(
  value: unknown,
  maxItems: number,
  read: (item: unknown) => T | undefined,
): readonly T[] | undefined {
  if (!Array.isArray(value) || value.length > maxItems) return undefined
  const items: T[] = []
  for (const item of value) {
    const result = read(item)
    if (result === undefined) return undefined
    items.push(result)
  }
  return Object.freeze(items)
}
