/**
 * Keeps up direct links: an own loop instead of libp2p's auto-dial, since a dial by bare peer id may settle for the
 * relayed connection, and dialling everybody at once makes every dial fail (both measured, see FEASIBILITY).
 * One dial at a time; explicit `<relay>/p2p-circuit/webrtc/p2p/<peer>` addresses; back-off after failures.
 */
import type { Connection, Libp2p } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import type { AddressBook, Candidate } from './address-book'
import {
  DIAL_JITTER_MS,
  DIAL_PAUSE_MS,
  DIAL_TIMEOUT_MS,
  MAX_LINKS,
  RELAY_RETRY_MS,
  TARGET_LINKS,
} from './config'

export interface DiallerHost {
  /** How near a candidate is to us: 0 for strangers, more for people we attend or who invited us. */
  rank(candidate: Candidate): number
  now(): number
  /** 0 ≤ x < 1. */
  random(): number
  relaysChanged(): void
}

export type RelayState = 'connecting' | 'connected' | 'unreachable'

export class Dialler {
  readonly #libp2p: Libp2p
  readonly #book: AddressBook
  readonly #host: DiallerHost
  readonly #relays: Map<string, { state: RelayState; notBefore: number }>
  readonly #stopped = new AbortController()
  readonly #waiting = new Set<() => void>()
  #running: Promise<void> = Promise.resolve()

  constructor(libp2p: Libp2p, book: AddressBook, host: DiallerHost, relays: readonly string[]) {
    this.#libp2p = libp2p
    this.#book = book
    this.#host = host
    this.#relays = new Map(relays.map((address) => [address, { state: 'connecting', notBefore: 0 }]))
  }

  start(): void {
    this.#libp2p.addEventListener('connection:open', this.#onOpen)
    this.#libp2p.addEventListener('connection:close', this.#onClose)
    this.#running = Promise.all([this.#dialPeers(), this.#dialRelays()]).then(() => undefined)
  }

  async stop(): Promise<void> {
    this.#libp2p.removeEventListener('connection:open', this.#onOpen)
    this.#libp2p.removeEventListener('connection:close', this.#onClose)
    this.#stopped.abort()
    this.nudge()
    await this.#running
  }

  /** Something changed that may be worth a dial: look now. */
  nudge(): void {
    for (const wake of this.#waiting) wake()
  }

  addRelay(address: string): void {
    if (this.#relays.has(address)) return
    this.#relays.set(address, { state: 'connecting', notBefore: 0 })
    this.#host.relaysChanged()
  }

  relays(): { readonly address: string; readonly state: RelayState }[] {
    return [...this.#relays].map(([address, { state }]) => ({ address, state }))
  }

  /** Peers with a connection that does not go through a relay. */
  direct(): Set<string> {
    return new Set(
      this.#libp2p
        .getConnections()
        .filter((connection) => isDirect(connection) && !this.#isRelay(connection))
        .map((connection) => connection.remotePeer.toString()),
    )
  }

  readonly #onOpen = (event: CustomEvent<Connection>): void => {
    const opened = event.detail
    if (!isDirect(opened)) return
    const peerId = opened.remotePeer.toString()
    this.#book.succeeded(peerId)
    // The relayed connection that led here would stay for two minutes and cost the relay (FEASIBILITY 2).
    for (const other of this.#libp2p.getConnections(opened.remotePeer)) {
      if (!isDirect(other)) other.close().catch(() => undefined)
    }
  }

  readonly #onClose = (): void => {
    for (const [address, relay] of this.#relays) {
      if (relay.state === 'connected' && !this.#isConnected(address)) this.#setRelay(address, 'connecting', 0)
    }
    this.nudge()
  }

  async #dialPeers(): Promise<void> {
    const { signal } = this.#stopped
    while (!signal.aborted) {
      const candidate = this.#choose()
      if (candidate === null) {
        await this.#pause(DIAL_PAUSE_MS * 4)
        continue
      }
      await this.#pause(this.#host.random() * DIAL_JITTER_MS)
      if (signal.aborted || this.#isLinked(candidate.peerId)) continue
      try {
        await this.#dial(candidate)
      } catch {
        if (!this.#isLinked(candidate.peerId)) this.#book.failed(candidate.peerId, this.#host.now())
      }
    }
  }

  #choose(): Candidate | null {
    const linked = this.direct()
    if (linked.size >= MAX_LINKS) return null
    const rank = (candidate: Candidate): number => this.#host.rank(candidate)
    for (const candidate of this.#book.dialable(this.#host.now(), rank)) {
      if (linked.has(candidate.peerId) || candidate.peerId === this.#libp2p.peerId.toString()) continue
      if (linked.size < TARGET_LINKS || rank(candidate) > 0) return candidate
    }
    return null
  }

  async #dial(candidate: Candidate): Promise<void> {
    const via = candidate.relays.length > 0 ? candidate.relays : [...this.#relays.keys()]
    const addresses = via.flatMap((relay) => {
      try {
        return [multiaddr(`${relay}/p2p-circuit/webrtc/p2p/${candidate.peerId}`)]
      } catch {
        return [] // A foreign presence may hold an address that is none.
      }
    })
    if (addresses.length === 0) throw new Error('no address to dial')
    const signal = AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(DIAL_TIMEOUT_MS)])
    await this.#libp2p.dial(addresses, { signal })
  }

  async #dialRelays(): Promise<void> {
    const { signal } = this.#stopped
    while (!signal.aborted) {
      for (const [address, relay] of this.#relays) {
        if (this.#isConnected(address)) {
          this.#setRelay(address, 'connected', 0)
        } else if (relay.notBefore <= this.#host.now()) {
          await this.#dialRelay(address)
        }
      }
      await this.#pause(RELAY_RETRY_MS)
    }
  }

  async #dialRelay(address: string): Promise<void> {
    try {
      const signal = AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(DIAL_TIMEOUT_MS)])
      await this.#libp2p.dial(multiaddr(address), { signal })
      this.#setRelay(address, 'connected', 0)
    } catch {
      if (!this.#stopped.signal.aborted)
        this.#setRelay(address, 'unreachable', this.#host.now() + RELAY_RETRY_MS)
    }
  }

  #setRelay(address: string, state: RelayState, notBefore: number): void {
    const former = this.#relays.get(address)
    this.#relays.set(address, { state, notBefore })
    if (former?.state !== state) this.#host.relaysChanged()
  }

  #isConnected(address: string): boolean {
    const relayPeer = address.split('/p2p/').at(-1)
    return this.#libp2p.getConnections().some((connection) => connection.remotePeer.toString() === relayPeer)
  }

  #isLinked(peerId: string): boolean {
    return this.direct().has(peerId)
  }

  #isRelay(connection: Connection): boolean {
    const peerId = connection.remotePeer.toString()
    return [...this.#relays.keys()].some((address) => address.endsWith(`/p2p/${peerId}`))
  }

  /** Waits, but not longer than until the next nudge or the stop. */
  async #pause(ms: number): Promise<void> {
    if (this.#stopped.signal.aborted) return
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer)
        this.#waiting.delete(wake)
        resolve()
      }
      const timer = setTimeout(wake, ms)
      this.#waiting.add(wake)
    })
  }
}

function isDirect(connection: Connection): boolean {
  return connection.limits === undefined && connection.status === 'open'
}
