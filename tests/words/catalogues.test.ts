import { describe, expect, it } from 'vitest'
import type { Catalogue, Part } from '../../src/ui/words/catalogues'
import { keyOf } from '../../src/ui/words/key'
import type { Translation } from '../../src/ui/words/language'
import { placesOf, type Forms } from '../../src/ui/words/sentence'
import { readCatalogue } from '../../tools/words/catalogues'
import { checkWords, FORMS, unique } from '../../tools/words/check'
import { readSentences } from '../../tools/words/sentences'

const read = readSentences()

/** What the check says when the Arabic of the views that come later is changed like this. */
function checkWith(change: (catalogue: Map<string, Catalogue[string]>) => void): string[] {
  const entries = new Map(Object.entries(readCatalogue('ar', 'later')))
  change(entries)
  const changed = Object.fromEntries(entries)
  return checkWords(read, (language: Translation, part: Part) =>
    language === 'ar' && part === 'later' ? changed : readCatalogue(language, part),
  )
}

/** A sentence of later views that has places and does not count. */
const [WITH_PLACE = ''] = Object.entries(readCatalogue('ar', 'later'))
  .filter(([text, said]) => typeof said === 'string' && placesOf(text).length > 0)
  .map(([text]) => text)
const [COUNTED = ''] = Object.entries(readCatalogue('ar', 'later'))
  .filter(([, said]) => typeof said !== 'string')
  .map(([text]) => text)

describe('the catalogues', () => {
  it('[W1] say every sentence of the page in every language, and no other', () => {
    expect(unique(read).length).toBeGreaterThan(500)
    expect(checkWords(read)).toEqual([])
  })

  it('[W1] would be found out without a sentence, with one too many, and with an empty one', () => {
    expect(checkWith((catalogue) => catalogue.delete(WITH_PLACE))[0]).toMatch(/^ar: .* has no translation$/)
    expect(checkWith((catalogue) => catalogue.set('Nobody says this.', 'x'))).toEqual([
      'ar/later: nobody says “Nobody says this.” any more',
    ])
    expect(checkWith((catalogue) => catalogue.set(WITH_PLACE, ' '))[0]).toContain('is empty')
  })

  it('[W1] would be found out without a place, or with a strange one', () => {
    expect(checkWith((catalogue) => catalogue.set(WITH_PLACE, 'x'))[0]).toContain('does not say {')
    const said = `${placesOf(WITH_PLACE)
      .map((place) => `{${place}}`)
      .join('')}{strange}`
    expect(checkWith((catalogue) => catalogue.set(WITH_PLACE, said))).toEqual([
      `ar: “${WITH_PLACE}” has nothing for {strange}`,
    ])
  })

  it('[W1] would be found out without one of the forms in which a language counts', () => {
    expect(checkWith((catalogue) => catalogue.set(COUNTED, 'x'))[0]).toContain(
      'needs the forms zero, one, two',
    )
    expect(
      checkWith((catalogue) => {
        const { two: _two, ...others } = catalogue.get(COUNTED) as Forms
        catalogue.set(COUNTED, others)
      }),
    ).toEqual([`ar: “${COUNTED}” has no form for two`])
  })

  it('[W1] would be found out with a sentence of the first paint among those that come later', () => {
    const [first = ''] = Object.keys(readCatalogue('ar', 'first'))
    expect(checkWith((catalogue) => catalogue.set(first, 'x')).join('\n')).toContain('belongs to first.json')
  })

  it('[W2] have the forms in which their language counts', () => {
    for (const [language, forms] of Object.entries(FORMS)) {
      const known = new Intl.PluralRules(language).resolvedOptions().pluralCategories
      // Spanish has a form for whole millions, too, which is said as for other numbers.
      expect([...forms].sort()).toEqual(known.filter((form) => language === 'ar' || form !== 'many').sort())
    }
  })

  it('[W1] have a key of its own for every sentence', () => {
    expect(new Set(unique(read).map(({ text }) => keyOf(text))).size).toBe(unique(read).length)
  })
})
