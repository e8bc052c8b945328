/** Who may be asked of the ledger, and where. */
import { isQuorum, type Terms } from '../amp/manifest'
import type { KeyId } from '../amp/types'
import { isAddressOf } from '../peer/peer-id-of'
import type { LedgerNeighbour } from '../peer/ledger-line'
import type { DeskInit } from './ledger-desk-init'

export interface AskedWitness {
  readonly key: KeyId
  readonly address: string
}

export class LedgerPlaces {
  readonly #init: Pick<DeskInit, 'declaration' | 'participant'>
  /** Witnesses that are pages have no address: whoever is linked with one asks it on that link (rule AM125). */
  #linked: ReadonlyMap<KeyId, string> = new Map()

  constructor(init: Pick<DeskInit, 'declaration' | 'participant'>) {
    this.#init = init
  }

  get #terms(): Terms {
    return this.#init.participant.book.ledger.terms
  }

  /** @param others beside this machine itself, if it is a witness */
  isQuorum(others: ReadonlySet<KeyId>): boolean {
    const own = this.#init.participant.witness?.device
    return isQuorum(own === undefined ? others : [...others, own], this.#terms)
  }

  /** Who is linked with this machine now. */
  met(neighbours: readonly LedgerNeighbour[]): void {
    this.#linked = new Map(
      neighbours.flatMap(({ place, device }) => (device === null ? [] : [[device as KeyId, place] as const])),
    )
  }

  /** One of each that has an address: of its own, if there is one. */
  first(): string[] {
    return [...this.#addresses()].flatMap(([key, list]) => itsOwn(key, list) ?? list[0] ?? [])
  }

  keysAt(place: string): KeyId[] {
    return this.witnesses().flatMap(({ key, address }) => (address === place ? [key] : []))
  }

  /**
   * Those of the epoch that it is in, and where each may be asked: what is said there is taken for its word (rule AM133).
   */
  witnesses(): AskedWitness[] {
    const addresses = this.#addresses()
    const self = this.#init.participant.witness?.device
    return [...this.#terms.weights.keys()].flatMap((key) => {
      const address = itsOwn(key, addresses.get(key) ?? []) ?? this.#linked.get(key)
      return address === undefined || key === self ? [] : [{ key, address }]
    })
  }

  /** Where any of them may be asked for what is signed. */
  all(): string[] {
    return [...this.#addresses().values()].flat()
  }

  /**
   * Where others may be asked: those of the epoch that it is in, those that come after it, and whoever network.json
   * names besides, since those that were witnesses once know what was final then. Never this machine.
   */
  #addresses(): Map<KeyId, readonly string[]> {
    const { declaration, participant } = this.#init
    const next = participant.book.change.successor?.signed.manifest.witnesses ?? []
    const found = new Map<KeyId, readonly string[]>(
      [...next, ...this.#terms.manifest.witnesses].map(({ key, addresses }) => [key, addresses]),
    )
    for (const [key, addresses] of declaration.addresses) found.set(key, addresses)
    if (participant.witness !== null) found.delete(participant.witness.device)
    return found
  }
}

/** An address under the key of a witness leads to whoever listens there, unless it ends in who that must be. */
function itsOwn(key: KeyId, addresses: readonly string[]): string | undefined {
  return addresses.find((address) => isAddressOf(address, key))
}
