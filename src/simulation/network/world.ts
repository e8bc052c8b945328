/** The peers of a simulated network, what lies between them, and what they are asked to do. */
import type { PersonId } from '../../identity/types'
import { seededRandom } from '../../lib/prng'
import { dayOf } from '../../lib/recent-days'
import type { Remembered } from '../../peer/anchors'
import { MAX_LINKS } from '../../peer/config'
import type { VisitChange } from '../../app/visitors'
import type { SyncMessage } from '../../peer/messages'
import { logKey } from '../../peer/sync-session'
import type { LogHead, LogId, RecordChange } from '../../records/store'
import type { RecordBlocks, VerifiedRecord } from '../../records/types'
import { Agenda, type Settle } from './agenda'
import { ForkedLog } from './forked-log'
import { HOSTILE_KINDS, HostilePeer, type HostileWorld } from './hostile'
import { Invariants } from './invariants'
import { Lines } from './lines'
import { Staleness } from './staleness'
import { onFurtherDevice, personNamed, type SimulatedPerson } from './people'
import { SimulatedPeer, type PeerWorld, type Plant } from './peer'

const STALE_LOOK_MS = 2_000
const START_MS = 1_700_000_000_000
/** One way over the internet, and now and then a link that hangs. */
const DELAY_MS = { least: 5, spread: 80, hanging: 4_000 } as const

export interface WorldOptions {
  readonly seed: number
  readonly settle: Settle
  /** A planted fault, to see that it is missed. */
  readonly plant?: Plant
}

/** All 0 is fine weather. Shares are of 1. */
export interface Weather {
  /** Thousandths of the calls of a disk at which the page ends. */
  stopsPerMille: number
  hangingShare: number
  lostShare: number
  repeatedShare: number
  reorderedShare: number
  /** Ends of pages with which the machine goes, and what was not flushed. */
  powerLossShare: number
}

export const FINE: Weather = {
  stopsPerMille: 0,
  hangingShare: 0,
  lostShare: 0,
  repeatedShare: 0,
  reorderedShare: 0,
  powerLossShare: 0,
}

export class World implements PeerWorld {
  readonly startMs = START_MS
  readonly random: () => number
  readonly plant: Plant | null
  readonly agenda: Agenda
  readonly lines: Lines
  readonly invariants = new Invariants()
  readonly peers = new Map<string, SimulatedPeer>()
  readonly hostile: HostilePeer[] = []
  weather: Weather = FINE
  /** By peer: how wrong its clock is. */
  readonly skews = new Map<string, number>()
  /** Time that has passed at a stroke, for all. */
  laterMs = 0
  areApart: (one: string, other: string) => boolean = () => false
  /** Whether those who carry presences show one of them to the other; with no such presence nobody is dialled. */
  isShown: (one: string, other: string) => boolean = () => true
  /** Whether the presence of one comes to the other: through a relay also where no link can be. */
  isHeard: (one: string, other: string) => boolean = (one, other) => this.lines.isReachable(one, other)
  /** Hears of everything that a page keeps. */
  onChange: (peer: SimulatedPeer, change: RecordChange) => void = () => undefined
  /** Hears of everybody who visits a page. */
  onVisit: (peer: SimulatedPeer, change: VisitChange) => void = () => undefined
  crashes = 0
  powerFailures = 0
  readonly #people = new Map<string, SimulatedPerson>()
  readonly #equivocators = new Map<string, LogId>()
  readonly #forkedLogs: ForkedLog[] = []
  readonly #names = new Map<PersonId, string>()
  readonly #following = new Map<string, PersonId[]>()
  readonly #memories = new Map<string, Remembered[]>()
  /** By peer: everybody whose records it ever asked for. */
  readonly #askedFor = new Map<string, Set<PersonId>>()
  readonly #powerless = new Set<string>()
  readonly #staleness: Staleness
  /** What the hostile have heard. */
  readonly #remembered: RecordBlocks[] = []

  constructor({ seed, settle, plant }: WorldOptions) {
    this.random = seededRandom(seed)
    this.plant = plant ?? null
    this.agenda = new Agenda(settle)
    const { least, spread, hanging } = DELAY_MS
    this.lines = new Lines(this.agenda, {
      delayMs: () => least + this.random() * (this.chance(this.weather.hangingShare) ? hanging : spread),
      isLost: () => this.chance(this.weather.lostShare),
      isRepeated: () => this.chance(this.weather.repeatedShare),
      isReordered: () => this.chance(this.weather.reorderedShare),
      areApart: (one, other) => this.areApart(one, other),
    })
    this.#staleness = new Staleness(this)
    this.#lookForStaleness()
  }

  chance(share: number): boolean {
    return share > 0 && this.random() < share
  }

