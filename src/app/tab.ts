/**
 * This tab among those of its browser: it leads, or follows the one that does. What the leader learns it tells the others,
 * so that all of them know and show the same.
 */
import type { Emitter } from '../lib/events'
import type { Letter } from '../records/letters-held'
import type { RecordChange } from '../records/store'
import type { RecordCid } from '../records/types'
import type { Database } from '../storage/open'
import type { Acts } from './acts'
import type {
  AppEvents,
  ConnectionState,
  Identity,
  LetterState,
  Notice,
  Progress,
  RefusedCount,
  Spread,
} from './api'
import { follow, serveActs } from './follower'
import type { Known } from './known'
import type { Leader, LeaderHost } from './leader'
import type { MoneyState } from './money-state'
import type { NetworkConfig } from './network-config'
import type { PageState } from './page-state'
import type { TabLetters } from './tab-letters'
import { Tabs, tabsName } from './tabs'
import type { Taste } from './taste'
import type { View } from './viewpoint'
import type { VisitChange } from './visitors'

/** What the leader tells the other tabs, by topic. */
interface Told {
  change: RecordChange
  visit: VisitChange
  connection: ConnectionState
  identity: Identity
  importing: Progress
  notice: Notice
  spread: ToldSpread
  letters: null
  money: MoneyState
  view: View
  taste: Taste
  /** Records are gone from the disk: what a tab knows of them goes when it loads anew. */
  letGo: null
  /** A follower has just opened and asks to be told everything once. */
  hello: null
}

interface ToldSpread {
  readonly records: ReadonlyMap<RecordCid, Spread>
  readonly letters: ReadonlyMap<RecordCid, LetterState>
  readonly refused: readonly RefusedCount[]
}

const NO_SPREAD: ToldSpread = { records: new Map(), letters: new Map(), refused: [] }
/** How far records have come changes with every one that comes or goes; nobody reads faster than this. */
const SPREAD_PAUSE_MS = 250

export interface TabInit {
  readonly config: NetworkConfig
  readonly db: Database
  readonly known: Known
  readonly state: PageState
  readonly letters: TabLetters
  readonly events: Emitter<AppEvents>
  readonly changed: (change: RecordChange) => void
  readonly visited: (change: VisitChange) => void
}

export class Tab {
  readonly #init: TabInit
  readonly #tabs: Tabs
  #acts: Acts
  /** Resolves when it is known who leads: before that there is nobody to act. */
  readonly #elected: PromiseWithResolvers<undefined> = Promise.withResolvers()
  /** What only one tab runs is fetched while the disk is read: the first paint does not wait for it. */
  readonly #leading = import('./leader')
  #leader: Leader | null = null
  /** As the leader told last. */
  #spread = NO_SPREAD
  #spreadTimer: ReturnType<typeof setTimeout> | undefined

  constructor(init: TabInit) {
    this.#init = init
    this.#tabs = new Tabs(tabsName(init.config.id), (topic, value) => this.#heard(topic as keyof Told, value))
    this.#acts = follow(this.#tabs)
  }

  get isLeading(): boolean {
    return this.#leader !== null
  }

