/**
 * What people attended say of their own logs (presence.ts), against what is held here: what to ask for, of whom, and who
 * has written something that has not come. Pure bookkeeping, no clock and no streams; head-watch.ts wires it.
 *
 * A beacon is a hint. Whatever it names, it costs a bounded number of questions; it counts as long as its device goes on
 * saying it, and no longer than until that device itself, when it is asked, has no more.
 *
 * What a device has taken back stays so until it names another entry, be it at the same place (rule HB5): a machine that lost
 * power may have named what it then lost, and written anew. Else the place alone counts. Two entries at one place are a fork;
 * what proves it are both of them, kept as evidence when the sync brings the second (rule SY15).
 */
import type { PersonId } from '../identity/types'
import type { LogId } from '../records/store'
import type { RecordCid } from '../records/types'
import {
  BEACON_ASKED_AT_ONCE,
  BEACON_REST_MS,
  BEHIND_AFTER_MS,
  MAX_BEACON_ROUNDS,
  MAX_BEACONS,
  MAX_BEACONS_PER_PERSON,
  PRESENCE_LIFETIME_MS,
} from './config'
import type { Position } from './messages'
import { logKey } from './sync-session'

/** What a device says. */
export interface HeadSaid extends LogId {
  readonly peerId: string
  /** Of the last entry of its log. */
  readonly seq: number
  readonly cid: RecordCid
}

/** Peers to be asked for a log up to a place. */
export interface BeaconQuestion {
  readonly position: Position
  readonly peerIds: readonly string[]
}

/** A place that is not filled here, and when it was first heard of. */
interface Unmet {
  readonly seq: number
  readonly cid: RecordCid
  readonly atMs: number
}

interface Watched {
  readonly log: LogId
  /** The page of the device itself. */
  peerId: string
  /** Who passed it on last. */
  teller: string
  oldest: Unmet
  newest: Unmet
  saidMs: number
  rounds: number
  nextRoundMs: number
  /** Its own device had no more than we when it was asked for this. */
  isTakenBack: boolean
}

export class Beacons {
  readonly #heldTo: (log: LogId) => number
  readonly #watched = new Map<string, Watched>()

  /** @param heldTo the first seq of a log that is missing here */
  constructor(heldTo: (log: LogId) => number) {
    this.#heldTo = heldTo
  }

  /**
   * A presence of somebody attended was heard, and checked; the later of one device is the one that counts.
   * @param teller the peer that passed it on
   * @returns whether it names something that is missing here
   */
  heard({ person, device, peerId, seq, cid }: HeadSaid, teller: string, nowMs: number): boolean {
    const log = { person, device }
    const key = logKey(log)
    const former = this.#unmet(key)
    if (seq < this.#heldTo(log)) {
      this.#watched.delete(key)
      return false
    }
    const same = former?.newest.seq === seq && former.newest.cid === cid ? former : null
    const place = same?.newest ?? { seq, cid, atMs: nowMs }
    // What was taken back is not waited for.
    const oldest = former?.isTakenBack === true ? same?.oldest : former?.oldest
    this.#watched.delete(key)
    this.#watched.set(key, {
      ...{ log, peerId, teller, newest: place, saidMs: nowMs },
      oldest: oldest !== undefined && oldest.seq <= seq ? oldest : place,
      rounds: former?.rounds ?? 0,
      nextRoundMs: former?.nextRoundMs ?? nowMs,
      isTakenBack: same?.isTakenBack ?? false,
    })
    this.#dropLongest((other) => other === person, MAX_BEACONS_PER_PERSON)
    this.#dropLongest(() => true, MAX_BEACONS)
    return true
  }

  /** A peer was asked for a log, then, and has given all it has of it. */
  ended(peerId: string, log: LogId, askedMs: number): void {
    const watched = this.#unmet(logKey(log))
    if (watched?.peerId === peerId && askedMs >= watched.newest.atMs) watched.isTakenBack = true
  }

  /**
   * Whom to ask now: the page of the device, who passed it on, and others by chance.
   * @param links peers that can be asked
   * @param random 0 ≤ x < 1
   */
  questions(nowMs: number, links: readonly string[], random: () => number): BeaconQuestion[] {
    return this.#all(nowMs).flatMap((watched) => {
      const { log, peerId, teller, newest, rounds, nextRoundMs, isTakenBack } = watched
      const isDue = !isTakenBack && nowMs >= nextRoundMs && rounds < MAX_BEACON_ROUNDS
      if (!isDue || links.length === 0) return []
      watched.rounds += 1
      watched.nextRoundMs = nowMs + BEACON_REST_MS * 2 ** rounds
      const first = [...new Set([peerId, teller])].filter((one) => links.includes(one))
      const others = shuffled(
        links.filter((one) => !first.includes(one)),
        random,
      )
      const peerIds = [...first, ...others].slice(0, BEACON_ASKED_AT_ONCE)
      return [{ position: { ...log, next: newest.seq + 1 }, peerIds }]
    })
  }

  /** Who has written something that has not come in time, at which peer they are, and since when it is missing. */
  behind(nowMs: number): { readonly person: PersonId; readonly peerId: string; readonly sinceMs: number }[] {
    const people = new Map<PersonId, { person: PersonId; peerId: string; sinceMs: number }>()
    for (const { log, peerId, oldest, isTakenBack } of this.#all(nowMs)) {
      if (isTakenBack || nowMs - oldest.atMs < BEHIND_AFTER_MS) continue
      const former = people.get(log.person)
      if (former === undefined || oldest.atMs < former.sinceMs)
        people.set(log.person, { person: log.person, peerId, sinceMs: oldest.atMs })
    }
    return [...people.values()]
  }

  /** Nobody else counts any more. */
  keepOnly(isAttended: (person: PersonId) => boolean): void {
    for (const [key, { log }] of this.#watched) if (!isAttended(log.person)) this.#watched.delete(key)
  }

  /** Those that have not been heard for longest. */
  #dropLongest(isOne: (person: PersonId) => boolean, most: number): void {
    if (this.#watched.size <= most) return
    const ones = [...this.#watched].filter(([, { log }]) => isOne(log.person))
    for (const [key] of ones.slice(0, Math.max(0, ones.length - most))) this.#watched.delete(key)
  }

  #all(nowMs: number): Watched[] {
    return [...this.#watched.keys()].flatMap((key) => {
      const watched = this.#unmet(key)
      if (watched === null || nowMs - watched.saidMs <= PRESENCE_LIFETIME_MS) return watched ?? []
      this.#watched.delete(key)
      return []
    })
  }

  /** Looks at what has come meanwhile; null when all of it has. */
  #unmet(key: string): Watched | null {
    const watched = this.#watched.get(key)
    if (watched === undefined) return null
    const held = this.#heldTo(watched.log)
    if (held <= watched.oldest.seq) return watched
    if (held > watched.newest.seq) {
      this.#watched.delete(key)
      return null
    }
    // What is waited for came: what was told of since is waited for from when it was told.
    watched.oldest = watched.newest
    watched.rounds = 0
    return watched
  }
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  return list
    .map((each) => ({ each, rank: random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ each }) => each)
}
