/** The twelve words under a passphrase, for a file that leaves the browser (rule AR3). */
import { utf8 } from '../lib/bytes'
import { err, ok, type Result } from '../lib/result'
import type { Argon2Cost, Stretch, StretchError } from './argon2'

/** PBKDF2 with SHA-256. */
export interface Pbkdf2Cost {
  readonly rounds: number
}

export interface LockedWords {
  readonly salt: Uint8Array<ArrayBuffer>
  readonly iv: Uint8Array<ArrayBuffer>
  /** How a key is made of the passphrase. */
  readonly cost: Argon2Cost | Pbkdf2Cost
  readonly sealed: Uint8Array<ArrayBuffer>
}

export interface Locking {
  readonly stretch: Stretch
  /** A device with little memory: it does not try what it may be ended for. */
  readonly isSmall: boolean
}

/** Four times what OWASP asks at least, in under half a second of a laptop (SECURITY 11) … */
const COST: Argon2Cost = { memoryKiB: 65_536, passes: 3 }
/** … and what it asks at least (Password Storage Cheat Sheet), for small devices. */
const SMALL_COST: Argon2Cost = { memoryKiB: 19_456, passes: 2 }
/** What OWASP asks of PBKDF2: for where WebAssembly is not allowed, and for files of former builds. */
const PBKDF2_COST: Pbkdf2Cost = { rounds: 600_000 }
export const SALT_BYTES = 16
/** The size that AES-GCM is made for. */
export const IV_BYTES = 12

/** 'not-started' rather than a lesser lock where what makes the key could not be fetched: another time it can be. */
export async function lockWords(
  words: readonly string[],
  passphrase: string,
  { stretch, isSmall }: Locking,
): Promise<Result<LockedWords, 'not-started'>> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES))
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
  const seal = async (key: CryptoKey, cost: LockedWords['cost']): Promise<LockedWords> => {
    const sealed = await crypto.subtle.encrypt(cipher(iv, cost), key, utf8(words.join(' ')))
    return { salt, iv, cost, sealed: new Uint8Array(sealed) }
  }
  for (const cost of isSmall ? [SMALL_COST] : [COST, SMALL_COST]) {
    const key = await argon2Key(passphrase, salt, cost, stretch)
    if (key.ok) return ok(await seal(key.value, cost))
    if (key.error === 'not-started') return err(key.error)
    // Not enough memory, or no WebAssembly here: a backup without the words would be worse than a lesser lock.
  }
  return ok(await seal(await pbkdf2Key(passphrase, salt, PBKDF2_COST), PBKDF2_COST))
}

/** 'not-here' where this browser cannot work out the key, whatever the passphrase. */
export async function unlockWords(
  { salt, iv, cost, sealed }: LockedWords,
  passphrase: string,
  stretch: Stretch,
): Promise<Result<string[], 'wrong-passphrase' | StretchError>> {
  const key =
    'rounds' in cost
      ? ok(await pbkdf2Key(passphrase, salt, cost))
      : await argon2Key(passphrase, salt, cost, stretch)
  if (!key.ok) return key
  try {
    const opened = await crypto.subtle.decrypt(cipher(iv, cost), key.value, sealed)
    return ok(new TextDecoder().decode(opened).split(' '))
  } catch {
    return err('wrong-passphrase')
  }
}

/** The cost is sealed with the words: under another one nothing opens. */
function cipher(iv: Uint8Array<ArrayBuffer>, cost: LockedWords['cost']): AesGcmParams {
  if ('rounds' in cost) return { name: 'AES-GCM', iv }
  return { name: 'AES-GCM', iv, additionalData: utf8(`argon2id ${cost.memoryKiB} ${cost.passes}`) }
}

const AES = { name: 'AES-GCM', length: 256 }
const USES: readonly KeyUsage[] = ['encrypt', 'decrypt']

async function argon2Key(
  passphrase: string,
  salt: Uint8Array<ArrayBuffer>,
  cost: Argon2Cost,
  stretch: Stretch,
): Promise<Result<CryptoKey, StretchError>> {
  const bytes = await stretch(typed(passphrase), salt, cost)
  return bytes.ok ? ok(await crypto.subtle.importKey('raw', bytes.value, AES, false, USES)) : bytes
}

async function pbkdf2Key(
  passphrase: string,
  salt: Uint8Array<ArrayBuffer>,
  { rounds }: Pbkdf2Cost,
): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey('raw', typed(passphrase), 'PBKDF2', false, ['deriveKey'])
  const derived = { name: 'PBKDF2', hash: 'SHA-256', salt, iterations: rounds }
  return crypto.subtle.deriveKey(derived, base, AES, false, USES)
}

/** One form of each letter, so that another keyboard gives the same key. */
function typed(passphrase: string): Uint8Array<ArrayBuffer> {
  return utf8(passphrase.normalize('NFKC'))
}
