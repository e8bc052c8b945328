/**
 * The token of `#/join/<token>`: who invites, into which network, and how to reach them without waiting to hear of
 * them. base64url of canonical dag-cbor. The secret lets the invited prove that they hold this link
 * (identity/invite.ts); a token is foreign input like any other.
 */
import { parsePersonBytes, publicKeyOf } from '../identity/person-id'
import type { PersonId } from '../identity/types'
import { fromBase64Url, toBase64Url } from '../lib/bytes'
import { decodeCanonical, encodeCanonical } from '../records/codec'
import { MAX_NAME_CHARS } from '../records/limits'
import type { NetworkId } from '../records/types'

export interface InviteToken {
  readonly network: NetworkId
  readonly person: PersonId
  readonly name: string
  readonly secret: Uint8Array
  readonly peerId: string
  readonly relays: readonly string[]
}

const SECRET_BYTES = 16
/** Relay addresses of ordinary length and a name; a longer token is not one of ours. */
const MAX_TOKEN_CHARS = 2048
const MAX_RELAYS = 4
const MAX_ADDRESS_CHARS = 256

/** Names the relays that fit, the first ones first: a link without them still says who invites. */
export function encodeInvite(token: InviteToken): string {
  const { network, person, name, secret, peerId, relays } = token
  const personBytes = publicKeyOf(person)
  const write = (named: readonly string[]): string =>
    toBase64Url(encodeCanonical([network, personBytes, name, secret, peerId, named]))
  const named: string[] = []
  for (const relay of relays) {
    const isAddress = named.length < MAX_RELAYS && isText(relay, MAX_ADDRESS_CHARS)
    if (isAddress && write([...named, relay]).length <= MAX_TOKEN_CHARS) named.push(relay)
  }
  return write(named)
}

/** Null for anything that is not a whole token. */
export function decodeInvite(text: string): InviteToken | null {
  if (text.length > MAX_TOKEN_CHARS) return null
  const bytes = fromBase64Url(text)
  if (bytes === null) return null
  const decoded = decodeCanonical(bytes)
  if (!decoded.ok || !Array.isArray(decoded.value) || decoded.value.length !== 6) return null
  const [network, personBytes, name, secret, peerId, relays] = decoded.value as readonly unknown[]
  const person = parsePersonBytes(personBytes)
  if (person === null || !isText(network, MAX_ADDRESS_CHARS) || !isText(name, MAX_NAME_CHARS)) return null
  if (!(secret instanceof Uint8Array) || secret.byteLength !== SECRET_BYTES) return null
  if (!isText(peerId, MAX_ADDRESS_CHARS) || !Array.isArray(relays) || relays.length > MAX_RELAYS) return null
  if (!relays.every((relay) => isText(relay, MAX_ADDRESS_CHARS))) return null
  return { network: network as NetworkId, person, name, secret, peerId, relays }
}

function isText(value: unknown, maxChars: number): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= maxChars
}
