import { deviceIdFrom } from './person-id'
import type { DeviceSigner } from './types'

const SIGNATURE_BYTES = 64

/** A key pair whose private half the browser never gives out. */
export async function generateDeviceKey(): Promise<CryptoKeyPair> {
  const pair = await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])
  if (!('privateKey' in pair)) throw new Error('expected an Ed25519 key pair')
  return pair
}

export async function deviceSigner(pair: CryptoKeyPair): Promise<DeviceSigner> {
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
  return {
    device: deviceIdFrom(publicKey),
    sign: (message) => signBytes(pair.privateKey, message),
  }
}

export async function signBytes(key: CryptoKey, message: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.sign('Ed25519', key, new Uint8Array(message)))
}

/** What a simulation may put something cheaper in the place of. */
export type Verify = typeof verify

/** True when the signature holds. Foreign bytes of any shape give false, never an error. */
export async function verify(
  publicKey: Uint8Array,
  signature: Uint8Array,
  message: Uint8Array,
): Promise<boolean> {
  if (signature.byteLength !== SIGNATURE_BYTES) return false
  try {
    const key = await crypto.subtle.importKey('raw', new Uint8Array(publicKey), 'Ed25519', false, ['verify'])
    return await crypto.subtle.verify('Ed25519', key, new Uint8Array(signature), new Uint8Array(message))
  } catch {
    return false // Not a point of the curve.
  }
}
