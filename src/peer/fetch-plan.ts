/**
 * Whom to ask for what is missing: pure bookkeeping, no clock and no streams. sync-service.ts moves the bytes.
 *
 * Peers offer logs (how far they hold them). A log that is wanted and longer elsewhere is asked of one link at a time,
 * the most wanted first, of each link only a few at once, so that a backlog comes once however many hold it. Who is
 * asked has a lease: it runs on while entries come, and without them the log is asked of somebody else. Nobody's word
 * counts but what has been kept.
 */
import type { PersonId } from '../identity/types'
import type { LogId } from '../records/store'
import {
  LATE_BATCH_MS,
  LEASE_ENTRIES,
  LEASE_MS,
  MAX_ASKS_PER_LINK,
  MAX_OFFERS_PER_LINK,
  MIN_PEEK_GAP,
} from './config'
import type { Position } from './messages'
import { offerRestMs, Offers } from './offers'
import { Peeks, type Peek } from './peeks'
import { logKey } from './sync-session'

export interface Ask {
  readonly link: string
  readonly id: number
  readonly log: LogId
}

/** What to say now. */
export interface Step {
  readonly gets: readonly (Ask & { readonly next: number })[]
  readonly stops: readonly Ask[]
  readonly peeks: readonly Peek[]
}

interface Lease extends Ask {
  /** It was asked without having offered. */
  readonly isHint: boolean
  readonly askedMs: number
  /** Kept since it was asked, and since the lease was renewed. */
  kept: number
  keptLately: number
  renewedMs: number
}

interface LinkState {
  /** By log: the first seq that the other side lacks; only what we lack is remembered. */
  readonly offers: Offers
  /** By log: how far it may hold it, as nobody but its author says; asked once, after those who offered. */
  readonly hints: Map<string, Position>
  /** By log: when an offer that was not kept may be believed again. */
  readonly rests: Map<string, number>
  /** By log: until when it is not asked for, since what came of it has no place here, and how often that was so. */
  readonly placeless: Map<string, { readonly untilMs: number; readonly times: number }>
  readonly leases: Map<string, Lease>
  /** When one of them ended last. */
  lastLeaseMs: number
  /** Leases in a row that ended without an entry. */
  failures: number
  /** Each later question has a greater id; 0 before the first. */
  lastAsked: number
}

export class FetchPlan {
  readonly #heldTo: (log: LogId) => number
  readonly #links = new Map<string, LinkState>()
  readonly #peeks: Peeks
  #wanted: ReadonlyMap<PersonId, number> = new Map()
  /** How many are wanted more. */
  #ranks: ReadonlyMap<PersonId, number> = new Map()
  #lastId = 0

  /** @param heldTo the first seq of a log that we lack */
  constructor(heldTo: (log: LogId) => number) {
    this.#heldTo = heldTo
    this.#peeks = new Peeks(heldTo)
  }

  /** Whose logs are wanted and how many entries of each, most wanted first. */
  wants(wanted: ReadonlyMap<PersonId, number>): void {
    this.#wanted = wanted
    this.#ranks = new Map([...wanted.keys()].map((person, index) => [person, index]))
  }

