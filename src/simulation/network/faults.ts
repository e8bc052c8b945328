/**
 * A network in bad weather: links break and stall, the network splits, pages end in the middle of a write, machines
 * lose their power, clocks are wrong, and some peers are hostile. In every second story messages are lost, repeated and
 * reordered too, which no real stream does. Then the weather calms, and all must be well. One seed gives one story.
 */
import type { SimulatedPeer } from './peer'
import { FINE, World, type WorldOptions } from './world'

export interface StoryReport {
  readonly honest: number
  readonly hostile: number
  readonly written: number
  readonly kept: number
  readonly crashes: number
  readonly powerFailures: number
  readonly partitions: number
  readonly visits: number
  readonly messages: number
  /** What was wrong, or null. */
  readonly violation: string | null
}

const STORM_MS = 40_000
/** Everything that somebody holds comes within seconds; leases and back-offs of the storm may last a minute and more. */
const CALM_MS = 200_000
/** It is over when all is well, but not sooner than this. */
const LEAST_CALM_MS = 6_000
const CALM_STEP_MS = 2_000
const EVENT_MS = 500
const DAY_MS = 86_400_000
/** Of the stories: those in which all of the hostile sign their own logs twice. Together their logs try the patience of carriers. */
const EQUIVOCATORS_SHARE = 0.3
const STORM = { ...FINE, stopsPerMille: 2, hangingShare: 0.05, powerLossShare: 0.4 }
const FOUL_STORM = { ...STORM, lostShare: 0.03, repeatedShare: 0.03, reorderedShare: 0.05 }

export async function runStory(options: WorldOptions): Promise<StoryReport> {
  const story = new Story(new World(options))
  await story.begin()
  return story.run()
}

class Story {
  readonly #world: World
  /** Messages themselves come to harm. */
  readonly #isFoul: boolean
  #partitions = 0
  #posts = 0

  constructor(world: World) {
    this.#world = world
    this.#isFoul = world.random() < 0.5
    world.weather = this.#isFoul ? FOUL_STORM : STORM
  }

  async begin(): Promise<void> {
    const world = this.#world
    const honest = 3 + Math.floor(world.random() * 6)
    const hostile = world.random() < 0.5 ? 0 : 1 + Math.floor(world.random() * 3)
    for (let index = 0; index < honest; index += 1) {
      const peer = await world.addPeer(`peer ${index}`)
      if (world.random() < 0.25) this.#setClock(peer)
    }
    const areEquivocators = world.random() < EQUIVOCATORS_SHARE
    for (let index = 0; index < hostile; index += 1) {
      // The first of them is honest: only their browser was copied.
      if (areEquivocators) await world.addEquivocator(`mallory ${index}`, index === 0)
      else world.addHostile(`mallory ${index}`)
    }
    world.followAtRandom(0.5)
    for (const peer of world.peers.values()) await world.start(peer)
    for (const peer of world.peers.values()) this.#write(peer)
  }

  async run(): Promise<StoryReport> {
    const { invariants, random } = this.#world
    for (let passedMs = 0; passedMs < STORM_MS && invariants.violation === null;) {
      const ms = random() * 2 * EVENT_MS
      await this.#world.pass(ms)
      passedMs += ms
      await this.#something()
    }
    if (invariants.violation === null) await this.#calm()
    return this.#report()
  }

  async #something(): Promise<void> {
    const world = this.#world
    const chance = world.random()
    const peer = world.pick([...world.peers.values()])
    if (chance < 0.35) this.#write(peer)
    else if (chance < 0.45) this.#like(peer)
    else if (chance < 0.5) this.#takeBack(peer)
    else if (chance < 0.56) {
      const whom = world.pick([...world.peers.keys()])
      if (whom !== peer.name) world.follow(peer.name, whom)
    } else if (chance < 0.66) peer.stop()
    else if (chance < 0.86) await this.#startAgain()
    else if (chance < 0.92) this.#split()
    else if (chance < 0.96) this.#breakLink(peer.name)
    else this.#setClock(peer)
  }

  /** No more faults: everybody is back, and it is later than any clock has said. */
  async #calm(): Promise<void> {
    const world = this.#world
    world.skews.clear()
    world.laterMs = 2 * DAY_MS
    world.areApart = () => false
    // Streams on which messages were lost are no streams any more.
    if (this.#isFoul)
      for (const name of world.peers.keys())
        for (const other of world.lines.linked(name)) world.lines.unlink(name, other)
    world.weather = FINE
    for (const peer of world.peers.values()) if (!peer.isRunning) await world.start(peer)
    await world.joinForked()
    for (let passedMs = 0; passedMs < CALM_MS; passedMs += CALM_STEP_MS) {
      await world.pass(CALM_STEP_MS)
      if (passedMs >= LEAST_CALM_MS && world.isComplete()) break
    }
    world.checkAtRest()
  }

  #setClock({ name }: SimulatedPeer): void {
    this.#world.skews.set(name, Math.floor((this.#world.random() * 2 - 1) * DAY_MS))
  }

  #write(peer: SimulatedPeer): void {
    this.#posts += 1
    const text = `post ${this.#posts} of ${peer.name} ${'x'.repeat(Math.floor(this.#world.random() * 400))}`
    for (let count = this.#world.random() < 0.1 ? 12 : 1; count > 0; count -= 1)
      this.#world.write(peer, `${text} ${count}`)
  }

  #like(peer: SimulatedPeer): void {
    const others = peer.posts().filter(({ author }) => author !== peer.owner.person)
    if (others.length === 0) return
    const { cid, author } = this.#world.pick(others)
    void peer.publish({ kind: 'like', body: { post: cid, author } })
  }

  #takeBack(peer: SimulatedPeer): void {
    const own = peer.posts().filter(({ author }) => author === peer.owner.person)
    if (own.length > 0) void peer.publish({ kind: 'retract', body: { entry: this.#world.pick(own).cid } })
  }

  async #startAgain(): Promise<void> {
    const stopped = [...this.#world.peers.values()].filter(({ isRunning }) => !isRunning)
    if (stopped.length > 0) await this.#world.start(this.#world.pick(stopped))
  }

  #split(): void {
    const { peers, hostile, lines, random } = this.#world
    const names = [...peers.keys(), ...hostile.map(({ name }) => name)]
    const apart = new Set(random() < 0.5 ? [] : names.filter(() => random() < 0.4))
    this.#world.areApart = (one, other) => apart.has(one) !== apart.has(other)
    if (apart.size === 0) return
    this.#partitions += 1
    lines.noteParts()
  }

  #breakLink(name: string): void {
    const linked = this.#world.lines.linked(name)
    if (linked.length > 0) this.#world.lines.unlink(name, this.#world.pick(linked))
  }

  #report(): StoryReport {
    const { peers, hostile, invariants, crashes, powerFailures, lines } = this.#world
    return {
      honest: peers.size,
      hostile: hostile.length,
      written: this.#world.written(),
      kept: invariants.kept,
      ...{ crashes, powerFailures, partitions: this.#partitions },
      visits: invariants.visits,
      messages: lines.messages,
      violation: invariants.violation,
    }
  }
}
