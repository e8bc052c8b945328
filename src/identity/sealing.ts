/**
 * Seals words for the devices of two people: HPKE (RFC 9180, X25519, HKDF-SHA256, AES-256-GCM) by `hpke`, over WebCrypto,
 * so that no script sees a private key. The words are sealed once under a key of their own, and that key once for each
 * device. What is sealed is bound to the log it was written for: copied into another log it does not open.
 */
import { AEAD_AES_256_GCM, CipherSuite, KDF_HKDF_SHA256, KEM_DHKEM_X25519_HKDF_SHA256 } from 'hpke'
import { concatBytes, utf8 } from '../lib/bytes'
import { domainMessage, LETTER_DOMAIN } from './domain'
import { publicKeyOf } from './person-id'
import type { DeviceId, PersonId } from './types'

const KEY_BYTES = 32
const ENCAPSULATED_BYTES = 32
/** The key seals one letter and never another, so its only nonce may be this one. */
const ONLY_NONCE = new Uint8Array(12)

/** By whom and where a letter is said. */
export interface LetterPlace {
  readonly network: string
  readonly person: PersonId
  readonly device: DeviceId
}

export interface Sealed {
  readonly copies: readonly Uint8Array[]
  readonly sealed: Uint8Array
}

const suite = new CipherSuite(KEM_DHKEM_X25519_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_AES_256_GCM)

/** A pair whose private half the browser never gives out, not even to this page. */
export async function generateInboxKey(): Promise<CryptoKeyPair> {
  const pair = await crypto.subtle.generateKey('X25519', false, ['deriveBits'])
  if (!('privateKey' in pair)) throw new Error('expected an X25519 key pair')
  return pair
}

export async function inboxKeyBytes({ publicKey }: CryptoKeyPair): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.exportKey('raw', publicKey))
}

/**
 * @param keys of the devices that may read; one that is no key is passed over
 * @param copiesStep the number of copies is a multiple of this: the missing ones are sealed for keys that nobody has
 */
export async function sealFor(
  keys: readonly Uint8Array[],
  place: LetterPlace,
  words: Uint8Array,
  copiesStep: number,
): Promise<Sealed> {
  const info = infoOf(place)
  const letterKey = crypto.getRandomValues(new Uint8Array(KEY_BYTES))
  const copies: { readonly order: number; readonly copy: Uint8Array }[] = []
  const add = (copy: Uint8Array): void => void copies.push({ order: randomOrder(), copy })
  for (const key of keys) {
    const copy = await copyFor(key, letterKey, info)
    if (copy !== null) add(copy)
  }
  while (copies.length === 0 || copies.length % copiesStep !== 0) {
    const nobody = await copyFor(await inboxKeyBytes(await generateInboxKey()), letterKey, info)
    if (nobody !== null) add(nobody)
  }
  const key = await crypto.subtle.importKey('raw', letterKey, 'AES-GCM', false, ['encrypt'])
  const algorithm = { name: 'AES-GCM', iv: ONLY_NONCE, additionalData: info }
  const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm, key, new Uint8Array(words)))
  return { copies: copies.sort((a, b) => a.order - b.order).map(({ copy }) => copy), sealed }
}

/** Null when none of the copies is for one of these keys, or what it leads to was changed. */
export async function openWith(
  pairs: readonly CryptoKeyPair[],
  place: LetterPlace,
  { copies, sealed }: Sealed,
): Promise<Uint8Array | null> {
  const info = infoOf(place)
  for (const pair of pairs) {
    for (const copy of copies) {
      const letterKey = await letterKeyOf(copy, pair, info)
      if (letterKey === null) continue
      try {
        const key = await crypto.subtle.importKey('raw', new Uint8Array(letterKey), 'AES-GCM', false, [
          'decrypt',
        ])
        const algorithm = { name: 'AES-GCM', iv: ONLY_NONCE, additionalData: info }
        return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, new Uint8Array(sealed)))
      } catch {
        return null // Sealed for this key by somebody who put a wrong key or other words into it.
      }
    }
  }
  return null
}

async function copyFor(key: Uint8Array, letterKey: Uint8Array, info: Uint8Array): Promise<Uint8Array | null> {
  try {
    const recipient = await suite.DeserializePublicKey(key)
    const { encapsulatedSecret, ciphertext } = await suite.Seal(recipient, letterKey, { info })
    return concatBytes(encapsulatedSecret, ciphertext)
  } catch {
    return null // Anybody may announce a key with which nothing can be agreed, such as nought.
  }
}

async function letterKeyOf(
  copy: Uint8Array,
  pair: CryptoKeyPair,
  info: Uint8Array,
): Promise<Uint8Array | null> {
  try {
    const [secret, ciphertext] = [copy.slice(0, ENCAPSULATED_BYTES), copy.slice(ENCAPSULATED_BYTES)]
    return await suite.Open(pair, secret, ciphertext, { info })
  } catch {
    return null // For somebody else: the usual case.
  }
}

function infoOf({ network, person, device }: LetterPlace): Uint8Array<ArrayBuffer> {
  return domainMessage(LETTER_DOMAIN, concatBytes(publicKeyOf(person), publicKeyOf(device), utf8(network)))
}

function randomOrder(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0
}
