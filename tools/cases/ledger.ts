import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { publicKeyOf } from '../../src/identity/person-id'
import { verify } from '../../src/identity/keys'
import type { DeviceSigner } from '../../src/identity/types'
import type { Keys } from '../../src/simulation/ledger/network'
import { signerFromSeed } from '../named-key'
import { playScenario, type Outcome, type Scenario } from '../../src/simulation/ledger/scenario'

export async function ledgerCase(file: string): Promise<Outcome> {
  const parsed = JSON.parse(await readFile(file, 'utf8')) as { readonly input: Scenario }
  return playScenario(parsed.input, namedKeys())
}

/** Real signatures by keys that come from names. */
export function namedKeys(): Keys {
  const signers = new Map<string, DeviceSigner>()
  return {
    signer(name) {
      const signer =
        signers.get(name) ?? signerFromSeed(createHash('sha256').update(`ledger key of ${name}`).digest())
      signers.set(name, signer)
      return signer
    },
    verify: (key, signature, message) => verify(publicKeyOf(key), signature, message),
  }
}
