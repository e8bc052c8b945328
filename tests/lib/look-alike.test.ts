import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { skeletonOf } from '../../src/lib/look-alike'

describe('what a name looks like', () => {
  it.each([
    ['a Cyrillic letter', 'Bob', 'Bоb'],
    ['a Greek one', 'Bob', 'Bοb'],
    ['Cyrillic throughout', 'Pacxa', 'Расха'],
    ['capitals', 'Bob', 'BOB'],
    ['a capital I for an l', 'Alice', 'AIice'],
    ['a digit', 'Bob', 'B0b'],
    ['an accent', 'Bob', 'Böb'],
    ['a stroke', 'Bob', 'Bøb'],
    ['two letters for one', 'Emma', 'Ernrna'],
    ['styled letters', 'Bob', '𝐁𝗼𝓫'],
    ['full width', 'Bob', 'Ｂｏｂ'],
    ['something that is not seen', 'Bob', 'B\u200bo\u202eb\u2069'],
    ['stacked marks', 'Bob', 'B\u0301\u0301\u0301ob'],
    ['spaces and dots', 'Bob', ' B.ob '],
    ['a mark of trust', 'Bob', 'Bob ✓'],
    ['a Persian letter', 'كريم', 'کریم'],
    ['vowels that may be left out', 'محمد', 'مُحَمَّد'],
    ['a picture, chosen otherwise', '🦋', '🦋\ufe0f'],
  ])('[LK1] is the same with %s', (_, name, other) => {
    expect(skeletonOf(other)).toBe(skeletonOf(name))
    expect(skeletonOf(name)).not.toBe('')
  })

  it.each([
    ['Bob', 'Rob'],
    ['Bob', 'Bob 2'],
    ['Анна', 'Инна'],
    ['राम', 'रमा'],
    ['กา', 'กี'],
    ['王伟', '王威'],
    ['🦋', '🐝'],
  ])('[LK1] tells %s from %s', (one, other) => {
    expect(skeletonOf(one)).not.toBe(skeletonOf(other))
  })

  it('[LK1] is found for whatever somebody calls themselves, and stays what it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 64 }), (name) => {
        const skeleton = skeletonOf(name)
        expect(skeletonOf(skeleton)).toBe(skeleton)
      }),
      { numRuns: 300, seed: 39 },
    )
  })
})
