import { keyIn, keyText } from './key-text'
import type { DeviceId, PersonId } from './types'

const PUBLIC_KEY_BYTES = 32

export function personIdFrom(publicKey: Uint8Array): PersonId {
  return encode(publicKey) as PersonId
}

export function deviceIdFrom(publicKey: Uint8Array): DeviceId {
  return encode(publicKey) as DeviceId
}

/** The 32 bytes of the Ed25519 public key; whoever asks may change them. */
export function publicKeyOf(id: PersonId | DeviceId): Uint8Array<ArrayBuffer> {
  const key = keyIn(id)
  if (key === null) throw new Error(`expected the id of a key, got ${id}`)
  return key
}

/** Null for anything but the one way of writing a person. */
export function parsePersonId(text: string): PersonId | null {
  return keyIn(text) === null ? null : (text as PersonId)
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
  return keyText(publicKey)
}
