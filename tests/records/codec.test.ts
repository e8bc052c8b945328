import { encode } from '@ipld/dag-cbor'
import fc from 'fast-check'
import { CID } from 'multiformats/cid'
import { describe, expect, it } from 'vitest'
import { concatBytes, equalBytes } from '../../src/lib/bytes'
import { seededRandom } from '../../src/lib/prng'
import { cidOf, decodeCanonical, encodeCanonical } from '../../src/records/codec'
import { MAX_NESTING } from '../../src/records/limits'
import { head, LIST, MAP, nestedLists, TAG, TEXT } from '../helpers/raw-cbor'

const plainValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.string({ unit: 'grapheme', maxLength: 20 }).filter((text) => !text.startsWith('\ufeff')),
    fc.uint8Array({ maxLength: 20 }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: 'grapheme-ascii', maxLength: 6 }), tie('value'), {
      maxKeys: 4,
      noNullPrototype: true,
    }),
  ),
})).value

describe('the canonical codec', () => {
  it('[R3] what was encoded decodes to the same value', () => {
    fc.assert(
      fc.property(plainValue, (value) => {
        expect(decodeCanonical(encodeCanonical(value))).toEqual({ ok: true, value })
      }),
      { seed: 11, numRuns: 500 },
    )
  })

  it('[R3] bytes that decode are the only ones that stand for their value', () => {
    fc.assert(
      fc.property(plainValue, fc.nat(), fc.integer({ min: 1, max: 255 }), (value, at, by) => {
        const bytes = encodeCanonical(value)
        const index = at % bytes.byteLength
        bytes[index] = (bytes[index] ?? 0) ^ by
        const decoded = decodeCanonical(bytes)
        if (decoded.ok) expect(equalBytes(encode(decoded.value), bytes)).toBe(true)
      }),
      { seed: 12, numRuns: 2_000 },
    )
  })

  it('[R3] random bytes are answered, never thrown at', () => {
    const random = seededRandom(13)
    for (let round = 0; round < 5_000; round += 1) {
      const bytes = Uint8Array.from({ length: Math.floor(random() * 40) }, () => random() * 256)
      const decoded = decodeCanonical(bytes)
      if (decoded.ok) expect(encode(decoded.value)).toEqual(bytes)
    }
  })

  it('[R3] a list of many small items is walked in linear time', () => {
    const items = 60_000
    const bytes = concatBytes(head(LIST, items), new Uint8Array(items))
    const startedMs = performance.now()
    expect(decodeCanonical(bytes).ok).toBe(true)
    expect(performance.now() - startedMs).toBeLessThan(1_000)
  })

  it('[R12] nests as deep as the bound and no deeper', () => {
    expect(decodeCanonical(nestedLists(MAX_NESTING)).ok).toBe(true)
    expect(decodeCanonical(nestedLists(MAX_NESTING + 1))).toEqual({ ok: false, error: 'too-deep' })
  })

  it('[R12] depth is found before the recursive decoder sees it, however deep it is', () => {
    for (const major of [LIST, MAP, TAG]) {
      const opening = major === TAG ? 0xc6 : major === MAP ? 0xa1 : 0x81
      const deep = new Uint8Array(1_000_000).fill(opening)
      expect(decodeCanonical(deep)).toEqual({ ok: false, error: 'too-deep' })
    }
  })

  it('[R12] siblings do not count as depth', () => {
    const wide = Array.from({ length: 1_000 }, () => [[]])
    expect(decodeCanonical(encodeCanonical(wide)).ok).toBe(true)
  })

  it('[R3] a length beyond the end is refused, and nothing of that size is made', () => {
    for (const major of [TEXT, LIST, MAP]) {
      expect(decodeCanonical(head(major, 0xffffffff))).toEqual({ ok: false, error: 'not-canonical' })
    }
  })

  it('[R5] a __proto__ key stays a key and changes no prototype', () => {
    const decoded = decodeCanonical(encode(JSON.parse('{"__proto__":{"polluted":true}}')))
    if (!decoded.ok) throw new Error(decoded.error)
    expect(Object.hasOwn(decoded.value as object, '__proto__')).toBe(true)
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
    expect(Reflect.get(decoded.value as object, 'polluted')).toBeUndefined()
  })

  it('[R8] a block is named by a CID of version 1, dag-cbor and sha2-256', async () => {
    const cid = CID.parse(await cidOf(encode({ hello: 'world' })))
    expect([cid.version, cid.code, cid.multihash.code]).toEqual([1, 0x71, 0x12])
    expect(cid.toString()).toBe('bafyreidykglsfhoixmivffc5uwhcgshx4j465xwqntbmu43nb2dzqwfvae')
  })
})
