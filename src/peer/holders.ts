/**
 * Who is known to keep the owner's entries, so that the owner can be told how far a post has come. What peers say about
 * themselves is all there is to go by: one that proved to be a person counts as that person, and only for logs that are
 * the owner's and as far as they go.
 */
import type { PersonId } from '../identity/types'
import type { LogHead, LogId } from '../records/store'
import { logKey } from './sync-session'

export class Holders {
  readonly #headOf: (log: LogId) => LogHead | undefined
  /** By log: the first seq that a person lacks. */
  readonly #next = new Map<string, Map<PersonId, number>>()
  #owner: PersonId | null = null

  constructor(headOf: (log: LogId) => LogHead | undefined) {
    this.#headOf = headOf
  }

  setOwner(owner: PersonId): void {
    this.#owner = owner
  }

  /** Notes that a person keeps a log up to `next`, which is not included; false when that is no news. */
  note(person: PersonId | null, log: LogId, next: number): boolean {
    if (person === null || person === this.#owner || log.person !== this.#owner) return false
    const head = this.#headOf(log)
    if (head === undefined || next > head.seq + 1) return false
    const key = logKey(log)
    const ofLog = this.#next.get(key) ?? new Map<PersonId, number>()
    if (next <= (ofLog.get(person) ?? 0)) return false
    this.#next.set(key, ofLog.set(person, next))
    return true
  }

  /** Whether this person keeps this entry. */
  isKeptBy(person: PersonId, log: LogId, seq: number): boolean {
    return (this.#next.get(logKey(log))?.get(person) ?? 0) > seq
  }

  /** How many other people keep this entry. */
  count(log: LogId, seq: number): number {
    let count = 0
    for (const next of this.#next.get(logKey(log))?.values() ?? []) if (next > seq) count += 1
    return count
  }
}
