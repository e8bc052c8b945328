import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concatBytes, equalBytes, fromBase64Url, toBase64Url, utf8 } from '../../src/lib/bytes'

describe('bytes', () => {
  it('come back from base64url, which needs no escaping in an address', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const text = toBase64Url(bytes)
        expect(encodeURIComponent(text)).toBe(text)
        expect(text).toBe(Buffer.from(bytes).toString('base64url'))
        expect(fromBase64Url(text)).toEqual(bytes)
      }),
      { seed: 51, numRuns: 300 },
    )
  })

  it('have one way of being written: other text is none', () => {
    for (const text of ['A', 'AA==', 'AB', 'A+/A', 'AA\n', 'é', ' AAAA'])
      expect(fromBase64Url(text), text).toBeNull()
  })

  it('are equal when each is, and only then', () => {
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true)
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false)
    expect(equalBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2, 0))).toBe(false)
    expect(equalBytes(new Uint8Array(0), new Uint8Array(0))).toBe(true)
  })

  it('are joined in order, in memory of their own', () => {
    const part = Uint8Array.of(1, 2)
    const joined = concatBytes(part, new Uint8Array(0), utf8('é'))
    part.fill(0)
    expect([...joined]).toEqual([1, 2, 0xc3, 0xa9])
  })
})
