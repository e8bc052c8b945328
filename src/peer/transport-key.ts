import { publicKeyFromRaw } from '@libp2p/crypto/keys'
import type { Ed25519PrivateKey } from '@libp2p/interface'

/**
 * A non-extractable WebCrypto pair as libp2p's private key: it signs, and `raw` throws, since nobody may read it.
 * (Noise, identify, gossipsub and WebRTC only ever sign; libp2p's keychain would ask for `raw` and is not used.)
 */
export async function transportKey(pair: CryptoKeyPair): Promise<Ed25519PrivateKey> {
  const publicBytes = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
  const publicKey = publicKeyFromRaw(publicBytes)
  if (publicKey.type !== 'Ed25519')
    throw new Error(`expected an Ed25519 transport key, got ${publicKey.type}`)
  return {
    type: 'Ed25519',
    publicKey,
    get raw(): Uint8Array {
      throw new Error('the transport key does not leave the browser')
    },
    equals(key?: unknown) {
      return key !== null && typeof key === 'object' && 'publicKey' in key && publicKey.equals(key.publicKey)
    },
    async sign(data) {
      const bytes = data instanceof Uint8Array ? data : data.subarray()
      return new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, new Uint8Array(bytes)))
    },
  }
}
