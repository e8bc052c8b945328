import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { publicKeyOf } from '../../src/identity/person-id'
import { encodeCanonical } from '../../src/records/codec'
import { letterBytes, readLetterBytes } from '../../src/records/letter-content'
import { LETTER_SIZES, MAX_LETTER_CHARS } from '../../src/records/limits'
import { testPerson } from '../helpers/test-person'

const { id: bob } = await testPerson('bob')

function filled(value: unknown): Uint8Array {
  const written = encodeCanonical(value)
  return Uint8Array.of(...written, 0x80, ...new Uint8Array(512 - written.byteLength - 1))
}

describe('what stands in a letter', () => {
  it('[R16] comes back as it was written, in one of three sizes', () => {
    for (const text of [
      'Hello',
      'x'.repeat(480),
      '日'.repeat(MAX_LETTER_CHARS),
      '🐝'.repeat(MAX_LETTER_CHARS / 2),
    ]) {
      const bytes = letterBytes({ to: bob, text })
      expect(LETTER_SIZES).toContain(bytes?.byteLength)
      expect(bytes && readLetterBytes(bytes)).toEqual({ to: bob, text })
    }
  })

  it('[R16] is refused when it is too long, blank, for nobody or half a character', () => {
    expect(letterBytes({ to: bob, text: 'x'.repeat(MAX_LETTER_CHARS + 1) })).toBeNull()
    for (const text of ['', ' \n', 'a\u0000b', '\ud83d']) expect(letterBytes({ to: bob, text })).toBeNull()
  })

  it('[R16] is read only by its schema, whoever sealed it', () => {
    const to = publicKeyOf(bob)
    expect(readLetterBytes(filled({ to, text: 'Hello' }))).toEqual({ to: bob, text: 'Hello' })
    for (const wrong of [
      { to },
      { to, text: 'Hello', html: '<b>' },
      { to: 'bob', text: 'Hello' },
      ['Hello'],
      'Hello',
    ])
      expect(readLetterBytes(filled(wrong))).toBeNull()
  })

  it('[R16] any bytes are answered', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        expect(readLetterBytes(bytes)).toBeNull()
      }),
      { seed: 16, numRuns: 500 },
    )
    expect(readLetterBytes(new Uint8Array(512))).toBeNull()
  })
})
