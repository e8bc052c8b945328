/**
 * Keeps up direct links: an own loop instead of libp2p's auto-dial, since a dial by bare peer id may settle for the
 * relayed connection, and dialling everybody at once makes every dial fail (both measured, see FEASIBILITY).
 * Whom: topology.ts. One dial at a time; by an acquaintance's introduction or explicit `<relay>/p2p-circuit/webrtc/p2p/<peer>` addresses;
 * back-off after failures.
 */
import type { Connection, Libp2p, PeerId } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import type { PersonId } from '../identity/types'
import type { AddressBook, Candidate } from './address-book'
import { isDirect } from './direct'
import { whereLed } from './named-place'
import { Pauses } from './pauses'
import { relayPeer, RelayLinks, type RelayState } from './relay-links'
import { nextMove, type Acquirable, type Move, type OpenLink, type Tie } from './topology'
import { acquaintanceOf } from './ways'
import {
  DIAL_JITTER_MS,
  DIAL_PAUSE_MS,
  DIAL_TIMEOUT_MS,
  DROP_MS,
  GOOD_LINK_MS,
  MAX_ACQUAINTANCES_ASKED,
  RELAY_DOUBT_MS,
  RELAYED_LINGER_MS,
} from './config'

export interface DiallerHost {
  /** What we have to do with somebody; null is nobody known. */
  tie(person: PersonId | null): Tie
  /** Whether there may be a direct link with them. */
  mayLink(person: PersonId | null): boolean
  /** Of an anchor on how many days a link has lasted; 0 for everybody else (anchors.ts). */
  steadyDays(peerId: string, person: PersonId | null): number
  /** Who has proved to be at the other end of a link. */
  personAt(peerId: string): PersonId | null
  /** RTCPeerConnections made so far. */
  connectionsMade(): number
  /** Strangers to be linked with beyond their places. */
  extraLinks(): number
  now(): number
  /** 0 ≤ x < 1. */
  random(): number
  relaysChanged(): void
  /** Asks a peer that is linked with us for a link with somebody it is linked with; rejects when there is none. */
  introduce(acquaintance: string, peerId: string, signal: AbortSignal): Promise<void>
  /** The owner has taken this relay out: it is not used for anybody. */
  refusesRelay(address: string): boolean
}

interface Dialable extends Acquirable {
  readonly candidate: Candidate
}

export class Dialler {
  readonly #libp2p: Libp2p
  readonly #book: AddressBook
  readonly #host: DiallerHost
  readonly #relays: RelayLinks
  readonly #stopped = new AbortController()
  readonly #pauses = new Pauses(this.#stopped.signal)
  readonly #timers = new Set<ReturnType<typeof setTimeout>>()
  /** Peer ids of machines that serve and are nobody's page. */
  readonly #helpers = new Set<string>()
  #isDialling = false
  #running: Promise<void> = Promise.resolve()
  readonly #dialTimeoutMs: number
  /** When a dial through a relay ran out of time last, with none since that led to somebody. */
  #relaysDoubtedMs = -Infinity

  constructor(
    libp2p: Libp2p,
    book: AddressBook,
    host: DiallerHost,
    relays: readonly string[],
    dialTimeoutMs = DIAL_TIMEOUT_MS,
  ) {
    this.#dialTimeoutMs = dialTimeoutMs
    this.#libp2p = libp2p
    this.#book = book
    this.#host = host
    this.#relays = new RelayLinks(libp2p, host, this.#pauses, relays)
  }

