/**
 * What the page says, in the language of who reads it. The English sentence stands where it is said and is the name of
 * its translations (src/ui/words/es/first.json and so on); how to add one: docs/STYLE.md.
 */
import { fetchCatalogue, type Catalogue, type Part } from './catalogues'
import { keyOf } from './key'
import { LANGUAGES, localeFor, type Language } from './language'
import {
  formOf,
  isolated,
  partsOf,
  withoutNote,
  type Pattern,
  type PlaceOf,
  type Translated,
  type Value,
  type ValuesOf,
} from './sentence'

class Words {
  language = $state<Language>('en')
  /** How numbers and times are written. */
  locale = $state('en')
  #catalogue = $state.raw<Catalogue>({})
  #parts: readonly Part[] = ['first']
  #asked: Language = 'en'

  get dir(): 'ltr' | 'rtl' {
    return LANGUAGES[this.language].dir
  }

  /**
   * Rejects, and changes nothing, when the sentences cannot be fetched.
   * @param wanted the languages of the browser, which say how its owner writes numbers
   */
  async speak(language: Language, wanted: readonly string[]): Promise<void> {
    this.#asked = language
    let parts: readonly Part[]
    let catalogue: Catalogue
    do {
      parts = this.#parts
      catalogue = await this.#fetch(language, parts)
    } while (parts !== this.#parts)
    // Who goes through the list with the arrow keys asks for several; the last one counts.
    if (language !== this.#asked) return
    this.#catalogue = catalogue
    this.language = language
    this.locale = localeFor(language, wanted)
  }

  /** The sentences of the views that come later; from then on they come with every change of the language. */
  async fetchLater(): Promise<void> {
    if (this.#parts.includes('later')) return
    const { language } = this
    const later = await this.#fetch(language, ['later'])
    if (language !== this.language) return this.fetchLater()
    this.#parts = ['first', 'later']
    this.#catalogue = { ...this.#catalogue, ...later }
  }

  translated(sentence: string): Translated | undefined {
    return this.#catalogue[keyOf(sentence)]
  }

  async #fetch(language: Language, parts: readonly Part[]): Promise<Catalogue> {
    if (language === 'en') return {}
    const catalogues = await Promise.all(parts.map((part) => fetchCatalogue(language, part)))
    return Object.assign({}, ...catalogues) as Catalogue
  }
}

export const words = new Words()

/** A sentence in the language of the reader; `values` fill its places. */
export function say<const S extends string>(
  sentence: S,
  ...[values]: PlaceOf<S> extends never ? [] : [ValuesOf<S>]
): string {
  return filled(spoken(sentence), values)
}

/** A sentence that says how many: `{count}` is the number. Its name in the catalogues is the second form. */
export function sayCount<const One extends string, const Other extends string>(
  count: number,
  one: One,
  other: Other,
  ...[values]: Exclude<PlaceOf<One | Other>, 'count'> extends never
    ? []
    : [{ readonly [Name in Exclude<PlaceOf<One | Other>, 'count'>]: Value }]
): string {
  return filled(spokenCount(count, one, other), { ...values, count })
}

/** A sentence whose places `Said.svelte` fills, with more than text. */
export function pattern<const S extends string>(sentence: S): Pattern<PlaceOf<S>> {
  return spoken(sentence)
}

export function patternCount<const One extends string, const Other extends string>(
  count: number,
  one: One,
  other: Other,
): Pattern<PlaceOf<One | Other>> {
  return spokenCount(count, one, other)
}

function spoken(sentence: string): string {
  return formOf(words.translated(sentence) ?? withoutNote(sentence), 'other')
}

function spokenCount(count: number, one: string, other: string): string {
  const english = { one: withoutNote(one), other: withoutNote(other) }
  return formOf(words.translated(other) ?? english, plurals().select(count))
}

/** What stands in a place: a number as the reader writes numbers, a text so that it turns nothing around. */
export function written(value: Value): string {
  return typeof value === 'number' ? numbers().format(value) : isolated(value, words.dir)
}

function filled(sentence: string, values: Readonly<Record<string, Value>> | undefined): string {
  if (values === undefined) return sentence
  return partsOf(sentence)
    .map((part) => (part.kind === 'text' ? part.text : written(values[part.name] ?? '')))
    .join('')
}

/** Something of `Intl` for the reader's locale, made once for each: `const day = inLocale((locale) => new …)`. */
export function inLocale<T>(make: (locale: string) => T): () => T {
  const made = new Map<string, T>()
  return () => {
    const { locale } = words
    const known = made.get(locale) ?? make(locale)
    made.set(locale, known)
    return known
  }
}

const plurals = inLocale((locale) => new Intl.PluralRules(locale))
const numbers = inLocale((locale) => new Intl.NumberFormat(locale))
