import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { deviceIdFrom, publicKeyOf } from '../../src/identity/person-id'
import { verify } from '../../src/identity/keys'
import type { DeviceSigner } from '../../src/identity/types'
import type { Keys } from '../../src/simulation/ledger/network'
import { playScenario, type Outcome, type Scenario } from '../../src/simulation/ledger/scenario'

/** PKCS #8 for Ed25519 up to the seed. */
const PKCS8_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex')

export async function ledgerCase(file: string): Promise<Outcome> {
  const parsed = JSON.parse(await readFile(file, 'utf8')) as { readonly input: Scenario }
  return playScenario(parsed.input, namedKeys())
}

/** Real signatures by keys that come from names. */
export function namedKeys(): Keys {
  const signers = new Map<string, DeviceSigner>()
  return {
    signer(name) {
      const signer = signers.get(name) ?? signerNamed(name)
      signers.set(name, signer)
      return signer
    },
    verify: (key, signature, message) => verify(publicKeyOf(key), signature, message),
  }
}

function signerNamed(name: string): DeviceSigner {
  const seed = createHash('sha256').update(`ledger key of ${name}`).digest()
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: 'der', type: 'pkcs8' })
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' })
  return {
    device: deviceIdFrom(new Uint8Array(Buffer.from(x, 'base64url'))),
    sign: (message) => Promise.resolve(new Uint8Array(sign(null, message, key))),
  }
}
