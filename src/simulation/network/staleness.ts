/**
 * Whether pages know what they lack: who attends somebody, has been able to hear their presence for a minute, and all
 * that time lacks what they had written before it, says so.
 */
import { MAX_CLOCK_SKEW_MS } from '../../records/limits'
import { logKey } from '../../peer/sync-session'
import type { SimulatedPeer } from './peer'
import type { World } from './world'

/** A stale page knows it within a minute (SECURITY.md). */
const KNOWN_WITHIN_MS = 60_000

/** One page that lacks something of another. */
interface Lack {
  readonly sinceMs: number
  /** The first entry that is missing. */
  readonly next: number
  readonly lives: string
}

export class Staleness {
  readonly #world: World
  /** By pair. */
  readonly #lacks = new Map<string, Lack>()
  /** Whose clock was once so wrong that it refused what others write, and they what it writes: what is left of that is no staleness. */
  readonly #astray = new Set<string>()
  /** Times that somebody lacked something for a minute and knew it. */
  known = 0

  constructor(world: World) {
    this.#world = world
  }

  look(): void {
    for (const [name, skewMs] of this.#world.skews)
      if (Math.abs(skewMs) > MAX_CLOCK_SKEW_MS) this.#astray.add(name)
    for (const reader of this.#world.peers.values())
      for (const author of this.#world.peers.values()) if (reader !== author) this.#compare(reader, author)
  }

  #compare(reader: SimulatedPeer, author: SimulatedPeer): void {
    const { agenda, invariants } = this.#world
    const pair = `${reader.name} ${author.name}`
    const next = this.#missingFrom(reader, author)
    if (next === null) {
      this.#lacks.delete(pair)
      return
    }
    const lives = `${reader.life} ${author.life}`
    const former = this.#lacks.get(pair)
    if (former?.next !== next || former.lives !== lives) {
      this.#lacks.set(pair, { sinceMs: agenda.nowMs, next, lives })
      return
    }
    if (agenda.nowMs - former.sinceMs <= KNOWN_WITHIN_MS) return
    if (reader.knowsBehind(author.owner.person)) this.known += 1
    else
      invariants.broken(`${reader.name} does not know that it lacks what ${author.name} wrote a minute ago`)
  }

  /** Null when nothing is, or nobody could tell. */
  #missingFrom(reader: SimulatedPeer, author: SimulatedPeer): number | null {
    const world = this.#world
    const { person, signer } = author.owner
    const head = author.ownHead
    if (!reader.isRunning || head === null || !world.isHeard(author.name, reader.name)) return null
    if (!world.following(reader.name).includes(person)) return null
    if (this.#astray.has(reader.name) || this.#astray.has(author.name)) return null
    const held = world.invariants.held(reader, logKey({ person, device: signer.device }))
    return held <= head.seq ? held : null
  }
}
