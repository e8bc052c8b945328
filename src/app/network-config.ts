import { err, ok, type Result } from '../lib/result'
import { encodeCanonical } from '../records/codec'
import { networkIdOf } from '../records/network-id'
import type { NetworkId } from '../records/types'

/** `public/network.json`: which network this page belongs to. Swapped at the host, without building again. */
export interface NetworkConfig {
  readonly id: NetworkId
  /** The block whose CID the id is: every entry links to it. */
  readonly manifest: Uint8Array
  readonly name: string
  /** Multiaddrs of circuit relays, each ending in the relay's `/p2p/…`. */
  readonly relays: readonly string[]
  readonly stun: readonly string[]
  /** The ledger that it declares, not read yet (src/amp/declaration.ts); null for a network without AMP. */
  readonly ledger: unknown
}

/** Reads `network.json` beside the page; the error is for whoever hosts the page. */
export async function loadNetworkConfig(url: string): Promise<Result<NetworkConfig, string>> {
  let json: unknown
  try {
    const response = await fetch(url, { cache: 'no-cache' })
    if (!response.ok) return err(`network.json could not be loaded (${response.status}).`)
    json = await response.json()
  } catch {
    return err('network.json could not be loaded. It must lie beside this page.')
  }
  return readNetworkConfig(json)
}

export async function readNetworkConfig(json: unknown): Promise<Result<NetworkConfig, string>> {
  if (typeof json !== 'object' || json === null) return err('network.json is not an object.')
  const { name, manifest, relays, stun, ledger } = json as Record<string, unknown>
  if (typeof name !== 'string' || name === '') return err('network.json has no name.')
  if (typeof manifest !== 'object' || manifest === null) return err('network.json has no manifest.')
  if (!isStringList(relays)) return err('network.json: relays is not a list of addresses.')
  if (!isStringList(stun)) return err('network.json: stun is not a list of addresses.')
  const id = await networkIdOf(manifest)
  return ok({ id, manifest: encodeCanonical(manifest), name, relays, stun, ledger: ledger ?? null })
}

function isStringList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}
