/**
 * Whom to ask for the newest entries of logs of which much is missing: they are shown before the rest has come (rule SY13).
 * One holder at a time, since what two send of one log is the same. Who shows nothing of what it was asked for loses it to
 * another and is asked after the others for a while, so that nobody keeps them from being shown by offering. Pure.
 */
import type { LogId } from '../records/store'
import { MAX_FRESH_RECORDS, PEEK_PATIENCE_MS, PEEK_PAUSE_MS } from './config'
import type { Position } from './messages'
import { offerRestMs } from './offers'
import { PerPeer } from './per-peer'
import { logKey } from './sync-session'

/** The entries of a log from `from.next` on, to be asked of this peer. */
export interface Peek {
  readonly link: string
  readonly from: Position
}

interface Asked {
  /** Null while only peers offer it that rest. */
  link: string | null
  /** How far the log was said to go by whoever is asked. */
  position: Position
  /** Since when that one is. */
  linkSinceMs: number
  lastAskedMs: number
  /** What of the log had been shown at `sinceMs`; nothing has come since. */
  shownTo: number
  sinceMs: number
  /** How far it was held when that one was asked: what comes in order cannot always be shown early. */
  heldTo: number
  /** Who offers it as well: at most one for each link. */
  readonly others: Map<string, Position>
}

interface Rest {
  failures: number
  untilMs: number
}

export class Peeks {
  /** By log: the first seq that has not been shown, of those of which entries were shown early. */
  readonly #shown = new Map<string, number>()
  /** By log; that of which nothing has come for longest is first. */
  readonly #asked = new Map<string, Asked>()
  readonly #rests = new PerPeer<Rest>(() => ({ failures: 0, untilMs: -Infinity }))
  readonly #heldTo: (log: LogId) => number

  /** @param heldTo how far a log is held: the first seq that is missing */
  constructor(heldTo: (log: LogId) => number) {
    this.#heldTo = heldTo
  }

  /** An entry has been shown early. */
  shown(log: LogId, seq: number): void {
    const key = logKey(log)
    this.#shown.set(key, Math.max(seq + 1, this.#shown.get(key) ?? 0))
  }

  /** Whether there is something to look at later. */
  get isWaiting(): boolean {
    return this.#asked.size > 0
  }

  /** A peer offers a log that lacks much. @returns from where on to ask it for the newest now; null when not at all, or not yet */
  offered(link: string, position: Position, nowMs: number): Position | null {
    const from = this.#from(position)
    if (from === null) return null
    const key = logKey(position)
    const known = this.#asked.get(key)
    if (known !== undefined) this.#lookAt(key, known, nowMs)
    const isAsked = known !== undefined && this.#from(known.position) !== null
    const asked = isAsked ? known : this.#askNobody(position, nowMs, known?.others)
    if (asked.link === link) {
      if (nowMs - asked.lastAskedMs < PEEK_PAUSE_MS) return null
    } else if (
      this.#isResting(link, nowMs) ||
      (asked.link !== null && asked.position.next >= position.next)
    ) {
      asked.others.set(link, position)
      return null
    }
    this.#ask(asked, link, position, nowMs)
    return from
  }

  /** What has not come in time is asked of somebody else. @param lacks whether that one still offers what lacks so much */
  due(nowMs: number, lacks: (link: string, position: Position) => boolean): Peek[] {
    const peeks: Peek[] = []
    for (const [key, asked] of this.#asked) {
      if (nowMs - asked.sinceMs < PEEK_PATIENCE_MS) break
      if (this.#lookAt(key, asked, nowMs)) continue
      this.#asked.delete(key)
      if (asked.link !== null && this.#isToBlame(asked.link, asked, nowMs, lacks))
        this.#letRest(asked.link, nowMs)
      const others = [...asked.others].filter(([link, position]) => lacks(link, position))
      const next = others.find(([link]) => !this.#isResting(link, nowMs)) ?? others[0]
      const from = next === undefined ? null : this.#from(next[1])
      if (next === undefined || from === null) continue
      const [link, position] = next
      this.#ask(this.#askNobody(position, nowMs, asked.others), link, position, nowMs)
      peeks.push({ link, from })
    }
    return peeks
  }

  #askNobody(position: Position, nowMs: number, others = new Map<string, Position>()): Asked {
    const key = logKey(position)
    const shownTo = this.#shown.get(key) ?? 0
    const times = { linkSinceMs: nowMs, lastAskedMs: nowMs, sinceMs: nowMs }
    const asked = { link: null, position, ...times, shownTo, heldTo: this.#heldTo(position), others }
    this.#asked.delete(key)
    this.#asked.set(key, asked)
    return asked
  }

  /** Whoever is asked and has shown something is given as long again. */
  #lookAt(key: string, asked: Asked, nowMs: number): boolean {
    const shownTo = this.#shown.get(key) ?? 0
    if (shownTo <= asked.shownTo || this.#from(asked.position) === null) return false
    if (asked.link !== null) this.#rests.get(asked.link).failures = 0
    asked.shownTo = shownTo
    asked.sinceMs = nowMs
    asked.linkSinceMs = nowMs
    this.#asked.delete(key)
    this.#asked.set(key, asked)
    return true
  }

  /** Whoever was asked before stays among those who offer it. */
  #ask(asked: Asked, link: string, position: Position, nowMs: number): void {
    if (asked.link !== link) {
      if (asked.link !== null) asked.others.set(asked.link, asked.position)
      asked.linkSinceMs = nowMs
      asked.heldTo = this.#heldTo(position)
    }
    asked.others.delete(link)
    asked.link = link
    asked.position = position
    asked.lastAskedMs = nowMs
  }

  /** Who was asked in place of another just before is not, nor who gives the log in order meanwhile, or has given all of it. */
  #isToBlame(
    link: string,
    { position, linkSinceMs, heldTo }: Asked,
    nowMs: number,
    lacks: (link: string, position: Position) => boolean,
  ): boolean {
    const isMissing = this.#from(position) !== null && lacks(link, position)
    return isMissing && nowMs - linkSinceMs >= PEEK_PATIENCE_MS && this.#heldTo(position) <= heldTo
  }

  /** One cause may be due for many logs at once. */
  #letRest(link: string, nowMs: number): void {
    if (this.#isResting(link, nowMs)) return
    const rest = this.#rests.get(link)
    rest.untilMs = nowMs + offerRestMs(rest.failures)
    rest.failures += 1
  }

  #isResting(link: string, nowMs: number): boolean {
    return this.#rests.get(link).untilMs > nowMs
  }

  #from({ person, device, next }: Position): Position | null {
    const from = Math.max(next - MAX_FRESH_RECORDS, this.#shown.get(logKey({ person, device })) ?? 0)
    return from < next ? { person, device, next: from } : null
  }
}
