/**
 * Who could be dialled, and when to try again. Pure: time and chance are arguments. Candidates come from presence
 * heard, from invite links and from earlier sessions; dialler.ts makes the connections.
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

interface Entry extends Candidate {
  readonly failures: number
  readonly notBefore: number
}

export class AddressBook {
  #entries = new Map<string, Entry>()

  /** Notes a candidate; news of a peer whose dials failed make it worth trying again. */
  heard(candidate: Candidate): void {
    const former = this.#entries.get(candidate.peerId)
    if (former !== undefined && former.seenAt > candidate.seenAt) return
    this.#entries.delete(candidate.peerId)
    this.#entries.set(candidate.peerId, {
      ...candidate,
      failures: former?.failures ?? 0,
      notBefore: former?.notBefore ?? 0,
    })
    const oldest = this.#entries.keys().next()
    if (this.#entries.size > MAX_CANDIDATES && oldest.done === false) this.#entries.delete(oldest.value)
  }

  failed(peerId: string, nowMs: number): void {
    const entry = this.#entries.get(peerId)
    if (entry === undefined) return
    const waitMs = Math.min(DIAL_BACKOFF_MS * 2 ** entry.failures, MAX_DIAL_BACKOFF_MS)
    this.#entries.set(peerId, { ...entry, failures: entry.failures + 1, notBefore: nowMs + waitMs })
  }

  succeeded(peerId: string): void {
    const entry = this.#entries.get(peerId)
    if (entry !== undefined) this.#entries.set(peerId, { ...entry, failures: 0, notBefore: 0 })
  }

  get(peerId: string): Candidate | null {
    return this.#entries.get(peerId) ?? null
  }

  /**
   * The candidates that may be dialled now, best first: by `rank` (higher is nearer to us), then the one with the
   * fewest failures, then the one heard of last.
   */
  dialable(nowMs: number, rank: (candidate: Candidate) => number): Candidate[] {
    return [...this.#entries.values()]
      .filter((entry) => entry.notBefore <= nowMs)
      .map((entry) => ({ entry, rank: rank(entry) }))
      .sort(
        (a, b) => b.rank - a.rank || a.entry.failures - b.entry.failures || b.entry.seenAt - a.entry.seenAt,
      )
      .map(({ entry }) => entry)
  }
}
