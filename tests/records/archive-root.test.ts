import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readArchiveRoot, writeArchiveRoot, type ArchiveRoot } from '../../src/records/archive-root'
import { encodeCanonical } from '../../src/records/codec'
import type { NetworkId, RecordCid } from '../../src/records/types'

const HEAD = 'bafyreidakhi6hwuials77wnsgm6mf52rhep7qr5x7ue5v7unnomlpbq5lu' as RecordCid
const bytes = (length: number) => new Uint8Array(length).fill(7)
const ROOT: ArchiveRoot = {
  network: 'bafynet' as NetworkId,
  time: 1_700_000_000_000,
  heads: [HEAD],
  words: { salt: bytes(16), iv: bytes(12), rounds: 600_000, sealed: bytes(90) },
}
const NONE = { ok: false, error: 'not-an-archive' }

describe('the root of an archive', () => {
  it('[AR1] is read as it was written, with words and without', () => {
    expect(readArchiveRoot(writeArchiveRoot(ROOT))).toEqual({ ok: true, value: ROOT })
    expect(readArchiveRoot(writeArchiveRoot({ ...ROOT, words: null }))).toEqual({
      ok: true,
      value: { ...ROOT, words: null },
    })
  })

  it.each([
    ['another version', { v: 2 }],
    ['a field too many', { more: 1 }],
    ['heads that are no links', { heads: [HEAD] }],
    ['a time that is none', { time: -1 }],
    ['words of which a part is missing', { words: { salt: bytes(16), iv: bytes(12), rounds: 1 } }],
    ['a salt of another length', { words: { salt: bytes(8), iv: bytes(12), rounds: 1, sealed: bytes(9) } }],
    [
      'so many rounds that a page would hang',
      { words: { salt: bytes(16), iv: bytes(12), rounds: 1e9, sealed: bytes(9) } },
    ],
    ['more words than twelve', { words: { salt: bytes(16), iv: bytes(12), rounds: 1, sealed: bytes(999) } }],
  ])('[AR1] is refused with %s', (_what, change) => {
    const plain = { v: 1, t: 'archive', network: 'n', time: 1, heads: [], words: null }
    expect(readArchiveRoot(encodeCanonical(plain)).ok).toBe(true)
    expect(readArchiveRoot(encodeCanonical({ ...plain, ...change }))).toEqual(NONE)
  })

  it('[AR1] is never read out of any other bytes, and reading never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        expect(readArchiveRoot(noise)).toEqual(NONE)
      }),
      { seed: 1, numRuns: 500 },
    )
  })
})
