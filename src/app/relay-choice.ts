/** Which relays the owner of this browser uses: the network's, without those taken out, and own ones (rule RL2). */
import { CID } from 'multiformats/cid'
import { base58btc } from 'multiformats/bases/base58'
import { err, ok, type Result } from '../lib/result'
import { MAX_ADDRESS_CHARS, MAX_RELAYS } from '../peer/config'
import type { NetworkId } from '../records/types'

export interface RelayChoice {
  /** In the order in which they were added. */
  readonly added: readonly string[]
  /** Also relays that came with an invite link. */
  readonly removed: readonly string[]
}

export const NO_CHOICE: RelayChoice = { added: [], removed: [] }

export function relaysInUse(ofNetwork: readonly string[], { added, removed }: RelayChoice): string[] {
  return [...new Set([...ofNetwork, ...added])].filter((address) => !isAmong(removed, address))
}

/** Whether one of these is the same relay, or one on the way to it: a relay has one id and many spellings. */
export function isAmong(relays: readonly string[], address: string): boolean {
  const peers = new Set(relays.flatMap(peersIn))
  return peersIn(address).some((peer) => peers.has(peer))
}

/** An address without an id stands for itself. */
function peersIn(address: string): readonly string[] {
  const ids = [...address.matchAll(/\/(?:p2p|ipfs)\/([^/]+)/g)].flatMap(([, id]) => id ?? [])
  return ids.length === 0 ? [address] : ids.map(asMultihash)
}

/** Ids are written as multihashes, and also as CIDs. */
function asMultihash(id: string): string {
  try {
    return base58btc.baseEncode(CID.parse(id).multihash.bytes)
  } catch {
    return id
  }
}

export function withRelay(
  { added, removed }: RelayChoice,
  address: string,
  inUse: readonly string[],
): Result<RelayChoice, 'known' | 'too-many'> {
  if (inUse.includes(address)) return err('known')
  if (inUse.length >= MAX_RELAYS) return err('too-many')
  return ok({
    added: [...added.filter((other) => other !== address), address],
    removed: removed.filter((other) => !isAmong([address], other)),
  })
}

export function withoutRelay({ added, removed }: RelayChoice, address: string): RelayChoice {
  const rest = [address, ...removed.filter((other) => other !== address)]
  // Addresses that nobody uses any more need not be remembered for ever.
  return { added: added.filter((other) => !isAmong([address], other)), removed: rest.slice(0, MAX_REMOVED) }
}

/** As many as could have come with invite links and be of the network at a time. */
const MAX_REMOVED = MAX_RELAYS * 4

export class RelayChoiceStore {
  readonly #storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
  readonly #key: string

  constructor(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>, network: NetworkId) {
    this.#storage = storage
    this.#key = `synereo-relays-${network}`
  }

  read(): RelayChoice {
    try {
      const { added, removed } = JSON.parse(this.#storage.getItem(this.#key) ?? '{}') as Record<
        string,
        unknown
      >
      return { added: addresses(added, MAX_RELAYS), removed: addresses(removed, MAX_REMOVED) }
    } catch {
      // Whatever else was written there by hand counts as nothing.
      return NO_CHOICE
    }
  }

  keep(choice: RelayChoice): void {
    const isNone = choice.added.length === 0 && choice.removed.length === 0
    if (isNone) this.#storage.removeItem(this.#key)
    else this.#storage.setItem(this.#key, JSON.stringify(choice))
  }
}

function addresses(value: unknown, most: number): string[] {
  if (!Array.isArray(value)) return []
  const texts = value.filter((item): item is string => typeof item === 'string')
  return texts.filter((text) => text.startsWith('/') && text.length <= MAX_ADDRESS_CHARS).slice(0, most)
}
