/**
 * What one side remembers of the other to serve it: pure bookkeeping, no clock and no streams, so that a test or a
 * simulation can drive it. sync-serving.ts moves the bytes; what we ask of others is in fetch-plan.ts.
 *
 * The other side asks for logs, each from a place on. Between two batches of one log all others that it asked for have
 * their turn, and only a window of batches is under way, so that a fresh post waits for no more than that.
 */
import type { PersonId } from '../identity/types'
import type { LogHead, LogId } from '../records/store'
import { MAX_ASKS_PER_LINK, SYNC_WINDOW_BATCHES } from './config'
import type { Position, Want } from './messages'

/** A batch to be read from the store and sent. */
export interface DueBatch {
  readonly ask: number
  readonly log: LogId
  readonly fromSeq: number
}

export function logKey(log: LogId): string {
  return `${log.person}/${log.device}`
}

export class SyncSession {
  #wanted = new Set<PersonId>()
  /** By log: the first seq that the other side is known to lack. Only logs that we hold have an entry. */
  readonly #known = new Map<string, number>()
  /** By its id, in the order of their turns. */
  readonly #asked = new Map<number, { readonly log: LogId; readonly next: number }>()
  readonly #unacknowledged = new Map<number, { readonly log: LogId; readonly next: number }>()
  #lastBatch = 0

  /**
   * The other side said what it wants: replaces what it wanted before. `heads` is all that we hold.
   * @returns what we can offer of it, in the order in which it was wanted
   */
  wants(wants: readonly Want[], heads: Iterable<LogHead>): Position[] {
    this.#wanted = new Set(wants.map(({ person }) => person))
    const held = new Map<PersonId, LogHead[]>()
    for (const head of heads) {
      if (!this.#wanted.has(head.person)) continue
      const ofPerson = held.get(head.person)
      if (ofPerson === undefined) held.set(head.person, [head])
      else ofPerson.push(head)
    }
    return wants.flatMap(({ person, next }) => {
      const logs = held.get(person) ?? []
      for (const head of logs) this.#note(head, next.get(head.device) ?? 0)
      return logs.filter((head) => this.isNews(head)).map(positionOf)
    })
  }

  /** The other side said where it stands. */
  has(positions: readonly Position[], headOf: (log: LogId) => LogHead | undefined): void {
    for (const position of positions) {
      const head = headOf(position)
      if (head !== undefined) this.#note(head, position.next)
    }
  }

  isWanted(person: PersonId): boolean {
    return this.#wanted.has(person)
  }

  /** Whether our copy of a log is wanted and longer than the other side's. */
  isNews(head: LogHead): boolean {
    return this.#wanted.has(head.person) && (this.#known.get(logKey(head)) ?? 0) <= head.seq
  }

  /** False when as much has been asked for as may be at once. */
  get(ask: number, log: LogId, next: number): boolean {
    if (this.#asked.size >= MAX_ASKS_PER_LINK) return false
    this.#asked.set(ask, { log, next })
    return true
  }

  stop(ask: number): void {
    this.#asked.delete(ask)
  }

  /** What to send now; null when nothing is asked for or the window is full. */
  nextBatch(): DueBatch | null {
    if (this.#unacknowledged.size >= SYNC_WINDOW_BATCHES) return null
    for (const [ask, { log, next }] of this.#asked) return { ask, log, fromSeq: next }
    return null
  }

  /**
   * The batch got this far (`next` is the first seq that is not in it) and must be announced with the id given. Its log
   * has its next turn after all others.
   */
  sent({ ask, log }: DueBatch, next: number): number {
    // It may have been stopped while the batch was read.
    if (this.#asked.delete(ask)) this.#asked.set(ask, { log, next })
    this.#lastBatch += 1
    this.#unacknowledged.set(this.#lastBatch, { log, next })
    return this.#lastBatch
  }

  /** Null for an id that was never sent or is answered twice. */
  acknowledged(id: number): { readonly log: LogId; readonly next: number } | null {
    const batch = this.#unacknowledged.get(id)
    if (batch === undefined) return null
    this.#unacknowledged.delete(id)
    this.#note(batch.log, batch.next)
    return batch
  }

  #note(log: LogId, next: number): void {
    const key = logKey(log)
    this.#known.set(key, Math.max(next, this.#known.get(key) ?? 0))
  }
}

export function positionOf({ person, device, seq }: LogHead): Position {
  return { person, device, next: seq + 1 }
}
