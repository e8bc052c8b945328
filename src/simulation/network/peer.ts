/**
 * A page of the simulated network, wired as src/app/leader.ts and src/peer/peer.ts wire the real one: the same intake,
 * way out, sync, impulses, address book and choice of links, over a disk, lines and a clock that may fail.
 */
import { ImpulseTraffic } from '../../app/impulse-traffic'
import { Ingest } from '../../app/ingest'
import { wantedPeople } from '../../app/interest'
import { Publisher } from '../../app/publish'
import { Refusals } from '../../app/refusals'
import type { VisitChange } from '../../app/visitors'
import type { PersonId } from '../../identity/types'
import { utf8 } from '../../lib/bytes'
import { Queue } from '../../lib/queue'
import type { Remembered } from '../../peer/anchors'
import { DIAL_PAUSE_MS } from '../../peer/config'
import { HeadWatch } from '../../peer/head-watch'
import type { SyncMessage } from '../../peer/messages'
import { SyncService, type SyncHost } from '../../peer/sync-service'
import type { Clock } from '../../peer/sync-wire'
import { headsOf } from '../../records/heads'
import type { LogHead, LogId, RecordChange, RecordStore } from '../../records/store'
import type { Draft, RecordCid, VerifiedRecord } from '../../records/types'
import { Society } from '../../social/society'
import type { PostView } from '../../social/types'
import type { Agenda } from './agenda'
import { SimulatedDisk } from './disk'
import type { End, Lines, Port } from './lines'
import { LinkChoice } from './link-choice'
import { NETWORK, verifyCheaply, type SimulatedPerson } from './people'
import { asImpulse, impulseIn } from './protocols'
import { Reckoning } from './reckoning'
import { messageIn } from './said-once'
import { SyncEnds } from './sync-ends'

/** What a peer asks of the world around it. */
export interface PeerWorld {
  readonly agenda: Agenda
  readonly lines: Lines
  random(): number
  /** Where everything in the simulation begins, in milliseconds since 1970. */
  readonly startMs: number
  /** By how much this peer's clock is wrong now. */
  skewMs(name: string): number
  /** Whom somebody attends. */
  following(name: string): readonly PersonId[]
  attendedBy(person: PersonId): readonly PersonId[]
  personAt(name: string): PersonId | null
  /** Of their first device. */
  logAt(name: string): LogId | null
  nameOf(person: PersonId): string | null
  /** Whom its page met in earlier sessions. */
  remembered(name: string): readonly Remembered[]
  /** Everybody of whom a presence can be heard now. */
  present(name: string): readonly string[]
  /** Everybody whose beacon can be heard now, and where their own log ends; a relay may carry it where no link is. */
  beacons(name: string): readonly { readonly peerId: string; readonly head: LogHead }[]
  /** Thousandths of a call of the disk at which the page ends. */
  stopsPerMille(): number
  /** How long a call of the disk takes now, in milliseconds. */
  diskMs(): number
  /** A page is about to end, by whatever cause. */
  ended(peer: SimulatedPeer): void
  said(peer: SimulatedPeer, to: string, message: SyncMessage): void
  /** They are on its disk. */
  kept(peer: SimulatedPeer, records: readonly VerifiedRecord[]): void
  /** Its page has told itself of them. */
  changed(peer: SimulatedPeer, change: RecordChange): void
  /** Visitors have come to a page, or left it. */
  visited(peer: SimulatedPeer, change: VisitChange): void
  /** An honest peer that another cut off, or that said what is not of the protocol. */
  blamed(peer: SimulatedPeer, other: string, why: string): void
  /** Broken on purpose, to see that it is missed. */
  readonly plant: Plant | null
}

export type Plant =
  /** The intake believes every signature. */
  | 'believes'
  /** The disk loses whatever is kept in 'relaxed' mode. */
  | 'forgets'
  /** More is announced than is held. */
  | 'boasts'
  /** Own entries are not flushed before they are told. */
  | 'tells too soon'
  /** What others have is not asked for. */
  | 'gives up'
  /** Whoever is linked again, as after a partition or an end of the page, is offered nothing any more, nor heard when it says what it has. */
  | 'offers once'
  /** What others say of where their logs end is not heard. */
  | 'hears no beacon'
  /** Of a log that was forked and joined the other branch is not looked for. */
  | 'follows one branch'

const FLUSH_MS = 2_000
/** A page's model speaks each second; here often enough that an impulse is under way while the weather is bad. */
const EVALUATE_MS = 3_000
const PRESENCE_MS = 5_000

