/** Builds and connects all parts of one tab; main.ts mounts the views on what this returns. */
import type { Brain } from '../attention/brain'
import type { Explanation } from '../attention/types'
import { shownRecord, type ShownRecord } from '../records/shown'
import type { IntroductionId } from '../records/letter-matter'
import type { Letter } from '../records/letters-held'
import type { RecordChange } from '../records/store'
import type { RecordCid, Tag } from '../records/types'
import type { Found, Question } from '../search/types'
import type { PersonId } from '../identity/types'
import type { LetterRoom } from '../social/conversations'
import { Emitter } from '../lib/events'
import { err, ok, type Result } from '../lib/result'
import { DeviceStore } from '../storage/device-store'
import { openDatabase, type Database } from '../storage/open'
import { IdbRecordStore } from '../storage/record-store'
import { SnapshotStore } from '../storage/snapshot-store'
import type { Acts } from './acts'
import type {
  AppEvents,
  AskedToMeet,
  ConnectionState,
  ExportChoice,
  Identity,
  LayoutListener,
  Notice,
  LetterState,
  RefusedCount,
  Progress,
  Spread,
  Synereo,
} from './api'
import { Follower, serveActs } from './follower'
import { Known } from './known'
import type { SearchClient } from './search-client'
import type { Leader } from './leader'
import type { Mailbox } from './mailbox'
import type { CampaignState, MoneyState } from './money-state'
import { loadNetworkConfig, type NetworkConfig, type Starter } from './network-config'
import { keepOffline, type NewerBuild } from './offline'
import type { PinService } from './pinning'
import { LOOK_EVERY_MS, SnapshotKeeper } from './snapshot-keeper'
import type { ChairChoice } from './standings'
import type { StorageInit } from './storage-desk'
import { Tabs } from './tabs'
import type { VisitChange } from './visitors'
import { NO_TASTE, tasteFrom, withChange, type TakenLens, type Taste, type TasteChange } from './taste'

/** What the leader tells the other tabs, by topic. */
interface Told {
  change: RecordChange
  visit: VisitChange
  connection: ConnectionState
  identity: Identity
  importing: Progress
  notice: Notice
  spread: {
    readonly holders: ReadonlyMap<RecordCid, number>
    readonly letters: ReadonlyMap<RecordCid, LetterState>
    readonly refused: readonly RefusedCount[]
  }
  letters: null
  money: MoneyState
  view: { readonly post: RecordCid; readonly at: number }
  taste: Taste
  /** Records are gone from the disk: what a tab knows of them goes when it loads anew. */
  letGo: null
  /** A follower has just opened and asks to be told everything once. */
  hello: null
}

export interface Started {
  readonly app: Synereo
  /** Resolves when this tab's peer runs, or at once in a tab that goes through another. */
  readonly peerRuns: Promise<void>
}

/** Why a page cannot start; the detail is for whoever hosts it. */
export interface StartFault {
  readonly about: 'network-file' | 'storage'
  readonly detail: string
}

/** Opens what is kept here. */
export async function start(networkUrl: string): Promise<Result<Started, StartFault>> {
  const config = await loadNetworkConfig(networkUrl)
  if (!config.ok) return err({ about: 'network-file', detail: config.error })
  try {
    const db = await openDatabase(config.value.id, () => location.reload())
    const app = new App(config.value, db)
    await app.load()
    const peerRuns = app.run()
    // What is kept for later comes after what is needed now.
    void peerRuns.catch(() => undefined).then(() => app.keepOffline())
    return ok({ app, peerRuns })
  } catch (error) {
    return err({ about: 'storage', detail: String(error) })
  }
}

const BUILD = String(import.meta.env.VITE_BUILD)
const SPREAD_PAUSE_MS = 250
const NO_LETTER_ROOM: LetterRoom = { letters: 0, chars: 0 }
const NO_CONNECTION: ConnectionState = {
  tab: 'leading',
  peerId: null,
  relays: [],
  hasOwnRelays: false,
  links: [],
  pairing: { status: 'none' },
  online: true,
}

