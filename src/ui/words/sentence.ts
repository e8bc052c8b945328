/** A sentence with places for what is said in it: "{name} follows you." */

/** The names of the places of a sentence. */
export type PlaceOf<S extends string> = S extends `${string}{${infer Name}}${infer Rest}`
  ? Name | PlaceOf<Rest>
  : never

export type Value = string | number
export type ValuesOf<S extends string> = { readonly [Name in PlaceOf<S>]: Value }

export type SentencePart =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'place'; readonly name: string }

/** The words of a sentence whose places are still open. */
export type Pattern<Place extends string> = string & { readonly open?: Place }

/** How many things, in the forms that a language has for it; what has no form of its own is said as `other`. */
export type Forms = { readonly [F in Intl.LDMLPluralRule]?: string } & { readonly other: string }
export type Translated = string | Forms

const PLACES = /\{(\w+)\}/g

export function placesOf(sentence: string): string[] {
  return [...sentence.matchAll(PLACES)].map(([, name = '']) => name)
}

/** "Post | to publish": a word that means two things says behind a bar which, for who translates it. */
export function withoutNote(sentence: string): string {
  return sentence.replace(/ \| .*$/s, '')
}

export function partsOf(sentence: string): SentencePart[] {
  const parts: SentencePart[] = []
  let textFrom = 0
  for (const found of sentence.matchAll(PLACES)) {
    if (found.index > textFrom) parts.push({ kind: 'text', text: sentence.slice(textFrom, found.index) })
    parts.push({ kind: 'place', name: found[1] ?? '' })
    textFrom = found.index + found[0].length
  }
  if (textFrom < sentence.length) parts.push({ kind: 'text', text: sentence.slice(textFrom) })
  return parts
}

export function formOf(translated: Translated, form: Intl.LDMLPluralRule): string {
  return typeof translated === 'string' ? translated : (translated[form] ?? translated.other)
}

const ISOLATE = '\u2068'
const END = '\u2069'
const ISOLATED = /\u2068[^\u2068\u2069]*\u2069/g
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u
const LETTER = /\p{L}/gu

/**
 * What stands in a sentence between marks (U+2068 … U+2069), so that neither turns the other around: names of the other
 * direction, and numbers with signs where one reads from the right. A sentence within a sentence needs none, and
 * with them it would not tell its paragraph which way it runs.
 */
export function isolated(text: string, dir: 'ltr' | 'rtl'): string {
  const letters = withoutIsolated(text).match(LETTER) ?? []
  const turned = letters.filter((letter) => RIGHT_TO_LEFT.test(letter)).length
  const isOfTheSame = dir === 'ltr' ? turned === 0 : turned > 0 && turned === letters.length
  return isOfTheSame ? text : `${ISOLATE}${text}${END}`
}

/** From the innermost outwards. */
function withoutIsolated(text: string): string {
  const left = text.replace(ISOLATED, '')
  return left === text ? left : withoutIsolated(left)
}