  /** Becomes leader or follower. */
  async run(): Promise<void> {
    let peerRuns: Promise<void> = Promise.resolve()
    const { Leader, fetchPeer } = await this.#leading
    const leads = await this.#tabs.elect(() => {
      peerRuns = this.#lead(Leader)
    })
    this.#elected.resolve(undefined)
    if (leads) return peerRuns
    this.#follow()
    // Rule E72: fetched only then, it would take most of a second, and its host may be away.
    void fetchPeer().catch(() => undefined)
  }

  async stop(): Promise<void> {
    clearTimeout(this.#spreadTimer)
    await this.#leader?.stop()
  }

  close(): void {
    this.#tabs.close()
  }

  /** Has whoever leads do something. */
  async act<T>(act: (acts: Acts) => Promise<T>): Promise<T> {
    await this.#elected.promise
    return act(this.#acts)
  }

  /** Tells the other tabs. */
  tell<K extends keyof Told>(topic: K, value: Told[K]): void {
    this.#tabs.tell(topic, value)
  }

  /** The model has said what it makes of everything that was known at this time. */
  evaluated(readAtMs: number): void {
    this.#leader?.evaluated(readAtMs)
  }

  interestMayHaveChanged(): void {
    this.#leader?.interestMayHaveChanged()
  }

  spread(record: RecordCid): Spread {
    return this.#leader?.spread(record) ?? this.#spread.records.get(record) ?? { state: 'kept' }
  }

  letterState(letter: Letter): LetterState {
    return this.#leader?.letterState(letter) ?? this.#spread.letters.get(letter.cid) ?? 'kept'
  }

  refused(): readonly RefusedCount[] {
    return this.#leader?.refused() ?? this.#spread.refused
  }

  #follow(): void {
    const { state } = this.#init
    state.setConnection({ ...state.connection, tab: 'following' })
    this.tell('hello', null)
  }

  async #lead(LeaderClass: typeof Leader): Promise<void> {
    const { config, db, known, state, visited } = this.#init
    const leader = new LeaderClass(config, db, this.#leaderHost())
    this.#leader = leader
    // Those whom the tab that led before let in are not on the shelf of this one.
    const orphans = { came: [], left: known.visitors() }
    visited(orphans)
    this.tell('visit', orphans)
    this.#acts = leader
    this.#tabs.serve(serveActs(leader))
    try {
      await leader.start()
    } catch (error) {
      state.setConnection({ ...state.connection, tab: 'without-peer' })
      throw error
    }
  }

  /** What the leader learns is shown here and told the others. */
  #leaderHost(): LeaderHost {
    const { known, state, letters, events } = this.#init
    return {
      now: Date.now,
      random: Math.random,
      known,
      changed: (change) => {
        this.#init.changed(change)
        this.tell('change', change)
      },
      visited: (change) => {
        this.#init.visited(change)
        this.tell('visit', change)
      },
      connectionChanged: (connection) => {
        state.setConnection(connection)
        this.tell('connection', connection)
      },
      identityChanged: (identity) => {
        state.setIdentity(identity)
        this.tell('identity', identity)
      },
      spreadChanged: () => {
        this.#spreadTimer ??= setTimeout(() => {
          this.#spreadTimer = undefined
          events.emit('spread', undefined)
          this.#tellSpread()
        }, SPREAD_PAUSE_MS)
      },
      moneyChanged: (money) => {
        state.setMoney(money)
        this.tell('money', money)
      },
      letGo: () => {
        this.tell('letGo', null)
        location.reload()
      },
      lettersChanged: () => void letters.changed(),
      importing: (progress) => {
        events.emit('importing', progress)
        this.tell('importing', progress)
      },
      notice: (notice) => {
        events.emit('notice', notice)
        this.tell('notice', notice)
      },
    }
  }

  #heard(topic: keyof Told, value: unknown): void {
    const { known, state, letters } = this.#init
    // Only tabs of the same build share the channel, so what is told has the type it was told with.
    if (topic === 'hello' && this.#leader !== null) this.#tellAll(this.#leader)
    if (topic === 'view') known.viewed(value as Told['view'])
    if (topic === 'letters') void letters.read()
    if (topic === 'letGo') location.reload()
    if (topic === 'taste') state.setTaste(value as Told['taste'])
    if (this.#leader === null) this.#heardOfLeader(topic, value)
  }

  #heardOfLeader(topic: keyof Told, value: unknown): void {
    const { state, events, changed, visited } = this.#init
    if (topic === 'change') changed({ ...(value as RecordChange), source: 'disk' })
    if (topic === 'visit') visited(value as VisitChange)
    if (topic === 'connection') state.setConnection({ ...(value as ConnectionState), tab: 'following' })
    if (topic === 'identity') state.setIdentity(value as Identity)
    if (topic === 'money') state.setMoney(value as MoneyState)
    if (topic === 'importing') events.emit('importing', value as Progress)
    if (topic === 'notice') events.emit('notice', value as Told['notice'])
    if (topic === 'spread') {
      this.#spread = value as Told['spread']
      events.emit('spread', undefined)
    }
  }

  #tellAll(leader: Leader): void {
    const { connection, identity, money } = this.#init.state
    this.tell('connection', connection)
    this.tell('identity', identity)
    this.tell('visit', { came: leader.visitors(), left: [] })
    if (money !== null) this.tell('money', money)
    this.#tellSpread()
  }

  #tellSpread(): void {
    const leader = this.#leader
    const { known, state, letters } = this.#init
    if (leader === null || state.viewer === null) return
    const own = known.society.postsBy(state.viewer)
    this.tell('spread', {
      records: new Map(own.map(({ cid }) => [cid, leader.spread(cid)])),
      letters: new Map(letters.ownLetters().map((letter) => [letter.cid, leader.letterState(letter)])),
      refused: leader.refused(),
    })
  }
}
