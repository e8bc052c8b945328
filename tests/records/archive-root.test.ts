import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readArchiveRoot, writeArchiveRoot, type ArchiveRoot } from '../../src/records/archive-root'
import { encodeCanonical } from '../../src/records/codec'
import type { NetworkId, RecordCid } from '../../src/records/types'

const HEAD = 'bafyreidakhi6hwuials77wnsgm6mf52rhep7qr5x7ue5v7unnomlpbq5lu' as RecordCid
const bytes = (length: number) => new Uint8Array(length).fill(7)
const SEALED = { salt: bytes(16), iv: bytes(12), sealed: bytes(90) }
const ROOT: ArchiveRoot = {
  network: 'bafynet' as NetworkId,
  time: 1_700_000_000_000,
  heads: [HEAD],
  words: { ...SEALED, cost: { memoryKiB: 65_536, passes: 3 } },
}
const ROUNDS = { rounds: 600_000 }
const NONE = { ok: false, error: 'not-an-archive' }

describe('the root of an archive', () => {
  it('[AR1] is read as it was written, with words and without', () => {
    expect(readArchiveRoot(writeArchiveRoot(ROOT))).toEqual({ ok: true, value: ROOT })
    for (const words of [null, { ...SEALED, cost: { rounds: 600_000 } }])
      expect(readArchiveRoot(writeArchiveRoot({ ...ROOT, words }))).toEqual({
        ok: true,
        value: { ...ROOT, words },
      })
  })

  it.each([
    ['another version', { v: 2 }],
    ['a field too many', { more: 1 }],
    ['heads that are no links', { heads: [HEAD] }],
    ['a time that is none', { time: -1 }],
    ['words of which a part is missing', { words: { salt: bytes(16), iv: bytes(12), ...ROUNDS } }],
    ['words without a cost', { words: SEALED }],
    ['a salt of another length', { words: { ...SEALED, ...ROUNDS, salt: bytes(8) } }],
    ['so many rounds that a page would hang', { words: { ...SEALED, rounds: 1e9 } }],
    ['fewer rounds than any file has', { words: { ...SEALED, rounds: 599_999 } }],
    ['so much memory that a page would be ended', { words: { ...SEALED, memoryKiB: 524_289, passes: 2 } }],
    ['less memory than any file asks', { words: { ...SEALED, memoryKiB: 19_455, passes: 2 } }],
    ['a single pass', { words: { ...SEALED, memoryKiB: 65_536, passes: 1 } }],
    ['passes without end', { words: { ...SEALED, memoryKiB: 65_536, passes: 11 } }],
    ['two costs', { words: { ...SEALED, ...ROUNDS, memoryKiB: 65_536, passes: 3 } }],
    ['more words than twelve', { words: { ...SEALED, ...ROUNDS, sealed: bytes(999) } }],
  ])('[AR1] [AR3] is refused with %s', (_what, change) => {
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
