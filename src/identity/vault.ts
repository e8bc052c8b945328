/**
 * Keeps the 12 words in IndexedDB under an AES key that the browser does not give out. That keeps them out of a plain
 * dump of the profile and out of backups of it. It does not protect against code that runs in the page, which may ask
 * for them as the page does: a passphrase is for that.
 */
import { utf8 } from '../lib/bytes'

export interface SealedWords {
  readonly key: CryptoKey
  readonly iv: Uint8Array<ArrayBuffer>
  readonly ciphertext: Uint8Array<ArrayBuffer>
}

/** The size that AES-GCM is made for. */
const IV_BYTES = 12

export async function sealWords(words: readonly string[]): Promise<SealedWords> {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, utf8(words.join(' ')))
  return { key, iv, ciphertext: new Uint8Array(sealed) }
}

export async function openWords({ key, iv, ciphertext }: SealedWords): Promise<string[]> {
  const opened = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, ciphertext)
  return new TextDecoder().decode(opened).split(' ')
}
