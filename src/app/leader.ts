/**
 * What only one tab of a browser does: it writes the logs and runs the peer. A tab becomes leader by app/tabs.ts;
 * the other tabs ask it for the same acts through app/follower.ts.
 */
import { CID } from 'multiformats/cid'
import { generateDeviceKey } from '../identity/keys'
import type { PersonId } from '../identity/types'
import { nextTask } from '../lib/next-task'
import { Queue } from '../lib/queue'
import { err, ok, type Result } from '../lib/result'
import type { Peer, PeerHost } from '../peer/peer'
import type { Tie } from '../peer/topology'
import { headsOf } from '../records/heads'
import type { RecordChange } from '../records/store'
import type { IntroductionId } from '../records/letter-matter'
import type { Letter } from '../records/letters-held'
import type { Bodies, Draft, Image, RecordCid, VerifiedRecord } from '../records/types'
import { IdbBlockStore } from '../storage/block-store'
import { DeviceStore } from '../storage/device-store'
import { isQuotaExceeded, type Database } from '../storage/open'
import { IdbRecordStore } from '../storage/record-store'
import { LetterStore } from '../storage/letter-store'
import { SnapshotStore } from '../storage/snapshot-store'
import { VisitorStore } from '../storage/visitor-store'
import type { Acts } from './acts'
import type { ImportError, ImportReport } from './archive-import'
import type {
  AskedToMeet,
  BeginError,
  ConnectionState,
  Identity,
  ImageError,
  IntroductionError,
  Invite,
  Notice,
  Progress,
  LetterError,
  LetterState,
  PublishError,
} from './api'
import { reencode } from './image-file'
import { ImagePrefetch, ImageSource, KeptImages } from './image-prefetch'
import { ImpulseTraffic } from './impulse-traffic'
import { Ingest } from './ingest'
import { keptPeople, wantedOnly, wantedPeople } from './interest'
import { Invitations } from './invitations'
import { decodeInvite, encodeInvite, type InviteToken } from './invite-link'
import type { LetterDesk } from './letter-desk'
import type { Known } from './known'
import { BROWSER_MARKS } from './marks'
import type { Amplify, Money } from './money'
import type { BlockShown, MoneyState, OfferPreview, ProofShown, SendError } from './money-state'
import type { NetworkConfig } from './network-config'
import { isPaidByUse } from './metered'
import { firstDrafts, makeDeviceOf, makePerson, openSelf, rootSigner, type OpenedSelf } from './ownership'
import { Pairing } from './pairing'
import type { Card, PairingCode } from './pairing-code'
import type { Pin, PinError, PinService } from './pinning'
import { Publisher } from './publish'
import { Refusals } from './refusals'
import { RelayDesk } from './relay-desk'
import type { VisitChange } from './visitors'

export interface LeaderHost {
  readonly now: () => number
  readonly random: () => number
  readonly known: Known
  changed(change: RecordChange): void
  /** Posts came that are in no log here, or not yet; or such left. */
  visited(change: VisitChange): void
  connectionChanged(connection: ConnectionState): void
  identityChanged(identity: Identity): void
  /** Holders of own records or the counts of refusals have changed. */
  spreadChanged(): void
  moneyChanged(money: MoneyState): void
  importing(progress: Progress): void
  notice(notice: Notice): void
  lettersChanged(): void
  /** Records were removed from the disk. */
  letGo(): void
}

/** People whose pages were opened lately: their records are asked for, though nobody near attends them. */
const MAX_GUESTS = 20
/**
 * Between evaluations and records of others, and looking again whom to ask for. Of a thousand people near it takes some
 * ten milliseconds of the page.
 */
const INTEREST_PAUSE_MS = 1_000
/** Strength of the tie with people (PeerHost): whoever invited us or whose page is open comes before those we attend. */
const GUEST_NEARNESS = 2

/** As a pinning service lists it. */
const PIN_NAME = 'Synereo'
/** The Pinning Service API allows twenty. */
const MAX_ORIGINS = 20
const REACH_TIMEOUT_MS = 20_000

