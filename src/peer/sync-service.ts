/**
 * Moves records between this page and its direct peers; the language is in messages.ts, what others ask for is sent by
 * sync-serving.ts, the bookkeeping of what we ask for is in fetch-plan.ts, the streams in sync-links.ts.
 *
 * Fresh posts have a way of their own: their author pushes them, and the intake takes them before any backlog. What is
 * old is asked for, of one holder each log, and taken in while the stream is read on.
 */
import type { DeviceId, PersonId } from '../identity/types'
import { Paced } from '../lib/paced'
import type { LogHead, LogId, RecordChange, RecordStore } from '../records/store'
import type { RecordBlocks, RecordCid } from '../records/types'
import {
  BRANCH_LOOK_MS,
  FETCH_PAUSE_TIMES,
  HAVE_PAUSE_MS,
  LEASE_LOOK_MS,
  MAX_DEVICES_PER_PERSON,
  MAX_FETCH_PAUSE_MS,
  MAX_FRESH_RECORDS,
  MAX_HAVE_POSITIONS,
  PERSON_STAYS_MS,
  SYNC_WINDOW_BATCHES,
  WANT_PAUSE_MS,
} from './config'
import { BranchSearch, type Sought } from './branch-search'
import { FetchPlan } from './fetch-plan'
import { Holders } from './holders'
import type { Position, SyncMessage } from './messages'
import { PerPeer } from './per-peer'
import { SyncServing } from './sync-serving'
import { logKey, positionOf, type SyncSession } from './sync-session'
import type { Clock, LinkKeeper, LinksHost, SyncLink } from './sync-wire'
import { namedIn, upToBytes, wantsOf } from './want-list'

/** What the service asks of the app. */
export interface SyncHost {
  readonly store: RecordStore
  /** Our own signed presence; null while there is no identity. */
  presence(): Promise<Uint8Array | null>
  /** Whose device is there: checks a presence against the peer id that brought it; null when it does not hold. */
  logBehind(presence: Uint8Array, peerId: string): Promise<LogId | null>
  /** Whose logs we want and how many entries of each we take in, most wanted first. */
  wanted(): ReadonlyMap<PersonId, number>
  /** The one way in; resolves when the records are kept or refused. */
  receive(from: string, records: readonly RecordBlocks[]): Promise<void>
  /** The same for what its author has just published. */
  receiveFresh(from: string, records: readonly RecordBlocks[]): Promise<void>
  /**
   * A peer said something that is not of the protocol.
   * @param weight of how many refusals it counts
   */
  misbehaved(peerId: string, what: string, weight?: number): void
  linksChanged(): void
  /** A peer keeps more of a log than before. */
  spread(): void
  /** These ends of branches had their turn: as many questions as there are links (rule SY28). */
  turnsOver(heads: readonly RecordCid[]): void
  /** A peer was asked for a log then, and has given all that it has of it. */
  ended(peerId: string, log: LogId, askedMs: number): void
}

/** The other end of a link. */
interface Other {
  readonly session: SyncSession
  /** Who it is; once proven it stays. */
  person: PersonId | null
  /** Whose key has signed for this link last: who moves on to another device says so on the links that there are. */
  device: DeviceId | null
  /** Resolves when everything that has come from it is through the intake. */
  intake: Promise<void>
  /** Batches that are not. */
  inIntake: number
  /** By log of theirs that they forked: the end on our branch, as they were shown it. */
  readonly shownEnds: Map<string, RecordCid>
  /** Whom the last `want` named, as one string; null before the first. */
  toldPeople: string | null
  /** A `want` is not written yet; what has changed since goes in the next. */
  isWantUnderWay: boolean
}

/** Who a peer says it is. */
interface Introduced {
  person: PersonId | null
  sinceMs: number
}

