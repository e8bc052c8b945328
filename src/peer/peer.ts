/** The running peer: node, dialler, presence and sync wired together. The app talks to this one class. */
import { multiaddr } from '@multiformats/multiaddr'
import type { Blockstore } from 'interface-blockstore'
import type { DeviceSigner, PersonId } from '../identity/types'
import type { LogHead, LogId, RecordChange, RecordStore } from '../records/store'
import type { BlockCid, NetworkId, RecordBlocks, RecordCid, Tag } from '../records/types'
import { signAnnouncement } from './announcement'
import { AnnouncementGossip } from './announcement-gossip'
import type { Membership } from './announcement-shares'
import { AddressBook, type Candidate } from './address-book'
import { Anchors, type Remembered } from './anchors'
import {
  ACQUAINTANCES_SAID_MS,
  BEACON_ASKED_AT_ONCE,
  HEAD_SAID_MS,
  IMAGE_TIMEOUT_MS,
  ledgerTopic,
  MAX_ACQUAINTANCES_SAID,
  MAX_RELAYS_PER_PEER,
} from './config'
import { Dialler } from './dialler'
import type { OpenOffer } from './direct-link'
import { ConnectionCount } from './connection-count'
import { addImageBlocks, readImageBlocks } from './image-blocks'
import { ImagePlaces } from './image-places'
import { relayPeer, type RelayState } from './relay-links'
import { isAnswered, isLetIn, type LeftOut, type Tie } from './topology'
import { acquaintanceOf } from './ways'
import { relaysOfLink, type PageOrigin } from './link-relays'
import { HeadWatch, type Missing } from './head-watch'
import { Introductions } from './introductions'
import { trafficOf, type LinkTraffic } from './link-traffic'
import { LedgerLine, type LedgerLineHost } from './ledger-line'
import { ImpulseLines } from './impulse-lines'
import { createNode, type Node } from './node'
import { readPresence, signPresence, type Presence } from './presence'
import { PresenceGossip } from './presence-gossip'
import type { Sought } from './branch-search'
import { SteadyLinks } from './steady-links'
import { SyncLinks, type Link as OpenSyncLink } from './sync-links'
import { SyncService } from './sync-service'
import { PAGE_CLOCK } from './sync-wire'

/** Who we are to others. */
export interface Owner {
  readonly person: PersonId
  readonly certificate: Uint8Array
  readonly signer: DeviceSigner
}

export interface PeerInit {
  readonly network: NetworkId
  readonly relays: readonly string[]
  readonly stun: readonly string[]
  readonly store: RecordStore
  readonly blockstore: Blockstore
  readonly transportKey: CryptoKeyPair
  /** Peers met in earlier sessions. */
  readonly known: readonly Remembered[]
  readonly now: () => number
  readonly random: () => number
  readonly host: PeerHost
}

/** What the peer asks of the app and tells it. */
export interface PeerHost {
  /** Where the page came from. */
  origin(): PageOrigin
  owner(): Owner | null
  /** Whose logs are wanted and how many entries of each, most wanted first. */
  wanted(): ReadonlyMap<PersonId, number>
  /** Whom to be linked with first. */
  tie(person: PersonId | null): Tie
  /** Whether what this person writes is to come here in any case. */
  isAttended(person: PersonId): boolean
  /** Whether the author of a log has joined its branches: nothing more is written there (rule SY17). */
  isJoined(log: LogId): boolean
  /** A member of a community says that they have written. */
  announced(person: PersonId, tag: Tag, from: string): void
  membership(person: PersonId, tag: Tag): Membership
  /** The browser has a network, and somebody is attended who could be heard. */
  isListening(): boolean
  /** What does not reach the page is another now. */
  missingChanged(): void
  /** Whether there may be a direct link with them, which tells each side's network address (rule PV1). */
  mayLink(person: PersonId | null): boolean
  receive(from: string, records: readonly RecordBlocks[]): Promise<void>
  receiveFresh(from: string, records: readonly RecordBlocks[]): Promise<void>
  /** These ends of branches had their turn: as many questions as there are links (rule SY28). */
  turnsOver(heads: readonly RecordCid[]): void
  /** A message on the way of impulses; false when it is none. */
  impulse(from: string, message: Uint8Array): Promise<boolean>
  misbehaved(peerId: string, what: string, weight?: number): void
  /** The share of our patience that a peer has used up; with more than 1 it is cut off (rule V9). */
  patienceSpent(peerId: string): number
  /**
   * A peer proved who it is: worth remembering for the next start.
   * @param day on which a link with it has lasted
   */
  met(candidate: Candidate, day?: number): void
  connectionChanged(): void
  spread(): void
  /** False on a connection that is paid for by what goes over it: no offers are passed on between others. */
  mayPassOn(): boolean
  /** The owner has taken this relay out: it is not used for anybody. */
  refusesRelay(address: string): boolean
}

