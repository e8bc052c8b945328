/** Whether every language says everything: used by a test, by the build, and by `npm run words`. */
import type { Catalogue, Part } from '../../src/ui/words/catalogues'
import { keyOf } from '../../src/ui/words/key.ts'
import type { Translation } from '../../src/ui/words/language'
import { placesOf, type Translated } from '../../src/ui/words/sentence.ts'
import { PARTS, readCatalogue, TRANSLATIONS } from './catalogues.ts'
import { partOf, readSentences, type Read } from './sentences.ts'

/** The forms in which each language counts. Spanish has one more for millions, which nothing here comes to. */
export const FORMS: Readonly<Record<Translation, readonly Intl.LDMLPluralRule[]>> = {
  es: ['one', 'other'],
  de: ['one', 'other'],
  ar: ['zero', 'one', 'two', 'few', 'many', 'other'],
  zh: ['other'],
}
/** Forms that stand for one number only may leave it out: "a day". */
const OF_ONE_NUMBER = new Set<string>(['zero', 'one', 'two'])

/** What is wrong, in sentences; nothing when all is well. */
export function checkWords(
  read: Read = readSentences(),
  catalogueOf: (language: Translation, part: Part) => Catalogue = readCatalogue,
): string[] {
  return [
    ...read.unread,
    ...clashes(read),
    ...TRANSLATIONS.flatMap((language) =>
      checkLanguage(
        language,
        PARTS.map((part) => ({ part, catalogue: catalogueOf(language, part) })),
        read,
      ),
    ),
  ]
}

function checkLanguage(
  language: Translation,
  parts: readonly { readonly part: Part; readonly catalogue: Catalogue }[],
  read: Read,
): string[] {
  const translated = new Map(parts.flatMap(({ catalogue }) => Object.entries(catalogue)))
  const missing = unique(read)
    .filter(({ text }) => !translated.has(text))
    .map(({ text, file }) => `${language}: “${text}” (${file}) has no translation`)
  const misplaced = parts.flatMap(({ part, catalogue }) =>
    Object.keys(catalogue).flatMap((text) => {
      const wanted = partOf(text, read)
      if (wanted === null) return [`${language}/${part}: nobody says “${text}” any more`]
      return wanted === part ? [] : [`${language}/${part}: “${text}” belongs to ${wanted}.json`]
    }),
  )
  const wrong = unique(read).flatMap(({ text, one }) => {
    const found = translated.get(text)
    return found === undefined ? [] : faultsOf(language, text, one, found)
  })
  return [...missing, ...misplaced, ...wrong]
}

function faultsOf(language: Translation, text: string, one: string | null, found: Translated): string[] {
  const at = `${language}: “${text}”`
  const wanted = FORMS[language]
  const isCounted = one !== null && wanted.length > 1
  if (typeof found === 'string') {
    if (isCounted) return [`${at} counts, and needs the forms ${wanted.join(', ')}`]
    return placeFaults(at, text, found, false)
  }
  if (!isCounted) return [`${at} needs one form only`]
  const forms = Object.entries(found)
  const missing = wanted.filter((form) => found[form] === undefined)
  const strange = forms.filter(([form]) => !wanted.includes(form as Intl.LDMLPluralRule))
  return [
    ...missing.map((form) => `${at} has no form for ${form}`),
    ...strange.map(([form]) => `${at} has a form ${form}, which the language has not`),
    ...forms.flatMap(([form, said]) => placeFaults(`${at}, ${form}`, text, said, OF_ONE_NUMBER.has(form))),
  ]
}

function placeFaults(at: string, text: string, said: string, mayLeaveOutCount: boolean): string[] {
  if (said.trim() === '') return [`${at} is empty`]
  const wanted = new Set(placesOf(text))
  const given = new Set(placesOf(said))
  return [
    ...[...wanted]
      .filter((place) => !given.has(place) && !(mayLeaveOutCount && place === 'count'))
      .map((place) => `${at} does not say {${place}}`),
    ...[...given].filter((place) => !wanted.has(place)).map((place) => `${at} has nothing for {${place}}`),
  ]
}

/** Two sentences of one key, or one sentence with two forms for one. */
function clashes(read: Read): string[] {
  const texts = new Map<string, string>()
  const ones = new Map<string, string | null>()
  return read.sentences.flatMap(({ text, one, file }) => {
    const key = keyOf(text)
    const former = texts.get(key) ?? text
    const formerOne = ones.get(text) ?? one
    texts.set(key, former)
    ones.set(text, formerOne)
    return [
      ...(former === text ? [] : [`“${former}” and “${text}” have one key: change a word (${file})`]),
      ...(formerOne === one ? [] : [`“${text}” has two forms for one (${file})`]),
    ]
  })
}

export function unique({ sentences }: Read): Read['sentences'] {
  return [...new Map(sentences.map((sentence) => [sentence.text, sentence])).values()]
}