  pick<T>(from: readonly T[]): T {
    const found = from[Math.floor(this.random() * from.length)]
    if (found === undefined) throw new Error('expected something to pick from')
    return found
  }

  async addPeer(name: string): Promise<SimulatedPeer> {
    const person = await personNamed(name)
    const peer = new SimulatedPeer(person, this)
    this.#people.set(name, person)
    this.#names.set(person.person, name)
    this.peers.set(name, peer)
    return peer
  }

  addHostile(name: string): HostilePeer {
    return this.#plugInHostile(new HostilePeer(name, this.pick(HOSTILE_KINDS), this.#hostileWorld()))
  }

  /**
   * Somebody whose own log is signed twice, and whom some attend.
   * @param isHonest their browser was copied, and they join both branches when they find out
   */
  async addEquivocator(name: string, isHonest = false): Promise<HostilePeer> {
    const owner = await personNamed(name)
    const next = isHonest ? await onFurtherDevice(name) : null
    this.#equivocators.set(name, { person: owner.person, device: owner.signer.device })
    this.#names.set(owner.person, name)
    const log = new ForkedLog(
      owner,
      {
        random: this.random,
        nowMs: () => this.startMs + Math.floor(this.agenda.nowMs) + this.laterMs,
        signed: ({ cid }) => this.invariants.noteSigned(cid),
      },
      next,
    )
    this.#forkedLogs.push(log)
    return this.#plugInHostile(new HostilePeer(name, 'equivocator', this.#hostileWorld(), log))
  }

