/**
 * What stands in a letter before it is sealed: a closed schema in canonical dag-cbor, like a body, filled up to one of
 * few sizes. The filling is a byte that is not nought and then noughts, so that it comes off again whatever stands before.
 */
import { parsePersonBytes, publicKeyOf } from '../identity/person-id'
import type { PersonId } from '../identity/types'
import { decodeCanonical, encodeCanonical } from './codec'
import { closedMap, text, writtenText } from './fields'
import { LETTER_SIZES, MAX_LETTER_CHARS } from './limits'

export interface LetterContent {
  /** Also the writer's other devices read it, and have to know whom it was for. */
  readonly to: PersonId
  readonly text: string
}

const END_MARK = 0x80

/** Null when it is not a letter that others would read. */
export function letterBytes({ to, text: words }: LetterContent): Uint8Array<ArrayBuffer> | null {
  if (/\p{Cs}/u.test(words)) return null
  const written = encodeCanonical({ to: publicKeyOf(to), text: writtenText(words) })
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
  const map = closedMap(decoded.value, ['to', 'text'])
  const to = parsePersonBytes(map?.to)
  const words = text(map?.text, 1, MAX_LETTER_CHARS, true)
  return to === null || words === undefined || words.trim() === '' ? null : { to, text: words }
}
