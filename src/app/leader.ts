/**
 * What only one tab of a browser does: it writes the logs and runs the peer. A tab becomes leader by app/tabs.ts;
 * the other tabs ask it for the same acts through app/follower.ts. Each act is done at a desk of its own; here the desks
 * are put up and connected with each other and with the peer.
 */
import { CID } from 'multiformats/cid'
import { generateDeviceKey } from '../identity/keys'
import type { PersonId } from '../identity/types'
import { Queue } from '../lib/queue'
import { err, type Result } from '../lib/result'
import type { Peer, PeerHost } from '../peer/peer'
import { PAGE_CLOCK } from '../peer/sync-wire'
import { headsOf } from '../records/heads'
import type { Letter } from '../records/letters-held'
import type { RecordChange } from '../records/store'
import type { Draft, RecordCid, VerifiedRecord } from '../records/types'
import { IdbBlockStore } from '../storage/block-store'
import { DeviceStore } from '../storage/device-store'
import { LetterStore } from '../storage/letter-store'
import type { Database } from '../storage/open'
import { IdbRecordStore } from '../storage/record-store'
import { SnapshotStore } from '../storage/snapshot-store'
import { VisitorStore } from '../storage/visitor-store'
import type { Acts } from './acts'
import { NOTHING_MISSING } from './connection-state'
import type { ConnectionState, Identity, LetterState, Notice, Progress, PublishError, Spread } from './api'
import { BudgetDesk } from './budget-desk'
import { Holdings } from './holdings'
import { Incoming } from './incoming'
import type { Known } from './known'
import { Meetings } from './meetings'
import { isPaidByUse } from './metered'
import type { MoneyState } from './money-state'
import type { NetworkConfig } from './network-config'
import { OwnerDesk } from './owner-desk'
import { labelHere, moveOn } from './ownership'
import { OwnForks } from './own-forks'
import { Pictures } from './pictures'
import { PostOffice } from './post-office'
import { Publisher } from './publish'
import { RelayDesk } from './relay-desk'
import type { VisitChange } from './visitors'
import { Wallet } from './wallet'
import { Wants } from './wants'
import { WithdrawnImages } from './withdrawn-images'

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
  /** What this page has read of the disk is there no more, records or a key: every tab is loaded anew. */
  letGo(): void
}

/** The largest part of what only one tab runs. One that follows has it at hand, for when the tab that leads is closed. */
export const fetchPeer = () => import('../peer/peer')

export class Leader implements Acts {
  readonly #config: NetworkConfig
  readonly #host: LeaderHost
  readonly #records: IdbRecordStore
  readonly #device: DeviceStore
  readonly #snapshots: SnapshotStore
  readonly #blocks: IdbBlockStore
  readonly #visitorStore: VisitorStore
  readonly #owner: OwnerDesk
  readonly #wants: Wants
  readonly #publisher: Publisher
  readonly #incoming: Incoming
  readonly #ownForks: OwnForks
  readonly #meetings: Meetings
  readonly #relayDesk: RelayDesk
  readonly #pictures: Pictures
  readonly #holdings: Holdings
  readonly #budget: BudgetDesk
  readonly #withdrawnImages: WithdrawnImages
  readonly #wallet: Wallet
  readonly #postOffice: PostOffice
  /** Resolves when the peer runs; with null when it cannot be started. */
  readonly #peerStarted: PromiseWithResolvers<Peer | null> = Promise.withResolvers()
  #peer: Peer | null = null
  #wasOnlyFollowed = false

