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
import { MAX_ASKS_PER_LINK, MAX_OFFERS_PER_LINK, MIN_PEEK_GAP } from './config'
import { Leases, type Ask, type Excuses, type Lease } from './leases'
import type { Position } from './messages'
import { offerRestMs, Offers } from './offers'
import { Peeks, type Peek } from './peeks'
import { PerPeer } from './per-peer'
import { Placeless } from './placeless'
import { logKey } from './sync-session'

/** What to say now. */
export interface Step {
  readonly gets: readonly (Ask & { readonly next: number })[]
  readonly stops: readonly Ask[]
  readonly peeks: readonly Peek[]
}

interface LinkState {
  /** By log: the first seq that the other side lacks; only what we lack is remembered. */
  readonly offers: Offers
  /** By log: how far it may hold it, as nobody but its author says; asked once, after those who offered. */
  readonly hints: Map<string, Position>
  /** By log: when an offer that was not kept may be believed again. */
  readonly rests: Map<string, number>
  readonly placeless: Placeless
  readonly leases: Leases
  /** Leases in a row that ended without an entry. */
  failures: number
  /** Each later question has a greater id; 0 before the first. */
  lastAsked: number
}

export class FetchPlan {
  readonly #heldTo: (log: LogId) => number
  readonly #links = new Map<string, LinkState>()
  readonly #peeks: Peeks
  readonly #excuses = new PerPeer<Excuses>(() => ({ here: 0 }))
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
      placeless: new Placeless(),
      leases: new Leases(this.#excuses.get(link)),
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
      if (this.#isLonger(position)) state.offers.set(key, position)
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
      if (!state.leases.kept(key, entries)) continue
      state.failures = 0
      // Who gives what it promised is believed again in the rest, too.
      state.rests.clear()
    }
  }

  /** Whether this link can have been asked under this id: an answer may be late, and come twice, but not first. */
  wasAsked(link: string, id: number): boolean {
    return id <= (this.#links.get(link)?.lastAsked ?? 0)
  }

  /** This link sends a batch. @returns whether it can have been asked for */
  take(link: string): boolean {
    return this.#links.get(link)?.leases.take() ?? false
  }

  /** This link is asked for a few records beside what it is asked for in order. */
  expect(link: string, records: number): void {
    this.#links.get(link)?.leases.expect(records)
  }

  /** This link has sent a record of this log, or has pushed one (null), that is of no use. @returns whether that is nobody's fault */
  excuse(link: string, log: LogId | null, isHere: boolean): boolean {
    return this.#links.get(link)?.leases.excuse(log && logKey(log), isHere) ?? false
  }

  /**
   * What this link sends of a log has no place here: the log goes another way there, or more of it is wanted no more. It is
   * asked for it no more, in the first case for a while, twice as long each time.
   * @returns what was asked, to be stopped
   */
  noPlace(link: string, log: LogId, nowMs: number): Ask | null {
    const state = this.#links.get(link)
    const lease = state?.leases.stop(logKey(log)) ?? null
    if (state !== undefined && lease !== null && !this.#heldEnough(log)) state.placeless.note(log, nowMs)
    return lease
  }

  /**
   * The other side has sent all that it had; what it sent has been through the intake.
   * @returns the log, and when it was asked for; null for what was not asked
   */
  ended(link: string, id: number, nowMs: number): { readonly log: LogId; readonly askedMs: number } | null {
    const state = this.#links.get(link)
    const lease = state?.leases.ended(id) ?? null
    if (state === undefined || lease === null) return null
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
    const stops = [...this.#links].flatMap((one) => this.#lapsed(...one, nowMs, isBusy(one[0])))
    const { logs, places } = this.#missing(nowMs)
    const gets: (Ask & { readonly next: number })[] = []
    for (const log of logs) {
      if (gets.length === places) break
      const get = this.#ask(log, nowMs)
      if (get !== null) gets.push(get)
    }
    return { gets, stops, peeks: this.#peeks.due(nowMs, (...offer) => this.#lacksMuch(...offer)) }
  }

  #lapsed(link: string, state: LinkState, nowMs: number, isBusy: boolean): Ask[] {
    const isWanted = (person: PersonId): boolean => this.#wanted.has(person)
    const lapsed = state.leases.lapsed(nowMs, {
      isBusy,
      isWanted,
      isElsewhere: (log) => this.#isElsewhere(link, log, nowMs),
    })
    state.failures += lapsed.filter(({ log, isHint }) => isWanted(log.person) && !isHint).length
    return lapsed
  }

  /** Whether another link than this one may be asked for a log now. */
  #isElsewhere(than: string, log: LogId, nowMs: number): boolean {
    const key = logKey(log)
    return [...this.#links].some(
      ([link, state]) =>
        link !== than &&
        state.leases.size < MAX_ASKS_PER_LINK &&
        (state.hints.has(key) || this.#mayAsk(state, log, key, nowMs)),
    )
  }

  /** Whether a link offers more of a log and is believed. */
  #mayAsk({ offers, rests, placeless }: LinkState, log: LogId, key: string, nowMs: number): boolean {
    const offer = offers.get(key)
    return (
      offer !== undefined && !rests.has(key) && this.#isMissing(offer) && !placeless.isResting(log, nowMs)
    )
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
      placeless.keep((log) => offers.has(logKey(log)))
      for (const [key, untilMs] of rests) if (untilMs <= nowMs || !offers.has(key)) rests.delete(key)
      if (leases.size >= MAX_ASKS_PER_LINK) continue
      let hasMore = false
      for (const [key, position] of offers) {
        if (!this.#isLonger(position)) offers.delete(key)
        else if (!this.#heldEnough(position) && !rests.has(key) && !placeless.isResting(position, nowMs)) {
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
      if (!this.#mayAsk(state, log, key, nowMs)) continue
      if (best === null || isBetter(state, best.state)) best = { link, state }
    }
    const isHint = best === null
    best ??= this.#hintedOf(key)
    if (best === null || best.state.leases.size >= MAX_ASKS_PER_LINK) return null
    if (isHint) best.state.hints.delete(key)
    this.#lastId += 1
    const ask = { link: best.link, id: this.#lastId, log }
    best.state.lastAsked = this.#lastId
    best.state.leases.ask(key, ask, isHint, nowMs)
    return { ...ask, next: this.#heldTo(log) }
  }

  #hintedOf(key: string): { readonly link: string; readonly state: LinkState } | null {
    for (const [link, state] of this.#links)
      if (state.hints.has(key) && state.leases.size < MAX_ASKS_PER_LINK) return { link, state }
    return null
  }

  /** More of it may be wanted later, as when somebody who was only linked is followed, and then nobody offers it anew. */
  #isLonger(position: Position): boolean {
    return position.next > this.#heldTo(position) && this.#wanted.has(position.person)
  }

  #isMissing(position: Position): boolean {
    return position.next > this.#heldTo(position) && !this.#heldEnough(position)
  }

  #heldEnough(log: LogId): boolean {
    return this.#heldTo(log) >= (this.#wanted.get(log.person) ?? 0)
  }
}

function isBetter(one: LinkState, other: LinkState): boolean {
  return one.failures === other.failures ? one.leases.size < other.leases.size : one.failures < other.failures
}
