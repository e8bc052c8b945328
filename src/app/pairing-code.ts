/**
 * The code that one person gives another to meet without a server: half of a WebRTC link (peer/offer.ts), and what an
 * invite link would say. Text of letters, digits, `-`, `_` and one dot; foreign input like any other. Pure.
 */
import { parsePersonBytes, publicKeyOf } from '../identity/person-id'
import type { PersonId } from '../identity/types'
import { fromBase64Url, toBase64Url } from '../lib/bytes'
import { err, ok, type Result } from '../lib/result'
import { offerFields, readOffer, type Offer } from '../peer/offer'
import { decodeCanonical, encodeCanonical } from '../records/codec'
import { MAX_CLOCK_SKEW_MS, MAX_NAME_CHARS } from '../records/limits'
import type { NetworkId } from '../records/types'

/** Who gives the code, and the secret that shows who has it. */
export interface Card {
  readonly person: PersonId
  readonly name: string
  readonly secret: Uint8Array
}

export interface PairingCode extends Card {
  readonly network: NetworkId
  /** Unix milliseconds. */
  readonly expiresAt: number
  readonly offer: Offer
}

export type CodeError = 'not-a-code' | 'other-version' | 'damaged' | 'other-network' | 'expired'

/** Enough to send it, read it and answer; the browser keeps its ports open for it. */
export const CODE_LIFETIME_MS = 15 * 60 * 1000
const PREFIX = 'synereo1.'
const OF_ANY_VERSION = /^synereo\d+\./
const SECRET_BYTES = 16
/** Eight addresses and a name; a QR code of this size can still be read. */
const MAX_CODE_CHARS = 1500

export function encodePairing({ network, expiresAt, person, name, secret, offer }: PairingCode): string {
  const fields = [network, expiresAt, publicKeyOf(person), name, secret, offerFields(offer)]
  return PREFIX + toBase64Url(encodeCanonical(fields))
}

/** @param text as pasted: spaces and line ends, which mail programs put in, do not count */
export function decodePairing(
  text: string,
  network: NetworkId,
  nowMs: number,
): Result<PairingCode, CodeError> {
  const code = text.replaceAll(/\s/g, '')
  if (!code.startsWith(PREFIX)) return err(OF_ANY_VERSION.test(code) ? 'other-version' : 'not-a-code')
  if (code.length > MAX_CODE_CHARS) return err('damaged')
  const bytes = fromBase64Url(code.slice(PREFIX.length))
  const decoded = bytes === null ? null : decodeCanonical(bytes)
  if (decoded === null || !decoded.ok) return err('damaged')
  const fields = decoded.value
  if (!Array.isArray(fields) || fields.length !== 6) return err('damaged')
  const [ofNetwork, expiresAt, personBytes, name, secret, offerValue] = fields as readonly unknown[]
  const person = parsePersonBytes(personBytes)
  const offer = readOffer(offerValue)
  if (person === null || offer === null || typeof ofNetwork !== 'string') return err('damaged')
  if (typeof name !== 'string' || name === '' || name.length > MAX_NAME_CHARS) return err('damaged')
  if (!(secret instanceof Uint8Array) || secret.byteLength !== SECRET_BYTES) return err('damaged')
  if (typeof expiresAt !== 'number' || !Number.isSafeInteger(expiresAt)) return err('damaged')
  if (ofNetwork !== network) return err('other-network')
  const isFromFarAhead = expiresAt > nowMs + CODE_LIFETIME_MS + MAX_CLOCK_SKEW_MS
  if (expiresAt < nowMs || isFromFarAhead) return err('expired')
  return ok({ network, expiresAt, person, name, secret, offer })
}
