import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_TAGS } from '../../src/records/limits'
import { isTag, parseTag, tagsIn } from '../../src/records/tag'

describe('tags', () => {
  it('[R7] are found in a text in order, in small letters, each once', () => {
    expect(tagsIn('#Art and #music, again #ART; (#Painting)!')).toEqual(['art', 'music', 'painting'])
  })

  it('[R7] are words of any script, with hyphens and underscores inside', () => {
    expect(tagsIn('#straße #τέχνη #אמנות #कला #美術 #sci-fi #snake_case #2026')).toEqual([
      'straße',
      'τέχνη',
      'אמנות',
      'कला',
      '美術',
      'sci-fi',
      'snake_case',
      '2026',
    ])
  })

  it('[R7] are not what only looks like them', () => {
    expect(tagsIn('a#b https://example.org/#part &#39; ## # #- C# #!')).toEqual([])
  })

  it('[R7] the same word composed and decomposed is one tag', () => {
    expect(tagsIn('#caf\u00e9 #cafe\u0301')).toEqual(['caf\u00e9'])
  })

  it('[R7] those beyond the bound are plain words', () => {
    const text = Array.from({ length: MAX_TAGS + 3 }, (_, index) => `#tag${index}`).join(' ')
    expect(tagsIn(text)).toHaveLength(MAX_TAGS)
  })

  it('[R7] as somebody types them, with or without #', () => {
    expect(parseTag(' #Art ')).toBe('art')
    expect(parseTag('art')).toBe('art')
    for (const nothing of ['', '#', '##', '-', 'two words', 'a/b', 'x'.repeat(41), '\ud800']) {
      expect(parseTag(nothing), nothing).toBeNull()
    }
  })

  it('[R7] whatever is found or typed is valid in a record, and reading it again changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        for (const tag of [...tagsIn(`#${text}`), parseTag(text)]) {
          if (tag === null) continue
          expect(isTag(tag)).toBe(true)
          expect(parseTag(tag)).toBe(tag)
        }
      }),
      { seed: 31, numRuns: 2_000 },
    )
  })

  it.each([['#'], ['#a'], ['#a-'], ['#-'], ['#\u0301'], ['-_']])(
    '[R7] a long text of %j is read in linear time',
    (part) => {
      const startedMs = performance.now()
      tagsIn(part.repeat(100_000))
      parseTag(part.repeat(100_000))
      expect(performance.now() - startedMs).toBeLessThan(2_000)
    },
  )
})
