/** Keeps the page connected with its relays, which it needs only to meet others. */
import type { Libp2p } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import {
  DIAL_TIMEOUT_MS,
  MAX_LINK_RELAY_RETRY_MS,
  MAX_LINK_RELAYS,
  MAX_RELAYS,
  RELAY_RETRY_MS,
} from './config'
import type { Pauses } from './pauses'

export interface RelayLinksHost {
  now(): number
  relaysChanged(): void
}

export type RelayState = 'connecting' | 'connected' | 'unreachable'

export class RelayLinks {
  readonly #libp2p: Libp2p
  readonly #host: RelayLinksHost
  readonly #pauses: Pauses
  readonly #relays: Map<string, { state: RelayState; notBefore: number }>
  /** By address, how often one that came with a link did not answer. */
  readonly #ofLinks = new Map<string, number>()

  constructor(libp2p: Libp2p, host: RelayLinksHost, pauses: Pauses, addresses: readonly string[]) {
    this.#libp2p = libp2p
    this.#host = host
    this.#pauses = pauses
    this.#relays = new Map(addresses.map((address) => [address, { state: 'connecting', notBefore: 0 }]))
  }

  add(address: string): void {
    this.#ofLinks.delete(address)
    if (this.#relays.has(address) || this.#relays.size >= MAX_RELAYS) return
    this.#relays.set(address, { state: 'connecting', notBefore: 0 })
    this.#host.relaysChanged()
  }

  /** Of an invite link: anybody may have made it. */
  async addOfLink(address: string): Promise<void> {
    if (this.#relays.has(address)) return
    const [oldest] = this.#ofLinks.keys()
    const former = this.#ofLinks.size < MAX_LINK_RELAYS ? undefined : oldest
    if (former === undefined && this.#relays.size >= MAX_RELAYS) return
    const ending = former === undefined ? undefined : this.#removeSpelling(former)
    this.add(address)
    this.#ofLinks.set(address, 0)
    await ending
  }

  /** Known by invite links alone. */
  isOfLink(peerId: string): boolean {
    const spellings = this.addresses().filter((address) => relayPeer(address) === peerId)
    return spellings.length > 0 && spellings.every((address) => this.#ofLinks.has(address))
  }

  async #removeSpelling(address: string): Promise<void> {
    this.#relays.delete(address)
    this.#ofLinks.delete(address)
    const peerId = relayPeer(address) ?? ''
    if (!this.isRelay(peerId)) await this.#endConnections(peerId)
  }

  /** The owner wants it no more: the connection with it ends. */
  async remove(address: string): Promise<void> {
    const peerId = relayPeer(address)
    const spellings = this.addresses().filter((other) => relayPeer(other) === peerId)
    if (spellings.length === 0) return
    for (const spelling of spellings) {
      this.#relays.delete(spelling)
      this.#ofLinks.delete(spelling)
    }
    this.#host.relaysChanged()
    await this.#endConnections(peerId ?? '')
  }

  async #endConnections(peerId: string): Promise<void> {
    const connections = this.#libp2p.getConnections()
    const ofRelay = connections.filter(({ remotePeer }) => remotePeer.toString() === peerId)
    await Promise.all(ofRelay.map((connection) => connection.close().catch(() => undefined)))
  }

  addresses(): string[] {
    return [...this.#relays.keys()]
  }

  list(): { readonly address: string; readonly state: RelayState }[] {
    return [...this.#relays].map(([address, { state }]) => ({ address, state }))
  }

  isRelay(peerId: string): boolean {
    return this.addresses().some((address) => relayPeer(address) === peerId)
  }

  isConnected(address: string): boolean {
    const peerId = relayPeer(address)
    return this.#libp2p.getConnections().some((connection) => connection.remotePeer.toString() === peerId)
  }

  /** A connection has ended: relays that are gone are dialled again at once. */
  noteEnds(): void {
    for (const [address, relay] of this.#relays) {
      if (relay.state === 'connected' && !this.isConnected(address)) this.#set(address, 'connecting', 0)
    }
  }

  /** Until it is stopped. */
  async keep(stopped: AbortSignal): Promise<void> {
    while (!stopped.aborted) {
      for (const [address, relay] of this.#relays) {
        if (this.isConnected(address)) {
          this.#set(address, 'connected', 0)
        } else if (relay.notBefore <= this.#host.now()) {
          await this.#dial(address, stopped)
        }
      }
      await this.#pauses.pause(RELAY_RETRY_MS)
    }
  }

  async #dial(address: string, stopped: AbortSignal): Promise<void> {
    try {
      const signal = AbortSignal.any([stopped, AbortSignal.timeout(DIAL_TIMEOUT_MS)])
      await this.#libp2p.dial(multiaddr(address), { signal })
      this.#set(address, 'connected', 0)
      if (this.#ofLinks.has(address)) this.#ofLinks.set(address, 0)
    } catch {
      if (!stopped.aborted) this.#set(address, 'unreachable', this.#host.now() + this.#pauseMs(address))
    }
  }

  #pauseMs(address: string): number {
    const failures = this.#ofLinks.get(address)
    if (failures === undefined) return RELAY_RETRY_MS
    this.#ofLinks.set(address, failures + 1)
    return Math.min(RELAY_RETRY_MS * 2 ** failures, MAX_LINK_RELAY_RETRY_MS)
  }

  #set(address: string, state: RelayState, notBefore: number): void {
    const former = this.#relays.get(address)
    // Meanwhile the owner has taken it out.
    if (former === undefined) return
    this.#relays.set(address, { state, notBefore })
    if (former.state !== state) this.#host.relaysChanged()
  }
}

/** The relay's own peer id, the last part of its address. */
export function relayPeer(address: string): string | undefined {
  return address.split('/p2p/').at(-1)
}
