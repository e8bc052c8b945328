/** The key with which this browser will be a witness of a network in which nobody has begun here yet (rule FN3). */
import { generateDeviceKey, deviceSigner } from '../identity/keys'
import type { DeviceId } from '../identity/types'
import { ReservedKeys, type ReservedKey } from '../storage/reserved-keys'

/** The same until somebody begins with it. */
export function reservedDevice(): Promise<DeviceId> {
  return withKeys(async (keys) => {
    const kept = (await keys.get()) ?? (await keys.keep(await newKey()))
    return kept.device
  })
}

/** The one that the ledger of a network names, as its network.json has it; null where none is named that is kept here. */
export async function reservedFor(ledger: unknown): Promise<CryptoKeyPair | null> {
  if (ledger === null) return null
  return withKeys(async (keys) => {
    const kept = await keys.get()
    if (kept === null) return null
    // Few have one, and nobody else waits for this to be fetched.
    const { readDeclaration } = await import('../amp/declaration')
    const read = await readDeclaration(ledger)
    return read.ok && read.value.terms.weights.has(kept.device) ? kept.pair : null
  })
}

/** Its device has begun in a network, and begins in no other. */
export function dropReserved(device: DeviceId): Promise<void> {
  return withKeys((keys) => keys.drop(device))
}

async function newKey(): Promise<ReservedKey> {
  const pair = await generateDeviceKey()
  return { device: (await deviceSigner(pair)).device, pair }
}

async function withKeys<T>(act: (keys: ReservedKeys) => Promise<T>): Promise<T> {
  const keys = await ReservedKeys.open()
  try {
    return await act(keys)
  } finally {
    keys.close()
  }
}
