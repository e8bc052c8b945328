/**
 * A network in bad weather: links break and stall, the network splits, pages end in the middle of a write, machines
 * lose their power, clocks are wrong, and some peers are hostile. In every second story messages are lost, repeated and
 * reordered too, which no real stream does. Then the weather calms, and all must be well. One seed gives one story.
 */
import type { PersonId } from '../../identity/types'
import { seededRandom } from '../../lib/prng'
import { MAX_LINKS } from '../../peer/config'
import type { SyncMessage } from '../../peer/messages'
import { logKey } from '../../peer/sync-session'
import type { LogId } from '../../records/store'
import { Agenda, type Settle } from './agenda'
import { HOSTILE_KINDS, HostilePeer } from './hostile'
import { Invariants } from './invariants'
import { Lines } from './lines'
import { personNamed, type SimulatedPerson } from './people'
import { SimulatedPeer, type PeerWorld, type Plant } from './peer'

export interface StoryOptions {
  readonly seed: number
  readonly settle: Settle
  /** A planted fault, to see that it is missed. */
  readonly plant?: Plant
}

export interface StoryReport {
  readonly honest: number
  readonly hostile: number
  readonly written: number
  readonly kept: number
  readonly crashes: number
  readonly powerFailures: number
  readonly partitions: number
  readonly messages: number
  /** What was wrong, or null. */
  readonly violation: string | null
}

const START_MS = 1_700_000_000_000
const STORM_MS = 40_000
/** Everything that somebody holds comes within seconds; leases and back-offs of the storm may last a minute and more. */
const CALM_MS = 200_000
/** It is over when all is well, but not sooner than this. */
const LEAST_CALM_MS = 6_000
const CALM_STEP_MS = 2_000
const EVENT_MS = 500
const DAY_MS = 86_400_000

export async function runStory(options: StoryOptions): Promise<StoryReport> {
  return (await Story.begin(options)).run()
}

class Story implements PeerWorld {
  readonly agenda: Agenda
  readonly lines: Lines
  readonly startMs = START_MS
  readonly random: () => number
  readonly #invariants = new Invariants()
  readonly #peers = new Map<string, SimulatedPeer>()
  readonly #hostile: HostilePeer[] = []
  readonly #people = new Map<string, SimulatedPerson>()
  readonly #following = new Map<string, PersonId[]>()
  /** By peer: everybody whose records it ever asked for. */
  readonly #askedFor = new Map<string, Set<PersonId>>()
  readonly #skews = new Map<string, number>()
  readonly plant: Plant | null
  /** Messages themselves come to harm. */
  readonly #isFoul: boolean
  #isStormy = true
  #apart: ReadonlySet<string> = new Set()
  #crashes = 0
  #powerFailures = 0
  #partitions = 0
  #posts = 0
  readonly #powerless = new Set<string>()

  static async begin({ seed, settle, plant }: StoryOptions): Promise<Story> {
    const story = new Story(seed, settle, plant ?? null)
    const honest = 3 + Math.floor(story.random() * 6)
    const hostile = story.random() < 0.5 ? 0 : 1 + Math.floor(story.random() * 3)
    for (let index = 0; index < honest; index += 1) await story.#addPeer(`peer ${String(index)}`)
    story.#chooseWhomToFollow()
    for (let index = 0; index < hostile; index += 1) story.#addHostile(`mallory ${String(index)}`)
    return story
  }

  private constructor(seed: number, settle: Settle, plant: Plant | null) {
    this.random = seededRandom(seed)
    this.plant = plant
    this.#isFoul = this.random() < 0.5
    this.agenda = new Agenda(settle)
    this.lines = new Lines(this.agenda, {
      delayMs: () => 5 + this.random() * (this.#isStormy && this.random() < 0.05 ? 4_000 : 80),
      isLost: () => this.#isFoulNow(0.03),
      isRepeated: () => this.#isFoulNow(0.03),
      isReordered: () => this.#isFoulNow(0.05),
      areApart: (one, other) => this.#apart.has(one) !== this.#apart.has(other),
    })
  }

  #isFoulNow(chance: number): boolean {
    return this.#isFoul && this.#isStormy && this.random() < chance
  }