export class SyncService<Link extends SyncLink> {
  readonly #host: SyncHost
  readonly #clock: Clock
  readonly #links: LinkKeeper<Link>
  readonly #others = new Map<Link, Other>()
  readonly #serving: SyncServing<Link>
  readonly #heads = new Map<string, LogHead>()
  readonly #plan = new FetchPlan((log) => this.heldTo(log))
  /** Who was at a peer last, over its streams. */
  readonly #people = new PerPeer<Introduced>(() => ({ person: null, sinceMs: -Infinity }))
  readonly #holders = new Holders((log) => this.#heads.get(logKey(log)))
  /** Logs of which our copy has grown since we told the others. */
  readonly #untold = new Map<string, LogHead>()
  /** They call the timer off. */
  #tellTimer: (() => void) | undefined
  #leaseTimer: (() => void) | undefined
  readonly #branches = new BranchSearch()
  #branchTimer: (() => void) | undefined
  readonly #fetching: Paced
  readonly #telling: Paced
  #isStopped = false

  /** @param keepLinks makes what keeps the streams to direct peers */
  constructor(keepLinks: (host: LinksHost<Link>) => LinkKeeper<Link>, host: SyncHost, clock: Clock) {
    this.#host = host
    this.#clock = clock
    this.#fetching = new Paced(clock, () => this.#step())
    this.#telling = new Paced(clock, () => this.#tellWants())
    this.#serving = new SyncServing({
      store: host.store,
      clock,
      heads: () => this.#heads.values(),
      heldTo: (log) => this.heldTo(log),
      send: (link, message) => this.#links.send(link, message),
      abort: (link, why) => this.#links.abort(link, why),
    })
    this.#links = keepLinks({
      opened: (link) => void this.#opened(link),
      heard: (link, message) => this.#heard(link, message),
      closed: (link) => this.#closed(link),
      misbehaved: (peerId, what) => host.misbehaved(peerId, what),
    })
  }

  async start(): Promise<void> {
    for (const head of await this.#host.store.heads()) this.#heads.set(logKey(head), head)
    this.#plan.wants(this.#host.wanted())
    await this.#links.start()
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#tellTimer?.()
    this.#leaseTimer?.()
    this.#branchTimer?.()
    this.#fetching.stop()
    this.#telling.stop()
    this.#serving.stop()
    await this.#links.stop()
  }

  /** Direct peers with whom records are exchanged. */
  links(): { readonly peerId: string; readonly person: PersonId | null; readonly since: number }[] {
    return [...this.#others].map(([{ peerId, since }, { person }]) => ({
      peerId: peerId.toString(),
      person,
      since,
    }))
  }

  /** Who proved to be at the other end; null while nobody has. */
  personAt(peerId: string): PersonId | null {
    const link = this.#links.get(peerId)
    return (link && this.#others.get(link)?.person) ?? null
  }

  /** With which device; null while nobody has proven it. */
  deviceAt(peerId: string): DeviceId | null {
    const link = this.#links.get(peerId)
    return (link && this.#others.get(link)?.device) ?? null
  }

  /** Whether the other side asks for the logs of this person. */
  isWantedBy(peerId: string, person: PersonId): boolean {
    const link = this.#links.get(peerId)
    return (link && this.#others.get(link)?.session.isWanted(person)) ?? false
  }

  /** Whose logs are counted for {@link holders}. */
  owner(person: PersonId): void {
    this.#holders.setOwner(person)
  }

  isKeptBy(person: PersonId, log: LogId, seq: number): boolean {
    return this.#holders.isKeptBy(person, log, seq)
  }

  /** How many others are known to keep this entry of an own log. */
  holders(log: LogId, seq: number): number {
    return this.#holders.count(log, seq)
  }

  /** Our own presence or what we want has changed: tell everybody. */
  async introduceAgain(): Promise<void> {
    const presence = await this.#host.presence()
    for (const link of this.#others.keys()) this.#send(link, { type: 'hello', presence })
    this.wantsChanged()
  }

  /** Others are wanted, or others more. */
  wantsChanged(): void {
    this.#plan.wants(this.#host.wanted())
    this.#telling.soon()
    this.#fetching.soon()
  }

  /** Only who is wanted is told, not in which order (rule SY27); a link on which the former `want` waits is told after it. */
  #tellWants(): number {
    const people = namedIn(this.#host.wanted()).join()
    const untold = [...this.#others].filter(
      ([, { toldPeople, isWantUnderWay }]) => toldPeople !== null && toldPeople !== people && !isWantUnderWay,
    )
    if (untold.length === 0) return 0
    const message = this.#want()
    for (const [link, other] of untold) void this.#tellWant(link, other, message, people)
    return WANT_PAUSE_MS
  }

  async #tellWant(link: Link, other: Other, message: SyncMessage, people: string): Promise<void> {
    other.toldPeople = people
    other.isWantUnderWay = true
    await this.#links.send(link, message)
    other.isWantUnderWay = false
    this.#telling.soon()
  }

  /** Our copy of these logs has grown, from whatever source: tell those who want it. */
  grew(heads: readonly LogHead[], { added, source }: RecordChange): void {
    for (const head of heads) {
      const key = logKey(head)
      this.#plan.kept(head, head.seq - (this.#heads.get(key)?.seq ?? -1))
      this.#heads.set(key, head)
      this.#untold.set(key, head)
    }
    if (source === 'self')
      this.#push(
        added.map(({ entryBlock, bodyBlock }) => ({ entry: entryBlock, body: bodyBlock })),
        heads,
      )
    this.#tellTimer ??= this.#clock.after(HAVE_PAUSE_MS, () => this.#tell())
  }

  /** An entry was shown that cannot be kept yet. */
  shown(log: LogId, seq: number): void {
    this.#plan.shown(log, seq)
  }

  /** These branches are missing here, and no others (rule SY18). */
  seek(branches: readonly Sought[]): void {
    this.#branches.seek(branches, this.#clock.now())
    this.#search()
  }

  /**
   * A log has another branch than the one here: its author, who may not know, is shown where ours ends. Once on each link,
   * for as many of their logs as anybody has.
   */
  async showFork(log: LogId): Promise<void> {
    const head = this.#heads.get(logKey(log))
    if (head === undefined) return
    for (const [link, { person, shownEnds }] of this.#others) {
      if (person !== log.person || shownEnds.get(logKey(log)) === head.cid) continue
      if (shownEnds.size >= MAX_DEVICES_PER_PERSON) continue
      shownEnds.set(logKey(log), head.cid)
      const records = upToBytes(await this.#host.store.range(log, head.seq, 1))
      if (records.length > 0) this.#send(link, { type: 'fresh', records })
    }
  }

  /** What a peer sends of a log has no place here: it is asked for it no more. */
  noPlace(peerId: string, log: LogId): void {
    const asked = this.#plan.noPlace(peerId, log, this.#clock.now())
    if (asked === null) return
    this.#say(peerId, { type: 'stop', id: asked.id })
    this.#fetching.soon()
  }

  /** What a peer sent of a log, or pushed (null), was of no use. @returns whether that is nobody's fault: it was asked for */
  excuse(peerId: string, log: LogId | null, isHere: boolean): boolean {
    return this.#plan.excuse(peerId, log, isHere)
  }

  /** The first entry of a log that is missing here. */
  heldTo(log: LogId): number {
    return (this.#heads.get(logKey(log))?.seq ?? -1) + 1
  }

  headOf(log: LogId): LogHead | null {
    return this.#heads.get(logKey(log)) ?? null
  }

  /** A log is longer than it is here, says its author: these peers may hold it, whatever they have offered. */
  hint(position: Position, peerIds: readonly string[]): void {
    for (const peerId of peerIds) this.#plan.hinted(peerId, position)
    this.#fetching.soon()
  }

  #push(records: readonly RecordBlocks[], [head]: readonly LogHead[]): void {
    if (head === undefined) return
    for (const [link, { session }] of this.#others) {
      if (!session.isWanted(head.person)) continue
      for (let from = 0; from < records.length; from += MAX_FRESH_RECORDS)
        this.#send(link, { type: 'fresh', records: records.slice(from, from + MAX_FRESH_RECORDS) })
    }
  }

  #tell(): void {
    this.#tellTimer = undefined
    const heads = [...this.#untold.values()]
    this.#untold.clear()
    for (const [link, { session, person }] of this.#others) {
      // An author is told as well: that their own post is kept here is no news of the log, but it is to them.
      const news = heads.filter((head) => session.isNews(head) || head.person === person)
      this.#offer(link, news.map(positionOf))
    }
  }

  #offer(link: Link, positions: readonly Position[]): void {
    for (let from = 0; from < positions.length; from += MAX_HAVE_POSITIONS)
      this.#send(link, { type: 'have', positions: positions.slice(from, from + MAX_HAVE_POSITIONS) })
  }

  async #opened(link: Link): Promise<void> {
    const other: Other = {
      session: this.#serving.opened(link),
      person: null,
      device: null,
      intake: Promise.resolve(),
      inIntake: 0,
      shownEnds: new Map(),
      toldPeople: null,
      isWantUnderWay: false,
    }
    this.#others.set(link, other)
    this.#plan.opened(link.peerId.toString())
    this.#host.linksChanged()
    this.#send(link, { type: 'hello', presence: await this.#host.presence() })
    void this.#tellWant(link, other, this.#want(), namedIn(this.#host.wanted()).join())
  }

  #closed(link: Link): void {
    this.#serving.closed(link)
    this.#others.delete(link)
    this.#plan.closed(link.peerId.toString())
    this.#host.linksChanged()
    this.#fetching.soon()
  }

  async #heard(link: Link, message: SyncMessage): Promise<void> {
    const other = this.#others.get(link)
    if (other === undefined) return
    const peerId = link.peerId.toString()
    switch (message.type) {
      case 'hello':
        return this.#met(link, other, message.presence)
      case 'want': {
        this.#offer(link, await this.#serving.wants(link, message.wants))
        for (const { person, next } of message.wants) {
          for (const [device, seq] of next) this.#noteHolder(other, { person, device }, seq)
        }
        return
      }
      case 'have':
        other.session.has(message.positions, (log) => this.#heads.get(logKey(log)))
        for (const position of message.positions) this.#noteHolder(other, position, position.next)
        this.#plan.offered(peerId, message.positions)
        for (const from of this.#plan.peeks(peerId, message.positions, this.#clock.now()))
          this.#peek(peerId, from)
        this.#fetching.soon()
        return
      case 'peek':
        return this.#serving.peek(link, message.from)
      case 'branch':
        return this.#serving.branch(link, message.end)
      case 'get':
        return this.#serving.get(link, message.id, message.from)
      case 'stop':
        other.session.stop(message.id)
        return
      case 'ack': {
        const batch = other.session.acknowledged(message.id)
        if (batch !== null) this.#noteHolder(other, batch.log, batch.next)
        return this.#serving.goOn(link)
      }
      case 'fresh':
        return this.#host.receiveFresh(peerId, message.records)
      case 'records':
        // Each would have to be read before it could be refused: as much work as was not asked for.
        if (!this.#plan.take(peerId)) {
          this.#host.misbehaved(peerId, 'records that it was not asked for', message.records.length)
          this.#links.abort(link, 'it sends records that it was not asked for')
          return
        }
        return this.#take(link, other, async () => {
          await this.#host.receive(peerId, message.records)
          this.#send(link, { type: 'ack', id: message.id })
        })
      case 'end':
        if (!this.#plan.wasAsked(peerId, message.id)) {
          this.#host.misbehaved(peerId, 'the end of what it was not asked for')
          this.#links.abort(link, 'it ends what it was not asked for')
          return
        }
        return this.#take(link, other, async () => {
          const asked = this.#plan.ended(peerId, message.id, this.#clock.now())
          if (asked === null) return
          this.#host.ended(peerId, asked.log, asked.askedMs)
          this.#fetching.soon()
        })
    }
  }

  async #met(link: Link, other: Other, presence: Uint8Array | null): Promise<void> {
    if (presence === null) return
    const peerId = link.peerId.toString()
    const log = await this.#host.logBehind(presence, peerId)
    if (log === null) return
    const { person, device } = log
    const nowMs = this.#clock.now()
    const last = this.#people.get(peerId)
    const isAnother = (known: PersonId | null): boolean => known !== null && known !== person
    const isSoon = Math.abs(nowMs - last.sinceMs) < PERSON_STAYS_MS
    if (isAnother(other.person) || (isSoon && isAnother(last.person))) {
      this.#host.misbehaved(peerId, 'another person on the same link')
      return
    }
    other.device = device
    if (other.person === person) return
    other.person = person
    if (last.person !== person) Object.assign(last, { person, sinceMs: nowMs })
    this.#host.linksChanged()
  }

  /** In order, while the stream is read on; who sends more than a window unasked is not read meanwhile. */
  async #take(link: Link, other: Other, take: () => Promise<void>): Promise<void> {
    other.inIntake += 1
    other.intake = other.intake
      .then(take)
      .catch(() => this.#links.abort(link, 'what came could not be taken in'))
      .finally(() => (other.inIntake -= 1))
    if (other.inIntake > SYNC_WINDOW_BATCHES + 1) await other.intake
  }

  /** Asks for what is missing, and gives up on whom it was asked in vain. */
  #step(): number {
    const beganMs = this.#clock.now()
    const { gets, stops, peeks } = this.#plan.step(beganMs, (peerId) => this.#isBusyWith(peerId))
    for (const { link, id } of stops) this.#say(link, { type: 'stop', id })
    for (const { link, id, log, next } of gets) this.#say(link, { type: 'get', id, from: { ...log, next } })
    for (const { link, from } of peeks) this.#peek(link, from)
    if (this.#plan.isWaiting)
      this.#leaseTimer ??= this.#clock.after(LEASE_LOOK_MS, () => {
        this.#leaseTimer = undefined
        this.#fetching.soon()
      })
    return Math.min((this.#clock.now() - beganMs) * FETCH_PAUSE_TIMES, MAX_FETCH_PAUSE_MS)
  }

  /** Asks for branches that are missing. */
  #search(): void {
    if (this.#isStopped || !this.#branches.isSeeking) return
    const links = this.links().map(({ peerId }) => peerId)
    const turnsOver = this.#branches.turnsOver(this.#clock.now())
    if (turnsOver.length > 0) this.#host.turnsOver(turnsOver)
    for (const { link, end } of this.#branches.step(this.#clock.now(), links)) {
      this.#plan.expect(link, MAX_FRESH_RECORDS)
      this.#say(link, { type: 'branch', end })
    }
    this.#branchTimer ??= this.#clock.after(BRANCH_LOOK_MS, () => {
      this.#branchTimer = undefined
      this.#search()
    })
  }

  #peek(peerId: string, from: Position): void {
    this.#plan.expect(peerId, MAX_FRESH_RECORDS)
    this.#say(peerId, { type: 'peek', from })
  }

  #isBusyWith(peerId: string): boolean {
    const link = this.#links.get(peerId)
    return link !== undefined && (this.#others.get(link)?.inIntake ?? 0) > 0
  }

  #want(): SyncMessage {
    return { type: 'want', wants: wantsOf(this.#host.wanted(), this.#heads.values()) }
  }

  #say(peerId: string, message: SyncMessage): void {
    const link = this.#links.get(peerId)
    if (link !== undefined) this.#send(link, message)
  }

  #send(link: Link, message: SyncMessage): void {
    void this.#links.send(link, message)
  }

  #noteHolder({ person }: Other, log: LogId, next: number): void {
    if (this.#holders.note(person, log, next)) this.#host.spread()
  }
}
