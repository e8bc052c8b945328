/** Ed25519 keys that come from 32 bytes, for tests, cases and simulations: never for people. */
import { createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { deviceIdFrom } from '../src/identity/person-id'
import type { DeviceSigner } from '../src/identity/types'

/** PKCS #8 for Ed25519 up to the seed. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex')

export function signerFromSeed(seed: Uint8Array): DeviceSigner {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' })
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' })
  return {
    device: deviceIdFrom(new Uint8Array(Buffer.from(x, 'base64url'))),
    sign: (message) => Promise.resolve(new Uint8Array(sign(null, message, key))),
  }
}