  async #addPeer(name: string): Promise<void> {
    const person = await personNamed(name)
    this.#people.set(name, person)
    const isWrong = this.random() < 0.25
    this.#skews.set(name, isWrong ? Math.floor((this.random() * 2 - 1) * DAY_MS) : 0)
    this.#peers.set(name, new SimulatedPeer(person, this))
  }

  #addHostile(name: string): void {
    const world = {
      ...{ agenda: this.agenda, lines: this.lines, random: this.random },
      logs: () => this.#logs(),
      people: () => [...this.#people.values()].map(({ person }) => person),
    }
    this.#hostile.push(new HostilePeer(name, this.#pick(HOSTILE_KINDS), world))
  }

  #logs(): LogId[] {
    return [...this.#people.values()].map(({ person, signer }) => ({ person, device: signer.device }))
  }

  #chooseWhomToFollow(): void {
    for (const name of this.#people.keys())
      for (const { name: other, person } of this.#people.values())
        if (other !== name && this.random() < 0.5) this.#follow(name, person)
  }

  #follow(name: string, person: PersonId): void {
    this.#following.set(name, [...new Set([...this.following(name), person])])
  }

  async run(): Promise<StoryReport> {
    const peers = [...this.#peers.values()]
    for (const peer of peers) await this.#start(peer)
    for (const peer of peers) this.#write(peer)
    for (let passedMs = 0; passedMs < STORM_MS;) {
      const ms = this.random() * 2 * EVENT_MS
      await this.#pass(ms)
      passedMs += ms
      await this.#something()
      if (this.#invariants.violation !== null) return this.#report()
    }
    await this.#calm()
    return this.#report()
  }

  #pass(ms: number): Promise<void> {
    return this.agenda.runFor(ms, () => undefined)
  }

  async #calm(): Promise<void> {
    this.#isStormy = false
    this.#skews.clear()
    this.#apart = new Set()
    // Streams on which messages were lost are no streams any more.
    if (this.#isFoul)
      for (const name of this.#peers.keys())
        for (const other of this.lines.linked(name)) this.lines.unlink(name, other)
    for (const peer of this.#peers.values()) if (!peer.isRunning) await this.#start(peer)
    for (let passedMs = 0; passedMs < CALM_MS; passedMs += CALM_STEP_MS) {
      await this.#pass(CALM_STEP_MS)
      if (passedMs >= LEAST_CALM_MS && this.#isComplete()) break
    }
    for (const peer of this.#peers.values()) this.#checkAtRest(peer)
  }

  #isComplete(): boolean {
    return [...this.#peers.values()].every((peer) =>
      this.#attendedLogs(peer).every((log) => this.#invariants.missing(peer, logKey(log)) === 0),
    )
  }

  #attendedLogs({ name, owner }: SimulatedPeer): LogId[] {
    return this.#logs().filter(
      ({ person }) => person === owner.person || this.following(name).includes(person),
    )
  }

  #checkAtRest(peer: SimulatedPeer): void {
    for (const log of this.#attendedLogs(peer)) {
      const missing = this.#invariants.missing(peer, logKey(log))
      const author = [...this.#people.values()].find(({ person }) => person === log.person)?.name
      if (missing !== 0)
        this.#invariants.broken(`${peer.name} lacks ${missing} entries of ${String(author)} in the end`)
    }
    this.#invariants.checkWanted(peer, (person) => this.#askedFor.get(peer.name)?.has(person) === true)
    const links = this.lines.linked(peer.name).length
    if (links > MAX_LINKS) this.#invariants.broken(`${peer.name} has ${links} links in the end`)
  }

  async #something(): Promise<void> {
    const chance = this.random()
    const peer = this.#pick([...this.#peers.values()])
    if (chance < 0.5) this.#write(peer)
    else if (chance < 0.56) {
      this.#follow(peer.name, this.#pick([...this.#people.values()]).person)
      peer.interestChanged()
    } else if (chance < 0.66) peer.stop()
    else if (chance < 0.86) await this.#startAgain()
    else if (chance < 0.92) this.#split()
    else if (chance < 0.96) this.#breakLink(peer.name)
    else this.#skews.set(peer.name, Math.floor((this.random() * 2 - 1) * DAY_MS))
  }

  #write(peer: SimulatedPeer): void {
    if (!peer.isRunning) return
    this.#posts += 1
    const text = `post ${String(this.#posts)} of ${peer.name} ${'x'.repeat(Math.floor(this.random() * 400))}`
    for (let count = this.random() < 0.1 ? 12 : 1; count > 0; count -= 1)
      void peer.publish({ kind: 'post', body: { text: `${text} ${String(count)}`, tags: [], images: [] } })
  }

  async #startAgain(): Promise<void> {
    const stopped = [...this.#peers.values()].filter(({ isRunning }) => !isRunning)
    if (stopped.length > 0) await this.#start(this.#pick(stopped))
  }

  async #start(peer: SimulatedPeer): Promise<void> {
    this.#invariants.restarted(peer, this.#powerless.delete(peer.name))
    await peer.start()
    if (peer.disk.records().some(({ header }) => header.person === peer.owner.person)) return
    const { certificate } = peer.owner
    void peer.publish({ kind: 'device', body: { certificate, label: 'Simulated' } })
  }

  #split(): void {
    const isHealed = this.random() < 0.5
    const names = [...this.#peers.keys(), ...this.#hostile.map(({ name }) => name)]
    this.#apart = new Set(isHealed ? [] : names.filter(() => this.random() < 0.4))
    if (isHealed) return
    this.#partitions += 1
    this.lines.noteParts()
  }

  #breakLink(name: string): void {
    const linked = this.lines.linked(name)
    if (linked.length > 0) this.lines.unlink(name, this.#pick(linked))
  }

  #report(): StoryReport {
    const { violation, kept } = this.#invariants
    return {
      honest: this.#peers.size,
      hostile: this.#hostile.length,
      written: this.#logs().reduce((sum, log) => sum + this.#invariants.written(logKey(log)), 0),
      kept,
      crashes: this.#crashes,
      powerFailures: this.#powerFailures,
      partitions: this.#partitions,
      messages: this.lines.messages,
      violation,
    }
  }

  skewMs(name: string): number {
    // Once it is calm it is later than any clock has said.
    return this.#isStormy ? (this.#skews.get(name) ?? 0) : 2 * DAY_MS
  }

  following(name: string): readonly PersonId[] {
    return this.#following.get(name) ?? []
  }

  personAt(name: string): PersonId | null {
    return this.#people.get(name)?.person ?? null
  }

  present(name: string): readonly string[] {
    return [...this.#peers.keys(), ...this.#hostile.map((peer) => peer.name)].filter(
      (other) => other !== name && this.lines.isReachable(name, other),
    )
  }

  stopsPerMille(): number {
    return this.#isStormy ? 2 : 0
  }

  diskMs(): number {
    return this.random() < 0.2 ? this.random() * 20 : 0
  }

  /** With some pages the machine goes. */
  ended(peer: SimulatedPeer): void {
    if (this.random() < 0.6) {
      this.#crashes += 1
      return
    }
    this.#powerFailures += 1
    this.#powerless.add(peer.name)
    peer.disk.losePower(this.random)
  }

  said(peer: SimulatedPeer, to: string, message: SyncMessage): void {
    if (message.type === 'want') for (const { person } of message.wants) this.#noteAsked(peer.name, person)
    if (message.type === 'ack') this.#invariants.acknowledged(to, peer.name, message.id)
    this.#invariants.said(peer, to, message, this.#peers.has(to))
  }

  #noteAsked(name: string, person: PersonId): void {
    const asked = this.#askedFor.get(name) ?? new Set<PersonId>()
    this.#askedFor.set(name, asked.add(person))
  }

  changed(peer: SimulatedPeer, change: Parameters<Invariants['changed']>[1]): void {
    this.#invariants.changed(peer, change)
  }

  blamed(peer: SimulatedPeer, other: string, why: string): void {
    const isMistaken = this.#peers.has(other) && !this.#isFoul
    if (isMistaken) this.#invariants.broken(`${peer.name} blamed ${other}, who is honest: ${why}`)
  }

  #pick<T>(from: readonly T[]): T {
    const found = from[Math.floor(this.random() * from.length)]
    if (found === undefined) throw new Error('expected something to pick from')
    return found
  }
}
