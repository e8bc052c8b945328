import { code as DAG_CBOR } from '@ipld/dag-cbor'
import fc from 'fast-check'
import { CID } from 'multiformats/cid'
import { create as createDigest } from 'multiformats/hashes/digest'
import { describe, expect, it } from 'vitest'
import { deviceIdFrom, personIdFrom, publicKeyOf } from '../../src/identity/person-id'
import { concatBytes } from '../../src/lib/bytes'
import {
  MAX_DEVICES_PER_PERSON,
  MAX_FRESH_RECORDS,
  MAX_SYNC_MESSAGE_BYTES,
  MAX_WANTED_PEOPLE,
  SYNC_BATCH_RECORDS,
} from '../../src/peer/config'
import { decodeMessage, encodeMessage, type SyncMessage } from '../../src/peer/messages'
import { encodeCanonical } from '../../src/records/codec'
import { SHA2_256 } from '../../src/records/fields'
import type { RecordBlocks, RecordCid } from '../../src/records/types'

const TYPES = [
  'hello',
  'want',
  'records',
  'ack',
  'fresh',
  'get',
  'peek',
  'branch',
  'end',
  'stop',
  'have',
] as const

const anyKey = fc.uint8Array({ minLength: 32, maxLength: 32 })
const anyPerson = anyKey.map(personIdFrom)
const anyDevice = anyKey.map(deviceIdFrom)
const cidNamed = (digest: Uint8Array): RecordCid =>
  CID.createV1(DAG_CBOR, createDigest(SHA2_256, digest)).toString() as RecordCid
const anyBlock = fc.uint8Array({ maxLength: 40 })
/** Around the lengths at which CBOR takes another byte, too. */
const anyCount = fc.oneof(
  fc.maxSafeNat(),
  fc.constantFrom(0, 23, 24, 255, 256, 2 ** 32, Number.MAX_SAFE_INTEGER),
)

/** With its body, without it, or with what shows that it was withdrawn. */
const anyRecord: fc.Arbitrary<RecordBlocks> = fc.oneof(
  fc.record({ entry: anyBlock, body: fc.option(anyBlock) }),
  fc.record({
    entry: anyBlock,
    body: fc.constant(null),
    withdrawal: fc.record({ entry: anyBlock, body: anyBlock, certificate: anyBlock }),
  }),
)

const anyMessage: fc.Arbitrary<SyncMessage> = fc.oneof(
  fc.record({ type: fc.constant('hello'), presence: fc.option(anyBlock) }),
  fc.record({
    type: fc.constant('want'),
    wants: fc.array(
      fc.record({
        person: anyPerson,
        next: fc
          .uniqueArray(fc.tuple(anyDevice, anyCount), { maxLength: 3, selector: ([device]) => device })
          .map((positions) => new Map(positions)),
      }),
      { maxLength: 4 },
    ),
  }),
  fc.record({
    type: fc.constant('records'),
    id: anyCount,
    records: fc.array(anyRecord, { maxLength: 5 }),
  }),
  fc.record({ type: fc.constantFrom('ack', 'end', 'stop'), id: anyCount }),
  fc.record({
    type: fc.constant('fresh'),
    records: fc.array(anyRecord, {
      maxLength: MAX_FRESH_RECORDS,
    }),
  }),
  fc.record({ type: fc.constant('branch'), end: anyKey.map(cidNamed) }),
  fc.record({
    type: fc.constant('peek'),
    from: fc.record({ person: anyPerson, device: anyDevice, next: anyCount }),
  }),
  fc.record({
    type: fc.constant('get'),
    id: anyCount,
    from: fc.record({ person: anyPerson, device: anyDevice, next: anyCount }),
  }),
  fc.record({
    type: fc.constant('have'),
    positions: fc.array(fc.record({ person: anyPerson, device: anyDevice, next: anyCount }), {
      maxLength: 4,
    }),
  }),
)

function key(index: number): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, place) =>
    place === 0 ? index & 0xff : place === 1 ? index >> 8 : 7,
  )
}

function repeated<T>(count: number, item: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => item(index))
}

function verdict(value: unknown): string {
  const decoded = decodeMessage(encodeCanonical(value))
  return decoded.ok ? decoded.value.type : decoded.error
}

/** Foreign bytes are no message, or they are the one way of writing it. */
function expectNoOtherWay(bytes: Uint8Array): boolean {
  const decoded = decodeMessage(bytes)
  if (decoded.ok) expect(encodeMessage(decoded.value)).toEqual(bytes)
  return decoded.ok
}