export interface Link {
  readonly peerId: string
  readonly person: PersonId | null
  readonly since: number
}

export class Peer {
  readonly #init: PeerInit
  readonly #node: Node
  /** Peers that wasted our time. */
  readonly #cutOff: Set<string>
  readonly #book: AddressBook
  readonly #steady: SteadyLinks
  readonly #introductions: Introductions
  readonly #made: ConnectionCount
  readonly #dialler: Dialler
  readonly #gossip: PresenceGossip
  readonly #sync: SyncService<OpenSyncLink>
  readonly #impulses: ImpulseLines
  readonly #heads: HeadWatch
  readonly #announcements: AnnouncementGossip
  readonly #imagePlaces = new ImagePlaces()
  readonly #onAddresses = (): void => {
    // A presence says through which relays we can be reached: a new reservation is news.
    this.#gossip.say()
  }

  /** Builds and starts everything; resolves when the node runs, not when it has found anybody. */
  static async start(init: PeerInit): Promise<Peer> {
    const cutOff = new Set<string>()
    const made = new ConnectionCount(() => init.host.connectionChanged())
    const started: { peer?: Peer } = {}
    const node = await createNode({
      ...init,
      isCutOff: (peerId) => cutOff.has(peerId),
      isLetIn: (peerId) => started.peer?.isLetIn(peerId) ?? true,
      isAnswered: (peerId) => started.peer?.isAnswered(peerId) ?? true,
      isRelay: (peerId) => started.peer?.isRelay(peerId) ?? false,
      patience: {
        spent: (peerId) => init.host.patienceSpent(peerId),
        misbehaved: (peerId) => started.peer?.blame(peerId, 'what it passed on is signed by nobody'),
      },
      made,
    })
    const peer = (started.peer = new Peer(init, node, cutOff, made))
    await peer.#start()
    return peer
  }

  private constructor(init: PeerInit, node: Node, cutOff: Set<string>, made: ConnectionCount) {
    const { host, now } = init
    const anchors = new Anchors(init.known, (person) => host.tie(person).strength, now())
    this.#book = new AddressBook((candidate) => anchors.rank(candidate))
    this.#steady = new SteadyLinks(
      { links: () => this.links(), steady: (...lasting) => host.met(...lasting), now },
      PAGE_CLOCK,
    )
    this.#cutOff = cutOff
    this.#made = made
    this.#init = init
    this.#node = node
    const { libp2p } = node
    for (const candidate of init.known) this.#book.heard(candidate)
    this.#introductions = new Introductions(libp2p, {
      open: () => this.openOffer(),
      direct: () => this.#dialler.direct(),
      mayPassOn: () => host.mayPassOn(),
      isCutOff: (peerId) => cutOff.has(peerId),
      isAnswered: (peerId) => this.isAnswered(peerId),
      mayIntroduce: (acquaintance) => isAnswered(made.count, this.#book.rankOf(acquaintance)),
      isNear: (acquaintance) => this.#book.rankOf(acquaintance) > 0,
      now,
    })
    this.#dialler = new Dialler(
      libp2p,
      this.#book,
      {
        tie: (person) => host.tie(person),
        mayLink: (person) => host.mayLink(person),
        steadyDays: (...peer) => anchors.daysOf(...peer),
        personAt: (peerId) => this.#sync.personAt(peerId),
        connectionsMade: () => made.count,
        extraLinks: () => this.#heads.extraLinks,
        now,
        random: init.random,
        relaysChanged: () => host.connectionChanged(),
        refusesRelay: (address) => host.refusesRelay(address),
        introduce: (acquaintance, peerId, signal) => this.#introductions.ask(acquaintance, peerId, signal),
      },
      init.relays,
    )
    this.#gossip = new PresenceGossip(libp2p.services.pubsub, init.network, {
      isAttended: (person) => host.tie(person).strength > 0,
      own: (laterMs) => this.#presence(laterMs),
      person: () => host.owner()?.person ?? null,
      wanted: () => host.wanted().keys(),
      heard: (presence, from) => this.#heard(presence, from),
      isRelay: (peerId) => this.isRelay(peerId),
      misbehaved: (from) => this.blame(from, 'what it passed on is no presence'),
      now,
    })
    this.#sync = new SyncService(
      (linksHost) => new SyncLinks(libp2p, linksHost, now),
      {
        store: init.store,
        presence: () => this.#presence(),
        logBehind: (presence, peerId) => this.#logBehind(presence, peerId),
        wanted: () => host.wanted(),
        receive: (from, records) => host.receive(from, records),
        receiveFresh: (from, records) => host.receiveFresh(from, records),
        misbehaved: (...said) => host.misbehaved(...said),
        linksChanged: () => {
          host.connectionChanged()
          this.#gossip.say(ACQUAINTANCES_SAID_MS)
          this.#dialler.nudge()
        },
        spread: () => host.spread(),
        turnsOver: (heads) => host.turnsOver(heads),
        ended: (...asked) => this.#heads.ended(...asked),
      },
      PAGE_CLOCK,
    )
    this.#heads = new HeadWatch(
      {
        // Where the branches of a log were joined its places tell nothing any more of what is missing.
        heldTo: (log) => (host.isJoined(log) ? Infinity : this.#sync.heldTo(log)),
        links: () => this.links(),
        hint: (...question) => this.#sync.hint(...question),
        isAttended: (person) => host.isAttended(person),
        isListening: () => host.isListening(),
        tryAgain: (peerId) => {
          this.#book.succeeded(peerId)
          this.#dialler.nudge()
        },
        missingChanged: () => host.missingChanged(),
        now,
        random: init.random,
      },
      PAGE_CLOCK,
    )
    this.#announcements = new AnnouncementGossip(libp2p.services.pubsub, init.network, {
      heard: ({ person, device, seq, tag }, from) => {
        host.announced(person, tag, from)
        const others = this.links().map(({ peerId }) => peerId)
        const asked = [from, ...others.filter((peerId) => peerId !== from)].slice(0, BEACON_ASKED_AT_ONCE)
        this.#sync.hint({ person, device, next: seq + 1 }, asked)
      },
      membership: (person, tag) => host.membership(person, tag),
      misbehaved: (from) => this.blame(from, 'what it passed on is no announcement'),
      now,
    })
    this.#impulses = new ImpulseLines(libp2p, {
      heard: (from, message) => host.impulse(from, message),
    })
  }

  async #start(): Promise<void> {
    this.#noteOwner()
    await this.#sync.start()
    await this.#impulses.start()
    await this.#introductions.start()
    this.#gossip.start()
    this.#dialler.start()
    this.#heads.start()
    this.#steady.start()
    this.#node.libp2p.addEventListener('self:peer:update', this.#onAddresses)
  }

  async stop(): Promise<void> {
    this.#node.libp2p.removeEventListener('self:peer:update', this.#onAddresses)
    this.#heads.stop()
    this.#steady.stop()
    this.#gossip.stop()
    this.#announcements.stop()
    await this.#impulses.stop()
    await this.#sync.stop()
    await this.#dialler.stop()
    await this.#introductions.stop()
    await this.#node.stop()
  }

  get peerId(): string {
    return this.#node.libp2p.peerId.toString()
  }

  links(): Link[] {
    return this.#sync.links()
  }

  /** What each link has carried. */
  traffic(): Promise<ReadonlyMap<string, LinkTraffic>> {
    return trafficOf(this.#node.libp2p.getConnections())
  }

  /** What does not reach us, as far as we know. */
  missing(): Missing {
    return this.#heads.missing
  }

  relays(): { readonly address: string; readonly state: RelayState }[] {
    return this.#dialler.relays()
  }

  isRelay(peerId: string): boolean {
    return this.#dialler.isRelay(peerId)
  }

  addRelay(address: string): void {
    this.#dialler.addRelay(address)
  }

  removeRelay(address: string): Promise<void> {
    return this.#dialler.removeRelay(address)
  }

  /** There is an identity now, or another name: tell everybody. */
  async ownerChanged(): Promise<void> {
    this.#noteOwner()
    this.#gossip.say()
    await this.#sync.introduceAgain()
  }

  wantsChanged(): void {
    this.#sync.wantsChanged()
    this.#gossip.wantsChanged()
    this.#dialler.nudge()
  }

  /** Own or foreign logs have grown by this much. */
  grew(heads: readonly LogHead[], change: RecordChange): void {
    this.#sync.grew(heads, change)
    this.#heads.grew()
    if (change.source === 'self') this.#gossip.say(HEAD_SAID_MS)
  }

  /** On their topics members say what they have written. */
  setTags(joined: readonly Tag[]): void {
    this.#announcements.setTags(joined)
  }

  /** Tells the members of a community of an own entry. */
  async announce(tag: Tag, seq: number, cid: RecordCid): Promise<void> {
    const owner = this.#init.host.owner()
    if (owner === null) return
    const { person, certificate, signer } = owner
    const said = { tag, person, device: signer.device, seq, cid, time: this.#init.now() }
    const bytes = await signAnnouncement(this.#init.network, said, certificate, signer)
    await this.#announcements.say(tag, bytes)
  }

  /** A foreign entry is shown and not kept yet, as earlier ones of its log are missing. */
  shown(log: LogId, seq: number): void {
    this.#sync.shown(log, seq)
  }

  /** What a peer sends of a log has no place here (rule SY29). */
  noPlace(peerId: string, log: LogId): void {
    this.#sync.noPlace(peerId, log)
  }

  excuse(peerId: string, log: LogId | null, isHere: boolean): boolean {
    return this.#sync.excuse(peerId, log, isHere)
  }

  /** These branches of logs are missing here, and no others. */
  seek(branches: readonly Sought[]): void {
    this.#sync.seek(branches)
  }

  /** Somebody's log has another branch than the one that is kept here: they are shown ours. */
  showFork(log: LogId): Promise<void> {
    return this.#sync.showFork(log)
  }

  sendImpulse(peerId: string, message: Uint8Array): void {
    void this.#impulses.send(peerId, message)
  }

  /** Whether the other end of a link asks for the logs of this person. */
  isWantedBy(peerId: string, person: PersonId): boolean {
    return this.#sync.isWantedBy(peerId, person)
  }

  isKeptBy(person: PersonId, log: LogId, seq: number): boolean {
    return this.#sync.isKeptBy(person, log, seq)
  }

  holders(log: LogId, seq: number): number {
    return this.#sync.holders(log, seq)
  }

  /** Whether there is room for somebody who dials us. */
  isLetIn(peerId: string): boolean {
    return isLetIn(this.#dialler.direct().size, this.#book.rankOf(peerId))
  }

  /** Whether one of the connections that a page may make is spent on somebody who wants a link. */
  isAnswered(peerId: string): boolean {
    const mayLink = this.#book.peopleAt(peerId).some((person) => this.#init.host.mayLink(person))
    return mayLink && isAnswered(this.#made.count, this.#book.rankOf(peerId))
  }

  get leftOut(): LeftOut {
    return this.#made.leftOut
  }

  /** Somebody who can be dialled, from an invite link. */
  suggest(candidate: Candidate): void {
    const { host } = this.#init
    const named = candidate.relays.filter((way) => acquaintanceOf(way) === null)
    const own = this.relays().map(({ address }) => address)
    for (const address of relaysOfLink(named, own, host.origin()))
      if (!host.refusesRelay(address)) void this.#dialler.addRelayOfLink(address)
    this.#book.heard(candidate)
    this.#dialler.nudge()
  }

  /** For what it passed on by gossip; relays pass on what they are given, unread, but anybody may name one in a link. */
  blame(peerId: string, what: string): void {
    if (!this.isRelay(peerId) || this.#dialler.isRelayOfLink(peerId)) this.#init.host.misbehaved(peerId, what)
  }

  /** Ends all connections with a peer that wasted our time; it is not heard again until the page is loaded anew. */
  cutOff(peerId: string): void {
    this.#cutOff.add(peerId)
    if (this.#dialler.isRelayOfLink(peerId)) void this.#dialler.removeRelay(`/p2p/${peerId}`)
    this.#book.failed(peerId, this.#init.now())
    for (const connection of this.#node.libp2p.getConnections()) {
      if (connection.remotePeer.toString() === peerId) connection.abort(new Error('cut off for misbehaviour'))
    }
  }

  /**
   * The way on which the ledger travels; the caller stops it.
   * @param witnesses their addresses: they are asked, and are no links with people
   */
  async openLedgerLine(
    ledger: string,
    witnesses: Iterable<string>,
    host: LedgerLineHost,
  ): Promise<LedgerLine> {
    this.#dialler.addHelpers(witnesses)
    const line = new LedgerLine(this.#node.libp2p, ledgerTopic(this.#init.network, ledger), {
      ...host,
      deviceAt: (peerId) => this.#sync.deviceAt(peerId),
      misbehaved: (from) => this.blame(from, 'what it passed on is no fact'),
    })
    await line.start()
    return line
  }

  /** Connections with these are no links with people. */
  expectHelpers(addresses: Iterable<string>): void {
    this.#dialler.addHelpers(addresses)
  }

  /**
   * Connects with a machine that keeps blocks for the owner and is nobody's page; it fetches them by bitswap.
   * @returns whether it could be reached at one of its addresses
   */
  async reach(addresses: readonly string[], signal: AbortSignal): Promise<boolean> {
    this.#dialler.addHelpers(addresses)
    for (const address of addresses) {
      try {
        await this.#node.libp2p.dial(multiaddr(address), { signal })
        return true
      } catch {
        // The next address may be one that a page can dial.
      }
    }
    return false
  }

  /** With whom there may be links has changed. */
  endOtherLinks(): Promise<void> {
    return this.#dialler.endOthers()
  }

  /** Half of a link, for somebody to carry to the other side. */
  openOffer(): Promise<OpenOffer> {
    return this.#node.libp2p.services.directLinks.open()
  }

  addImage(bytes: Uint8Array): Promise<BlockCid> {
    return addImageBlocks(this.#node, bytes)
  }

  image(root: BlockCid, maxBytes: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer> | null> {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(IMAGE_TIMEOUT_MS)])
    return readImageBlocks(this.#node, root, maxBytes, limited, this.#imagePlaces)
  }

  /** Relay addresses through which we can be reached now. */
  reachableThrough(): string[] {
    const relays = this.#node.libp2p
      .getMultiaddrs()
      .map((address) => address.toString().split('/p2p-circuit')[0] ?? '')
      // A place may be held for a while after its relay was taken out.
      .filter((address) => this.isRelay(relayPeer(address) ?? ''))
    return [...new Set(relays)].slice(0, MAX_RELAYS_PER_PEER)
  }

  /** Addresses at which other peers may dial us. */
  addresses(): string[] {
    return this.#node.libp2p.getMultiaddrs().map((address) => address.toString())
  }

  /** Whoever is linked with us can pass an offer on to us. */
  #acquaintances(): string[] {
    const longest = [...this.links()].sort((a, b) => a.since - b.since).slice(0, MAX_ACQUAINTANCES_SAID)
    return longest.map(({ peerId }) => `/p2p/${peerId}`)
  }

  #noteOwner(): void {
    const owner = this.#init.host.owner()
    if (owner !== null) this.#sync.owner(owner.person)
  }

  async #presence(laterMs = 0): Promise<Uint8Array | null> {
    const owner = this.#init.host.owner()
    if (owner === null) return null
    const { person, certificate, signer } = owner
    const presence: Presence = {
      person,
      device: signer.device,
      peerId: this.peerId,
      relays: [...this.reachableThrough(), ...this.#acquaintances()],
      time: this.#init.now() + laterMs,
      head: this.#sync.headOf({ person, device: signer.device }),
    }
    return signPresence(this.#init.network, presence, certificate, signer)
  }

  async #logBehind(bytes: Uint8Array, peerId: string): Promise<LogId | null> {
    const presence = await readPresence(bytes, this.#init.network, this.#init.now())
    if (!presence.ok || presence.value.peerId !== peerId) return null
    this.#heard(presence.value, peerId)
    const { person, relays } = presence.value
    const met = { peerId, person, relays, seenAt: this.#init.now() }
    this.#init.host.met(met)
    this.#steady.met(met)
    return presence.value
  }

  #heard(presence: Presence, from: string): void {
    const { peerId, person, relays } = presence
    if (peerId === this.peerId) return
    this.#heads.heard(presence, from)
    this.#book.heard({ peerId, person, relays, seenAt: this.#init.now() })
    this.#dialler.nudge()
  }
}