interface Running {
  readonly sync: SyncService<End>
  readonly ends: SyncEnds
  readonly publisher: Publisher
  readonly store: RecordStore
  readonly links: LinkChoice
  readonly society: Society
  readonly reckoning: Reckoning
  readonly traffic: ImpulseTraffic
  readonly heads: HeadWatch
}

export class SimulatedPeer implements Port {
  readonly owner: SimulatedPerson
  readonly disk = new SimulatedDisk()
  readonly #world: PeerWorld
  /** Grows with each start: what an ended page still had to do is not done. */
  #life = 0
  #running: Running | null = null
  #wants: ReadonlyMap<PersonId, number> = new Map()
  /** Something is known that the model has not been asked about. */
  #isNews = true
  readonly #cutOff = new Set<string>()
  /** By peer: the first link on which it said what it wants. */
  readonly #offeredOn = new Map<string, End>()

  constructor(owner: SimulatedPerson, world: PeerWorld) {
    this.owner = owner
    this.#world = world
  }

  get name(): string {
    return this.owner.name
  }

  get isRunning(): boolean {
    return this.#running !== null
  }

  /** What the running page would read; null while none runs. */
  get store(): RecordStore | null {
    return this.#running?.store ?? null
  }

  get nowMs(): number {
    const { startMs, agenda } = this.#world
    return startMs + Math.floor(agenda.nowMs) + this.#world.skewMs(this.name)
  }

  async start(): Promise<void> {
    this.#life += 1
    const life = this.#life
    const store = await this.disk.open({
      turn: () => this.#turn(life),
      flushLater: (task) => this.#world.agenda.after(FLUSH_MS * this.#world.random(), task),
      kept: (records) => this.#world.kept(this, records),
      forgets: this.#world.plant === 'forgets',
      neverFlushes: this.#world.plant === 'tells too soon',
    })
    const clock = this.#clock(life)
    const society = new Society()
    for await (const record of store.all()) society.apply({ added: [record], forgotten: [], source: 'disk' })
    const reckoning = new Reckoning(this.owner.person)
    const refusals = new Refusals()
    const queue = new Queue()
    const shared = {
      ...{
        store,
        network: NETWORK,
        queue,
        now: () => this.nowMs,
        verify: this.#world.plant === 'believes' ? () => Promise.resolve(true) : verifyCheaply,
      },
      changed: (change: RecordChange) => this.#changed(change),
    }
    const exhausted = (from: string): void => {
      const reasons = refusals.counts().map(({ reason, count }) => `${reason} ${count}`)
      this.#endWith(from, reasons.join(', '))
    }
    const ingest = new Ingest({
      ...shared,
      refusals,
      breathe: () => Promise.resolve(),
      entriesWanted: (person) => this.#wants.get(person) ?? 0,
      early: ({ came }) => {
        for (const { header } of came) this.#running?.sync.shown(header, header.seq)
      },
      refused: () => undefined,
      exhausted,
      storageFull: () => undefined,
      standing: (person) =>
        person === this.owner.person
          ? 'own'
          : this.#world.following(this.name).includes(person)
            ? 'attended'
            : 'other',
      sought: (branches) => {
        if (this.#world.plant !== 'follows one branch') this.#running?.sync.seek(branches)
      },
      forked: ({ header }) => void this.#running?.sync.showFork(header),
      noPlace: (from, log) => this.#running?.sync.noPlace(from, log),
      excuse: (...record) => this.#running?.sync.excuse(...record) ?? false,
    })
    const host: SyncHost = {
      store,
      presence: () => Promise.resolve(utf8(this.name)),
      logBehind: (presence, peerId) => Promise.resolve(this.#logBehind(presence, peerId)),
      wanted: () => this.#wants,
      receive: (from, records) => ingest.receive(from, records),
      receiveFresh: (from, records) => ingest.receiveFresh(from, records),
      misbehaved: (from, what, weight = 1) => {
        this.#world.blamed(this, from, what)
        refusals.count('bad-schema')
        if (refusals.charge(from, weight, this.nowMs)) this.#endWith(from, what)
      },
      linksChanged: () => {
        this.interestChanged()
        this.#running?.traffic.linksChanged()
        this.#isNews = true
      },
      spread: () => undefined,
      turnsOver: (heads) => void ingest.turnsOver(heads),
      ended: (...asked) => this.#running?.heads.ended(...asked),
    }
    const { lines } = this.#world
    const kept: { ends?: SyncEnds } = {}
    const sync = new SyncService<End>(
      (linksHost) =>
        (kept.ends = new SyncEnds(lines, linksHost, clock, ({ peerId }, message) =>
          this.#world.said(this, peerId, message),
        )),
      host,
      clock,
    )
    if (kept.ends === undefined) throw new Error('expected the service to keep links')
    this.#wants = this.#wanted()
    await sync.start()
    const heads = new HeadWatch(
      {
        heldTo: (log) => sync.heldTo(log),
        links: () => sync.links(),
        hint: (...question) => sync.hint(...question),
        isAttended: (person) => this.#world.following(this.name).includes(person),
        isListening: () => this.#world.following(this.name).length > 0,
        tryAgain: (peerId) => links.tryAgain(peerId),
        missingChanged: () => undefined,
        now: () => this.nowMs,
        random: () => this.#world.random(),
      },
      clock,
    )
    const links = new LinkChoice(this.#world, {
      name: this.name,
      person: this.owner.person,
      nowMs: () => this.nowMs,
      personAt: (peerId) => sync.personAt(peerId),
      isCutOff: (peerId) => this.#cutOff.has(peerId),
      extraLinks: () => heads.extraLinks,
      isRunning: () => life === this.#life,
    })
    const traffic = new ImpulseTraffic({
      ...{ ...shared, society, reckoning, refusals, exhausted },
      breathe: () => Promise.resolve(),
      owner: () => this.owner.person,
      entriesWanted: (person) => this.#wants.get(person) ?? 0,
      receiveFresh: (from, records) => ingest.receiveFresh(from, records),
      earlyAt: (log, seq) => ingest.earlyAt(log, seq),
      links: () => sync.links(),
      isWantedBy: (peerId, person) => sync.isWantedBy(peerId, person),
      mostCharged: () => reckoning.mostCharged(),
      send: (peerId, message) => {
        const end = kept.ends?.get(peerId)
        if (end !== undefined && life === this.#life) void lines.send(end, asImpulse(message))
      },
      visited: (change) => {
        society.dismiss(change.left)
        society.visit(change.came)
        this.#isNews = true
        this.#world.visited(this, change)
      },
      refused: () => undefined,
      // Its pages lose theirs with each end: the harder case.
      shelf: {
        all: () => Promise.resolve([]),
        takenBack: () => Promise.resolve([]),
        change: () => Promise.resolve(),
      },
    })
    const publisher = new Publisher(shared)
    this.#running = { sync, ends: kept.ends, publisher, store, links, society, reckoning, traffic, heads }
    this.#isNews = true
    void ingest.joined(society.merges())
    lines.plugIn(this.name, this)
    this.#every(life, EVALUATE_MS, () => this.#evaluate())
    this.#every(life, PRESENCE_MS, () => {
      links.hearPresences()
      this.#hearBeacons()
    })
    this.#every(life, 4 * DIAL_PAUSE_MS, () => links.look())
    links.hearPresences()
    heads.start()
  }

