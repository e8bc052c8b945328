import { describe, expect, it } from 'vitest'
import { isSeen, seenOrNull, writtenName } from '../../src/lib/written-name'

describe('a short text', () => {
  it('[CW1] of which nothing is seen is none, whatever it is made of', () => {
    for (const unseen of [
      '',
      '  \n',
      '\u200b\u200d',
      '\u3164',
      '\u115f\u034f',
      '\u2800',
      '\ufe0f',
      '\u202e\u2066',
    ]) {
      expect(isSeen(unseen)).toBe(false)
      expect(writtenName(unseen)).toBe('')
      expect(seenOrNull(unseen)).toBeNull()
    }
    for (const seen of ['spiders', '\u200bü', '👩\u200d🚀', '蛛', 'עכביש', '⚠\ufe0f']) {
      expect(writtenName(seen)).toBe(seen)
      expect(seenOrNull(seen)).toBe(seen)
    }
    expect(seenOrNull(undefined)).toBeNull()
  })
})
