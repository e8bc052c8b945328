/** Keeps the page connected with its relays, which it needs only to meet others. */
import type { Libp2p } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import {
  DIAL_TIMEOUT_MS,
  GOOD_LINK_MS,
  MAX_LINK_RELAY_RETRY_MS,
  MAX_LINK_RELAYS,
  MAX_RELAYS,
  RELAY_RETRY_MS,
} from './config'
import type { Pauses } from './pauses'

/** No longer, however often the line breaks: by then a relay hears some hundred topics anew (TOPIC_CHANGES_PER_S). */
export const MAX_RELAY_REST_MS = 60_000

export interface RelayLinksHost {
  now(): number
  /** 0 ≤ x < 1. */
  random(): number
  relaysChanged(): void
}

export type RelayState = 'connecting' | 'connected' | 'unreachable'

interface RelayLink {
  readonly state: RelayState
  readonly notBefore: number
  /** When it was found connected. */
  readonly sinceMs: number
  /** Connections in a row that ended soon after they began. */
  readonly brief: number
}

const NEW: RelayLink = { state: 'connecting', notBefore: 0, sinceMs: 0, brief: 0 }

export class RelayLinks {
  readonly #libp2p: Libp2p
  readonly #host: RelayLinksHost
  readonly #pauses: Pauses
  readonly #relays: Map<string, RelayLink>
  /** By address, how often one that came with a link did not answer. */
  readonly #ofLinks = new Map<string, number>()

  constructor(libp2p: Libp2p, host: RelayLinksHost, pauses: Pauses, addresses: readonly string[]) {
    this.#libp2p = libp2p
    this.#host = host
    this.#pauses = pauses
    this.#relays = new Map(addresses.map((address) => [address, NEW]))
  }

  add(address: string): void {
    this.#ofLinks.delete(address)
    if (this.#relays.has(address) || this.#relays.size >= MAX_RELAYS) return
    this.#relays.set(address, NEW)
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

  /** A connection has ended: relays that are gone are dialled again, at once where the connection lasted (rule P26). */
  noteEnds(): void {
    const nowMs = this.#host.now()
    for (const [address, relay] of this.#relays) {
      if (relay.state !== 'connected' || this.isConnected(address)) continue
      const brief = nowMs - relay.sinceMs < GOOD_LINK_MS ? relay.brief + 1 : 0
      this.#relays.set(address, { ...relay, brief })
      this.#set(address, 'connecting', nowMs + this.#restMs(brief))
    }
  }

  /** Less by up to a half: the pages of a relay that starts again and again do not all come in the same moment. */
  #restMs(brief: number): number {
    if (brief === 0) return 0
    return Math.min(RELAY_RETRY_MS * 2 ** (brief - 1), MAX_RELAY_REST_MS) * (1 - this.#host.random() / 2)
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
    const isNew = state === 'connected' && former.state !== state
    this.#relays.set(address, {
      ...former,
      state,
      notBefore,
      sinceMs: isNew ? this.#host.now() : former.sinceMs,
    })
    if (former.state !== state) this.#host.relaysChanged()
  }
}

/** The relay's own peer id, the last part of its address. */
export function relayPeer(address: string): string | undefined {
  return address.split('/p2p/').at(-1)
}
