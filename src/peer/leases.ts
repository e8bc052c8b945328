/**
 * What one peer is asked for, and what may still come of what it is asked for no more: pure bookkeeping of the fetch plan.
 *
 * A log is leased. The lease runs on while entries come; whose line is slow is given more time, and who is the only one to
 * have the log is not asked again for what is on its way. Of a lease that we end a window of batches may be under way:
 * so much is taken and is nobody's fault, whenever it comes, and what comes beyond was not asked for (rule SY29).
 */
import type { PersonId } from '../identity/types'
import type { LogId } from '../records/store'
import {
  LEASE_ENTRIES,
  LEASE_MS,
  MAX_ASKS_PER_LINK,
  MAX_LEASE_DOUBLINGS,
  QUICK_LEASE_TIMES,
  SYNC_BATCH_RECORDS,
  SYNC_WINDOW_BATCHES,
} from './config'

export interface Ask {
  readonly link: string
  readonly id: number
  readonly log: LogId
}

export interface Lease extends Ask {
  /** It was asked without having offered. */
  readonly isHint: boolean
  readonly askedMs: number
  /** Entries kept since it was asked. */
  readonly kept: number
}

interface Running extends Lease {
  kept: number
  /** … and since the lease was renewed. */
  keptLately: number
  /** What the peer had given of all logs then. */
  givenBefore: number
  renewedMs: number
  /** Times in a row that it was renewed though too little came. */
  waits: number
  /** Records of the log that were of no use. */
  excused: number
}

/** As many as a peer has under way. */
const WINDOW_RECORDS = SYNC_WINDOW_BATCHES * SYNC_BATCH_RECORDS
/**
 * Kept already, and excused since as many were of use: one window that runs, and one that comes late. Whoever ends what it
 * is asked for and offers it again would have another window each time. (Logs that have no place here rest.)
 */
export const MAX_EXCUSED_RECORDS = 2 * WINDOW_RECORDS

/** What was excused of a peer, and is not made up for by what was of use. */
export interface Excuses {
  /** Records that were kept already. */
  here: number
}

export interface LapseRules {
  /** Something of this peer is still in our own intake: no fault of its own. */
  readonly isBusy: boolean
  readonly isWanted: (person: PersonId) => boolean
  /** Somebody else may be asked for the log now. */
  readonly isElsewhere: (log: LogId) => boolean
}

export class Leases {
  readonly #byLog = new Map<string, Running>()
  /** Entries kept of what it was asked for, in all. */
  #given = 0
  /** How often its time was doubled. */
  #doublings = 0
  /** A lease ran out, and nothing has come since. */
  #gaveUp = false
  /** Records that may be pushed since they were asked for. */
  #expected = 0
  #lateBatches = 0
  #lateRecords = 0
  readonly #excuses: Excuses

  /** @param excuses of the peer, over its streams */
  constructor(excuses: Excuses = { here: 0 }) {
    this.#excuses = excuses
  }

  get size(): number {
    return this.#byLog.size
  }

  keys(): IterableIterator<string> {
    return this.#byLog.keys()
  }

  ask(key: string, ask: Ask, isHint: boolean, nowMs: number): void {
    this.#byLog.set(key, {
      ...{ ...ask, isHint, askedMs: nowMs, renewedMs: nowMs, givenBefore: this.#given },
      ...{ kept: 0, keptLately: 0, waits: 0, excused: 0 },
    })
  }

  /** @returns whether this peer was asked for the log */
  kept(key: string, entries: number): boolean {
    const lease = this.#byLog.get(key)
    if (lease === undefined) return false
    lease.kept += entries
    lease.keptLately += entries
    this.#given += entries
    this.#excuses.here = Math.max(0, this.#excuses.here - entries)
    return true
  }

  /** The peer has sent all that it had. */
  ended(id: number): Lease | null {
    for (const [key, lease] of this.#byLog) {
      if (lease.id !== id) continue
      this.#byLog.delete(key)
      return lease
    }
    return null
  }

  /** It is asked for this log no more, and has yet to hear of it. */
  stop(key: string): Lease | null {
    const lease = this.#byLog.get(key)
    if (lease === undefined) return null
    this.#byLog.delete(key)
    this.#lateBatches = SYNC_WINDOW_BATCHES
    this.#lateRecords = WINDOW_RECORDS
    return lease
  }

  /** A batch has come. @returns whether it can have been asked for */
  take(): boolean {
    // What comes after all was on its way: the line is slow, the other's or ours.
    if (this.#gaveUp) this.#doublings = Math.min(MAX_LEASE_DOUBLINGS, this.#doublings + 1)
    this.#gaveUp = false
    if (this.#byLog.size > 0) return true
    this.#lateBatches -= 1
    return this.#lateBatches >= 0
  }

  /** It is asked for the few records before or behind a place, which are pushed then. */
  expect(records: number): void {
    this.#expected = Math.min(WINDOW_RECORDS, Math.max(0, this.#expected) + records)
  }

  /**
   * A record was of no use.
   * @param key of its log; null where it was pushed
   * @param isHere it is kept already
   * @returns whether that is nobody's fault
   */
  excuse(key: string | null, isHere: boolean): boolean {
    if (key === null) {
      this.#expected = Math.max(-1, this.#expected - 1)
      return this.#expected >= 0
    }
    if (isHere && this.#excuses.here >= MAX_EXCUSED_RECORDS) return false
    const lease = this.#byLog.get(key)
    if (lease !== undefined && lease.excused < WINDOW_RECORDS) lease.excused += 1
    else if (this.#lateRecords > 0) this.#lateRecords -= 1
    else return false
    if (isHere) this.#excuses.here += 1
    return true
  }

  /** Those that ran out now, stopped. */
  lapsed(nowMs: number, { isBusy, isWanted, isElsewhere }: LapseRules): Lease[] {
    const patienceMs = LEASE_MS * 2 ** this.#doublings
    const lapsed: Lease[] = []
    for (const [key, lease] of this.#byLog) {
      if (isWanted(lease.log.person)) {
        if (nowMs - lease.renewedMs < patienceMs) continue
        if (this.#isRenewed(lease, isBusy, !lease.isHint && !isElsewhere(lease.log))) {
          this.#renew(lease, nowMs)
          continue
        }
      }
      this.stop(key)
      lapsed.push(lease)
    }
    this.#gaveUp ||= lapsed.some(({ log }) => isWanted(log.person))
    return lapsed
  }

  #isRenewed({ keptLately, givenBefore, waits }: Running, isBusy: boolean, isAlone: boolean): boolean {
    const given = this.#given - givenBefore
    if (keptLately >= LEASE_ENTRIES || (isAlone && given > 0)) return true
    // Its logs take turns: each comes as late as there are others before it.
    return waits < MAX_ASKS_PER_LINK && (isBusy || isAlone || given >= LEASE_ENTRIES)
  }

  #renew(lease: Running, nowMs: number): void {
    if (lease.keptLately >= QUICK_LEASE_TIMES * LEASE_ENTRIES * 2 ** this.#doublings)
      this.#doublings = Math.max(0, this.#doublings - 1)
    lease.waits = lease.keptLately >= LEASE_ENTRIES ? 0 : lease.waits + 1
    lease.keptLately = 0
    lease.givenBefore = this.#given
    lease.renewedMs = nowMs
  }
}