  constructor(config: NetworkConfig, db: Database, host: LeaderHost) {
    this.#config = config
    this.#host = host
    this.#records = new IdbRecordStore(db)
    this.#device = new DeviceStore(db)
    this.#snapshots = new SnapshotStore(db)
    this.#blocks = new IdbBlockStore(db)
    this.#visitorStore = new VisitorStore(db)
    const { known, now } = host
    const { society } = known
    const [device, blocks, network, peerStarted] = [
      this.#device,
      this.#blocks,
      config.id,
      this.#peerStarted.promise,
    ]
    const queue = new Queue()
    const self = () => this.#owner.self
    const peer = () => this.#peer
    const notice = (said: Notice) => host.notice(said)
    const writing = { store: this.#records, network, queue, now, changed: this.#changed }
    this.#publisher = new Publisher(writing)
    this.#owner = new OwnerDesk({
      ...{ device, network, ledger: config.ledger, notice, publisher: this.#publisher },
      changed: (identity) => host.identityChanged(identity),
      begun: async () => {
        this.#openDesks()
        this.#wants.look()
        await this.#peer?.ownerChanged()
      },
    })
    this.#wants = new Wants({
      ...{ known, peer, viewer: () => self()?.person ?? null },
      ...{ now, random: host.random },
      shipped: new Set(config.starter?.people.values()),
      isNearlyFull: () => this.#budget.isNearlyFull,
    })
    this.#incoming = new Incoming({
      ...{ ...writing, known, self, peer, wants: this.#wants },
      visited: (change) => host.visited(change),
      refused: () => host.spreadChanged(),
      told: () => host.spreadChanged(),
      storageFull: () => {
        this.#makeRoom()
        notice({ about: 'no-room' })
      },
      shelf: this.#visitorStore,
      stray: (record) => void this.#ownForks.stray(record),
    })
    this.#ownForks = new OwnForks({
      ...{ self, store: this.#records, label: labelHere },
      publish: (draft) => this.publish(draft),
      merges: () => society.mergesBy(self()?.person ?? ('' as PersonId)),
      after: (...task) => PAGE_CLOCK.after(...task),
      moveOn: async (former) => {
        const moved = await moveOn(device, network, former)
        // What runs has read the key of the former device, and would go on signing with it.
        if (moved.ok && moved.value) host.letGo()
      },
      joined: async () => {
        await device.merged()
        notice({ about: 'log-joined' })
      },
    })
    this.#meetings = new Meetings({
      ...{ network, device, society, now, self, peer, peerStarted, notice },
      visit: (person) => this.#wants.addGuest(person),
      publish: (author, draft) => this.#publisher.publish(author, draft),
      pairingChanged: this.#tellConnection,
    })
    this.#relayDesk = new RelayDesk(config, localStorage, { peer, changed: this.#tellConnection })
    this.#pictures = new Pictures({ blocks, queue, peer, peerStarted })
    this.#holdings = new Holdings({
      ...{ config, db, blocks, known, queue, self, peer },
      ...{ records: this.#records, pictures: this.#pictures, ingest: this.#incoming.ingest },
      importing: (progress) => host.importing(progress),
      letGo: () => host.letGo(),
    })
    this.#budget = new BudgetDesk({
      ...{ db, network, known, queue, now, self, pictures: this.#pictures },
      shipped: new Set(config.starter?.people.values()),
      changed: () => this.#wants.look(),
      letGo: (bytes) => notice({ about: 'let-go', bytes }),
      reload: () => host.letGo(),
    })
    this.#withdrawnImages = new WithdrawnImages({
      ...{ db, queue, now, pictures: this.#pictures },
      post: (cid) => known.society.post(cid),
      posts: () => known.society.posts(),
    })
    this.#wallet = new Wallet({
      ...{ declared: config.ledger, device, now, self, peer, notice },
      changed: (money) => {
        host.moneyChanged(money)
        this.#wants.setCampaigns(money.campaigns)
      },
    })
    this.#postOffice = new PostOffice({
      ...{ store: new LetterStore(db), society, network, now, self, peer, notice },
      publish: (draft) => this.publish(draft),
      changed: () => host.lettersChanged(),
    })
  }

  readonly begin: Acts['begin'] = (...who) => this.#owner.begin(...who)
  readonly recover: Acts['recover'] = (...who) => this.#owner.recover(...who)
  readonly confirmWords: Acts['confirmWords'] = () => this.#owner.confirmWords()
  readonly addImage: Acts['addImage'] = (...image) => this.#pictures.addImage(...image)
  readonly image: Acts['image'] = (...asked) => this.#pictures.image(...asked)
  readonly inviteToken: Acts['inviteToken'] = () => this.#meetings.inviteToken()
  readonly openInvite: Acts['openInvite'] = (token) => this.#meetings.openInvite(token)
  readonly openPairing: Acts['openPairing'] = () => this.#meetings.openPairing()
  readonly pairWith: Acts['pairWith'] = (code) => this.#meetings.pairWith(code)
  readonly closePairing: Acts['closePairing'] = () => this.#meetings.closePairing()
  readonly traffic: Acts['traffic'] = () => this.#peer?.traffic() ?? Promise.resolve(new Map())
  readonly addRelay: Acts['addRelay'] = (address) => this.#relayDesk.add(address)
  readonly removeRelay: Acts['removeRelay'] = (address) => this.#relayDesk.remove(address)
  readonly resetRelays: Acts['resetRelays'] = () => this.#relayDesk.reset()
  readonly importArchive: Acts['importArchive'] = (file) => this.#holdings.importArchive(file)
  readonly letGo: Acts['letGo'] = () => this.#holdings.letGo()
  readonly keepWithinBudget: Acts['keepWithinBudget'] = () => this.#budget.look()
  readonly purge: Acts['purge'] = (what) => this.#budget.purge(what)
  readonly pin: Acts['pin'] = (service) => this.#holdings.pin(service)
  readonly writeLetter: Acts['writeLetter'] = (...letter) => this.#postOffice.writeLetter(...letter)
  readonly introduce: Acts['introduce'] = (...people) => this.#postOffice.introduce(...people)
  readonly answerIntroduction: Acts['answerIntroduction'] = (...answer) =>
    this.#postOffice.answerIntroduction(...answer)
  readonly sendAmp: Acts['sendAmp'] = (...payment) => this.#wallet.sendAmp(...payment)
  readonly offers: Acts['offers'] = (amplify) => this.#wallet.offers(amplify)
  readonly amplify: Acts['amplify'] = (...lift) => this.#wallet.amplify(...lift)
  readonly claimView: Acts['claimView'] = (...view) => this.#wallet.claimView(...view)
  readonly starterAmp: Acts['starterAmp'] = () => this.#wallet.starterAmp()
  readonly giveUpPayment: Acts['giveUpPayment'] = (id) => this.#wallet.giveUpPayment(id)
  readonly decideHeld: Acts['decideHeld'] = (isPaid) => this.#wallet.decideHeld(isPaid)
  readonly withdrawPayment: Acts['withdrawPayment'] = (id) => this.#wallet.withdrawPayment(id)
  readonly checkSum: Acts['checkSum'] = () => this.#wallet.checkSum()
  readonly ampProof: Acts['ampProof'] = (id) => this.#wallet.ampProof(id)
  readonly forkProofs: Acts['forkProofs'] = (person) => this.#wallet.forkProofs(person)
  readonly spendFromHere: Acts['spendFromHere'] = () => this.#wallet.spendFromHere()
  readonly planWitnesses: Acts['planWitnesses'] = (...asked) => this.#wallet.planWitnesses(...asked)
  readonly ledgerForSite: Acts['ledgerForSite'] = () => this.#wallet.ledgerForSite()

  async publish(draft: Draft): Promise<Result<RecordCid, PublishError>> {
    const { self } = this.#owner
    if (self === null) return err({ reason: 'no-identity' })
    const published = await this.#publisher.publish(self, await this.#meetings.withInvite(self.person, draft))
    if (!published.ok && published.error.reason === 'storage-full') this.#makeRoom()
    if (published.ok && draft.kind === 'follow') await this.#meetings.followed(draft.body.person)
    return published
  }

  visit(person: PersonId): Promise<void> {
    this.#wants.addGuest(person)
    return Promise.resolve()
  }

  visitNamed(person: PersonId): Promise<boolean> {
    return Promise.resolve(this.#wants.addNamed(person, Date.now()))
  }

  /** Starts the peer; what is kept here can be read and written before that. */
  async start(): Promise<void> {
    // Before anybody is asked for anything.
    await this.#budget.open()
    await this.#owner.open()
    await this.#ownForks.open()
    // What takes it in is fetched from the host, which may be away.
    void this.#holdings.takeStarter().catch(() => undefined)
    // Whoever walks from an entry to all it links to finds an end there.
    await this.#blocks.put(CID.parse(this.#config.id), this.#config.manifest)
    this.#wants.look()
    try {
      await this.#incoming.restore()
      this.#peer = await this.#startPeer()
    } finally {
      this.#peerStarted.resolve(this.#peer)
    }
    void this.#incoming.lookForBranches()
    this.#openDesks()
    this.#budget.start()
    void this.#withdrawnImages.open().catch(() => undefined)
    addEventListener('online', this.#tellConnection)
    addEventListener('offline', this.#tellConnection)
    this.#tellConnection()
    await this.#meetings.seekInviters()
  }

  async stop(): Promise<void> {
    this.#wants.stop()
    this.#ownForks.stop()
    this.#budget.stop()
    this.#withdrawnImages.stop()
    removeEventListener('online', this.#tellConnection)
    removeEventListener('offline', this.#tellConnection)
    this.#pictures.stop()
    await this.#meetings.closePairing()
    await this.#wallet.stop()
    await this.#peer?.stop()
  }

  /** How far an own record has come. */
  spread(cid: RecordCid): Spread {
    const place = this.#host.known.placeOf(cid)
    if (place === null) return { state: 'kept' }
    const by = this.#peer?.holders(place, place.seq) ?? 0
    if (by > 0) return { state: 'held', by }
    const to = this.#incoming.toldOf(cid, place.person)
    return to === 0 ? { state: 'kept' } : { state: 'announced', to }
  }

  letterState(letter: Letter): LetterState {
    return this.#postOffice.letterState(letter)
  }

  refused() {
    return this.#incoming.refused()
  }

  connection(): ConnectionState {
    const links = this.#peer?.links() ?? []
    return {
      tab: 'leading',
      peerId: this.#peer?.peerId ?? null,
      ...this.#relayDesk.state(),
      links: links.map((link) => ({ ...link, direct: true })),
      missing: this.#peer?.missing() ?? NOTHING_MISSING,
      pairing: this.#meetings.pairing,
      leftOut: this.#peer?.leftOut ?? 'nobody',
      online: navigator.onLine,
    }
  }

  /** The model has said what it makes of everything that was known at this time. */
  evaluated(readAtMs: number): void {
    this.#incoming.evaluated(readAtMs)
    this.interestMayHaveChanged()
  }

  /** Posts and acts that are here and in no log. */
  visitors(): readonly VerifiedRecord[] {
    return this.#incoming.visitors()
  }

  /** The model may see other people near, or people lift others. */
  interestMayHaveChanged(): void {
    this.#wants.lookSoon()
    const { linksOnlyFollowed } = this.#host.known.taste
    if (linksOnlyFollowed && !this.#wasOnlyFollowed) void this.#peer?.endOtherLinks()
    this.#wasOnlyFollowed = linksOnlyFollowed
  }

  async #startPeer(): Promise<Peer> {
    // libp2p would start without it, and the page would look for people whom it can never reach.
    if (!('RTCPeerConnection' in globalThis)) throw new Error('this browser has no WebRTC')
    const { Peer: PeerClass } = await fetchPeer()
    return PeerClass.start({
      network: this.#config.id,
      relays: this.#relayDesk.inUse(),
      stun: this.#config.stun,
      store: this.#records,
      blockstore: this.#blocks,
      transportKey: await this.#device.transportKey(await generateDeviceKey()),
      known: await this.#device.knownPeers(this.#nearness, Date.now()),
      now: this.#host.now,
      random: this.#host.random,
      host: this.#peerHost(),
    })
  }

  /** Those that wait for an owner and a peer. */
  #openDesks(): void {
    this.#wallet.open()
    this.#postOffice.open()
  }

  readonly #changed = (change: RecordChange): void => {
    const withdrawn = this.#withdrawnImages.imagesIn(change)
    this.#host.changed(change)
    void this.#withdrawnImages.withdrawn(withdrawn).catch(() => undefined)
    this.#peer?.grew(headsOf(change), change)
    this.#incoming.changed(change)
    void this.#ownForks.changed(change)
    this.#budget.noted(change)
    if (change.source === 'self') this.#wants.look()
    else this.#wants.lookSoon()
    const { self } = this.#owner
    if (change.source === 'self' && self !== null) this.#announce(self.person, change.added)
    if (change.source !== 'peer' || self === null) return
    this.#postOffice.took(change.added)
    void this.#meetings.welcome(self, change.added)
    this.#pictures.bring(this.#host.known.imagesToKeep(self.person, change))
  }

  /** Members of the owner's communities are told of a post there, whoever they are linked with. */
  #announce(own: PersonId, added: readonly VerifiedRecord[]): void {
    const joined = new Set(this.#host.known.society.joined(own))
    for (const { kind, body, header, cid } of added)
      if (kind === 'post' && body !== null)
        for (const tag of body.tags) if (joined.has(tag)) void this.#peer?.announce(tag, header.seq, cid)
  }

  /**
   * The model's snapshot can be made anew, and visitors can be done without; what did not fit is tried, or offered by
   * peers, again.
   */
  #makeRoom(): void {
    void this.#snapshots.drop()
    void this.#visitorStore.clear()
  }

  #peerHost(): PeerHost {
    return {
      origin: () => location,
      owner: () => this.#owner.self,
      wanted: () => this.#wants.people,
      mayLink: (person) => this.#host.known.mayLink(person),
      tie: (person) => this.#wants.tie(person),
      isAttended: (person) => this.#wants.isAttended(person),
      isJoined: ({ person, device }) =>
        this.#host.known.society.mergesBy(person).some(({ body }) => body?.device === device),
      announced: (...said) => this.#wants.announced(...said),
      membership: (...member) => this.#wants.membership(...member),
      isListening: () => navigator.onLine && this.#wants.attendsSomebody(),
      missingChanged: this.#tellConnection,
      receive: this.#incoming.receive,
      receiveFresh: this.#incoming.receiveFresh,
      turnsOver: this.#incoming.turnsOver,
      impulse: this.#incoming.impulse,
      misbehaved: (...said) => this.#incoming.misbehaved(...said),
      patienceSpent: (from) => this.#incoming.patienceSpent(from),
      met: ({ peerId, person, relays, seenAt }, day) => {
        const row = person && { peerId, person, relays, seenAt }
        if (row !== null) void this.#device.keepPeer(row, this.#nearness, day)
      },
      connectionChanged: () => {
        this.#tellConnection()
        this.#incoming.linksChanged()
        this.#host.known.linkedWith(this.#wants.linkedPeople())
        this.#wants.look()
      },
      spread: () => this.#host.spreadChanged(),
      mayPassOn: () => !isPaidByUse(),
      refusesRelay: (address) => this.#relayDesk.refuses(address),
    }
  }

  readonly #nearness = (person: PersonId): number => this.#wants.tie(person).strength

  readonly #tellConnection = (): void => this.#host.connectionChanged(this.connection())
}
