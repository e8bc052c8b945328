import { describe, expect, it } from 'vitest'
import { mutedWord } from '../../src/ui/format/muted-word'

function found(word: string, ...texts: string[]): boolean {
  return mutedWord([{ word: 'other' }, { word }], texts) === word
}

describe('a muted word', () => {
  it('[TA8] is found whole, whatever its capitals and what stands around it', () => {
    for (const text of ['Bees!', 'the #bees', '(BEES)', 'wasps,bees', 'bees'])
      expect(found('bees', 'nothing', text)).toBe(true)
    for (const text of ['beeswax', 'honeybees', 'b ees', 'bee', '', 'bees2', '🐝bee𝒮bees𝒮'])
      expect(found('bees', text)).toBe(false)
    expect(found('red ants', 'Of red ants and others')).toBe(true)
    expect(found('bees', 'honeybees and bees')).toBe(true)
  })

  it('[TA8] is found in scripts that do not part words, and however its accents are written', () => {
    expect(found('蜜蜂', '我喜欢蜜蜂们')).toBe(true)
    expect(found('caf\u00e9', 'A Cafe\u0301')).toBe(true)
    expect(found('cafe', 'A Cafe\u0301')).toBe(false)
  })
})
