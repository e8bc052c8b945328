/** Keys without cryptography, for thousands of runs: nobody in the simulation forges, and the gate asks all the same. */
import { deviceIdFrom } from '../../identity/person-id'
import type { DeviceSigner } from '../../identity/types'
import { concatBytes, equalBytes, utf8 } from '../../lib/bytes'
import type { Keys } from './network'

const KEY_BYTES = 32
const SIGNATURE_BYTES = 64

export function cheapKeys(): Keys {
  const signers = new Map<string, DeviceSigner>()
  return {
    signer(name) {
      const known = signers.get(name)
      if (known !== undefined) return known
      const device = deviceIdFrom(stretch(utf8(`key of ${name}`), KEY_BYTES))
      const signer: DeviceSigner = { device, sign: (message) => Promise.resolve(seal(device, message)) }
      signers.set(name, signer)
      return signer
    },
    verify: (key, signature, message) => Promise.resolve(equalBytes(signature, seal(key, message))),
  }
}

function seal(key: string, message: Uint8Array): Uint8Array {
  return stretch(concatBytes(utf8(key), message), SIGNATURE_BYTES)
}

/** FNV-1a over the bytes, then one step for each byte of the result. */
function stretch(bytes: Uint8Array, length: number): Uint8Array {
  let hash = 0x811c9dc5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193)
  return Uint8Array.from({ length }, (_, index) => {
    hash = Math.imul(hash ^ index, 0x01000193)
    return (hash >>> 13) & 0xff
  })
}
