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

/** The names and texts of others within our sentence: U+2068 … U+2069, so that neither turns the other around. */
const ISOLATE = '\u2068'
const END = '\u2069'
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u

export function isolated(text: string, dir: 'ltr' | 'rtl'): string {
  return dir === 'rtl' || RIGHT_TO_LEFT.test(text) ? `${ISOLATE}${text}${END}` : text
}