describe('a sync message', () => {
  it('[SY6] gives back what was put in', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(anyMessage, (message) => {
        seen.add(message.type)
        expect(decodeMessage(encodeMessage(message))).toEqual({ ok: true, value: message })
      }),
      { seed: 8, numRuns: 1_000 },
    )
    expect([...seen].sort()).toEqual([...TYPES].sort())
  })

  it('[SY6] with one byte changed is another message or none', () => {
    let messages = 0
    fc.assert(
      fc.property(anyMessage, fc.nat(), fc.integer({ min: 1, max: 255 }), (message, at, by) => {
        const bytes = encodeMessage(message)
        const place = at % bytes.byteLength
        bytes[place] = (bytes[place] ?? 0) ^ by
        if (expectNoOtherWay(bytes)) messages += 1
      }),
      { seed: 9, numRuns: 5_000 },
    )
    expect(messages).toBeGreaterThan(100)
  })

  it('[SY6] cut off, or with something behind it, is none', () => {
    fc.assert(
      fc.property(
        anyMessage,
        fc.nat(),
        fc.uint8Array({ minLength: 1, maxLength: 8 }),
        (message, cut, more) => {
          const bytes = encodeMessage(message)
          const part = bytes.subarray(0, cut % bytes.byteLength)
          expect(decodeMessage(part)).toEqual({ ok: false, error: 'not-canonical' })
          expect(decodeMessage(concatBytes(bytes, more))).toEqual({ ok: false, error: 'not-canonical' })
        },
      ),
      { seed: 10, numRuns: 1_000 },
    )
  })

  it('[SY6] of random bytes is answered, never thrown at', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expectNoOtherWay(bytes)
      }),
      { seed: 11, numRuns: 5_000 },
    )
  })

  it('[SY6] of random values is answered, never thrown at', () => {
    const anyValue = fc.oneof(fc.jsonValue({ maxDepth: 3 }), anyKey, fc.array(fc.array(anyKey)), anyCount)
    fc.assert(
      fc.property(fc.constantFrom(...TYPES, 'bye'), fc.array(anyValue, { maxLength: 3 }), (type, values) => {
        expectNoOtherWay(encodeCanonical([type, ...values]))
        expectNoOtherWay(encodeCanonical(values))
      }),
      { seed: 12, numRuns: 3_000 },
    )
  })

  it.each<[string, unknown]>([
    ['a type that nobody knows', ['bye']],
    ['a type that every object has', ['constructor', 1]],
    ['a type that is a number', [1, 1]],
    ['no type', []],
    ['a map', { type: 'ack', id: 1 }],
    ['text', 'ack'],
    ['null', null],
    ['a hello without a presence', ['hello']],
    ['a hello with text', ['hello', 'bob']],
    ['a hello with more', ['hello', null, null]],
    ['an ack of nothing', ['ack']],
    ['an ack with more', ['ack', 1, 2]],
    ['an ack below nought', ['ack', -1]],
    ['an ack with a fraction', ['ack', 1.5]],
    ['an ack beyond what a number holds exactly', ['ack', 2n ** 53n]],
    ['an ack of text', ['ack', '1']],
    ['fresh records that are null', ['fresh', null]],
    ['fresh records with an id', ['fresh', 1, []]],
    ['a get without a place', ['get', 1]],
    ['a get of a name', ['get', 1, ['alice', key(2), 0]]],
    ['a get from below nought', ['get', 1, [key(1), key(2), -1]]],
    ['a get without an id', ['get', [key(1), key(2), 0]]],
    ['a peek without a device', ['peek', [key(1), 0]]],
    ['a peek at nothing', ['peek', null]],
    ['a branch without an end', ['branch']],
    ['a branch that ends in text', ['branch', 'the last entry']],
    ['a branch with more', ['branch', CID.parse(cidNamed(key(1))), 1]],
    ['an end without an id', ['end']],
    ['a stop of nothing', ['stop', null]],
    ['records without an id', ['records', []]],
    ['records of an id that is null', ['records', null, []]],
    ['records with more', ['records', 1, [], []]],
    ['records that are null', ['records', 1, null]],
    ['a record without an entry', ['records', 1, [[null, null]]]],
    ['a record without the place of its body', ['records', 1, [[key(1)]]]],
    ['a record with three blocks', ['records', 1, [[key(1), null, null]]]],
    ['a record that is there and withdrawn', ['records', 1, [[key(1), key(1), [key(1), key(1), key(1)]]]]],
    ['a withdrawal of two blocks', ['records', 1, [[key(1), null, [key(1), key(1)]]]]],
    ['a withdrawal without its body', ['records', 1, [[key(1), null, [key(1), null, key(1)]]]]],
    ['a record whose body is text', ['records', 1, [[key(1), 'body']]]],
    ['a record that is a map', ['records', 1, [{ entry: key(1), body: null }]]],
    ['wants that are no list', ['want', key(1)]],
    ['a want of a short key', ['want', [[key(1).subarray(1), []]]]],
    ['a want of a name', ['want', [['alice', []]]]],
    ['a want without devices', ['want', [[key(1)]]]],
    ['a want of a device without a place', ['want', [[key(1), [[key(2)]]]]]],
    ['a want from below nought', ['want', [[key(1), [[key(2), -1]]]]]],
    ['a have without a place', ['have', [[key(1), key(2)]]]],
    ['a have with more', ['have', [[key(1), key(2), 0, 0]]]],
    ['a want with more', ['want', [[key(1), [], 0]]]],
    ['a want of a device with more', ['want', [[key(1), [[key(2), 0, 0]]]]]],
    [
      'a want of one device twice',
      [
        'want',
        [
          [
            key(1),
            [
              [key(2), 1],
              [key(2), 2],
            ],
          ],
        ],
      ],
    ],
    ['a have of a short device', ['have', [[key(1), key(2).subarray(1), 0]]]],
    ['a have from a fraction', ['have', [[key(1), key(2), 0.5]]]],
    ['one good want and one that is none', ['want', [[key(1), []], null]]],
  ])('[SY6] is not %s', (_, value) => {
    expect(verdict(value)).toBe('bad-schema')
  })

  it('[SY6] asks for so many people and no more', () => {
    const wants = (count: number) => ['want', repeated(count, (index) => [key(index), []])]
    expect(verdict(wants(MAX_WANTED_PEOPLE))).toBe('want')
    expect(verdict(wants(MAX_WANTED_PEOPLE + 1))).toBe('bad-schema')
  })

  it('[SY6] tells so many devices of a person apart and no more', () => {
    const devices = (count: number) => ['want', [[key(1), repeated(count, (index) => [key(index), 0])]]]
    expect(verdict(devices(MAX_DEVICES_PER_PERSON))).toBe('want')
    expect(verdict(devices(MAX_DEVICES_PER_PERSON + 1))).toBe('bad-schema')
  })

  it('[SY6] says of so many logs where one stands and no more', () => {
    const positions = (count: number) => ['have', repeated(count, (index) => [key(index), key(1), 0])]
    expect(verdict(positions(MAX_WANTED_PEOPLE))).toBe('have')
    expect(verdict(positions(MAX_WANTED_PEOPLE + 1))).toBe('bad-schema')
  })

  it('[SY6] brings so many records and no more', () => {
    const records = (count: number) => ['records', 0, repeated(count, (index) => [key(index), null])]
    expect(verdict(records(SYNC_BATCH_RECORDS))).toBe('records')
    expect(verdict(records(SYNC_BATCH_RECORDS + 1))).toBe('bad-schema')
  })

  it('[SY6] is so large and no larger', () => {
    const overhead = encodeMessage({ type: 'hello', presence: new Uint8Array(70_000) }).byteLength - 70_000
    const presence = new Uint8Array(MAX_SYNC_MESSAGE_BYTES - overhead)
    expect(decodeMessage(encodeMessage({ type: 'hello', presence })).ok).toBe(true)
    const larger = new Uint8Array(presence.byteLength + 1)
    expect(decodeMessage(encodeCanonical(['hello', larger]))).toEqual({ ok: false, error: 'too-large' })
    expect(() => encodeMessage({ type: 'hello', presence: larger })).toThrow('more than a sync message holds')
  })

  it('[SY6] that nests deeper than any of ours is none', () => {
    const deep = concatBytes(Uint8Array.of(0x82, 0x63, 0x61, 0x63, 0x6b), new Uint8Array(100_000).fill(0x81))
    expect(decodeMessage(deep)).toEqual({ ok: false, error: 'not-canonical' })
  })

  it('[SY6] names people by their keys alone', () => {
    const person = personIdFrom(key(1))
    const device = deviceIdFrom(key(2))
    const bytes = encodeMessage({ type: 'have', positions: [{ person, device, next: 3 }] })
    expect(bytes).toEqual(encodeCanonical(['have', [[publicKeyOf(person), publicKeyOf(device), 3]]]))
  })
})
