import { base58btc } from 'multiformats/bases/base58'
import { concatBytes } from '../lib/bytes'
import { remembered } from '../lib/remembered'
import type { DeviceId, PersonId } from './types'

/** The multicodec `ed25519-pub` as a varint; did:key puts it before the key. */
const ED25519_PREFIX = Uint8Array.of(0xed, 0x01)
const PUBLIC_KEY_BYTES = 32
/** `z6Mk` and 44 more characters; a longer text is refused before it is decoded, which is quadratic. */
const MAX_ID_CHARS = 60
/**
 * Every message of the sync names the same people and devices over and over, and base58 costs time by the square of what is
 * written. Four times the people that a page asks for; half a megabyte.
 */
const MAX_REMEMBERED = 4_096

export function personIdFrom(publicKey: Uint8Array): PersonId {
  return encode(publicKey) as PersonId
}

export function deviceIdFrom(publicKey: Uint8Array): DeviceId {
  return encode(publicKey) as DeviceId
}

const decoded = remembered(MAX_REMEMBERED, (id: string) =>
  base58btc.decode(id).subarray(ED25519_PREFIX.byteLength),
)
/** By the bytes of the key, a character each. */
const encoded = remembered(MAX_REMEMBERED, (chars: string) =>
  base58btc.encode(
    concatBytes(
      ED25519_PREFIX,
      Uint8Array.from(chars, (char) => char.charCodeAt(0)),
    ),
  ),
)

/** The 32 bytes of the Ed25519 public key; whoever asks may change them. */
export function publicKeyOf(id: PersonId | DeviceId): Uint8Array<ArrayBuffer> {
  return new Uint8Array(decoded(id))
}

/** Null for anything but the one way of writing a person. */
export function parsePersonId(text: string): PersonId | null {
  if (text.length > MAX_ID_CHARS) return null
  try {
    const bytes = base58btc.decode(text)
    const key = bytes.subarray(ED25519_PREFIX.byteLength)
    return key.byteLength === PUBLIC_KEY_BYTES && encode(key) === text ? (text as PersonId) : null
  } catch {
    return null
  }
}

/** Reads a key as records and messages carry it; null when it is no 32 bytes. */
export function parsePersonBytes(value: unknown): PersonId | null {
  return isKey(value) ? personIdFrom(value) : null
}

export function parseDeviceBytes(value: unknown): DeviceId | null {
  return isKey(value) ? deviceIdFrom(value) : null
}

function isKey(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array && value.byteLength === PUBLIC_KEY_BYTES
}

function encode(publicKey: Uint8Array): string {
  if (publicKey.byteLength !== PUBLIC_KEY_BYTES) {
    throw new Error(
      `expected an Ed25519 public key of ${PUBLIC_KEY_BYTES} bytes, got ${publicKey.byteLength}`,
    )
  }
  return encoded(String.fromCharCode(...publicKey))
}
