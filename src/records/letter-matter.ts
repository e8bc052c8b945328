/**
 * What a letter is for, when it is more than words: a closed schema for each kind. Plain words have no kind, as in all
 * letters that were written before there were any. A kind that is not known here is one of a later version of the page.
 */
import { parsePersonBytes, publicKeyOf } from '../identity/person-id'
import type { PersonId } from '../identity/types'
import { fromBase64Url, toBase64Url } from '../lib/bytes'
import type { Brand } from '../lib/brand'
import { byteString, closedMap, text, writtenText } from './fields'
import { INTRODUCTION_ID_BYTES, MAX_INTRODUCTION_CHARS } from './limits'

/** Random: the two who are asked see the same one, and it says nothing of either. */
export type IntroductionId = Brand<string, 'IntroductionId'>

export type WrittenMatter =
  /** Asks whether the reader wants to meet somebody; the words are all that is said of them. */
  | { readonly kind: 'introduction-offer'; readonly id: IntroductionId }
  /** To whoever asked, and without words. */
  | { readonly kind: 'introduction-answer'; readonly id: IntroductionId; readonly accepts: boolean }
  /** Both want to: this is the other one. */
  | { readonly kind: 'introduction-made'; readonly id: IntroductionId; readonly person: PersonId }

export type LetterMatter =
  | WrittenMatter
  /** The whole content, so that a later version of the page can read it. */
  | { readonly kind: 'newer'; readonly bytes: Uint8Array }

export interface Said {
  readonly text: string
  readonly matter: WrittenMatter
}

type Kind = WrittenMatter['kind']

export function introductionIdOf(bytes: Uint8Array): IntroductionId {
  return toBase64Url(bytes) as IntroductionId
}

/** What is encoded beside whom the letter is for. */
export function fieldsOf({ text: words, matter }: Said): Record<string, unknown> {
  const common = { kind: matter.kind, id: fromBase64Url(matter.id) }
  switch (matter.kind) {
    case 'introduction-offer':
      return { ...common, text: writtenText(words) }
    case 'introduction-answer':
      return { ...common, accepts: matter.accepts }
    case 'introduction-made':
      return { ...common, person: publicKeyOf(matter.person), text: writtenText(words) }
  }
}

/** Undefined for a kind that is not known here; null when it is known and this is none. @param value a map with a kind */
export function readMatter(value: object & { readonly kind: string }): Said | null | undefined {
  if (!Object.hasOwn(READ, value.kind)) return undefined
  return READ[value.kind as Kind](value)
}

const READ: { readonly [K in Kind]: (value: unknown) => Said | null } = {
  'introduction-offer': (value) => {
    const map = closedMap(value, ['kind', 'to', 'id', 'text'])
    const [id, words] = [readId(map?.id), readWords(map?.text)]
    return id === null || words === null ? null : { text: words, matter: { kind: 'introduction-offer', id } }
  },
  'introduction-answer': (value) => {
    const map = closedMap(value, ['kind', 'to', 'id', 'accepts'])
    const [id, accepts] = [readId(map?.id), map?.accepts]
    return id === null || typeof accepts !== 'boolean'
      ? null
      : { text: '', matter: { kind: 'introduction-answer', id, accepts } }
  },
  'introduction-made': (value) => {
    const map = closedMap(value, ['kind', 'to', 'id', 'person', 'text'])
    const [id, words, person] = [readId(map?.id), readWords(map?.text), parsePersonBytes(map?.person)]
    return id === null || words === null || person === null
      ? null
      : { text: words, matter: { kind: 'introduction-made', id, person } }
  },
}

function readId(value: unknown): IntroductionId | null {
  const bytes = byteString(value, INTRODUCTION_ID_BYTES)
  return bytes === undefined ? null : introductionIdOf(bytes)
}

function readWords(value: unknown): string | null {
  const words = text(value, 1, MAX_INTRODUCTION_CHARS, true)
  return words === undefined || words.trim() === '' ? null : words
}
