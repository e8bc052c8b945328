import { expect, it } from 'vitest'
import { archiveName } from '../../src/ui/format/storage-sentence'

const NOW = Date.UTC(2026, 10, 30)

it('[AR3] the name of a file says whether it holds the twelve words', () => {
  expect(archiveName(NOW, false)).toBe('synereo-2026-11-30.car')
  expect(archiveName(NOW, true)).toBe('synereo-with-words-2026-11-30.car')
})