function byPerson(starter: Starter | null): (readonly [PersonId, string])[] {
  return [...(starter?.people ?? [])].map(([language, person]) => [person, language])
}

class App implements Synereo {
  readonly network: Synereo['network']
  identity: Identity = { status: 'none' }
  connection: ConnectionState = NO_CONNECTION
  taste: Taste = NO_TASTE
  tried: TakenLens | null = null
  money: MoneyState | null = null
  newerBuild: NewerBuild | null = null

  readonly #config: NetworkConfig
  readonly #db: Database
  readonly #device: DeviceStore
  readonly #events = new Emitter<AppEvents>()
  readonly #known: Known
  readonly #snapshots: SnapshotStore
  readonly #keeper: SnapshotKeeper
  readonly #tabs: Tabs
  #acts: Acts
  /** Resolves when it is known who leads: before that there is nobody to act. */
  readonly #elected: PromiseWithResolvers<undefined> = Promise.withResolvers()
  /** What only one tab runs is fetched while the disk is read: the first paint does not wait for it. */
  readonly #leading = import('./leader')
  #leader: Leader | null = null
  /** None before the first question. */
  #search: Promise<SearchClient> | null = null
  searchReading: Progress | null = null
  #holders: ReadonlyMap<RecordCid, number> = new Map()
  #refused: readonly RefusedCount[] = []
  #mailbox: Mailbox | null = null
  #letterStates: ReadonlyMap<RecordCid, LetterState> = new Map()
  #spreadTimer: ReturnType<typeof setTimeout> | undefined

