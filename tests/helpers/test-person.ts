/** People and devices whose keys are the same in every run: they come from names. */
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { entropyToMnemonic } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { deviceIdFrom } from '../../src/identity/person-id'
import type { DeviceSigner, PersonId } from '../../src/identity/types'
import { rootFromWords, type Root } from '../../src/identity/words'

export interface TestPerson {
  readonly words: string
  readonly root: Root
  readonly id: PersonId
}

const WORDS_ENTROPY_BYTES = 16
/** PKCS #8 for Ed25519 up to the seed. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex')

export async function testPerson(name: string): Promise<TestPerson> {
  const words = entropyToMnemonic(digest(`words of ${name}`).subarray(0, WORDS_ENTROPY_BYTES), wordlist)
  const root = await rootFromWords(words)
  if (!root.ok) throw new Error(`no root for ${name}`)
  return { words, root: root.value, id: root.value.person }
}

export function testDevice(name: string): DeviceSigner {
  const der = Buffer.concat([PKCS8_HEAD, digest(`device ${name}`)])
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' })
  return {
    device: deviceIdFrom(new Uint8Array(Buffer.from(x, 'base64url'))),
    sign: (message) => Promise.resolve(new Uint8Array(sign(null, message, key))),
  }
}

function digest(text: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(text).digest())
}