  start(): void {
    this.#libp2p.addEventListener('connection:open', this.#onOpen)
    this.#libp2p.addEventListener('connection:close', this.#onClose)
    this.#running = Promise.all([this.#dialPeers(), this.#relays.keep(this.#stopped.signal)]).then(
      () => undefined,
    )
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
    this.#pauses.end()
  }

  /** Ends the links with those with whom there may be none any more; pairs whose codes are carried later stay. */
  async endOthers(): Promise<void> {
    const others = [...this.direct()].filter((peerId) => !this.#host.mayLink(this.#host.personAt(peerId)))
    await Promise.all(others.map((peerId) => this.#drop(peerId)))
  }

  isRelay(peerId: string): boolean {
    return this.#relays.isRelay(peerId)
  }

  /** Known by invite links alone. */
  isRelayOfLink(peerId: string): boolean {
    return this.#relays.isOfLink(peerId)
  }

  async addRelayOfLink(address: string): Promise<void> {
    await this.#relays.addOfLink(address)
    this.nudge()
  }

  /** A relay that the owner chose. */
  addRelay(address: string): void {
    this.#relays.add(address)
    this.nudge()
  }

  removeRelay(address: string): Promise<void> {
    return this.#relays.remove(address)
  }

  /** Connections with these are no links with people: they take no place and are never ended for one. */
  addHelpers(addresses: Iterable<string>): void {
    for (const address of addresses) this.#helpers.add(relayPeer(address) ?? address)
  }

  relays(): { readonly address: string; readonly state: RelayState }[] {
    return this.#relays.list()
  }

  /** Peers with a connection that does not go through a relay. */
  direct(): Set<string> {
    return new Set(this.#directConnections().map(({ remotePeer }) => remotePeer.toString()))
  }

  #directConnections(): Connection[] {
    return this.#libp2p
      .getConnections()
      .filter((connection) => isOpenLink(connection) && !this.#isServed(connection))
  }

  readonly #onOpen = (event: CustomEvent<Connection>): void => {
    const opened = event.detail
    // One link too many is to be seen at once.
    if (isOpenLink(opened)) this.nudge()
  }

  readonly #onClose = ({ detail: closed }: CustomEvent<Connection>): void => {
    this.#noteEnd(closed)
    this.#relays.noteEnds()
    this.nudge()
  }

  async #dialPeers(): Promise<void> {
    const { signal } = this.#stopped
    while (!signal.aborted) {
      const move = this.#nextMove()
      if (move === null) {
        await this.#pauses.pause(DIAL_PAUSE_MS * 4)
        continue
      }
      if (move.type === 'drop') {
        await this.#drop(move.peerId)
        await this.#pauses.pause(DIAL_PAUSE_MS)
        continue
      }
      const { candidate } = move.whom
      await this.#pauses.pause(this.#host.random() * DIAL_JITTER_MS)
      if (signal.aborted || this.#isLinked(candidate.peerId)) continue
      this.#isDialling = true
      try {
        await this.#dial(candidate)
      } catch {
        if (!this.#isLinked(candidate.peerId)) this.#book.failed(candidate.peerId, this.#host.now())
      } finally {
        this.#isDialling = false
      }
      this.#endRelayedLater(candidate.peerId)
    }
  }

  #nextMove(): Move<Dialable> | null {
    const links = this.#openLinks()
    const linked = new Set(links.map(({ peerId }) => peerId))
    const acquirable = this.#book.dialable(this.#host.now()).flatMap((candidate): Dialable[] => {
      const { peerId, person, seenAt } = candidate
      if (linked.has(peerId) || peerId === this.#libp2p.peerId.toString()) return []
      if (!this.#host.mayLink(person)) return []
      const isFriendOfFriend = this.#acquaintancesOf(candidate, linked).length > 0
      if (!isFriendOfFriend && this.#relaysTo(candidate).length === 0) return []
      const failures = this.#book.failuresOf(peerId)
      const [tie, steadyDays] = [this.#host.tie(person), this.#host.steadyDays(peerId, person)]
      return [{ candidate, peerId, tie, steadyDays, isFriendOfFriend, seenAtMs: seenAt, failures }]
    })
    return nextMove({
      links,
      acquirable,
      connectionsMade: this.#host.connectionsMade(),
      extraLinks: this.#host.extraLinks(),
      nowMs: this.#host.now(),
      random: () => this.#host.random(),
    })
  }

  #openLinks(): OpenLink[] {
    const since = new Map<string, number>()
    for (const connection of this.#directConnections()) {
      const peerId = connection.remotePeer.toString()
      since.set(peerId, Math.min(connection.timeline.open, since.get(peerId) ?? Infinity))
    }
    return [...since].map(([peerId, sinceMs]) => {
      const person = this.#host.personAt(peerId)
      const steadyDays = this.#host.steadyDays(peerId, person)
      return { peerId, sinceMs, steadyDays, tie: person === null ? null : this.#host.tie(person) }
    })
  }

  async #drop(peerId: string): Promise<void> {
    this.#book.failed(peerId, this.#host.now())
    const ended = this.#directConnections().filter(({ remotePeer }) => remotePeer.toString() === peerId)
    const signal = AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(DROP_MS)])
    await Promise.all(
      ended.map(async (connection) => {
        try {
          await connection.close({ signal })
        } catch {
          connection.abort(new Error('there is no place for this link'))
        }
      }),
    )
  }

  /** Only a link that lasted makes up for failures: one that is ended again and again would else be dialled without pause. */
  #noteEnd(closed: Connection): void {
    const peerId = closed.remotePeer.toString()
    if (!isDirect(closed) || this.#isServed(closed) || this.#isLinked(peerId)) return
    const nowMs = this.#host.now()
    if (nowMs - closed.timeline.open >= GOOD_LINK_MS) this.#book.succeeded(peerId)
    else this.#book.failed(peerId, nowMs)
  }

  /** Through a relay while one is at hand, else by those who know both; the other way after one has failed. */
  async #dial(candidate: Candidate): Promise<void> {
    const signal = AbortSignal.any([this.#stopped.signal, AbortSignal.timeout(this.#dialTimeoutMs)])
    const acquaintances = this.#acquaintancesOf(candidate, this.direct())
    const isRelayAtHand = this.#relaysTo(candidate).some((address) => this.#relays.isConnected(address))
    // A relay that stays connected may introduce nobody, as one that is full, or was frozen.
    const areRelaysDoubted = Math.abs(this.#host.now() - this.#relaysDoubtedMs) < RELAY_DOUBT_MS
    const turn = areRelaysDoubted ? 1 : 0
    const isRelaysTurn = isRelayAtHand && this.#book.failuresOf(candidate.peerId) % 2 === turn
    if (isRelaysTurn || acquaintances.length === 0) return this.#dialThroughRelay(candidate, signal)
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
    try {
      await this.#libp2p.dial(addresses, { signal })
      this.#relaysDoubtedMs = -Infinity
    } catch (error) {
      if (signal.aborted) this.#relaysDoubtedMs = this.#host.now()
      throw error
    }
  }

  /**
   * The relayed connection over which a dial was agreed on would stay for two minutes and cost the relay (FEASIBILITY 2).
   * Only who opened it ends it, and not at once: the other side learns a moment later that the direct connection is up,
   * and gives it up when it is cut off before; then we believe in a connection that the other does not have.
   */
  #endRelayedLater(peerId: string): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      void this.#endRelayed(peerId)
    }, RELAYED_LINGER_MS)
    this.#timers.add(timer)
  }

  async #endRelayed(peerId: string): Promise<void> {
    const relayed = this.#libp2p.getConnections().filter((connection) => {
      const isOurs = connection.remotePeer.toString() === peerId && connection.direction === 'outbound'
      return isOurs && !isDirect(connection)
    })
    // What goes through a relay still needs it while it is being closed.
    await Promise.all(relayed.map((connection) => connection.close().catch(() => undefined)))
    if (!this.#isDialling) this.#endLedTo()
  }

  /** Relays that are not in use, once nobody is met through them: each friend's would else stay connected. */
  #endLedTo(): void {
    const connections = this.#libp2p.getConnections()
    for (const connection of connections) {
      if (!isToServer(connection) || this.#isHelper(connection.remotePeer)) continue
      const through = `/p2p/${connection.remotePeer.toString()}/p2p-circuit`
      const isNeeded = connections.some(
        (other) => !isDirect(other) && other.remoteAddr.toString().includes(through),
      )
      if (!isNeeded) connection.close().catch(() => undefined)
    }
  }

  /**
   * Relays through which to look for a candidate. Only people whom we attend, and the few anchors, may lead us to relays
   * of their choice: a stranger's presence would otherwise make every page open connections wherever the stranger likes.
   */
  #relaysTo(candidate: Candidate): readonly string[] {
    const own = this.#relays.addresses()
    const named = candidate.relays.filter(
      (way) => acquaintanceOf(way) === null && !this.#host.refusesRelay(way),
    )
    if (candidate.relays.length === 0) return own
    if (this.#mayLead(candidate)) return whereLed(named, own)
    const theirs = new Set(named.map(relayPeer))
    return own.filter((address) => theirs.has(relayPeer(address)))
  }

  #mayLead({ peerId, person }: Candidate): boolean {
    return this.#host.tie(person).strength > 0 || this.#host.steadyDays(peerId, person) > 0
  }

  #acquaintancesOf(candidate: Candidate, linked: ReadonlySet<string>): string[] {
    return candidate.relays.flatMap((way) => {
      const peerId = acquaintanceOf(way)
      return peerId !== null && linked.has(peerId) ? [peerId] : []
    })
  }

  /** By a machine that is nobody's page. */
  #isServed(connection: Connection): boolean {
    return this.#isHelper(connection.remotePeer) || isToServer(connection)
  }

  #isHelper(peer: PeerId): boolean {
    return this.#relays.isRelay(peer.toString()) || this.#helpers.has(peer.toString())
  }

  #isLinked(peerId: string): boolean {
    return this.direct().has(peerId)
  }
}

/** A page is reached by WebRTC alone; by a WebSocket we reach what serves, as a relay to which a friend's presence led us. */
function isToServer({ direction, remoteAddr }: Connection): boolean {
  const address = remoteAddr.toString()
  return direction === 'outbound' && /\/wss?(\/|$)/.test(address) && !address.includes('/p2p-circuit')
}

function isOpenLink(connection: Connection): boolean {
  return isDirect(connection) && connection.status === 'open'
}
