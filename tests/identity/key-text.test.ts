import fc from 'fast-check'
import { base58btc } from 'multiformats/bases/base58'
import { describe, expect, it } from 'vitest'
import { keyIn, keyText } from '../../src/identity/key-text'
import { concatBytes } from '../../src/lib/bytes'

const key = fc.uint8Array({ minLength: 32, maxLength: 32 })
const slowly = (bytes: Uint8Array): string => base58btc.encode(concatBytes(Uint8Array.of(0xed, 0x01), bytes))

describe('the text of a key', () => {
  it('[AM102] is its base58, digit for digit, also of the least and of the greatest key', () => {
    for (const byte of [0, 255]) {
      const bytes = new Uint8Array(32).fill(byte)
      expect(keyText(bytes)).toBe(slowly(bytes))
      expect(keyIn(keyText(bytes))).toEqual(bytes)
    }
    fc.assert(
      fc.property(key, (bytes) => {
        expect(keyText(bytes)).toBe(slowly(bytes))
        expect(keyIn(keyText(bytes))).toEqual(bytes)
      }),
      { seed: 1, numRuns: 2_000 },
    )
  })

  it('[AM102] goes up as its bytes do, so a table is known to be in order before it is written', () => {
    const order = (a: Uint8Array, b: Uint8Array): number => Buffer.compare(a, b)
    fc.assert(
      fc.property(key, key, fc.nat(31), (a, b, same) => {
        b.set(a.subarray(0, same))
        expect(Math.sign(order(a, b))).toBe(Number(keyText(a) > keyText(b)) - Number(keyText(a) < keyText(b)))
      }),
      { seed: 1, numRuns: 2_000 },
    )
  })

  it('[I1] is read in no other way of writing', () => {
    const text = keyText(new Uint8Array(32).fill(7))
    const wrong = [
      '',
      'z',
      text.slice(1),
      text.slice(0, -1),
      `${text}1`,
      `z1${text.slice(1)}`,
      ` ${text.slice(1)}`,
    ]
    for (const one of [...wrong, text.replace('6M', '6N'), `z${'z'.repeat(47)}`, text.replace(/.$/u, '0')])
      expect(keyIn(one)).toBeNull()
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (other) => {
        const found = keyIn(other)
        expect(found === null || keyText(found) === other).toBe(true)
      }),
      { seed: 1, numRuns: 2_000 },
    )
  })
})