export class Leader implements Acts {
  readonly #config: NetworkConfig
  readonly #db: Database
  readonly #host: LeaderHost
  readonly #records: IdbRecordStore
  readonly #device: DeviceStore
  readonly #snapshots: SnapshotStore
  readonly #letterStore: LetterStore
  readonly #ingest: Ingest
  readonly #impulses: ImpulseTraffic
  readonly #publisher: Publisher
  readonly #invitations: Invitations
  readonly #pairing: Pairing
  readonly #relayDesk: RelayDesk
  readonly #blocks: IdbBlockStore
  readonly #keptImages: KeptImages
  readonly #images: ImageSource
  readonly #prefetch: ImagePrefetch
  readonly #queue = new Queue()
  /** Since the page was opened: they may be in no post yet. */
  readonly #addedImages: Image[] = []
  readonly #refusals = new Refusals()
  readonly #guests = new Set<PersonId>()
  /** Who pay for a look at a post that is not here, and may be of somebody far. */
  #sponsors: readonly PersonId[] = []
  /** Resolves when the peer runs; with null when it cannot be started. */
  readonly #peerStarted: PromiseWithResolvers<Peer | null> = Promise.withResolvers()
  /** Once there is an owner, a peer and a ledger. */
  #money: Promise<Money | null> | null = null
  /** Once there is an owner. */
  #letters: Promise<LetterDesk | null> | null = null
  #self: OpenedSelf | null = null
  #peer: Peer | null = null
  /** People whose logs are asked for, most wanted first, and how many entries of each log. */
  #wants: ReadonlyMap<PersonId, number> = new Map()
  #interestTimer: ReturnType<typeof setTimeout> | undefined