  #plugInHostile(hostile: HostilePeer): HostilePeer {
    this.hostile.push(hostile)
    return hostile
  }

  #hostileWorld(): HostileWorld {
    return {
      ...{ agenda: this.agenda, lines: this.lines, random: this.random },
      remembered: this.#remembered,
      logs: () => this.logs(),
      people: () => [...this.#people.values()].map(({ person }) => person),
      posts: () => [...this.peers.values()].flatMap((peer) => peer.posts().map(({ cid }) => cid)),
    }
  }

  logs(): LogId[] {
    return [...this.#people.values()].map(({ person, signer }) => ({ person, device: signer.device }))
  }

  follow(name: string, whom: string): void {
    const person = this.personAt(whom)
    if (person === null) throw new Error(`nobody is called ${whom}`)
    this.#following.set(name, [...new Set([...this.following(name), person])])
    this.peers.get(name)?.interestChanged()
  }

  /** The page of one was linked with the page of the other in earlier sessions, on so many of the last days. */
  remember(name: string, whom: string, days: number): void {
    const today = dayOf(this.startMs)
    const steadyDays = Array.from({ length: days }, (_, index) => today - 1 - index)
    const met = { peerId: whom, person: this.personAt(whom), relays: [], seenAt: this.startMs, steadyDays }
    this.#memories.set(name, [...this.remembered(name), met])
  }

  remembered(name: string): readonly Remembered[] {
    return this.#memories.get(name) ?? []
  }

  /** Everybody attends each of the others with this chance. */
  followAtRandom(share: number): void {
    for (const name of this.peers.keys())
      for (const other of [...this.peers.keys(), ...this.#equivocators.keys()])
        if (other !== name && this.chance(share)) this.follow(name, other)
  }

  /** A page starts, with what its disk has; the first one begins its log. */
  async start(peer: SimulatedPeer): Promise<void> {
    this.invariants.restarted(peer, this.#powerless.delete(peer.name))
    await peer.start()
    if (peer.disk.records().some(({ header }) => header.person === peer.owner.person)) return
    const { certificate } = peer.owner
    void peer.publish({ kind: 'device', body: { certificate, label: 'Simulated' } })
  }

  write(peer: SimulatedPeer, text: string): void {
    void peer.publish({ kind: 'post', body: { text, tags: [], images: [] } })
  }

  pass(ms: number): Promise<void> {
    return this.agenda.runFor(ms)
  }

  #lookForStaleness(): void {
    this.agenda.after(STALE_LOOK_MS, () => {
      this.#staleness.look()
      this.#lookForStaleness()
    })
  }

  /** Whoever honest has forked their log finds out, and joins both branches. */
  async joinForked(): Promise<void> {
    for (const log of this.#forkedLogs) await log.join()
  }

  /** Whether everybody who attends somebody has all that they wrote. */
  isComplete(): boolean {
    return [...this.peers.values()].every(
      (peer) =>
        this.#attendedLogs(peer).every((log) => this.invariants.missing(peer, logKey(log)) === 0) &&
        this.#attendedForks(peer).every(({ toBeHeld }) => this.invariants.lacks(peer, toBeHeld) === 0),
    )
  }

  #attendedForks({ name }: SimulatedPeer): readonly ForkedLog[] {
    const wanted = new Set(this.following(name))
    return this.#forkedLogs.filter(({ owner }) => wanted.has(owner.person))
  }

  #attendedLogs({ name, owner }: SimulatedPeer): LogId[] {
    const wanted = new Set([owner.person, ...this.following(name)])
    return this.logs().filter(({ person }) => wanted.has(person))
  }

  /** What must hold when nothing happens any more. */
  checkAtRest(): void {
    for (const peer of this.peers.values()) {
      for (const log of this.#attendedLogs(peer)) {
        const missing = this.invariants.missing(peer, logKey(log))
        const author = this.nameOf(log.person)
        if (missing !== 0)
          this.invariants.broken(`${peer.name} lacks ${missing} entries of ${author ?? 'nobody'} in the end`)
      }
      for (const { owner, toBeHeld } of this.#attendedForks(peer)) {
        const missing = this.invariants.lacks(peer, toBeHeld)
        if (missing > 0)
          this.invariants.broken(
            `${peer.name} lacks ${missing} entries of the branches that ${owner.name} joined`,
          )
      }
      this.invariants.checkWanted(peer, (person) => this.#askedFor.get(peer.name)?.has(person) === true)
      const links = this.lines.linked(peer.name).length
      if (links > MAX_LINKS) this.invariants.broken(`${peer.name} has ${links} links in the end`)
    }
  }

  written(): number {
    return this.logs().reduce((sum, log) => sum + this.invariants.written(logKey(log)), 0)
  }

  skewMs(name: string): number {
    return this.laterMs + (this.skews.get(name) ?? 0)
  }

  following(name: string): readonly PersonId[] {
    return this.#following.get(name) ?? []
  }

  attendedBy(person: PersonId): readonly PersonId[] {
    return this.following(this.nameOf(person) ?? '')
  }

  nameOf(person: PersonId): string | null {
    return this.#names.get(person) ?? null
  }

  personAt(name: string): PersonId | null {
    return this.logAt(name)?.person ?? null
  }

  /** Of their first device. */
  logAt(name: string): LogId | null {
    const found = this.#people.get(name)
    return found === undefined
      ? (this.#equivocators.get(name) ?? null)
      : { person: found.person, device: found.signer.device }
  }

  present(name: string): readonly string[] {
    return [...this.peers.keys(), ...this.hostile.map((peer) => peer.name)].filter(
      (other) => other !== name && this.isShown(other, name) && this.lines.isReachable(name, other),
    )
  }

  beacons(name: string): readonly { readonly peerId: string; readonly head: LogHead }[] {
    return [...this.peers.values()].flatMap((other) => {
      const head = other.name !== name && this.isHeard(other.name, name) ? other.ownHead : null
      return head === null ? [] : { peerId: other.name, head }
    })
  }

  stopsPerMille(): number {
    return this.weather.stopsPerMille
  }

  /** Most calls are answered from memory. */
  diskMs(): number {
    return this.random() < 0.2 ? this.random() * 20 : 0
  }

  ended(peer: SimulatedPeer): void {
    if (!this.chance(this.weather.powerLossShare)) {
      this.crashes += 1
      return
    }
    this.powerFailures += 1
    this.#powerless.add(peer.name)
    peer.disk.losePower(this.random)
  }

  said(peer: SimulatedPeer, to: string, message: SyncMessage): void {
    const asked = askedIn(message)
    if (asked.length > 0)
      this.#askedFor.set(peer.name, new Set([...(this.#askedFor.get(peer.name) ?? []), ...asked]))
    if (message.type === 'ack') this.invariants.acknowledged(to, peer.name, message.id)
    this.invariants.said(peer, to, message, this.peers.has(to))
  }

  kept(peer: SimulatedPeer, records: readonly VerifiedRecord[]): void {
    this.invariants.keptOnDisk(peer, records)
  }

  changed(peer: SimulatedPeer, change: RecordChange): void {
    this.invariants.changed(peer, change)
    this.onChange(peer, change)
  }

  visited(peer: SimulatedPeer, change: VisitChange): void {
    this.invariants.visited(peer, change)
    this.onVisit(peer, change)
  }

  blamed(peer: SimulatedPeer, other: string, why: string): void {
    // Where messages are lost and reordered, an honest peer seems to talk nonsense.
    const isFoul = this.weather.lostShare + this.weather.reorderedShare > 0
    if (this.peers.has(other) && !isFoul)
      this.invariants.broken(`${peer.name} blamed ${other}, who is honest: ${why}`)
  }
}

/** A log that was offered may be asked for before anybody was told that it is wanted. */
function askedIn(message: SyncMessage): PersonId[] {
  if (message.type === 'want') return message.wants.map(({ person }) => person)
  return message.type === 'get' ? [message.from.person] : []
}
