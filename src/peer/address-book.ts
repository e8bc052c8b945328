/**
 * Who could be dialled, and when to try again. Pure: time and chance are arguments. Candidates come from presence
 * heard, from invite links and from earlier sessions; dialler.ts makes the connections.
 *
 * What is heard of a peer is not proven before it is linked: anybody may say to be at anybody's peer id. So each person
 * said to be there is a candidate of its own, and none pushes out what others said.
 */
import type { PersonId } from '../identity/types'
import { DIAL_BACKOFF_MS, MAX_CANDIDATES, MAX_DIAL_BACKOFF_MS } from './config'

export interface Candidate {
  readonly peerId: string
  /** Null when only an address is known, as from an invite link. */
  readonly person: PersonId | null
  readonly relays: readonly string[]
  readonly seenAt: number
}

interface Failures {
  readonly count: number
  readonly notBefore: number
}

const NONE: Failures = { count: 0, notBefore: 0 }

export class AddressBook {
  readonly #rank: (candidate: Candidate) => number
  readonly #candidates = new Map<string, Candidate>()
  /** By peer id. */
  readonly #failures = new Map<string, Failures>()

  /** @param rank how near a candidate is to us: 0 for strangers */
  constructor(rank: (candidate: Candidate) => number) {
    this.#rank = rank
  }

  heard(candidate: Candidate): void {
    const key = `${candidate.peerId} ${candidate.person ?? ''}`
    const former = this.#candidates.get(key)
    if (former !== undefined && former.seenAt > candidate.seenAt) return
    this.#candidates.delete(key)
    this.#candidates.set(key, candidate)
    if (this.#candidates.size > MAX_CANDIDATES) this.#forgetOne()
  }

  failed(peerId: string, nowMs: number): void {
    const { count } = this.#failures.get(peerId) ?? NONE
    const waitMs = Math.min(DIAL_BACKOFF_MS * 2 ** count, MAX_DIAL_BACKOFF_MS)
    this.#failures.delete(peerId)
    this.#failures.set(peerId, { count: count + 1, notBefore: nowMs + waitMs })
    const oldest = this.#failures.keys().next()
    if (this.#failures.size > MAX_CANDIDATES && oldest.done === false) this.#failures.delete(oldest.value)
  }

  succeeded(peerId: string): void {
    this.#failures.delete(peerId)
  }

  failuresOf(peerId: string): number {
    return (this.#failures.get(peerId) ?? NONE).count
  }

  /** Who is said to be there; nobody known when nothing was said of it. */
  peopleAt(peerId: string): readonly (PersonId | null)[] {
    const said = [...this.#candidates.values()].filter((candidate) => candidate.peerId === peerId)
    return said.length === 0 ? [null] : said.map(({ person }) => person)
  }

  /** How near whoever is said to be at this peer is to us. */
  rankOf(peerId: string): number {
    const ranks = [...this.#candidates.values()].flatMap((candidate) =>
      candidate.peerId === peerId ? this.#rank(candidate) : [],
    )
    return Math.max(0, ...ranks)
  }

  /**
   * The candidates that may be dialled now, best first: by rank, then the one with the fewest failures, then the one
   * heard of last.
   */
  dialable(nowMs: number): Candidate[] {
    return [...this.#candidates.values()]
      .map((candidate) => ({
        candidate,
        rank: this.#rank(candidate),
        failures: this.#failures.get(candidate.peerId) ?? NONE,
      }))
      .filter(({ failures }) => !isTooEarly(failures, nowMs))
      .sort(
        (a, b) =>
          b.rank - a.rank || a.failures.count - b.failures.count || b.candidate.seenAt - a.candidate.seenAt,
      )
      .map(({ candidate }) => candidate)
  }

  /** The least near goes; of those the one unheard for longest, so that a crowd of strangers only replaces strangers. */
  #forgetOne(): void {
    let worst: { readonly key: string; readonly rank: number } | null = null
    for (const [key, candidate] of this.#candidates) {
      const rank = this.#rank(candidate)
      if (worst === null || rank < worst.rank) worst = { key, rank }
    }
    if (worst !== null) this.#candidates.delete(worst.key)
  }
}

/** A wait that is longer than any was meant for a clock that has been set back since. */
function isTooEarly({ notBefore }: Failures, nowMs: number): boolean {
  return notBefore > nowMs && notBefore <= nowMs + MAX_DIAL_BACKOFF_MS
}