  constructor(config: NetworkConfig, db: Database, host: LeaderHost) {
    this.#config = config
    this.#db = db
    this.#host = host
    this.#records = new IdbRecordStore(db)
    this.#device = new DeviceStore(db)
    this.#snapshots = new SnapshotStore(db)
    this.#letterStore = new LetterStore(db)
    this.#invitations = new Invitations(this.#device)
    this.#pairing = new Pairing({
      network: config.id,
      now: host.now,
      open: async () => (await (await this.#peerStarted.promise)?.openOffer()) ?? null,
      card: () => this.#card(),
      taken: (code) => this.#takeCard(code),
      changed: this.#tellConnection,
    })
    this.#relayDesk = new RelayDesk(config, localStorage, {
      peer: () => this.#peer,
      changed: this.#tellConnection,
    })
    this.#blocks = new IdbBlockStore(db)
    this.#keptImages = new KeptImages(this.#blocks)
    this.#images = new ImageSource(this.#keptImages, this.#peerStarted.promise)
    this.#prefetch = new ImagePrefetch((image, signal) => this.image(image, signal))
    const shared = {
      store: this.#records,
      network: config.id,
      queue: this.#queue,
      now: host.now,
      changed: this.#changed,
    }
    this.#publisher = new Publisher(shared)
    this.#ingest = new Ingest({
      ...shared,
      breathe: nextTask,
      refusals: this.#refusals,
      entriesWanted: (person) => this.#entriesWanted(person),
      early: (change) => {
        for (const { header } of change.came) this.#peer?.shown(header, header.seq)
        host.visited(change)
      },
      refused: () => host.spreadChanged(),
      exhausted: (from) => this.#peer?.cutOff(from),
      storageFull: () => {
        this.#makeRoom()
        host.notice({ about: 'no-room' })
      },
    })
    this.#impulses = new ImpulseTraffic({
      ...shared,
      society: host.known.society,
      reckoning: {
        numbers: (post) => host.known.numbers(post),
        transmission: (person) => host.known.evaluation?.transmission(person) ?? 0,
        transmissionTo: (person) => host.known.evaluation?.transmissionTo(person) ?? 0,
      },
      refusals: this.#refusals,
      breathe: nextTask,
      owner: () => this.#self?.person ?? null,
      entriesWanted: (person) => this.#entriesWanted(person),
      receiveFresh: (from, records) => this.#ingest.receiveFresh(from, records),
      earlyAt: (log, seq) => this.#ingest.earlyAt(log, seq),
      links: () => this.#peer?.links() ?? [],
      isWantedBy: (peerId, person) => this.#peer?.isWantedBy(peerId, person) ?? false,
      // The model was given posts by their CIDs and gives them back.
      mostCharged: () => (host.known.evaluation?.mostCharged() ?? []) as readonly RecordCid[],
      send: (peerId, message) => this.#peer?.sendImpulse(peerId, message),
      visited: (change) => host.visited(change),
      refused: () => host.spreadChanged(),
      exhausted: (from) => this.#peer?.cutOff(from),
      shelf: new VisitorStore(db),
    })
  }

  /** Starts the peer; what is kept here can be read and written before that. */
  async start(): Promise<void> {
    this.#self = await openSelf(this.#device)
    // What takes it in is fetched from the host, which may be away.
    void this.#takeStarter().catch(() => undefined)
    // Whoever walks from an entry to all it links to finds an end there.
    await this.#blocks.put(CID.parse(this.#config.id), this.#config.manifest)
    this.#wants = this.#wanted()
    await this.#impulses.restore()
    try {
      this.#peer = await this.#startPeer()
    } finally {
      this.#peerStarted.resolve(this.#peer)
    }
    this.#openMoney()
    this.#openLetters()
    addEventListener('online', this.#tellConnection)
    addEventListener('offline', this.#tellConnection)
    this.#tellConnection()
    for (const invite of await this.#invitations.received(this.#host.now())) await this.#seek(invite)
  }

  /** Needs no peer, and nothing waits for it: without it the page only has less to show. */
  async #takeStarter(): Promise<void> {
    const { starter } = this.#config
    // Who keeps only what they follow takes in nothing else.
    if (starter === null || this.#host.known.keepsOnlyFollowed) return
    const { takeStarter } = await import('./starter')
    await takeStarter(starter, {
      network: this.#config.id,
      marks: BROWSER_MARKS,
      fetch: (file) => fetch(file),
      heads: () => this.#records.heads(),
      take: (file) => this.importArchive(file),
    })
  }

  async #startPeer(): Promise<Peer> {
    // libp2p would start without it, and the page would look for people whom it can never reach.
    if (!('RTCPeerConnection' in globalThis)) throw new Error('this browser has no WebRTC')
    const { Peer: PeerClass } = await import('../peer/peer')
    return PeerClass.start({
      network: this.#config.id,
      relays: this.#relayDesk.inUse(),
      stun: this.#config.stun,
      store: this.#records,
      blockstore: this.#blocks,
      transportKey: await this.#device.transportKey(await generateDeviceKey()),
      known: await this.#device.knownPeers(),
      now: this.#host.now,
      random: this.#host.random,
      host: this.#peerHost(),
    })
  }

  async stop(): Promise<void> {
    clearTimeout(this.#interestTimer)
    removeEventListener('online', this.#tellConnection)
    removeEventListener('offline', this.#tellConnection)
    this.#prefetch.stop()
    this.#images.stop()
    this.#pairing.close()
    await (await this.#money)?.stop()
    await this.#peer?.stop()
  }

  async begin(name: string, hue: number): Promise<Result<{ readonly words: readonly string[] }, BeginError>> {
    if (name.trim() === '') return err('bad-name')
    const made = await makePerson(this.#device, this.#config.id)
    if (!made.ok) return made
    await this.#introduce({ name: name.trim(), about: '', hue })
    return ok({ words: made.value.words })
  }

  async recover(words: string): Promise<Result<void, BeginError>> {
    const made = await makeDeviceOf(this.#device, this.#config.id, words)
    if (!made.ok) return made
    await this.#introduce(null)
    return ok(undefined)
  }

  async confirmWords(): Promise<void> {
    await this.#device.confirmWords()
    this.#self = await openSelf(this.#device)
    this.#tellIdentity()
  }

  async publish(draft: Draft): Promise<Result<RecordCid, PublishError>> {
    if (this.#self === null) return err({ reason: 'no-identity' })
    const published = await this.#publisher.publish(
      this.#self,
      await this.#withInvite(this.#self.person, draft),
    )
    if (!published.ok && published.error.reason === 'storage-full') this.#makeRoom()
    if (published.ok && draft.kind === 'follow') await this.#invitations.followed(draft.body.person)
    return published
  }

  async addImage(file: Blob, alt: string): Promise<Result<Image, ImageError>> {
    const encoded = await reencode(file)
    if (!encoded.ok) return encoded
    const { bytes, type, width, height } = encoded.value
    try {
      // In the queue: while others are let go, the same picture could be taken for one that only they show.
      return await this.#queue.run(
        async () => {
          const cid = await (this.#peer ?? this.#keptImages).addImage(bytes)
          const image = { cid, type, bytes: bytes.byteLength, width, height, alt }
          this.#addedImages.push(image)
          return ok(image)
        },
        { isUrgent: true },
      )
    } catch (error) {
      if (isQuotaExceeded(error)) return err('storage-full')
      throw error
    }
  }

  image(image: Image, signal: AbortSignal): Promise<Blob | null> {
    return this.#images.image(image, signal)
  }

  async inviteToken(): Promise<string | null> {
    if (this.#self === null || this.#peer === null) return null
    const { person } = this.#self
    return encodeInvite({
      network: this.#config.id,
      person,
      name: this.#host.known.society.person(person).name ?? '?',
      secret: await this.#invitations.currentSecret(this.#host.now()),
      peerId: this.#peer.peerId,
      relays: this.#peer.reachableThrough(),
    })
  }

  async openInvite(text: string): Promise<Result<Invite, 'damaged' | 'other-network'>> {
    const token = decodeInvite(text)
    if (token === null) return err('damaged')
    if (token.network !== this.#config.id) return err('other-network')
    await this.#invitations.remember(token, this.#host.now())
    await this.#seek(token)
    return ok({ person: token.person, name: token.name })
  }

  openPairing() {
    return this.#pairing.open()
  }

  pairWith(code: string) {
    return this.#pairing.take(code)
  }

  closePairing(): Promise<void> {
    this.#pairing.close()
    return Promise.resolve()
  }

  addRelay(address: string) {
    return this.#relayDesk.add(address)
  }

  removeRelay(address: string) {
    return this.#relayDesk.remove(address)
  }

  resetRelays() {
    return this.#relayDesk.reset()
  }

  /** What an invite link would say of us. */
  async #card(): Promise<Card | null> {
    if (this.#self === null) return null
    const { person } = this.#self
    const name = this.#host.known.society.person(person).name ?? '?'
    return { person, name, secret: await this.#invitations.currentSecret(this.#host.now()) }
  }

  /** A code that was taken is an invite link that was opened. */
  async #takeCard({ person, secret, offer }: PairingCode): Promise<void> {
    const { peerId } = offer
    await this.#invitations.remember({ person, secret, peerId, relays: [] }, this.#host.now())
    await this.visit(person)
  }

  /** Whoever gave us a link is looked for where the link says. */
  async #seek({ person, peerId, relays }: Pick<InviteToken, 'person' | 'peerId' | 'relays'>): Promise<void> {
    await this.visit(person)
    this.#peer?.suggest({ peerId, person, relays, seenAt: this.#host.now() })
  }

  async visit(person: PersonId): Promise<void> {
    this.#guests.delete(person)
    this.#guests.add(person)
    const oldest = this.#guests.values().next()
    if (this.#guests.size > MAX_GUESTS && oldest.done === false) this.#guests.delete(oldest.value)
    this.interestChanged()
  }

  async importArchive(file: Blob): Promise<Result<ImportReport, ImportError>> {
    const { importArchive } = await import('./archive-import')
    return importArchive(file, {
      network: this.#config.id,
      store: this.#records,
      addImage: (bytes) => this.#queue.run(() => this.#keptImages.addImage(bytes)),
      takeIn: (blocks) => this.#ingest.takeIn(blocks),
      progress: (done, of) => this.#host.importing({ done, of }),
    })
  }

  /** Nothing is written meanwhile: all that writes waits in the same queue. */
  letGo(): Promise<void> {
    return this.#queue.run(async () => {
      const { known } = this.#host
      if (this.#self === null || !known.keepsOnlyFollowed) return
      const { letGo } = await import('./keep-only')
      const kept = keptPeople(this.#self.person, known.society, known.labellers)
      await letGo({ db: this.#db, network: this.#config.id, kept, added: this.#addedImages })
      this.#host.letGo()
    })
  }

  /** Asks a service to keep what the owner has written up to now. */
  async pin(service: PinService): Promise<Result<Pin, PinError>> {
    const peer = this.#peer
    const self = this.#self
    if (peer === null || self === null) return err('unreachable')
    const [{ addPin }, { keepHistory }] = await Promise.all([import('./pinning'), import('./history')])
    const heads = (await this.#records.heads()).filter(({ person }) => person === self.person)
    const kept = { store: this.#records, blockstore: this.#blocks, network: this.#config.id }
    const cid = await keepHistory(kept, heads)
    const origins = peer.addresses().slice(0, MAX_ORIGINS)
    const pin = await addPin(fetch, service, { cid, name: PIN_NAME, origins })
    if (pin.ok) await peer.reach(pin.value.delegates, AbortSignal.timeout(REACH_TIMEOUT_MS))
    return pin
  }

  /** What comes of the ledger is fetched by those alone whose network has one. */
  #openMoney(): void {
    const [self, peer] = [this.#self, this.#peer]
    if (self === null || peer === null || this.#config.ledger === null || this.#money !== null) return
    this.#money = this.#startMoney(self, peer).catch((error: unknown) => {
      this.#host.notice({ about: 'no-wallet', detail: String(error) })
      return null
    })
  }

  async #startMoney({ person, signer }: OpenedSelf, peer: Peer): Promise<Money | null> {
    const { Money: MoneyClass } = await import('./money')
    const opened = await MoneyClass.open({
      declared: this.#config.ledger,
      person,
      signer,
      root: () => rootSigner(this.#device),
      peer,
      now: this.#host.now,
      changed: (state) => {
        this.#host.moneyChanged(state)
        this.#fetchOffered(state)
      },
      closedByBrowser: () => location.reload(),
    })
    if (opened.ok) return opened.value
    this.#host.notice({ about: 'bad-ledger', detail: opened.error })
    return null
  }

  #fetchOffered({ campaigns }: MoneyState): void {
    const former = this.#sponsors
    this.#sponsors = this.#host.known.lifting.sponsorsAway(campaigns)
    if (former.join() !== this.#sponsors.join()) this.interestChanged()
  }

  /** What seals and opens is fetched once there is an owner and the rest runs. */
  #openLetters(): void {
    const self = this.#self
    if (self === null || this.#letters !== null) return
    this.#letters = this.#startLetters(self).catch((error: unknown) => {
      this.#host.notice({ about: 'no-letters', detail: String(error) })
      return null
    })
  }

  async #startLetters(self: OpenedSelf): Promise<LetterDesk> {
    const { LetterDesk: Desk } = await import('./letter-desk')
    const desk = new Desk({
      store: this.#letterStore,
      society: this.#host.known.society,
      network: this.#config.id,
      self,
      now: this.#host.now,
      publish: (draft) => this.publish(draft),
      changed: () => this.#host.lettersChanged(),
    })
    await desk.start()
    return desk
  }

  async writeLetter(to: PersonId, text: string): Promise<Result<RecordCid, LetterError>> {
    if (this.#self === null) return err('no-identity')
    return (await (await this.#letters)?.write(to, text)) ?? err('cannot-seal')
  }

  async introduce(one: AskedToMeet, other: AskedToMeet): Promise<Result<void, IntroductionError>> {
    if (this.#self === null) return err({ reason: 'no-identity', about: null })
    return (await (await this.#letters)?.introduce(one, other)) ?? err({ reason: 'cannot-seal', about: null })
  }

  async answerIntroduction(
    by: PersonId,
    id: IntroductionId,
    accepts: boolean,
  ): Promise<Result<void, LetterError>> {
    return (await (await this.#letters)?.answer(by, id, accepts)) ?? err('cannot-seal')
  }

  letterState({ cid, with: person }: Letter): LetterState {
    const place = this.#host.known.placeOf(cid)
    if (place === null || this.#peer === null) return 'kept'
    if (this.#peer.isKeptBy(person, place, place.seq)) return 'arrived'
    return this.#peer.holders(place, place.seq) > 0 ? 'held' : 'kept'
  }

  async sendAmp(to: PersonId, amount: number, memo: string, name: string): Promise<Result<void, SendError>> {
    return (
      (await (await this.#money)?.send(to, amount, memo, name)) ??
      err(this.#self === null ? 'no-identity' : 'no-ledger')
    )
  }

  async offers(amplify: Amplify): Promise<OfferPreview | null> {
    return (await this.#money)?.offers(amplify) ?? null
  }

  async amplify(amplify: Amplify, name: string): Promise<Result<void, SendError>> {
    return (await (await this.#money)?.amplify(amplify, name)) ?? err('no-ledger')
  }

  async claimView(campaign: string, fromMs: number, toMs: number): Promise<boolean> {
    return (await (await this.#money)?.claimView(campaign, fromMs, toMs)) ?? false
  }

  async starterAmp(): Promise<boolean> {
    return (await (await this.#money)?.starter()) ?? false
  }

  async giveUpPayment(): Promise<void> {
    await (await this.#money)?.giveUp()
  }

  async ampProof(id: string): Promise<ProofShown | null> {
    return (await this.#money)?.proof(id) ?? null
  }

  async forkProofs(person: PersonId): Promise<readonly (readonly BlockShown[])[]> {
    return (await this.#money)?.forkProofs(person) ?? []
  }

  async spendFromHere(): Promise<boolean> {
    return (await (await this.#money)?.spendFromHere()) ?? false
  }

  /** How many others keep an own record. */
  holders(cid: RecordCid): number {
    const place = this.#host.known.placeOf(cid)
    return place === null ? 0 : (this.#peer?.holders(place, place.seq) ?? 0)
  }

  refused() {
    return this.#refusals.counts()
  }

  identity(): Identity {
    if (this.#self === null) return { status: 'none' }
    const { person, signer, wordsConfirmed } = this.#self
    return { status: 'ready', person, device: signer.device, wordsConfirmed }
  }

  connection(): ConnectionState {
    const links = this.#peer?.links() ?? []
    return {
      tab: 'leading',
      peerId: this.#peer?.peerId ?? null,
      ...this.#relayDesk.state(),
      links: links.map((link) => ({ ...link, direct: true })),
      pairing: this.#pairing.state,
      online: navigator.onLine,
    }
  }

  /** The model has said what it makes of everything that was known at this time. */
  evaluated(readAtMs: number): void {
    this.#impulses.evaluated(readAtMs)
    this.interestMayHaveChanged()
  }

  /** Posts and acts that are here and in no log. */
  visitors(): readonly VerifiedRecord[] {
    return this.#impulses.visitors()
  }

  /** The model may see other people near, or people lift others: looked at soon, since it takes a while. */
  interestMayHaveChanged(): void {
    this.#interestTimer ??= setTimeout(() => this.interestChanged(), INTEREST_PAUSE_MS)
  }

  /** The viewer attends other people now, or is linked with others: ask peers for the right logs. */
  interestChanged(): void {
    clearTimeout(this.#interestTimer)
    this.#interestTimer = undefined
    const former = this.#wants
    this.#wants = this.#wanted()
    if ([...former.keys()].join() !== [...this.#wants.keys()].join()) this.#peer?.wantsChanged()
  }

  readonly #changed = (change: RecordChange): void => {
    this.#host.changed(change)
    this.#peer?.grew(headsOf(change), change)
    void this.#impulses.changed(change)
    if (change.source === 'self') this.interestChanged()
    else this.interestMayHaveChanged()
    if (change.source !== 'peer' || this.#self === null) return
    void this.#letters?.then((desk) => desk?.took(change.added))
    void this.#welcome(this.#self, change)
    this.#prefetch.add(this.#host.known.imagesToKeep(this.#self.person, change))
  }

  async #welcome(self: OpenedSelf, change: RecordChange): Promise<void> {
    for (const person of await this.#invitations.toFollowBack(self.person, change.added, this.#host.now())) {
      this.#host.notice({ about: 'newcomer', name: this.#host.known.society.person(person).name })
      if (this.#host.known.society.follows(self.person, person)) continue
      await this.#publisher.publish(self, { kind: 'follow', body: { person, invite: null } })
    }
  }

  /** The first entries of a new log; the profile is null for a further device. */
  async #introduce(profile: Bodies['profile'] | null): Promise<void> {
    const self = await openSelf(this.#device)
    if (self === null) throw new Error('the owner was just kept and is not there')
    const label = navigator.userAgent.includes('Mobile') ? 'Phone' : 'Computer'
    for (const draft of firstDrafts(self.certificate, label, profile)) {
      const published = await this.#publisher.publish(self, draft)
      if (!published.ok && draft.kind === 'profile') this.#host.notice({ about: 'name-not-kept' })
    }
    this.#self = self
    this.#tellIdentity()
    this.#openMoney()
    this.#openLetters()
    this.interestChanged()
    await this.#peer?.ownerChanged()
  }

  async #withInvite(follower: PersonId, draft: Draft): Promise<Draft> {
    if (draft.kind !== 'follow') return draft
    const invite = await this.#invitations.proofFor(draft.body.person, follower, this.#host.now())
    return { kind: 'follow', body: { person: draft.body.person, invite } }
  }

  #wanted(): Map<PersonId, number> {
    const viewer = this.#self?.person ?? null
    const { society, evaluation } = this.#host.known
    const guests = [...this.#guests]
    if (viewer !== null && this.#host.known.keepsOnlyFollowed) {
      return wantedOnly([viewer, ...guests], keptPeople(viewer, society, this.#host.known.labellers))
    }
    return wantedPeople({
      viewer,
      following: viewer === null ? [] : society.following(viewer),
      labellers: this.#host.known.labellers,
      // The model was given people by their ids and gives them back.
      nearest: (evaluation?.nearest ?? []) as readonly PersonId[],
      liftedBy: (person) => society.liftedBy(person),
      linked: this.#linkedPeople(),
      guests,
      sponsors: this.#sponsors,
    })
  }

  #linkedPeople(): PersonId[] {
    return (this.#peer?.links() ?? []).flatMap(({ person }) => (person === null ? [] : [person]))
  }

  /** The model's snapshot can be made anew; what did not fit is tried, or offered by peers, again. */
  #makeRoom(): void {
    void this.#snapshots.drop()
  }

  #entriesWanted(person: PersonId): number {
    return this.#wants.get(person) ?? 0
  }

  #peerHost(): PeerHost {
    return {
      owner: () => this.#self,
      wanted: () => this.#wants,
      tie: (person) => this.#tie(person),
      receive: (from, records) => this.#ingest.receive(from, records),
      receiveFresh: (from, records) => this.#ingest.receiveFresh(from, records),
      impulse: (from, message) => this.#impulses.receive(from, message),
      misbehaved: (from) => {
        if (this.#refusals.note(from, 'bad-schema', this.#host.now())) this.#peer?.cutOff(from)
        this.#host.spreadChanged()
      },
      met: ({ peerId, person, relays, seenAt }) => {
        if (person !== null) void this.#device.keepPeer({ peerId, person, relays, seenAt })
      },
      connectionChanged: () => {
        this.#tellConnection()
        this.#impulses.linksChanged()
        this.#host.known.linkedWith(this.#linkedPeople())
        this.interestChanged()
      },
      spread: () => this.#host.spreadChanged(),
      mayPassOn: () => !isPaidByUse(),
      refusesRelay: (address) => this.#relayDesk.refuses(address),
    }
  }

  #tie(person: PersonId | null): Tie {
    const self = this.#self?.person ?? null
    const attendsUs = person !== null && self !== null && this.#host.known.society.follows(person, self)
    return { strength: this.#nearness(person), attendsUs }
  }

  #nearness(person: PersonId | null): number {
    if (person === null) return 0
    if (this.#guests.has(person)) return GUEST_NEARNESS
    if (this.#self !== null && this.#host.known.society.follows(this.#self.person, person)) {
      return 1 + (this.#host.known.evaluation?.transmission(person) ?? 0)
    }
    return this.#host.known.evaluation?.transmission(person) ?? 0
  }

  readonly #tellConnection = (): void => this.#host.connectionChanged(this.connection())

  #tellIdentity(): void {
    this.#host.identityChanged(this.identity())
  }
}
