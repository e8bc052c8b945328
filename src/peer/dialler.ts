/**
 * Keeps up direct links: an own loop instead of libp2p's auto-dial, since a dial by bare peer id may settle for the
 * relayed connection, and dialling everybody at once makes every dial fail (both measured, see FEASIBILITY).
 * One dial at a time; by an acquaintance's introduction or explicit `<relay>/p2p-circuit/webrtc/p2p/<peer>` addresses;
 * back-off after failures.
 */
import type { Connection, Libp2p } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import type { AddressBook, Candidate } from './address-book'
import { acquaintanceOf } from './ways'
import {
  DIAL_JITTER_MS,
  DIAL_PAUSE_MS,
  DIAL_TIMEOUT_MS,
  MAX_ACQUAINTANCES_ASKED,
  MAX_LINKS,
  MAX_RELAYS,
  RELAYED_LINGER_MS,
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
  /** Asks a peer that is linked with us for a link with somebody it is linked with; rejects when there is none. */
  introduce(acquaintance: string, peerId: string, signal: AbortSignal): Promise<void>
}

export type RelayState = 'connecting' | 'connected' | 'unreachable'

export class Dialler {
  readonly #libp2p: Libp2p
  readonly #book: AddressBook
  readonly #host: DiallerHost
  readonly #relays: Map<string, { state: RelayState; notBefore: number }>
  readonly #stopped = new AbortController()
  readonly #waiting = new Set<() => void>()
  readonly #timers = new Set<ReturnType<typeof setTimeout>>()
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
    for (const timer of this.#timers) clearTimeout(timer)
    this.nudge()
    await this.#running
  }

  /** Something changed that may be worth a dial: look now. */
  nudge(): void {
    for (const wake of this.#waiting) wake()
  }

  /** A relay that the owner chose, by opening an invite link. */
  addRelay(address: string): void {
    if (this.#relays.has(address) || this.#relays.size >= MAX_RELAYS) return
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
      this.#endRelayedLater(candidate.peerId)
    }
  }

  #choose(): Candidate | null {
    const linked = this.direct()
    if (linked.size >= MAX_LINKS) return null
    for (const candidate of this.#book.dialable(this.#host.now())) {
      if (linked.has(candidate.peerId) || candidate.peerId === this.#libp2p.peerId.toString()) continue
      const isNear = this.#acquaintancesOf(candidate, linked).length > 0
      if (!isNear && this.#relaysTo(candidate).length === 0) continue
      if (linked.size < TARGET_LINKS || this.#host.rank(candidate) > 0) return candidate
    }
    return null
  }

  /** Through a relay while one is at hand, else by those who know both. */
  async #dial(candidate: Candidate): Promise<void> {
    const signal = AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(DIAL_TIMEOUT_MS)])
    const acquaintances = this.#acquaintancesOf(candidate, this.direct())
    const isRelayAtHand = this.#relaysTo(candidate).some((address) => this.#isConnected(address))
    if (isRelayAtHand || acquaintances.length === 0) return this.#dialThroughRelay(candidate, signal)
    for (const acquaintance of acquaintances.slice(0, MAX_ACQUAINTANCES_ASKED)) {
      try {
        return await this.#host.introduce(acquaintance, candidate.peerId, signal)
      } catch {
        if (this.#isLinked(candidate.peerId)) return
      }
    }
    throw new Error('nobody introduced us')
  }

  async #dialThroughRelay(candidate: Candidate, signal: AbortSignal): Promise<void> {
    const addresses = this.#relaysTo(candidate).flatMap((relay) => {
      try {
        return [multiaddr(`${relay}/p2p-circuit/webrtc/p2p/${candidate.peerId}`)]
      } catch {
        return [] // A foreign presence may hold an address that is none.
      }
    })
    if (addresses.length === 0) throw new Error('no address to dial')
    await this.#libp2p.dial(addresses, { signal })
  }

  /**
   * The relayed connection over which a dial was agreed on would stay for two minutes and cost the relay (FEASIBILITY 2).
   * Only who opened it ends it, and not at once: the other side learns a moment later that the direct connection is up,
   * and gives it up when it is cut off before; then we believe in a connection that the other does not have.
   */
  #endRelayedLater(peerId: string): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      this.#endRelayed(peerId)
    }, RELAYED_LINGER_MS)
    this.#timers.add(timer)
  }

  #endRelayed(peerId: string): void {
    for (const connection of this.#libp2p.getConnections()) {
      const isOurs = connection.remotePeer.toString() === peerId && connection.direction === 'outbound'
      if (isOurs && connection.limits !== undefined) connection.close().catch(() => undefined)
    }
  }

  /**
   * Relays through which to look for a candidate. Only people whom we attend may lead us to relays of their choice: a
   * stranger's presence would otherwise make every page open connections wherever the stranger likes.
   */
  #relaysTo(candidate: Candidate): readonly string[] {
    const own = [...this.#relays.keys()]
    const named = candidate.relays.filter((way) => acquaintanceOf(way) === null)
    if (candidate.relays.length === 0) return own
    if (this.#host.rank(candidate) > 0) return named
    const theirs = new Set(named.map(relayPeer))
    return own.filter((address) => theirs.has(relayPeer(address)))
  }

  #acquaintancesOf(candidate: Candidate, linked: ReadonlySet<string>): string[] {
    return candidate.relays.flatMap((way) => {
      const peerId = acquaintanceOf(way)
      return peerId !== null && linked.has(peerId) ? [peerId] : []
    })
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
    const peerId = relayPeer(address)
    return this.#libp2p.getConnections().some((connection) => connection.remotePeer.toString() === peerId)
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

/** The relay's own peer id, the last part of its address. */
function relayPeer(address: string): string | undefined {
  return address.split('/p2p/').at(-1)
}

function isDirect(connection: Connection): boolean {
  return connection.limits === undefined && connection.status === 'open'
}
