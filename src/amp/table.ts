/** The offer table of a campaign: who may claim how much. It travels beside the block that names it by CID. */
import { encodeCanonical, cidOf } from '../records/codec'
import { MAX_TABLE_ROWS } from './limits'
import { account, constant, list, map, positive, tuple, type Shape } from './shape'
import type { AccountId, BlockId } from './types'

export interface Offer {
  readonly viewer: AccountId
  readonly amount: number
}

export interface Table {
  readonly id: BlockId
  /** By the text of the viewer, each once. */
  readonly rows: readonly Offer[]
}

export const tableShape: Shape<{ readonly rows: readonly Offer[] }> = map({
  v: constant(1),
  t: constant('table'),
  rows: list(tuple({ viewer: account, amount: positive }), 1, MAX_TABLE_ROWS),
})

/**
 * False for a table as it is written whose keys do not go up; what else is wrong with it its shape says. The text of a
 * key is in the order of its bytes, so it need not be known for this.
 */
export function areRowsInOrder(written: unknown): boolean {
  const rows = (written as { readonly rows?: unknown } | null)?.rows
  if (!Array.isArray(rows)) return true
  const keys = rows.map((row: unknown) => (Array.isArray(row) ? (row[0] as unknown) : null))
  return keys.every((key, index) => {
    const before = keys[index - 1]
    return !(key instanceof Uint8Array) || !(before instanceof Uint8Array) || isBelow(before, key)
  })
}

function isBelow(a: Uint8Array, b: Uint8Array): boolean {
  const at = a.findIndex((byte, index) => byte !== b[index])
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0)
}

/** Undefined when the rows are out of order, or one stands twice. */
export async function tableFrom(rows: readonly Offer[]): Promise<Table | undefined> {
  const isSorted = rows.every(({ viewer }, index) => index === 0 || (rows[index - 1]?.viewer ?? '') < viewer)
  if (!isSorted) return undefined
  return { id: (await cidOf(tableBytes(rows))) as string as BlockId, rows: Object.freeze([...rows]) }
}

export function tableBytes(rows: readonly Offer[]): Uint8Array<ArrayBuffer> {
  return encodeCanonical(tableShape.write({ rows }))
}

/** Null when the sum is no safe integer: nobody has so much. */
export function sumOf(amounts: readonly number[]): number | null {
  let sum = 0
  for (const one of amounts) {
    sum += one
    if (!Number.isSafeInteger(sum)) return null
  }
  return sum
}

/** By halving, since the rows are sorted; -1 for nobody. */
export function rowOf(table: Table, viewer: AccountId): number {
  let low = 0
  let high = table.rows.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = table.rows[middle]?.viewer ?? viewer
    if (found === viewer) return middle
    if (found < viewer) low = middle + 1
    else high = middle - 1
  }
  return -1
}

export function rowBitsOf(rows: Iterable<number>, rowCount: number): Uint8Array {
  const bits = new Uint8Array(Math.ceil(rowCount / 8))
  for (const row of rows) bits[row >> 3] = (bits[row >> 3] ?? 0) | (1 << (row & 7))
  return bits
}

export function hasRow(bits: Uint8Array, row: number): boolean {
  return ((bits[row >> 3] ?? 0) & (1 << (row & 7))) !== 0
}

/** Undefined when a bit stands where the table has no row. */
export function rowsIn(bits: Uint8Array, rowCount: number): readonly number[] | undefined {
  if (bits.byteLength !== Math.ceil(rowCount / 8)) return undefined
  const rows: number[] = []
  for (let row = 0; row < bits.byteLength * 8; row += 1) if (hasRow(bits, row)) rows.push(row)
  return rows.every((row) => row < rowCount) ? rows : undefined
}
