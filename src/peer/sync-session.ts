/**
 * What one side remembers of the other while they sync: pure bookkeeping, no clock and no streams, so that a test or
 * a simulation can drive it. sync-service.ts moves the bytes.
 *
 * A log becomes `due` when the other side wants its person and we hold more of it than the other is known to have.
 * Logs that have just grown go first, then the others in the order in which they were wanted; between two batches of
 * one log all other due logs have their turn, so that no backlog stands in the way of a fresh post.
 */
import type { PersonId } from '../identity/types'
import type { LogHead, LogId } from '../records/store'
import { SYNC_WINDOW_BATCHES } from './config'
import type { Position, Want } from './messages'

/** A batch to be read from the store and sent. */
export interface DueBatch {
  readonly log: LogId
  readonly fromSeq: number
}

export function logKey(log: LogId): string {
  return `${log.person}/${log.device}`
}

export class SyncSession {
  #wanted = new Set<PersonId>()
  /**
   * By log: the first seq that has not been sent, as far as we know. Only logs that are wanted or that we hold have an
   * entry, whatever the other side names.
   */
  #next = new Map<string, number>()
  #due = new Map<string, LogId>()
  #unacknowledged = new Map<number, { readonly log: LogId; readonly next: number }>()
  #lastBatch = 0

  /** The other side said what it wants: replaces what it wanted before. `heads` is all that we hold. */
  wants(wants: readonly Want[], heads: Iterable<LogHead>): void {
    this.#wanted = new Set(wants.map(({ person }) => person))
    const former = this.#next
    this.#next = new Map()
    const held = new Map<PersonId, LogHead[]>()
    for (const head of heads) {
      const sent = former.get(logKey(head))
      if (sent !== undefined) this.#next.set(logKey(head), sent)
      if (!this.#wanted.has(head.person)) continue
      const ofPerson = held.get(head.person)
      if (ofPerson === undefined) held.set(head.person, [head])
      else ofPerson.push(head)
    }
    for (const { person, next } of wants) {
      for (const [device, seq] of next) {
        const key = logKey({ person, device })
        this.#next.set(key, Math.max(seq, this.#next.get(key) ?? 0))
      }
    }
    this.#due.clear()
    for (const { person } of wants) {
      for (const head of held.get(person) ?? []) this.#consider(head)
    }
  }

  /**
   * The other side said where it stands. Less than we sent means that it must be sent again, unless batches of that
   * log are still under way: then the message has crossed them and says nothing about them.
   */
  has(positions: readonly Position[], headOf: (log: LogId) => LogHead | undefined): void {
    const underWay = new Set([...this.#unacknowledged.values()].map(({ log }) => logKey(log)))
    for (const position of positions) {
      const head = headOf(position)
      if (head === undefined) continue
      const key = logKey(position)
      const sent = underWay.has(key) ? (this.#next.get(key) ?? 0) : 0
      this.#next.set(key, Math.max(position.next, sent))
      this.#consider(head)
    }
  }

  /** A log that we hold has grown: it goes to the front. */
  grew(head: LogHead): void {
    if (!this.#isBehind(head)) return
    const others = this.#due
    this.#due = new Map([[logKey(head), head]])
    for (const [key, log] of others) if (!this.#due.has(key)) this.#due.set(key, log)
  }

  /** What to send now; null when nothing is due or the window is full. */
  nextBatch(): DueBatch | null {
    if (this.#unacknowledged.size >= SYNC_WINDOW_BATCHES) return null
    for (const [key, log] of this.#due) return { log, fromSeq: this.#next.get(key) ?? 0 }
    return null
  }

  /**
   * The batch got this far (`nextSeq` is the first seq that is not in it) and must be announced with the id given.
   * @param head where our own copy of the log ends
   */
  sent(log: LogId, nextSeq: number, head: LogHead | undefined): number {
    const key = logKey(log)
    this.#next.set(key, nextSeq)
    this.#due.delete(key) // Its next turn comes after all others.
    if (head !== undefined) this.#consider(head)
    this.#lastBatch += 1
    this.#unacknowledged.set(this.#lastBatch, { log, next: nextSeq })
    return this.#lastBatch
  }

  /** The log turned out to hold nothing more to send. */
  nothingToSend(log: LogId): void {
    this.#due.delete(logKey(log))
  }

  /** Null for an id that was never sent or is answered twice. */
  acknowledged(id: number): { readonly log: LogId; readonly next: number } | null {
    const batch = this.#unacknowledged.get(id)
    if (batch === undefined) return null
    this.#unacknowledged.delete(id)
    return batch
  }

  #consider(head: LogHead): void {
    if (this.#isBehind(head)) this.#due.set(logKey(head), { person: head.person, device: head.device })
    else this.#due.delete(logKey(head))
  }

  #isBehind(head: LogHead): boolean {
    return this.#wanted.has(head.person) && (this.#next.get(logKey(head)) ?? 0) <= head.seq
  }
}
