/** Canonical entries, rightly signed, that are not what an entry must be. */
import { code as DAG_CBOR, encode } from '@ipld/dag-cbor'
import { CID } from 'multiformats/cid'
import { sha256, sha512 } from 'multiformats/hashes/sha2'
import { concatBytes } from '../../../src/lib/bytes'
import { RAW } from '../../../src/records/fields'
import { MAX_BODY_BYTES } from '../../../src/records/limits'
import { rawMap, type Pair, pairsOf } from '../raw-cbor'
import type { Fields, Forger } from './forger'
import type { HostileRecord } from './types'

const BODY = { text: 'hello', tags: [], images: [] }
const KEYS = ['network', 'person', 'device', 'seq', 'prev', 'time', 'kind', 'body', 'size'] as const

export async function wrongEntry(forger: Forger): Promise<HostileRecord[]> {
  const block = encode(BODY)
  const { person, body } = await forger.fields('post', block)
  const personBytes = person as Uint8Array
  const bodyCid = body as CID
  const changes: readonly (readonly [string, Fields])[] = [
    ...KEYS.map((key): readonly [string, Fields] => [`an entry without ${key}`, { [key]: undefined }]),
    ['an entry with a key that entries do not have', { note: 'hello' }],
    ['an entry with a __proto__', { ['__proto__']: { seq: 0 } }],
    ['an entry with a constructor', { constructor: 'x' }],
    ['an entry with a __proto__ in the place of its kind', { kind: undefined, ['__proto__']: 'post' }],
    ['a network that is text', { network: forger.log.network }],
    ['a network that is null', { network: null }],
    ['a person that is text', { person: forger.log.person }],
    ['a person of 31 bytes', { person: personBytes.subarray(1) }],
    ['a person of 33 bytes', { person: concatBytes(personBytes, Uint8Array.of(0)) }],
    ['a device of no bytes', { device: new Uint8Array(0) }],
    ['a device that is null', { device: null }],
    ['a seq that is text', { seq: '3' }],
    ['a seq below nought', { seq: -1 }],
    ['a seq and a half', { seq: 1.5 }],
    ['a seq beyond what a number holds exactly', { seq: BigInt(Number.MAX_SAFE_INTEGER) + 1n }],
    ['a seq of 2^64 - 1', { seq: 2n ** 64n - 1n }],
    ['a prev that is text', { prev: forger.head.cid }],
    ['a prev that is null behind the first entry', { prev: null }],
    ['a prev that is raw bytes', { prev: CID.createV1(RAW, bodyCid.multihash) }],
    ['a prev on the first entry', { seq: 0 }],
    ['a time below nought', { time: -1 }],
    ['a time with a fraction', { time: forger.head.header.time + 0.5 }],
    ['a time beyond what a number holds exactly', { time: BigInt(Number.MAX_SAFE_INTEGER) + 1n }],
    ['a time that is text', { time: '2026-01-01' }],
    ['a kind that does not exist', { kind: 'shout' }],
    ['a kind in capitals', { kind: 'Post' }],
    ['the kind toString', { kind: 'toString' }],
    ['the kind __proto__', { kind: '__proto__' }],
    ['a kind that is a number', { kind: 4 }],
    ['a body CID of version 0', { body: CID.createV0(bodyCid.multihash as never) }],
    ['a body CID of raw bytes', { body: CID.createV1(RAW, await sha256.digest(block)) }],
    ['a body CID of another hash', { body: CID.createV1(DAG_CBOR, await sha512.digest(block)) }],
    ['a body inside the entry', { body: BODY }],
    ['a size of nought', { size: 0 }],
    ['a size below nought', { size: -block.byteLength }],
    ['a size above the bound', { size: MAX_BODY_BYTES + 1 }],
    ['a signature of 63 bytes', { sig: new Uint8Array(63) }],
    ['a signature of 65 bytes', { sig: new Uint8Array(65) }],
    ['a signature that is text', { sig: 'x'.repeat(64) }],
    ['a signature that is null', { sig: null }],
  ]
  const records: HostileRecord[] = []
  for (const [name, change] of changes) {
    records.push({ name, reason: 'bad-schema', blocks: await forger.record('post', block, change) })
  }
  const pairs = pairsOf(await forger.signed(await forger.fields('post', block)))
  const others: readonly (readonly [string, Uint8Array])[] = [
    ['an entry without sig', rawMap(pairs.filter(([key]: Pair) => key !== 'sig'))],
    ['an entry that is a list', encode([...pairs.map(([, value]) => value)])],
    ['an entry that is text', encode('post')],
    ['an entry that is null', encode(null)],
    ['an entry that is a link', encode(bodyCid)],
    ['an entry that is an empty map', encode({})],
  ]
  for (const [name, entry] of others)
    records.push({ name, reason: 'bad-schema', blocks: { entry, body: block } })
  return records
}
