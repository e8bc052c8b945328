/** Founds a network: makes its network.json, and tells the key of this browser that it may name. Nothing is sent. */
import { USUAL, withLedger, type FoundingFault } from '../amp/founding'
import type { KeyId } from '../amp/types'
import type { DeviceId, PersonId } from '../identity/types'
import { err, ok, type Result } from '../lib/result'
import type { NamedNetwork } from './api'
import { readNetworkText } from './network-choice'
import type { NetworkConfig } from './network-config'
import { reservedDevice } from './reserved-key'

/** Amounts are base units. */
export interface FoundingWish {
  readonly name: string
  readonly witnesses: readonly KeyId[]
  readonly supply: number
  readonly given: ReadonlyMap<PersonId, number>
  /** What each newcomer gets from a witness's part; 0 for nothing. */
  readonly grant: number
  /** Addresses, as they are in use here. */
  readonly relays: readonly string[]
}

export type FoundingError =
  | Exclude<FoundingFault, 'symbol' | 'fee'>
  /** No witness has as much as a newcomer is to get. */
  | 'nothing-to-grant'

/** As pages read it; amounts are base units. */
export interface FoundedNetwork extends NamedNetwork {
  readonly text: string
  readonly quorum: number
  readonly witnesses: readonly KeyId[]
  /** Who begins with AMP, people and witnesses, the most first. */
  readonly begins: readonly { readonly account: PersonId; readonly amount: number }[]
}

export class FoundingDesk {
  readonly #stun: readonly string[]
  readonly #founder: PersonId | null
  readonly #nowMs: () => number

  constructor({ stun }: Pick<NetworkConfig, 'stun'>, founder: PersonId | null, nowMs: () => number) {
    this.#stun = stun
    this.#founder = founder
    this.#nowMs = nowMs
  }

  /** By which the next network may name this browser as a witness. */
  code(): Promise<DeviceId> {
    return reservedDevice()
  }

  async found(wish: FoundingWish): Promise<Result<FoundedNetwork, FoundingError>> {
    const { relays, supply, witnesses, grant, given } = wish
    // Composed, so that it is one text wherever it was typed.
    const name = wish.name.trim().normalize('NFC')
    // Two networks of one name are two.
    const manifest = { v: 1, name, founder: this.#founder, foundedMs: this.#nowMs() }
    const network = { name, manifest, relays, stun: this.#stun }
    const { symbol, feePpm } = USUAL
    const ledger = { name, symbol, supply, witnesses, given, grant, feePpm, previous: null }
    const founded = await withLedger(network, { ...ledger, addresses: new Map() })
    if (!founded.ok) {
      const { error } = founded
      if (error === 'symbol' || error === 'fee') throw new Error(`the usual ${error} is out of bounds`)
      return err(error)
    }
    const { text, declaration } = founded.value
    const { terms, allocation } = declaration
    const held = new Map(allocation.rows.map(({ account, amount }) => [account as string, amount]))
    const most = Math.max(...witnesses.map((key) => held.get(key) ?? 0))
    if (grant > most) return err('nothing-to-grant')
    const read = await readNetworkText(text)
    if (!read.ok) throw new Error(`what was founded cannot be read: ${read.error}`)
    return ok({
      ...{ id: read.value.id, name, text, invite: '', isHeld: false, quorum: terms.quorumWeight, witnesses },
      begins: allocation.rows.toSorted((a, b) => b.amount - a.amount),
    })
  }
}
