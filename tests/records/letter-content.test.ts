import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { publicKeyOf } from '../../src/identity/person-id'
import { encodeCanonical } from '../../src/records/codec'
import { letterBytes, readLetterBytes } from '../../src/records/letter-content'
import { introductionIdOf, type WrittenMatter } from '../../src/records/letter-matter'
import { LETTER_SIZES, MAX_INTRODUCTION_CHARS, MAX_LETTER_CHARS } from '../../src/records/limits'
import { testPerson } from '../helpers/test-person'

const { id: bob } = await testPerson('bob')
const { id: charlie } = await testPerson('charlie')
const idBytes = Uint8Array.from({ length: 16 }, (_, index) => index)
const id = introductionIdOf(idBytes)

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

  it('[LE9] of each kind comes back as it was written', () => {
    const matters: [string, WrittenMatter][] = [
      ['She keeps bees too', { kind: 'introduction-offer', id }],
      ['', { kind: 'introduction-answer', id, accepts: true }],
      ['', { kind: 'introduction-answer', id, accepts: false }],
      ['She keeps bees too', { kind: 'introduction-made', id, person: charlie }],
    ]
    for (const [text, matter] of matters) {
      const bytes = letterBytes({ to: bob, text, matter })
      expect(bytes && readLetterBytes(bytes)).toEqual({ to: bob, text, matter })
    }
    const tooLong = { to: bob, text: 'x'.repeat(MAX_INTRODUCTION_CHARS + 1) }
    expect(letterBytes({ ...tooLong, matter: { kind: 'introduction-offer', id } })).toBeNull()
    expect(letterBytes({ to: bob, text: ' ', matter: { kind: 'introduction-offer', id } })).toBeNull()
  })

  it('[LE9] of a known kind is read only by its schema; of another kind it is kept as it stands', () => {
    const to = publicKeyOf(bob)
    const offer = { kind: 'introduction-offer', to, id: idBytes, text: 'Bees' }
    expect(readLetterBytes(filled(offer))?.text).toBe('Bees')
    for (const wrong of [
      { ...offer, person: publicKeyOf(charlie) },
      { ...offer, id: idBytes.slice(1) },
      { ...offer, to: 'bob' },
      { kind: 'introduction-answer', to, id: idBytes, accepts: 1 },
      { kind: 'introduction-made', to, id: idBytes, text: 'Bees', person: 'charlie' },
      { kind: 'words', text: 'Hello' },
      { kind: 'Not one', to, text: 'Hello' },
      { kind: 'x'.repeat(41), to },
      { kind: 7, to, text: 'Hello' },
    ])
      expect(readLetterBytes(filled(wrong))).toBeNull()
    const newer = filled({ kind: 'chess-move', to, from: 'e2', until: ['e4'] })
    expect(readLetterBytes(newer)).toEqual({ to: bob, text: '', matter: { kind: 'newer', bytes: newer } })
    expect(readLetterBytes(filled({ kind: 'constructor', to }))?.matter?.kind).toBe('newer')
  })
})