  /** Where its own log ends, as its page would say it; null while none runs, or nothing is written. */
  get ownHead(): LogHead | null {
    const { person, signer } = this.owner
    return this.#running?.sync.headOf({ person, device: signer.device }) ?? null
  }

  /** Whether it knows that something of this person is missing. */
  knowsBehind(person: PersonId): boolean {
    return this.#running?.heads.missing.behind.some((one) => one.person === person) ?? false
  }

  /** Another number for each time that it was started. */
  get life(): number {
    return this.#life
  }

  #hearBeacons(): void {
    if (this.#world.plant === 'hears no beacon' || this.#world.plant === 'offers once') return
    for (const { peerId, head } of this.#world.beacons(this.name))
      this.#running?.heads.heard({ ...head, peerId, head }, peerId)
  }

  /** Posts and acts that are here and in no log. */
  visitors(): readonly VerifiedRecord[] {
    return this.#running?.traffic.visitors() ?? []
  }

  /** What a view would show. */
  posts(): PostView[] {
    return [...(this.#running?.society.posts() ?? [])]
  }

  /** Whether a view would show this post. */
  shows(post: RecordCid): boolean {
    return this.#running !== null && this.#running.society.post(post) !== null
  }

  /** The page ends, in the middle of whatever it was doing. */
  stop(): void {
    if (this.#running === null) return
    this.#world.ended(this)
    this.#life += 1
    this.#running = null
    // A page that is loaded anew begins anew with everybody.
    this.#cutOff.clear()
    this.#world.lines.unplug(this.name)
  }

  /** Null when the page ended meanwhile. */
  async publish(draft: Draft): Promise<RecordCid | null> {
    if (this.#running === null) return null
    const published = await this.#running.publisher.publish(this.owner, draft)
    if (!published.ok)
      throw new Error(`what ${this.name} wrote was refused: ${JSON.stringify(published.error)}`)
    return published.value
  }

  /** Whom we attend or are linked with has changed. */
  interestChanged(): void {
    const former = this.#wants
    this.#wants = this.#wanted()
    if ([...former.keys()].join() === [...this.#wants.keys()].join()) return
    this.#running?.sync.wantsChanged()
  }

  opened(end: End): void {
    const isTurnedAway = this.#running !== null && !this.#running.links.isLetIn(end.peerId)
    if (this.#cutOff.has(end.peerId) || isTurnedAway) {
      this.#world.lines.unlink(this.name, end.peerId)
      return
    }
    this.#running?.links.opened(end.peerId)
    this.#running?.ends.opened(end)
  }

  arrived(end: End, bytes: Uint8Array): void {
    if (this.#world.plant === 'gives up' && bytes.byteLength < 100 && this.#world.random() < 0.3) return
    const impulse = impulseIn(bytes)
    if (this.#world.plant === 'offers once' && impulse === null && this.#isWantAgain(end, bytes)) return
    if (impulse === null) this.#running?.ends.arrived(end, bytes)
    else void this.#running?.traffic.receive(end.peerId, impulse)
  }

  #isWantAgain(end: End, bytes: Uint8Array): boolean {
    const message = messageIn(bytes)
    if (!message.ok || message.value.type !== 'want') return false
    const first = this.#offeredOn.get(end.peerId) ?? end
    this.#offeredOn.set(end.peerId, first)
    return first !== end
  }

  closed(end: End): void {
    if (this.#running === null) return
    this.#running.links.closed(end.peerId)
    this.#running.ends.closed(end)
  }

  #changed(change: RecordChange): void {
    this.#world.changed(this, change)
    const more = this.#world.plant === 'boasts' ? 1 : 0
    const heads = headsOf(change).map((head) => ({ ...head, seq: head.seq + more }))
    this.#running?.sync.grew(heads, change)
    this.#running?.heads.grew()
    this.#running?.society.apply(change)
    this.#isNews = true
    void this.#running?.traffic.changed(change)
  }

  #evaluate(): void {
    if (this.#running === null || !this.#isNews) return
    this.#isNews = false
    const { sync, society, reckoning, traffic } = this.#running
    const known = [this.owner.person, ...this.#world.following(this.name)]
    const linked = sync.links().flatMap(({ person }) => person ?? [])
    const follows = [...new Set([...known, ...linked])].flatMap((from) =>
      this.#world.attendedBy(from).map((to) => ({ from, to })),
    )
    reckoning.evaluate(follows, society.parts(), this.nowMs)
    traffic.evaluated(this.nowMs)
  }

  /** A call of the disk: takes its time, and the page may end there. */
  async #turn(life: number): Promise<void> {
    const world = this.#world
    if (life === this.#life && world.random() * 1_000 < world.stopsPerMille()) this.stop()
    const ms = world.diskMs()
    if (ms > 0) await world.agenda.wait(ms)
    if (life !== this.#life) await new Promise(() => undefined)
  }

  #clock(life: number): Clock {
    return {
      now: () => this.#world.agenda.nowMs,
      after: (ms, task) => {
        let isOff = false
        this.#world.agenda.after(ms, () => {
          if (!isOff && life === this.#life) task()
        })
        return () => (isOff = true)
      },
    }
  }

  #every(life: number, ms: number, task: () => void): void {
    this.#world.agenda.after(ms * (0.8 + 0.4 * this.#world.random()), () => {
      if (life !== this.#life) return
      task()
      this.#every(life, ms, task)
    })
  }

  #wanted(): ReadonlyMap<PersonId, number> {
    const links = this.#running?.sync.links() ?? []
    return wantedPeople({
      viewer: this.owner.person,
      following: this.#world.following(this.name),
      labellers: [],
      members: [],
      announced: [],
      lot: () => 0,
      nearest: [],
      liftedBy: () => [],
      linked: links.flatMap(({ person }) => (person === null ? [] : [person])),
      bookmarked: [],
      guests: [],
      named: [],
      sponsors: [],
    })
  }

  #logBehind(presence: Uint8Array, peerId: string): LogId | null {
    return new TextDecoder().decode(presence) === peerId ? this.#world.logAt(peerId) : null
  }

  #endWith(from: string, why: string): void {
    this.#world.blamed(this, from, why)
    this.#cutOff.add(from)
    this.#world.lines.unlink(this.name, from)
  }
}