  opened(link: string): void {
    this.#links.set(link, {
      offers: new Offers(),
      hints: new Map(),
      rests: new Map(),
      placeless: new Map(),
      leases: new Map(),
      lastLeaseMs: -Infinity,
      failures: 0,
      lastAsked: 0,
    })
  }

  closed(link: string): void {
    this.#links.delete(link)
  }

  /** A peer says how far it holds logs. */
  offered(link: string, positions: readonly Position[]): void {
    const state = this.#links.get(link)
    if (state === undefined) return
    for (const position of positions) {
      const key = logKey(position)
      state.rests.delete(key)
      if (this.#isMissing(position)) state.offers.set(key, position)
      else state.offers.delete(key)
    }
  }

  /**
   * A log is so long, says its author, and this peer may hold it though it has not offered it: it is asked once, when
   * nobody who offered it is, and is not to blame if it has nothing.
   */
  hinted(link: string, position: Position): void {
    const hints = this.#links.get(link)?.hints
    const key = logKey(position)
    if (hints === undefined || !this.#isMissing(position)) return
    if (hints.has(key) || hints.size < MAX_OFFERS_PER_LINK) hints.set(key, position)
  }

  /**
   * Of logs that a peer has just offered and that lack so much that it takes a while: from where on to ask it for the
   * newest entries, which are shown before the rest has come.
   */
  peeks(link: string, positions: readonly Position[], nowMs: number): Position[] {
    return positions.flatMap((position) => {
      const from = this.#lacksMuch(link, position) ? this.#peeks.offered(link, position, nowMs) : null
      return from === null ? [] : [from]
    })
  }

  #lacksMuch(link: string, position: Position): boolean {
    const lacks = position.next - this.#heldTo(position)
    const isWanted = position.next <= (this.#wanted.get(position.person) ?? 0)
    return lacks >= MIN_PEEK_GAP && isWanted && this.#links.get(link)?.offers.has(logKey(position)) === true
  }

  /** An entry has been shown early. */
  shown(log: LogId, seq: number): void {
    this.#peeks.shown(log, seq)
  }

  /** So many entries of a log have been kept. */
  kept(log: LogId, entries: number): void {
    const key = logKey(log)
    for (const state of this.#links.values()) {
      const lease = state.leases.get(key)
      if (lease === undefined) continue
      lease.kept += entries
      lease.keptLately += entries
      state.failures = 0
      // Who gives what it promised is believed again in the rest, too.
      state.rests.clear()
    }
  }

  /** Whether this link can have been asked under this id: an answer may be late, and come twice, but not first. */
  wasAsked(link: string, id: number): boolean {
    return id <= (this.#links.get(link)?.lastAsked ?? 0)
  }

  /** Whether this link is asked for something, or was lately, so that batches of it may come. */
  isAsked(link: string, nowMs: number): boolean {
    const state = this.#links.get(link)
    if (state === undefined) return false
    return state.leases.size > 0 || nowMs - state.lastLeaseMs < LATE_BATCH_MS
  }

  /**
   * What this link sends of a log has no place here: the log goes another way there, or more of it is wanted no more. It is
   * asked for it no more, in the first case for a while, twice as long each time.
   * @returns what was asked, to be stopped
   */
  noPlace(link: string, log: LogId, nowMs: number): Ask | null {
    const key = logKey(log)
    const state = this.#links.get(link)
    const lease = state?.leases.get(key)
    if (state === undefined || lease === undefined) return null
    this.#endLease(state, key, nowMs)
    if (this.#heldEnough(log)) return lease
    const times = state.placeless.get(key)?.times ?? 0
    state.placeless.set(key, { untilMs: nowMs + offerRestMs(times), times: times + 1 })
    return lease
  }

  #endLease(state: LinkState, key: string, nowMs: number): void {
    state.leases.delete(key)
    state.lastLeaseMs = nowMs
  }

  /**
   * The other side has sent all that it had; what it sent has been through the intake.
   * @returns the log, and when it was asked for; null for what was not asked
   */
  ended(link: string, id: number, nowMs: number): { readonly log: LogId; readonly askedMs: number } | null {
    const state = this.#links.get(link)
    const lease = [...(state?.leases.values() ?? [])].find((one) => one.id === id)
    if (state === undefined || lease === undefined) return null
    this.#endLease(state, logKey(lease.log), nowMs)
    if (!lease.isHint) this.#judge(state, lease, nowMs)
    return lease
  }

  #judge(state: LinkState, lease: Lease, nowMs: number): void {
    const key = logKey(lease.log)
    if (lease.kept === 0) state.failures += 1
    // It may have offered more than it gave, or our intake has refused what will do later, as when a clock is wrong.
    const offer = state.offers.get(key)
    if (offer === undefined || !this.#isMissing(offer)) return
    state.rests.set(key, nowMs + offerRestMs(state.failures))
  }

  /** Whether there is something to look at later. */
  get isWaiting(): boolean {
    const isAsked = [...this.#links.values()].some(
      ({ leases, rests, placeless }) => leases.size > 0 || rests.size > 0 || placeless.size > 0,
    )
    return isAsked || this.#peeks.isWaiting
  }

  /** @param isBusy whether something of this link is still in our own intake: no fault of its own */
  step(nowMs: number, isBusy: (link: string) => boolean): Step {
    const stops = [...this.#links].flatMap(([link, state]) => this.#lapsed(state, nowMs, isBusy(link)))
    const { logs, places } = this.#missing(nowMs)
    const gets: (Ask & { readonly next: number })[] = []
    for (const log of logs) {
      if (gets.length === places) break
      const get = this.#ask(log, nowMs)
      if (get !== null) gets.push(get)
    }
    return { gets, stops, peeks: this.#peeks.due(nowMs, (...offer) => this.#lacksMuch(...offer)) }
  }

  #lapsed(state: LinkState, nowMs: number, isBusy: boolean): Ask[] {
    const lapsed: Ask[] = []
    for (const [key, lease] of state.leases) {
      const isWanted = this.#wanted.has(lease.log.person)
      if (isWanted && nowMs - lease.renewedMs < LEASE_MS) continue
      if (isWanted && (isBusy || lease.keptLately >= LEASE_ENTRIES)) {
        lease.renewedMs = nowMs
        lease.keptLately = 0
        continue
      }
      if (isWanted && !lease.isHint) state.failures += 1
      this.#endLease(state, key, nowMs)
      lapsed.push(lease)
    }
    return lapsed
  }

  /**
   * Logs that a link offers more of which may be asked for something, and nobody is asked for, most wanted first; and how
   * many of them those links may be asked for. What only others offer is not looked at, so that a link that has a few
   * logs to give and thousands to offer costs no more with each step.
   */
  #missing(nowMs: number): { readonly logs: readonly LogId[]; readonly places: number } {
    const missing = new Map<string, Position>()
    let places = 0
    for (const { offers, hints, rests, placeless, leases } of this.#links.values()) {
      for (const key of placeless.keys()) if (!offers.has(key)) placeless.delete(key)
      for (const [key, untilMs] of rests) if (untilMs <= nowMs || !offers.has(key)) rests.delete(key)
      if (leases.size >= MAX_ASKS_PER_LINK) continue
      let hasMore = false
      for (const [key, position] of offers) {
        if (!this.#isMissing(position)) offers.delete(key)
        else if (!rests.has(key) && !isPlaceless(placeless, key, nowMs)) {
          missing.set(key, position)
          hasMore = true
        }
      }
      for (const [key, position] of hints) {
        if (!this.#isMissing(position)) hints.delete(key)
        else {
          missing.set(key, position)
          hasMore = true
        }
      }
      if (hasMore) places += MAX_ASKS_PER_LINK - leases.size
    }
    for (const { leases } of this.#links.values()) for (const key of leases.keys()) missing.delete(key)
    const ranked = [...missing.values()].map((log) => ({
      log,
      rank: this.#ranks.get(log.person) ?? this.#ranks.size,
    }))
    return { logs: ranked.sort((a, b) => a.rank - b.rank).map(({ log }) => log), places }
  }

  /** Of those who offer it, one with the fewest failures and then the least to do; when they are full it waits. */
  #ask({ person, device }: LogId, nowMs: number): (Ask & { readonly next: number }) | null {
    const log = { person, device }
    const key = logKey(log)
    let best: { readonly link: string; readonly state: LinkState } | null = null
    for (const [link, state] of this.#links) {
      const offer = state.offers.get(key)
      if (offer === undefined || state.rests.has(key) || !this.#isMissing(offer)) continue
      if (isPlaceless(state.placeless, key, nowMs)) continue
      if (best === null || isBetter(state, best.state)) best = { link, state }
    }
    const isHint = best === null
    best ??= this.#hintedOf(key)
    if (best === null || best.state.leases.size >= MAX_ASKS_PER_LINK) return null
    if (isHint) best.state.hints.delete(key)
    this.#lastId += 1
    const ask = { link: best.link, id: this.#lastId, log }
    best.state.lastAsked = this.#lastId
    best.state.leases.set(key, { ...ask, isHint, askedMs: nowMs, kept: 0, keptLately: 0, renewedMs: nowMs })
    return { ...ask, next: this.#heldTo(log) }
  }

  #hintedOf(key: string): { readonly link: string; readonly state: LinkState } | null {
    for (const [link, state] of this.#links)
      if (state.hints.has(key) && state.leases.size < MAX_ASKS_PER_LINK) return { link, state }
    return null
  }

  #isMissing(position: Position): boolean {
    return position.next > this.#heldTo(position) && !this.#heldEnough(position)
  }

  #heldEnough(log: LogId): boolean {
    return this.#heldTo(log) >= (this.#wanted.get(log.person) ?? 0)
  }
}

function isPlaceless(placeless: LinkState['placeless'], key: string, nowMs: number): boolean {
  return (placeless.get(key)?.untilMs ?? -Infinity) > nowMs
}

function isBetter(one: LinkState, other: LinkState): boolean {
  return one.failures === other.failures ? one.leases.size < other.leases.size : one.failures < other.failures
}
