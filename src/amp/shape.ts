/** Closed schemas: a shape reads a foreign value into a typed one, or says undefined, and writes it back the same. */
import { CID } from 'multiformats/cid'
import { parseDeviceBytes, parsePersonBytes, publicKeyOf } from '../identity/person-id'
import { remembered } from '../lib/remembered'
import {
  byteString,
  closedMap,
  DAG_PB,
  integer,
  link,
  list as readList,
  RAW,
  signatureBytes,
  text as readText,
} from '../records/fields'
import type { AccountId, BlockId, Cid, KeyId, LedgerId } from './types'

export interface Shape<T> {
  read(value: unknown): T | undefined
  write(value: T): unknown
}

export type Typed<S> = S extends Shape<infer T> ? T : never

type Fields = Readonly<Record<string, Shape<unknown>>>
type Read<F extends Fields> = { readonly [K in keyof F]: Typed<F[K]> }

/** A map with exactly these keys. What was read is frozen. */
export function map<F extends Fields>(fields: F): Shape<Read<F>> {
  const names = Object.keys(fields)
  return {
    read(value) {
      const found = closedMap(value, names)
      if (found === undefined) return undefined
      const typed: Record<string, unknown> = {}
      for (const name of names) {
        const field = fields[name]?.read(found[name])
        if (field === undefined) return undefined
        typed[name] = field
      }
      return Object.freeze(typed) as Read<F>
    },
    write(value) {
      return Object.fromEntries(names.map((name) => [name, fields[name]?.write(value[name])]))
    },
  }
}

/** One of several maps, told apart by the text of one key. */
export function variants<V extends Readonly<Record<string, Shape<unknown>>>>(
  key: string,
  shapes: V,
): Shape<Typed<V[keyof V]>> {
  const shapeOf = (value: unknown): Shape<unknown> | undefined => {
    if (typeof value !== 'object' || value === null) return undefined
    const name = (value as Record<string, unknown>)[key]
    return typeof name === 'string' && Object.hasOwn(shapes, name) ? shapes[name] : undefined
  }
  return {
    read: (value) => shapeOf(value)?.read(value) as Typed<V[keyof V]> | undefined,
    write: (value) => shapeOf(value)?.write(value),
  }
}

export function constant<const T extends string | number>(only: T): Shape<T> {
  return { read: (value) => (value === only ? only : undefined), write: () => only }
}

export function nullable<T>(shape: Shape<T>): Shape<T | null> {
  return {
    read: (value) => (value === null ? null : shape.read(value)),
    write: (value) => (value === null ? null : shape.write(value)),
  }
}

export function list<T>(item: Shape<T>, minItems: number, maxItems: number): Shape<readonly T[]> {
  return {
    read(value) {
      const items = readList(value, maxItems, (one) => item.read(one))
      return items === undefined || items.length < minItems ? undefined : items
    },
    write: (items) => items.map((one) => item.write(one)),
  }
}

/** A list of fixed length, read as a map: rows that come by the thousand do without names. */
export function tuple<F extends Fields>(fields: F): Shape<Read<F>> {
  const names = Object.keys(fields)
  const asMap = map(fields)
  return {
    read(value) {
      if (!Array.isArray(value) || value.length !== names.length) return undefined
      return asMap.read(Object.fromEntries(names.map((name, index) => [name, (value as unknown[])[index]])))
    },
    write: (value) => names.map((name) => fields[name]?.write(value[name])),
  }
}

export function whole(min: number, max: number): Shape<number> {
  return { read: (value) => integer(value, min, max), write: (value) => value }
}

export function bytes(minBytes: number, maxBytes: number): Shape<Uint8Array> {
  return {
    read: (value) =>
      value instanceof Uint8Array && value.byteLength >= minBytes && value.byteLength <= maxBytes
        ? byteString(value, value.byteLength)
        : undefined,
    write: (value) => value,
  }
}

export function text(minChars: number, maxChars: number): Shape<string> {
  return { read: (value) => readText(value, minChars, maxChars, false), write: (value) => value }
}

/** Base units of AMP. */
export const amount = whole(0, Number.MAX_SAFE_INTEGER)
export const positive = whole(1, Number.MAX_SAFE_INTEGER)
/** A place in a chain. */
export const count = whole(0, Number.MAX_SAFE_INTEGER)
/** Unix time in milliseconds. */
export const timeMs = whole(0, Number.MAX_SAFE_INTEGER)
export const signature: Shape<Uint8Array> = { read: signatureBytes, write: (value) => value }
export const account: Shape<AccountId> = {
  read: (value) => parsePersonBytes(value) ?? undefined,
  write: publicKeyOf,
}
export const key: Shape<KeyId> = { read: (value) => parseDeviceBytes(value) ?? undefined, write: publicKeyOf }
/** A ledger's id stands in all that is said of it, and a block's in what each witness says; some 200 bytes each. */
const MAX_REMEMBERED_CIDS = 4_096
const parsedCid = remembered(MAX_REMEMBERED_CIDS, (id: string) => CID.parse(id))

export const blockId = cid() as Shape<BlockId>
export const ledgerId = cid() as Shape<LedgerId>
export const anyCid = cid([0x71, DAG_PB, RAW])

function cid(codecs?: readonly number[]): Shape<Cid> {
  return { read: (value) => link(value, codecs), write: parsedCid }
}
