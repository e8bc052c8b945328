/** The page in one tab, as views see it (app/api.ts): its parts are built here and connected with each other. */
import type { Brain } from '../attention/brain'
import type { PersonId } from '../identity/types'
import { Emitter } from '../lib/events'
import { shownRecord, type ShownRecord } from '../records/shown'
import type { RecordChange } from '../records/store'
import type { RecordCid } from '../records/types'
import { DeviceStore } from '../storage/device-store'
import type { Database } from '../storage/open'
import { IdbRecordStore } from '../storage/record-store'
import { SnapshotStore } from '../storage/snapshot-store'
import type { Acts } from './acts'
import type { AppEvents, ExportChoice, LayoutListener, Synereo } from './api'
import { Known } from './known'
import type { Amplify } from './money'
import type { NamedNetwork } from './api'
import type { NetworkConfig, Starter } from './network-config'
import { keepOffline, type NewerBuild } from './offline'
import { PageState } from './page-state'
import type { PinService } from './pinning'
import { SearchDesk } from './search-desk'
import { LOOK_EVERY_MS, SnapshotKeeper } from './snapshot-keeper'
import type { ChairChoice } from './standings'
import type { StorageInit } from './storage-desk'
import { Tab } from './tab'
import { TabLetters } from './tab-letters'
import { tasteFrom, withChange, type TasteChange } from './taste'
import type { View } from './viewpoint'
import type { VisitChange } from './visitors'

const BUILD = String(import.meta.env.VITE_BUILD)

function byPerson(starter: Starter | null): (readonly [PersonId, string])[] {
  return [...(starter?.people ?? [])].map(([language, person]) => [person, language])
}

export class Page implements Synereo {
  readonly network: Synereo['network']
  newerBuild: NewerBuild | null = null

  readonly #config: NetworkConfig
  readonly #db: Database
  readonly #device: DeviceStore
  readonly #events = new Emitter<AppEvents>()
  readonly #known: Known
  readonly #snapshots: SnapshotStore
  readonly #keeper: SnapshotKeeper
  readonly #state: PageState
  readonly #letters: TabLetters
  readonly #searching: SearchDesk
  readonly #tab: Tab

