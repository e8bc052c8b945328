/**
 * What stands in a letter before it is sealed: a closed schema in canonical dag-cbor, like a body, filled up to one of
 * few sizes. The filling is a byte that is not nought and then noughts, so that it comes off again whatever stands before.
 */
import { parsePersonBytes, publicKeyOf } from '../identity/person-id'
import type { PersonId } from '../identity/types'
import { decodeCanonical, encodeCanonical } from './codec'
import { closedMap, text, writtenText } from './fields'
import { fieldsOf, readMatter, type LetterMatter, type WrittenMatter } from './letter-matter'
import { LETTER_SIZES, MAX_LETTER_CHARS } from './limits'

export interface LetterContent {
  /** Also the writer's other devices read it, and have to know whom it was for. */
  readonly to: PersonId
  /** Empty where the matter has none. */
  readonly text: string
  /** Not there when it is words and nothing else. */
  readonly matter?: LetterMatter
}

export interface WrittenLetter extends LetterContent {
  readonly matter?: WrittenMatter
}

const END_MARK = 0x80
/** As we name kinds, and no text of others to be shown. */
const KIND = /^[a-z][a-z-]{0,39}$/

/** Null when it is not a letter that others would read. */
export function letterBytes({ to, text: words, matter }: WrittenLetter): Uint8Array<ArrayBuffer> | null {
  if (/\p{Cs}/u.test(words)) return null
  const fields = matter === undefined ? { text: writtenText(words) } : fieldsOf({ text: words, matter })
  const written = encodeCanonical({ to: publicKeyOf(to), ...fields })
  const size = LETTER_SIZES.find((bytes) => written.byteLength < bytes)
  if (size === undefined) return null
  const filled = new Uint8Array(size)
  filled.set(written)
  filled[written.byteLength] = END_MARK
  return readLetterBytes(filled) === null ? null : filled
}

/** Whoever can seal a letter may put anything into it: null for what is none. */
export function readLetterBytes(bytes: Uint8Array): LetterContent | null {
  const end = bytes.findLastIndex((byte) => byte !== 0)
  if (end < 0 || bytes[end] !== END_MARK) return null
  const decoded = decodeCanonical(bytes.subarray(0, end))
  if (!decoded.ok) return null
  return hasKind(decoded.value) ? withKind(decoded.value, bytes) : plainWords(decoded.value)
}

type WithKind = object & { readonly kind: string; readonly to?: unknown }

function hasKind(value: unknown): value is WithKind {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    typeof value.kind === 'string' &&
    KIND.test(value.kind)
  )
}

function withKind(value: WithKind, bytes: Uint8Array): LetterContent | null {
  const to = parsePersonBytes(value.to)
  const said = readMatter(value)
  if (to === null || said === null) return null
  return { to, ...(said ?? { text: '', matter: { kind: 'newer', bytes: bytes.slice() } }) }
}

function plainWords(value: unknown): LetterContent | null {
  const map = closedMap(value, ['to', 'text'])
  const to = parsePersonBytes(map?.to)
  const words = text(map?.text, 1, MAX_LETTER_CHARS, true)
  return to === null || words === undefined || words.trim() === '' ? null : { to, text: words }
}
