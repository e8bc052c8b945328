/**
 * Whom to ask for the newest entries of logs of which much is missing: they are shown before the rest has come (rule SY13).
 * One holder at a time, since what two send of one log is the same; another if that one has not given it soon. Pure.
 */
import type { LogId } from '../records/store'
import { MAX_FRESH_RECORDS, PEEK_PATIENCE_MS, PEEK_PAUSE_MS } from './config'
import type { Position } from './messages'
import { logKey } from './sync-session'

/** The entries of a log from `from.next` on, to be asked of this peer. */
export interface Peek {
  readonly link: string
  readonly from: Position
}

interface Asked {
  readonly link: string
  /** How far it said that it holds the log. */
  readonly next: number
  readonly askedMs: number
  /** Who offers as much, to be asked if that one does not give it. */
  other: { readonly link: string; readonly position: Position } | null
}

export class Peeks {
  /** By log: the first seq that has not been shown, of those of which entries were shown early. */
  readonly #shown = new Map<string, number>()
  /** By log: who was asked last; what was asked longest ago comes first. */
  readonly #asked = new Map<string, Asked>()

  /** An entry has been shown early. */
  shown(log: LogId, seq: number): void {
    const key = logKey(log)
    this.#shown.set(key, Math.max(seq + 1, this.#shown.get(key) ?? 0))
  }

  /** A peer offers a log that lacks much. @returns from where on to ask for its newest now; null when not at all, or not yet */
  offered(link: string, position: Position, nowMs: number): Position | null {
    const from = this.#from(position)
    if (from === null) return null
    const asked = this.#asked.get(logKey(position))
    const agoMs = nowMs - (asked?.askedMs ?? -Infinity)
    if (asked?.link === link && agoMs < PEEK_PAUSE_MS) return null
    if (
      asked !== undefined &&
      asked.link !== link &&
      asked.next >= position.next &&
      agoMs < PEEK_PATIENCE_MS
    ) {
      asked.other = { link, position }
      return null
    }
    this.#ask(link, position, nowMs)
    return from
  }

  /** Whether there is something to look at later. */
  get isWaiting(): boolean {
    return this.#asked.size > 0
  }

  /** What has not come in time is asked of somebody else. @param lacks whether that one still offers what lacks so much */
  due(nowMs: number, lacks: (link: string, position: Position) => boolean): Peek[] {
    const peeks: Peek[] = []
    for (const [key, { askedMs, other }] of this.#asked) {
      if (nowMs - askedMs < PEEK_PATIENCE_MS) break
      this.#asked.delete(key)
      const from = other === null ? null : this.#from(other.position)
      if (other === null || from === null || !lacks(other.link, other.position)) continue
      this.#ask(other.link, other.position, nowMs)
      peeks.push({ link: other.link, from })
    }
    return peeks
  }

  #ask(link: string, position: Position, nowMs: number): void {
    const key = logKey(position)
    this.#asked.delete(key)
    this.#asked.set(key, { link, next: position.next, askedMs: nowMs, other: null })
  }

  #from({ person, device, next }: Position): Position | null {
    const from = Math.max(next - MAX_FRESH_RECORDS, this.#shown.get(logKey({ person, device })) ?? 0)
    return from < next ? { person, device, next: from } : null
  }
}
