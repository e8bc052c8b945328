/**
 * Watches whether what people attended write comes here: hears their beacons, has what these name asked for, and knows
 * what is missing. While somebody is behind, further strangers are linked with (topology.ts), one more each minute: if
 * those whom we are linked with keep something from us, others do not.
 */
import type { PersonId } from '../identity/types'
import type { LogId } from '../records/store'
import { Beacons } from './beacons'
import { BEACON_LOOK_MS } from './config'
import type { Position } from './messages'
import type { Presence } from './presence'
import { Silence } from './silence'
import type { Clock } from './sync-wire'
import { MAX_EXTRA_LINKS } from './topology'

/** SECURITY.md: no more than one link is changed for it in a minute. */
const EXPLORE_EACH_MS = 60_000

/** What does not reach the page, as far as it knows. */
export interface Missing {
  /** People attended who have written what has not come, since when it is missing (Unix milliseconds). */
  readonly behind: readonly { readonly person: PersonId; readonly since: number }[]
  /** Linked, and nothing was heard of anybody attended for a while; when last, or null: not since the page was opened. */
  readonly unheard: { readonly lastHeard: number | null } | null
}

export interface HeadWatchHost {
  /** The first entry of a log that is missing here. */
  heldTo(log: LogId): number
  links(): readonly { readonly peerId: string; readonly person: PersonId | null }[]
  /** Asks these peers for a log, whatever they have offered. */
  hint(position: Position, peerIds: readonly string[]): void
  isAttended(person: PersonId): boolean
  /** The browser has a network, and there is somebody attended who could be heard. */
  isListening(): boolean
  /** A peer that could not be reached is worth another try now. */
  tryAgain(peerId: string): void
  missingChanged(): void
  /** Unix milliseconds. */
  now(): number
  /** 0 ≤ x < 1. */
  random(): number
}

export class HeadWatch {
  readonly #host: HeadWatchHost
  readonly #clock: Clock
  readonly #beacons: Beacons
  readonly #silence = new Silence()
  #missing: Missing = { behind: [], unheard: null }
  /** Since when somebody is behind. */
  #behindSinceMs: number | null = null
  #extraLinks = 0
  /** Calls the timer off. */
  #timer: (() => void) | undefined

  constructor(host: HeadWatchHost, clock: Clock) {
    this.#host = host
    this.#clock = clock
    this.#beacons = new Beacons((log) => host.heldTo(log))
  }

  start(): void {
    this.look()
  }

  stop(): void {
    this.#timer?.()
  }

  get missing(): Missing {
    return this.#missing
  }

  /** Strangers to be linked with beyond their places. */
  get extraLinks(): number {
    return this.#extraLinks
  }

  /** @param teller the peer that passed it on */
  heard({ person, device, peerId, head }: Omit<Presence, 'relays' | 'time'>, teller: string): void {
    if (!this.#host.isAttended(person)) return
    this.#silence.heard(this.#host.now())
    if (this.#missing.unheard !== null) this.#tell()
    if (head === null) return
    const nowMs = this.#clock.now()
    if (this.#beacons.heard({ person, device, peerId, ...head }, teller, nowMs)) this.#ask(nowMs)
  }

  /** A peer was asked for a log, then, and has given all it has of it. */
  ended(peerId: string, log: LogId, askedMs: number): void {
    const { person } = this.#host.links().find((link) => link.peerId === peerId) ?? { person: null }
    if (person === log.person) this.#beacons.ended(peerId, log, askedMs)
  }

  /** Entries have come: what was missing may be here. */
  grew(): void {
    if (this.#missing.behind.length > 0) this.#tell()
  }

  look(): void {
    this.#timer?.()
    this.#timer = this.#clock.after(BEACON_LOOK_MS, () => this.look())
    const links = this.#host.links()
    const nowMs = this.#clock.now()
    const isWithOne = links.some(({ person }) => person !== null && this.#host.isAttended(person))
    if (isWithOne) this.#silence.heard(this.#host.now())
    this.#silence.look(nowMs, links.length > 0 && this.#host.isListening())
    this.#beacons.keepOnly((person) => this.#host.isAttended(person))
    this.#ask(nowMs)
    this.#tell()
  }

  #ask(nowMs: number): void {
    const links = this.#host.links().map(({ peerId }) => peerId)
    for (const { position, peerIds } of this.#beacons.questions(nowMs, links, () => this.#host.random()))
      this.#host.hint(position, peerIds)
  }

  #tell(): void {
    const nowMs = this.#clock.now()
    const found = this.#beacons.behind(nowMs)
    this.#explore(found, nowMs)
    const former = this.#missing
    const since = (sinceMs: number): number => Math.round(this.#host.now() - (nowMs - sinceMs))
    const behind = found.map(
      ({ person, sinceMs }) =>
        former.behind.find((one) => one.person === person) ?? { person, since: since(sinceMs) },
    )
    const silent = this.#silence.get()
    this.#missing = { behind, unheard: silent && { lastHeard: silent.lastHeardMs } }
    if (!isSame(former, this.#missing)) this.#host.missingChanged()
  }

  #explore(behind: readonly { readonly peerId: string }[], nowMs: number): void {
    this.#behindSinceMs = behind.length === 0 ? null : (this.#behindSinceMs ?? nowMs)
    const former = this.#extraLinks
    const minutes = Math.floor((nowMs - (this.#behindSinceMs ?? nowMs)) / EXPLORE_EACH_MS)
    this.#extraLinks = this.#behindSinceMs === null ? 0 : Math.min(MAX_EXTRA_LINKS, 1 + minutes)
    if (this.#extraLinks > former) for (const { peerId } of behind) this.#host.tryAgain(peerId)
  }
}

function isSame(one: Missing, other: Missing): boolean {
  const namesOf = ({ behind }: Missing): string => behind.map(({ person }) => person).join()
  const isHeard = ({ unheard }: Missing): boolean => unheard === null
  return namesOf(one) === namesOf(other) && isHeard(one) === isHeard(other)
}
