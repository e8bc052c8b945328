import { cidOf, encodeCanonical } from './codec'
import type { NetworkId } from './types'

/** The CID of the manifest. Throws on a manifest that dag-cbor cannot hold: such a network cannot be founded. */
export async function networkIdOf(manifest: unknown): Promise<NetworkId> {
  return (await cidOf(encodeCanonical(manifest))) as string as NetworkId
}