  constructor(config: NetworkConfig, db: Database) {
    const { id, name, ledger, starter } = config
    this.network = { id, name, hasMoney: ledger !== null, shipped: new Map(byPerson(starter)) }
    this.#config = config
    this.#db = db
    this.#device = new DeviceStore(db)
    this.#known = new Known({
      now: Date.now,
      shipped: this.network.shipped,
      evaluated: (evaluation) => {
        this.#events.emit('evaluation', evaluation)
        this.#leader?.evaluated(evaluation.now)
      },
    })
    this.#snapshots = new SnapshotStore(db)
    this.#keeper = new SnapshotKeeper({
      known: this.#known,
      store: this.#snapshots,
      build: BUILD,
      isLeading: () => this.#leader !== null,
      lookEveryMs: LOOK_EVERY_MS,
    })
    this.#tabs = new Tabs(`synereo-${config.id}`, (topic, value) => this.#heard(topic as keyof Told, value))
    this.#acts = new Follower(this.#tabs)
  }

  get social() {
    return this.#known.society
  }

  get evaluation() {
    return this.#known.evaluation
  }

  get stream() {
    return this.#known.stream
  }

  /** Reads what is kept: nothing is waited for but the disk. */
  async load(): Promise<void> {
    await this.#readIdentity()
    this.#setTaste(tasteFrom(await this.#device.taste()))
    const views = await this.#device.views()
    await this.#known.load(new IdbRecordStore(this.#db), views, await this.#snapshots.latest(BUILD))
  }

  /** Becomes leader or follower. */
  async run(): Promise<void> {
    let peerRuns: Promise<void> = Promise.resolve()
    void this.#openMailbox().catch((error: unknown) => {
      this.#events.emit('notice', { about: 'no-mailbox', detail: String(error) })
    })
    const { Leader } = await this.#leading
    const leads = await this.#tabs.elect(() => {
      peerRuns = this.#lead(Leader)
    })
    this.#elected.resolve(undefined)
    if (leads) return peerRuns
    this.#setConnection({ ...this.connection, tab: 'following' })
    this.#tell('hello', null)
  }

  keepOffline(): Promise<void> {
    return keepOffline((newer) => {
      this.newerBuild = newer
      this.#events.emit('newerBuild', undefined)
    })
  }

  on<K extends keyof AppEvents>(event: K, listener: (value: AppEvents[K]) => void): () => void {
    return this.#events.on(event, listener)
  }

  begin(name: string, hue: number) {
    // Asked for by the click that begins: a browser that throws this away throws a person away.
    void this.keepForGood()
    return this.#act((acts) => acts.begin(name, hue))
  }

  recover(words: string) {
    return this.#act((acts) => acts.recover(words))
  }

  async recoveryWords() {
    // The list of words is large, and not needed for the first paint.
    const { recoveryWords } = await import('./ownership')
    return recoveryWords(this.#device)
  }

  confirmWords() {
    return this.#act((acts) => acts.confirmWords())
  }

  publish(draft: Parameters<Synereo['publish']>[0]) {
    return this.#act((acts) => acts.publish(draft))
  }

  addImage(file: Blob, alt: string) {
    return this.#act((acts) => acts.addImage(file, alt))
  }

  image(image: Parameters<Synereo['image']>[0], signal: AbortSignal) {
    return this.#act((acts) => acts.image(image, signal))
  }

  spread(record: RecordCid): Spread {
    const by = this.#leader?.holders(record) ?? this.#holders.get(record) ?? 0
    return by === 0 ? { state: 'kept' } : { state: 'held', by }
  }

  refused() {
    return this.#leader?.refused() ?? this.#refused
  }

  numbers(post: RecordCid) {
    return this.#known.numbers(post)
  }

  standing(person: PersonId) {
    return this.#known.person(person)
  }

  explain(post: RecordCid) {
    return this.#known.explain(post)
  }

  counterfactual(why: Explanation) {
    return this.#known.counterfactual(why)
  }

  suggestions() {
    return this.#known.suggestions()
  }

  lobes() {
    return this.#known.lobes()
  }

  brain() {
    return this.#known.brain()
  }

  async layOut(brain: Brain, moved: LayoutListener): Promise<() => void> {
    const { layOut } = await import('./layout-client')
    return layOut(brain, moved)
  }

  chair(person: PersonId) {
    return this.#known.chair(person)
  }

  community(tag: Tag) {
    return this.#known.community(tag)
  }

  async record(cid: RecordCid): Promise<ShownRecord | null> {
    const record = (await new IdbRecordStore(this.#db).get(cid)) ?? this.#known.visitor(cid)
    return record === null ? null : shownRecord(record)
  }

  async search(question: Question): Promise<Found | null> {
    const opened = (this.#search ??= this.#openSearch())
    const found = await opened.then(
      (search) => search.find(question),
      () => null,
    )
    if (found === null && this.#search === opened) {
      this.#search = null
      this.searchReading = null
    }
    return found
  }

  async setTaste(change: TasteChange): Promise<void> {
    const taste = await this.#device.changeTaste((kept) => withChange(tasteFrom(kept), change))
    this.#setTaste(taste)
    this.#tell('taste', taste)
  }

  tryLens(lens: TakenLens | null): void {
    this.tried = lens
    this.#setTaste(this.taste)
  }

  visit(person: PersonId): void {
    void this.#act((acts) => acts.visit(person))
  }

  seen() {
    return this.#device.views()
  }

  viewed(post: RecordCid): void {
    void this.#noteView({ post, at: Date.now() })
  }

  async inviteLink(): Promise<string> {
    const token = await this.#act((acts) => acts.inviteToken())
    return token === null ? '' : `${location.href.split('#')[0] ?? ''}#/join/${token}`
  }

  async storageUse() {
    const [{ storageUse }, { keptPeople }] = await Promise.all([
      import('./storage-desk'),
      import('./interest'),
    ])
    const self = this.#viewer()
    const kept = self === null ? null : keptPeople(self, this.social, this.#known.labellers)
    return storageUse(
      this.#storage(),
      (person) => self !== null && this.social.follows(self, person),
      (person) => kept?.has(person) ?? true,
    )
  }

  letGo() {
    return this.#act((acts) => acts.letGo())
  }

  async exportArchive(choice: ExportChoice) {
    const { exported } = await import('./storage-desk')
    return exported(this.#storage(), choice)
  }

  importArchive(file: Blob) {
    return this.#act((acts) => acts.importArchive(file))
  }

  async wordsIn(file: Blob, passphrase: string) {
    const { wordsIn } = await import('./storage-desk')
    return wordsIn(file, passphrase)
  }

  keepForGood() {
    return navigator.storage.persist().catch(() => false)
  }

  pin(service: PinService) {
    return this.#act((acts) => acts.pin(service))
  }

  async pinState(service: PinService, id: string) {
    const { pinOf } = await import('./pinning')
    return pinOf(fetch, service, id)
  }

  get conversations() {
    return this.#mailbox?.conversations() ?? null
  }

  writeLetter(to: PersonId, text: string) {
    return this.#act((acts) => acts.writeLetter(to, text))
  }

  introduce(one: AskedToMeet, other: AskedToMeet) {
    return this.#act((acts) => acts.introduce(one, other))
  }

  answerIntroduction(by: PersonId, id: IntroductionId, accepts: boolean) {
    return this.#act((acts) => acts.answerIntroduction(by, id, accepts))
  }

  letterRoom(to: PersonId): LetterRoom {
    const viewer = this.#viewer()
    const isFollowed = viewer !== null && this.#known.society.follows(to, viewer)
    return this.#mailbox?.roomFor(to, isFollowed) ?? NO_LETTER_ROOM
  }

  letterState(letter: Letter): LetterState {
    return this.#leader?.letterState(letter) ?? this.#letterStates.get(letter.cid) ?? 'kept'
  }

  async settleLetters(...settled: Parameters<Synereo['settleLetters']>): Promise<void> {
    await this.#mailbox?.settle(...settled)
    await this.#lettersChanged()
  }

  async dropLetters(letters: readonly RecordCid[]): Promise<void> {
    await this.#mailbox?.drop(letters)
    await this.#lettersChanged()
  }

  sendAmp(to: PersonId, amount: number, memo: string, name: string) {
    return this.#act((acts) => acts.sendAmp(to, amount, memo, name))
  }

  async offers(post: RecordCid, author: PersonId, budget: number, chair: ChairChoice) {
    const standings = await this.#known.standings(chair)
    const authorSeenMs = this.#known.society.lastSeen(author)
    return this.#act((acts) => acts.offers({ post, author, budget, standings, authorSeenMs }))
  }

  async amplify(post: RecordCid, author: PersonId, budget: number, chair: ChairChoice, name: string) {
    const standings = await this.#known.standings(chair)
    const authorSeenMs = this.#known.society.lastSeen(author)
    return this.#act((acts) => acts.amplify({ post, author, budget, standings, authorSeenMs }, name))
  }

  welcomeCampaigns(campaigns: readonly CampaignState[]) {
    return this.#known.lifting.welcome(campaigns)
  }

  claimView(campaign: string, fromMs: number, toMs: number) {
    return this.#act((acts) => acts.claimView(campaign, fromMs, toMs))
  }

  starterAmp() {
    return this.#act((acts) => acts.starterAmp())
  }

  giveUpPayment() {
    return this.#act((acts) => acts.giveUpPayment())
  }

  checkSum() {
    return this.#act((acts) => acts.checkSum())
  }

  ampProof(id: string) {
    return this.#act((acts) => acts.ampProof(id))
  }

  forkProofs(person: PersonId) {
    return this.#act((acts) => acts.forkProofs(person))
  }

  spendFromHere() {
    return this.#act((acts) => acts.spendFromHere())
  }

  openInvite(token: string) {
    return this.#act((acts) => acts.openInvite(token))
  }

  openPairing() {
    return this.#act((acts) => acts.openPairing())
  }

  pairWith(code: string) {
    return this.#act((acts) => acts.pairWith(code))
  }

  closePairing() {
    return this.#act((acts) => acts.closePairing())
  }

  addRelay(address: string) {
    return this.#act((acts) => acts.addRelay(address))
  }

  removeRelay(address: string) {
    return this.#act((acts) => acts.removeRelay(address))
  }

  resetRelays() {
    return this.#act((acts) => acts.resetRelays())
  }

  async stop(): Promise<void> {
    clearTimeout(this.#spreadTimer)
    this.#keeper.stop()
    await this.#leader?.stop()
    void this.#search?.then((search) => search.stop())
    this.#known.stop()
    this.#tabs.close()
    this.#db.close()
  }

  #storage(): StorageInit {
    return { db: this.#db, network: this.#config.id, self: this.#viewer(), now: Date.now }
  }

  async #act<T>(act: (acts: Acts) => Promise<T>): Promise<T> {
    await this.#elected.promise
    return act(this.#acts)
  }

  async #lead(LeaderClass: typeof Leader): Promise<void> {
    const leader = new LeaderClass(this.#config, this.#db, {
      now: Date.now,
      random: Math.random,
      known: this.#known,
      changed: (change) => {
        this.#changed(change)
        this.#tell('change', change)
      },
      visited: (change) => {
        this.#visited(change)
        this.#tell('visit', change)
      },
      connectionChanged: (connection) => {
        this.#setConnection(connection)
        this.#tell('connection', connection)
      },
      identityChanged: (identity) => {
        this.#setIdentity(identity)
        this.#tell('identity', identity)
      },
      spreadChanged: () => {
        // It changes with every record that comes or goes; nobody reads faster than this.
        this.#spreadTimer ??= setTimeout(() => {
          this.#spreadTimer = undefined
          this.#events.emit('spread', undefined)
          this.#tellSpread()
        }, SPREAD_PAUSE_MS)
      },
      moneyChanged: (money) => {
        this.#setMoney(money)
        this.#tell('money', money)
      },
      letGo: () => {
        this.#tell('letGo', null)
        location.reload()
      },
      lettersChanged: () => void this.#lettersChanged(),
      importing: (progress) => {
        this.#events.emit('importing', progress)
        this.#tell('importing', progress)
      },
      notice: (notice) => {
        this.#events.emit('notice', notice)
        this.#tell('notice', notice)
      },
    })
    this.#leader = leader
    // Those whom the tab that led before let in are not on the shelf of this one.
    const orphans = { came: [], left: this.#known.visitors() }
    this.#visited(orphans)
    this.#tell('visit', orphans)
    this.#acts = leader
    this.#tabs.serve(serveActs(leader))
    try {
      await leader.start()
    } catch (error) {
      this.#setConnection({ ...this.connection, tab: 'without-peer' })
      throw error
    }
  }

  #heard(topic: keyof Told, value: unknown): void {
    // Only tabs of the same build share the channel, so what is told has the type it was told with.
    if (topic === 'hello' && this.#leader !== null) {
      this.#tell('connection', this.connection)
      this.#tell('identity', this.identity)
      this.#tell('visit', { came: this.#leader.visitors(), left: [] })
      if (this.money !== null) this.#tell('money', this.money)
      this.#tellSpread()
    }
    if (topic === 'view') this.#known.viewed(value as Told['view'])
    if (topic === 'letters') void this.#readLetters()
    if (topic === 'letGo') location.reload()
    if (topic === 'taste') this.#setTaste(value as Told['taste'])
    if (this.#leader !== null) return
    if (topic === 'change') this.#changed({ ...(value as RecordChange), source: 'disk' })
    if (topic === 'visit') this.#visited(value as VisitChange)
    if (topic === 'connection') this.#setConnection({ ...(value as ConnectionState), tab: 'following' })
    if (topic === 'identity') this.#setIdentity(value as Identity)
    if (topic === 'money') this.#setMoney(value as MoneyState)
    if (topic === 'importing') this.#events.emit('importing', value as Progress)
    if (topic === 'notice') this.#events.emit('notice', value as Told['notice'])
    if (topic === 'spread') {
      const { holders, letters, refused } = value as Told['spread']
      this.#holders = holders
      this.#letterStates = letters
      this.#refused = refused
      this.#events.emit('spread', undefined)
    }
  }

  #tell<K extends keyof Told>(topic: K, value: Told[K]): void {
    this.#tabs.tell(topic, value)
  }

  #tellSpread(): void {
    if (this.#leader === null || this.identity.status === 'none') return
    const leader = this.#leader
    const own = this.#known.society.postsBy(this.identity.person)
    const holders = new Map(own.map(({ cid }) => [cid, leader.holders(cid)]))
    const letters = new Map(
      this.#mailbox?.ownLetters().map((letter) => [letter.cid, leader.letterState(letter)]) ?? [],
    )
    this.#tell('spread', { holders, letters, refused: leader.refused() })
  }

  /** Here, and in the other tabs. */
  async #lettersChanged(): Promise<void> {
    this.#tell('letters', null)
    await this.#readLetters()
  }

  async #readLetters(): Promise<void> {
    await this.#mailbox?.read()
    this.#events.emit('letters', undefined)
  }

  /** The first paint does not wait for it. */
  async #openMailbox(): Promise<void> {
    const [{ Mailbox: Box }, { LetterStore }] = await Promise.all([
      import('./mailbox'),
      import('../storage/letter-store'),
    ])
    const follows = (person: PersonId): boolean => {
      const viewer = this.#viewer()
      return viewer !== null && this.#known.society.follows(viewer, person)
    }
    this.#mailbox = new Box(new LetterStore(this.#db), follows)
    await this.#readLetters()
  }

  async #openSearch(): Promise<SearchClient> {
    const { SearchClient: Client } = await import('./search-client')
    return new Client({
      social: this.#known.society,
      seeker: () => this.#known.seeker(),
      changed: (reading) => {
        this.searchReading = reading
        this.#events.emit('searchable', undefined)
      },
    })
  }

  #changed(change: RecordChange): void {
    this.#known.apply(change)
    this.#tellViews(change)
  }

  #visited({ came, left }: VisitChange): void {
    if (came.length + left.length === 0) return
    this.#known.visit({ came, left })
    this.#tellViews({ added: [...came, ...left], forgotten: [], source: 'peer' })
  }

  /** What is known of these records has changed. */
  #tellViews(change: RecordChange): void {
    void this.#search?.then(
      (search) => search.apply(change),
      () => undefined,
    )
    this.#events.emit('social', undefined)
  }

  async #noteView(view: { readonly post: RecordCid; readonly at: number }): Promise<void> {
    if (!(await this.#device.noteView(view.post, view.at))) return
    this.#known.viewed(view)
    this.#tell('view', view)
  }

  async #readIdentity(): Promise<void> {
    const self = await this.#device.self()
    if (self === null) return
    const { person, device, wordsConfirmed } = self
    this.#setIdentity({ status: 'ready', person, device, wordsConfirmed })
  }

  #viewer(): PersonId | null {
    return this.identity.status === 'ready' ? this.identity.person : null
  }

  #setTaste(taste: Taste): void {
    this.taste = taste
    const { ranking } = this.tried ?? taste
    this.#known.setTaste({ ...taste, ranking })
    this.#events.emit('taste', taste)
    this.#leader?.interestMayHaveChanged()
  }

  #setIdentity(identity: Identity): void {
    this.identity = identity
    this.#known.setViewer(this.#viewer())
    this.#events.emit('identity', identity)
  }

  #setMoney(money: MoneyState): void {
    this.money = money
    this.#known.lifting.set(money.campaigns)
    this.#events.emit('money', money)
  }

  #setConnection(connection: ConnectionState): void {
    this.connection = connection
    this.#events.emit('connection', connection)
  }
}