  constructor(config: NetworkConfig, db: Database) {
    const { id, name, ledger, starter, isChosen } = config
    this.network = { id, name, isChosen, hasMoney: ledger !== null, shipped: new Map(byPerson(starter)) }
    this.#config = config
    this.#db = db
    this.#device = new DeviceStore(db)
    const events = this.#events
    const known = new Known({
      now: Date.now,
      shipped: this.network.shipped,
      evaluated: (evaluation) => {
        events.emit('evaluation', evaluation)
        this.#tab.evaluated(evaluation.now)
      },
    })
    this.#known = known
    this.#snapshots = new SnapshotStore(db)
    this.#keeper = new SnapshotKeeper({
      known,
      store: this.#snapshots,
      build: BUILD,
      isLeading: () => this.#tab.isLeading,
      lookEveryMs: LOOK_EVERY_MS,
    })
    this.#state = new PageState({ known, events, tasteSet: () => this.#tab.interestMayHaveChanged() })
    this.#letters = new TabLetters({
      db,
      society: known.society,
      viewer: () => this.#state.viewer,
      read: () => events.emit('letters', undefined),
      tellOthers: () => this.#tab.tell('letters', null),
    })
    this.#searching = new SearchDesk(known, () => events.emit('searchable', undefined))
    this.#tab = new Tab({
      ...{ config, db, known, events, state: this.#state, letters: this.#letters },
      changed: (change) => this.#changed(change),
      visited: (change) => this.#visited(change),
    })
  }

  get identity() {
    return this.#state.identity
  }

  get connection() {
    return this.#state.connection
  }

  get taste() {
    return this.#state.taste
  }

  get tried() {
    return this.#state.tried
  }

  get money() {
    return this.#state.money
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

  get conversations() {
    return this.#letters.conversations()
  }

  get searchReading() {
    return this.#searching.reading
  }

  /** Reads what is kept: nothing is waited for but the disk. */
  async load(): Promise<void> {
    await this.#readIdentity()
    this.#state.setTaste(tasteFrom(await this.#device.taste()))
    const views = await this.#device.views()
    await this.#known.load(new IdbRecordStore(this.#db), views, await this.#snapshots.latest(BUILD))
  }

  /** Becomes leader or follower. */
  run(): Promise<void> {
    void this.#letters.open().catch((error: unknown) => {
      this.#events.emit('notice', { about: 'no-mailbox', detail: String(error) })
    })
    return this.#tab.run()
  }

  async stop(): Promise<void> {
    this.#keeper.stop()
    await this.#tab.stop()
    this.#searching.stop()
    this.#known.stop()
    this.#tab.close()
    this.#db.close()
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

  // What whoever leads does, as it is asked.

  readonly recover: Synereo['recover'] = (...asked) => this.#act((acts) => acts.recover(...asked))
  readonly confirmWords: Synereo['confirmWords'] = () => this.#act((acts) => acts.confirmWords())
  readonly publish: Synereo['publish'] = (...asked) => this.#act((acts) => acts.publish(...asked))
  readonly addImage: Synereo['addImage'] = (...asked) => this.#act((acts) => acts.addImage(...asked))
  readonly image: Synereo['image'] = (...asked) => this.#act((acts) => acts.image(...asked))
  readonly letGo: Synereo['letGo'] = () => this.#act((acts) => acts.letGo())
  readonly keepWithinBudget: Synereo['keepWithinBudget'] = () => this.#act((acts) => acts.keepWithinBudget())
  readonly purge: Synereo['purge'] = (what) => this.#act((acts) => acts.purge(what))
  readonly importArchive: Synereo['importArchive'] = (...asked) =>
    this.#act((acts) => acts.importArchive(...asked))
  readonly pin: Synereo['pin'] = (...asked) => this.#act((acts) => acts.pin(...asked))
  readonly writeLetter: Synereo['writeLetter'] = (...asked) => this.#act((acts) => acts.writeLetter(...asked))
  readonly introduce: Synereo['introduce'] = (...asked) => this.#act((acts) => acts.introduce(...asked))
  readonly answerIntroduction: Synereo['answerIntroduction'] = (...asked) =>
    this.#act((acts) => acts.answerIntroduction(...asked))
  readonly sendAmp: Synereo['sendAmp'] = (...asked) => this.#act((acts) => acts.sendAmp(...asked))
  readonly starterAmp: Synereo['starterAmp'] = () => this.#act((acts) => acts.starterAmp())
  readonly giveUpPayment: Synereo['giveUpPayment'] = (id) => this.#act((acts) => acts.giveUpPayment(id))
  readonly decideHeld: Synereo['decideHeld'] = (isPaid) => this.#act((acts) => acts.decideHeld(isPaid))
  readonly withdrawPayment: Synereo['withdrawPayment'] = (id) => this.#act((acts) => acts.withdrawPayment(id))
  readonly checkSum: Synereo['checkSum'] = () => this.#act((acts) => acts.checkSum())
  readonly ampProof: Synereo['ampProof'] = (...asked) => this.#act((acts) => acts.ampProof(...asked))
  readonly forkProofs: Synereo['forkProofs'] = (...asked) => this.#act((acts) => acts.forkProofs(...asked))
  readonly spendFromHere: Synereo['spendFromHere'] = () => this.#act((acts) => acts.spendFromHere())
  readonly planWitnesses: Synereo['planWitnesses'] = (...asked) =>
    this.#act((acts) => acts.planWitnesses(...asked))
  readonly ledgerForSite: Synereo['ledgerForSite'] = () => this.#act((acts) => acts.ledgerForSite())
  readonly openInvite: Synereo['openInvite'] = (...asked) => this.#act((acts) => acts.openInvite(...asked))
  readonly openPairing: Synereo['openPairing'] = () => this.#act((acts) => acts.openPairing())
  readonly pairWith: Synereo['pairWith'] = (...asked) => this.#act((acts) => acts.pairWith(...asked))
  readonly closePairing: Synereo['closePairing'] = () => this.#act((acts) => acts.closePairing())
  readonly traffic: Synereo['traffic'] = () => this.#act((acts) => acts.traffic())
  readonly addRelay: Synereo['addRelay'] = (...asked) => this.#act((acts) => acts.addRelay(...asked))
  readonly removeRelay: Synereo['removeRelay'] = (...asked) => this.#act((acts) => acts.removeRelay(...asked))
  readonly resetRelays: Synereo['resetRelays'] = () => this.#act((acts) => acts.resetRelays())

  // What this tab knows by itself.

  readonly spread: Synereo['spread'] = (record) => this.#tab.spread(record)
  readonly refused: Synereo['refused'] = () => this.#tab.refused()
  readonly letterState: Synereo['letterState'] = (letter) => this.#tab.letterState(letter)
  readonly letterRoom: Synereo['letterRoom'] = (to) => this.#letters.roomFor(to)
  readonly settleLetters: Synereo['settleLetters'] = (...settled) => this.#letters.settle(...settled)
  readonly dropLetters: Synereo['dropLetters'] = (letters) => this.#letters.drop(letters)
  readonly numbers: Synereo['numbers'] = (post) => this.#known.numbers(post)
  readonly standing: Synereo['standing'] = (person) => this.#known.person(person)
  readonly explain: Synereo['explain'] = (post) => this.#known.explain(post)
  readonly journey: Synereo['journey'] = (post) => this.#known.journey(post)
  readonly counterfactual: Synereo['counterfactual'] = (why) => this.#known.counterfactual(why)
  readonly suggestions: Synereo['suggestions'] = () => this.#known.suggestions()
  readonly lobes: Synereo['lobes'] = () => this.#known.lobes()
  readonly brain: Synereo['brain'] = () => this.#known.brain()
  readonly bond: Synereo['bond'] = (person) => this.#known.bond(person)
  readonly chair: Synereo['chair'] = (...asked) => this.#known.chair(...asked)
  readonly community: Synereo['community'] = (...asked) => this.#known.community(...asked)
  readonly search: Synereo['search'] = (question) => this.#searching.find(question)
  readonly tryLens: Synereo['tryLens'] = (lens) => this.#state.tryLens(lens)
  readonly seen: Synereo['seen'] = () => this.#device.views()
  readonly viewed: Synereo['viewed'] = (post) => void this.#noteView({ post, at: Date.now() })
  readonly welcomeCampaigns: Synereo['welcomeCampaigns'] = (all) => this.#known.lifting.welcome(all)

  begin(...who: Parameters<Synereo['begin']>) {
    // Asked for by the click that begins: a browser that throws this away throws a person away.
    void this.keepForGood()
    return this.#act((acts) => acts.begin(...who))
  }

  async recoveryWords() {
    // The list of words is large, and not needed for the first paint.
    const { recoveryWords } = await import('./ownership')
    return recoveryWords(this.#device)
  }

  async offers(post: RecordCid, author: PersonId, budget: number, chair: ChairChoice) {
    const amplify = await this.#asAmplify(post, author, budget, chair)
    return this.#act((acts) => acts.offers(amplify))
  }

  async amplify(post: RecordCid, author: PersonId, budget: number, chair: ChairChoice, name: string) {
    const amplify = await this.#asAmplify(post, author, budget, chair)
    return this.#act((acts) => acts.amplify(amplify, name))
  }

  visit(person: PersonId): void {
    void this.#act((acts) => acts.visit(person))
  }

  visitNamed(person: PersonId): Promise<boolean> {
    return this.#act((acts) => acts.visitNamed(person))
  }

  async inviteLink(): Promise<string> {
    const token = await this.#act((acts) => acts.inviteToken())
    return token === null ? '' : `${location.href.split('#')[0] ?? ''}#/join/${token}`
  }

  async layOut(brain: Brain, moved: LayoutListener): Promise<() => void> {
    const { layOut } = await import('./layout-client')
    return layOut(brain, moved)
  }

  async record(cid: RecordCid): Promise<ShownRecord | null> {
    const record = (await new IdbRecordStore(this.#db).get(cid)) ?? this.#known.visitor(cid)
    return record === null ? null : shownRecord(record)
  }

  async setTaste(change: TasteChange): Promise<void> {
    const taste = await this.#device.changeTaste((kept) => withChange(tasteFrom(kept), change))
    this.#state.setTaste(taste)
    this.#tab.tell('taste', taste)
  }

  /** The owner may not want it known what they looked at (rule PV2). */
  claimView(...asked: Parameters<Synereo['claimView']>) {
    return this.taste.claimsLooks ? this.#act((acts) => acts.claimView(...asked)) : Promise.resolve(false)
  }

  async devices() {
    const { devicesOf } = await import('./own-devices')
    const { identity } = this
    return identity.status === 'ready' ? devicesOf(this.#db, identity.person, identity.device) : []
  }

  async logForks(person: PersonId) {
    const { logForks } = await import('./log-forks')
    return logForks(this.#db, person, this.social.mergesBy(person))
  }

  async openDrafts() {
    return (await import('../storage/draft-store')).DraftStore.open()
  }

  async networkNamed(typed: string) {
    const [{ homeOf, networkNamed }, { isNetworkHeld }] = await Promise.all([
      import('./network-choice'),
      import('../storage/held-network'),
    ])
    const from = { current: this.network.id, home: await homeOf(this.network), isHeld: isNetworkHeld }
    return networkNamed(typed, from)
  }

  async goToNetwork(named: NamedNetwork | null) {
    const { chooseNetwork } = await import('./network-choice')
    if (!chooseNetwork(localStorage, named?.text ?? null)) return false
    location.hash = named?.invite ?? ''
    this.#tab.tell('letGo', null)
    location.reload()
    return true
  }

  async founding() {
    const { FoundingDesk } = await import('./founding')
    return new FoundingDesk(this.#config, this.#state.viewer, Date.now)
  }

  async storageUse() {
    const [{ storageUse }, { keptPeople, attendedPeople }] = await Promise.all([
      import('./storage-desk'),
      import('./interest'),
    ])
    const [self, known] = [this.#state.viewer, this.#known]
    const kept = self === null ? null : keptPeople(self, this.social, known)
    const attended = self === null ? null : attendedPeople(self, this.social, known)
    return storageUse(
      this.#storage(),
      (person) => (person === self ? 'own' : attended?.has(person) === true ? 'followed' : 'cached'),
      (person) => kept?.has(person) ?? true,
      this.taste.budgetBytes,
    )
  }

  async exportArchive(choice: ExportChoice) {
    const { exportArchive } = await import('./archive-desk')
    return exportArchive(this.#storage(), choice)
  }

  async wordsIn(file: Blob, passphrase: string) {
    const { openWords } = await import('./archive-desk')
    return openWords(file, passphrase)
  }

  async replayLedger(progress: (done: number, of: number) => void, signal: AbortSignal) {
    const [self, declared] = [this.#state.viewer, this.#config.ledger]
    if (self === null || declared === null) return null
    const { replayKept } = await import('./replay-desk')
    return replayKept({ declared, self, progress, signal })
  }

  async checkOrigin() {
    const { checkOrigin } = await import('./origin-desk')
    return checkOrigin(this.#config.ledger)
  }

  async buildHash() {
    const { hashOfKeptBuild } = await import('./kept-build')
    return hashOfKeptBuild()
  }

  keepForGood() {
    return navigator.storage.persist().catch(() => false)
  }

  async pinState(service: PinService, id: string) {
    const { pinOf } = await import('./pinning')
    return pinOf(fetch, service, id)
  }

  #act<T>(act: (acts: Acts) => Promise<T>): Promise<T> {
    return this.#tab.act(act)
  }

  async #asAmplify(post: RecordCid, author: PersonId, budget: number, chair: ChairChoice): Promise<Amplify> {
    const standings = await this.#known.standings(chair)
    return { post, author, budget, standings, authorSeenMs: this.#known.society.lastSeen(author) }
  }

  async #noteView(view: View): Promise<void> {
    if (!(await this.#device.noteView(view.post, view.at))) return
    this.#known.viewed(view)
    this.#tab.tell('view', view)
  }

  #storage(): StorageInit {
    return { db: this.#db, network: this.#config.id, self: this.#state.viewer, now: Date.now }
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
    this.#searching.apply(change)
    this.#events.emit('social', undefined)
  }

  async #readIdentity(): Promise<void> {
    const self = await this.#device.self()
    if (self === null) return
    const { person, device, wordsConfirmed } = self
    this.#state.setIdentity({ status: 'ready', person, device, wordsConfirmed })
  }
}
