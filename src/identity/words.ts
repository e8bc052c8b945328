/** The 12 words (BIP-39) and the root key they stand for. The root key certifies devices, and lets one
 * of them spend, and does nothing else. */
import { generateMnemonic, mnemonicToSeed, validateMnemonic } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { concatBytes, fromBase64Url, utf8 } from '../lib/bytes'
import { err, ok, type Result } from '../lib/result'
import { certificateMessage } from './certificate'
import { signBytes } from './keys'
import { deviceIdFrom, personIdFrom } from './person-id'
import type { DeviceId, DeviceSigner, PersonId } from './types'

export interface Root {
  readonly person: PersonId
  certify(network: string, device: DeviceId): Promise<Uint8Array<ArrayBuffer>>
  /** Signs as the person's own key: lets a device spend from the account that bears the person's name. */
  readonly signer: DeviceSigner
}

/** 128 bits of entropy are 12 words. */
const ENTROPY_BITS = 128
const WORD_COUNT = 12
const ROOT_INFO = 'synereo/root/1'
/** PKCS #8 for Ed25519 (RFC 8410): this, then the 32 bytes of the seed. */
const PKCS8_PREFIX = new Uint8Array([
  0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
])
const SEED_BITS = 256

export function newWords(): string[] {
  return generateMnemonic(wordlist, ENTROPY_BITS).split(' ')
}

/** Lower case, one space between words: how the words are meant, however they were typed. */
export function normalizeWords(text: string): string {
  return text.normalize('NFKD').trim().toLowerCase().split(/\s+/).join(' ')
}

/** The same words always give the same person. */
export async function rootFromWords(text: string): Promise<Result<Root, 'bad-words'>> {
  const words = normalizeWords(text)
  if (words.split(' ').length !== WORD_COUNT || !validateMnemonic(words, wordlist)) return err('bad-words')
  const secret = new Uint8Array(await mnemonicToSeed(words))
  const material = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits'])
  const derivation = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: utf8(ROOT_INFO) }
  const seed = new Uint8Array(await crypto.subtle.deriveBits(derivation, material, SEED_BITS))
  // Extractable only to learn the public half; the key lives as long as this call's result.
  const key = await crypto.subtle.importKey('pkcs8', concatBytes(PKCS8_PREFIX, seed), 'Ed25519', true, [
    'sign',
  ])
  const { x } = await crypto.subtle.exportKey('jwk', key)
  const publicKey = publicKeyFromJwk(x)
  const person = personIdFrom(publicKey)
  return ok({
    person,
    signer: { device: deviceIdFrom(publicKey), sign: (message) => signBytes(key, message) },
    certify: (network, device) => signBytes(key, certificateMessage(person, network, device)),
  })
}

function publicKeyFromJwk(x: string | undefined): Uint8Array {
  const publicKey = fromBase64Url(x ?? '')
  if (publicKey === null) throw new Error('expected the public half of an Ed25519 key')
  return publicKey
}
