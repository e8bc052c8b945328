/** People and devices whose keys are the same in every run: they come from names. */
import { createHash } from 'node:crypto'
import { entropyToMnemonic } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import type { DeviceSigner, PersonId } from '../../src/identity/types'
import { rootFromWords, type Root } from '../../src/identity/words'
import { signerFromSeed } from '../../tools/named-key'

export interface TestPerson {
  readonly words: string
  readonly root: Root
  readonly id: PersonId
}

const WORDS_ENTROPY_BYTES = 16

export async function testPerson(name: string): Promise<TestPerson> {
  const words = entropyToMnemonic(digest(`words of ${name}`).subarray(0, WORDS_ENTROPY_BYTES), wordlist)
  const root = await rootFromWords(words)
  if (!root.ok) throw new Error(`no root for ${name}`)
  return { words, root: root.value, id: root.value.person }
}

export function testDevice(name: string): DeviceSigner {
  return signerFromSeed(digest(`device ${name}`))
}

function digest(text: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(text).digest())
}
