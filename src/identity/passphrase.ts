/** The twelve words under a passphrase, for a file that leaves the browser. */
import { utf8 } from '../lib/bytes'
import { err, ok, type Result } from '../lib/result'

export interface LockedWords {
  readonly salt: Uint8Array<ArrayBuffer>
  readonly iv: Uint8Array<ArrayBuffer>
  readonly rounds: number
  readonly sealed: Uint8Array<ArrayBuffer>
}

/** What OWASP asks of PBKDF2 with SHA-256 (Password Storage Cheat Sheet, 2023): about half a second on a phone. */
const ROUNDS = 600_000
export const SALT_BYTES = 16
/** The size that AES-GCM is made for. */
export const IV_BYTES = 12

export async function lockWords(words: readonly string[], passphrase: string): Promise<LockedWords> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES))
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
  const key = await keyFrom(passphrase, salt, ROUNDS)
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, utf8(words.join(' ')))
  return { salt, iv, rounds: ROUNDS, sealed: new Uint8Array(sealed) }
}

export async function unlockWords(
  { salt, iv, rounds, sealed }: LockedWords,
  passphrase: string,
): Promise<Result<string[], 'wrong-passphrase'>> {
  const key = await keyFrom(passphrase, salt, rounds)
  try {
    const opened = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed)
    return ok(new TextDecoder().decode(opened).split(' '))
  } catch {
    return err('wrong-passphrase')
  }
}

async function keyFrom(
  passphrase: string,
  salt: Uint8Array<ArrayBuffer>,
  iterations: number,
): Promise<CryptoKey> {
  // One form of each letter, so that another keyboard gives the same key.
  const typed = utf8(passphrase.normalize('NFKC'))
  const base = await crypto.subtle.importKey('raw', typed, 'PBKDF2', false, ['deriveKey'])
  const derived = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations }
  return crypto.subtle.deriveKey(derived, base, { name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ])
}
