/** What the owner does with the list of relays, in the leading tab (rules RL1 and RL2). */
import type { Result } from '../lib/result'
import type { Peer } from '../peer/peer'
import type { ConnectionState, RelayError } from './api'
import type { NetworkConfig } from './network-config'
import {
  isAmong,
  NO_CHOICE,
  relaysInUse,
  RelayChoiceStore,
  withoutRelay,
  withRelay,
  type RelayChoice,
} from './relay-choice'

export interface RelayDeskHost {
  peer(): Peer | null
  changed(): void
}

export class RelayDesk {
  readonly #ofNetwork: readonly string[]
  readonly #store: RelayChoiceStore
  readonly #host: RelayDeskHost
  #choice: RelayChoice

  constructor({ id, relays }: NetworkConfig, storage: Storage, host: RelayDeskHost) {
    this.#ofNetwork = relays
    this.#store = new RelayChoiceStore(storage, id)
    this.#host = host
    this.#choice = this.#store.read()
  }

  /** Those to begin with. */
  inUse(): string[] {
    return relaysInUse(this.#ofNetwork, this.#choice)
  }

  /** Taken out by the owner, whoever names it and however it is spelt. */
  refuses(address: string): boolean {
    return isAmong(this.#choice.removed, address)
  }

  state(): Pick<ConnectionState, 'relays' | 'hasOwnRelays'> {
    const { added, removed } = this.#choice
    const relays = (this.#host.peer()?.relays() ?? []).map((relay) => {
      const isOwn = added.includes(relay.address)
      const from = isOwn ? 'owner' : this.#ofNetwork.includes(relay.address) ? 'network' : 'link'
      return { ...relay, from } as const
    })
    return { relays, hasOwnRelays: added.length + removed.length > 0 }
  }

  async add(typed: string): Promise<Result<void, RelayError>> {
    // What reads addresses comes with the peer.
    const { readRelayAddress } = await import('../peer/relay-address')
    const address = readRelayAddress(typed, location.protocol === 'https:')
    if (!address.ok) return address
    const used =
      this.#host
        .peer()
        ?.relays()
        .map((relay) => relay.address) ?? this.inUse()
    const choice = withRelay(this.#choice, address.value, used)
    if (!choice.ok) return choice
    this.#keep(choice.value)
    this.#host.peer()?.addRelay(address.value)
    return { ok: true, value: undefined }
  }

  async remove(address: string): Promise<void> {
    this.#keep(withoutRelay(this.#choice, address))
    await this.#host.peer()?.removeRelay(address)
  }

  /** The network's own again, and no others. */
  async reset(): Promise<void> {
    const { added } = this.#choice
    this.#keep(NO_CHOICE)
    for (const address of added) await this.#host.peer()?.removeRelay(address)
    for (const address of this.#ofNetwork) this.#host.peer()?.addRelay(address)
  }

  #keep(choice: RelayChoice): void {
    this.#choice = choice
    this.#store.keep(choice)
    this.#host.changed()
  }
}
