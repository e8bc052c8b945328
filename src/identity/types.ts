import type { Brand } from '../lib/brand'

/**
 * A person: the root Ed25519 public key as multibase base58btc of the multicodec `ed25519-pub` form, the
 * part of a `did:key` behind the last colon (`z6Mk…`). It is used to certify devices and for nothing else.
 */
export type PersonId = Brand<string, 'PersonId'>

/** A device of a person: its Ed25519 public key in the same form as {@link PersonId}. It signs records. */
export type DeviceId = Brand<string, 'DeviceId'>

/** Anything that signs bytes with a device key; the key itself never leaves it. */
export interface DeviceSigner {
  readonly device: DeviceId
  sign(message: Uint8Array): Promise<Uint8Array>
}
