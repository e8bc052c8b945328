/** CBOR written by hand, so that tests can write what a canonical encoder never would. */
import { encode } from '@ipld/dag-cbor'
import { concatBytes, utf8 } from '../../src/lib/bytes'

export const BYTES = 2
export const TEXT = 3
export const LIST = 4
export const MAP = 5
export const TAG = 6

/** Major type and argument in the shortest form. */
export function head(major: number, argument: number): Uint8Array {
  const top = major << 5
  if (argument < 24) return Uint8Array.of(top | argument)
  if (argument < 0x100) return Uint8Array.of(top | 24, argument)
  if (argument < 0x10000) return Uint8Array.of(top | 25, argument >> 8, argument & 0xff)
  return Uint8Array.of(
    top | 26,
    argument >>> 24,
    (argument >> 16) & 0xff,
    (argument >> 8) & 0xff,
    argument & 0xff,
  )
}

export function rawText(content: Uint8Array): Uint8Array {
  return concatBytes(head(TEXT, content.byteLength), content)
}

/** A key with its encoded value. */
export type Pair = readonly [key: string, value: Uint8Array]

/** A map whose keys stand in the order given. */
export function rawMap(pairs: readonly Pair[]): Uint8Array {
  return concatBytes(head(MAP, pairs.length), ...pairBytes(pairs))
}

export function pairBytes(pairs: readonly Pair[]): Uint8Array[] {
  return pairs.flatMap(([key, value]) => [rawText(utf8(key)), value])
}

/** The pairs of a value in the canonical order: shorter keys first, then by their bytes. */
export function pairsOf(fields: Readonly<Record<string, unknown>>): Pair[] {
  return Object.entries(fields)
    .map(([key, value]): Pair => [key, encode(value)])
    .sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1))
}

/** `depth` lists, one in the other. */
export function nestedLists(depth: number): Uint8Array {
  return concatBytes(new Uint8Array(depth - 1).fill(0x81), Uint8Array.of(0x80))
}
