/**
 * The daily brake: after so many posts the Stream ends for today, if the owner wished so. Of this browser alone. It counts
 * posts of others that were seen for the first time, as the attention statement does.
 */
import type { RecordCid } from '../../records/types'
import { note, noted } from './notes'

export const BRAKE_CHOICES = [10, 25, 50, 100] as const
/** What "a few more" are; each time they have to be asked for again. */
export const FEW_MORE = 10
const KEY = 'synereo-brake'
const DAY_MS = 86_400_000

/** What is kept: the limit, and what was added to it on which day. */
interface Kept {
  readonly limit: number | null
  readonly more: number
  /** When that day began, Unix milliseconds. */
  readonly day: number
}

export class Brake {
  #kept = $state.raw<Kept>(read())
  #today = $state(startOfDay(Date.now()))
  #seen = $state.raw<ReadonlySet<RecordCid>>(new Set())
  readonly #isCounted: (post: RecordCid) => boolean
  readonly #counted = $derived.by(() => [...this.#seen].filter((post) => this.#isCounted(post)).length)

  /** @param isCounted false for what takes nothing of a day's posts */
  constructor(isCounted: (post: RecordCid) => boolean) {
    this.#isCounted = isCounted
  }

  /** Null for none. */
  get limit(): number | null {
    return this.#kept.limit
  }

  get seenToday(): number {
    return this.#counted
  }

  get isOver(): boolean {
    const { limit, more, day } = this.#kept
    return limit !== null && this.#counted >= limit + (day === this.#today ? more : 0)
  }

  wasSeen(post: RecordCid): boolean {
    return this.#seen.has(post)
  }

  /** What was seen before this page was opened. */
  load(seen: Iterable<{ readonly post: RecordCid; readonly at: number }>): void {
    const today = [...seen].filter(({ at }) => at >= this.#today).map(({ post }) => post)
    this.#seen = new Set([...this.#seen, ...today])
  }

  /** A post was seen; another one of today, or the first of a new day. */
  saw(post: RecordCid, nowMs: number): void {
    if (nowMs >= this.#today + DAY_MS) {
      this.#today = startOfDay(nowMs)
      this.#seen = new Set()
    }
    this.#seen = new Set([...this.#seen, post])
  }

  setLimit(limit: number | null): void {
    this.#keep({ limit, more: 0, day: this.#today })
  }

  fewMore(): void {
    const { limit, more, day } = this.#kept
    if (limit === null) return
    const over = Math.max(this.#counted - limit, day === this.#today ? more : 0)
    this.#keep({ limit, more: over + FEW_MORE, day: this.#today })
  }

  #keep(kept: Kept): void {
    this.#kept = kept
    note(KEY, JSON.stringify(kept))
  }
}

function startOfDay(nowMs: number): number {
  return new Date(nowMs).setHours(0, 0, 0, 0)
}

/** What another build or somebody's hand left there is no brake. */
function read(): Kept {
  const none = { limit: null, more: 0, day: 0 }
  try {
    const kept = JSON.parse(noted(KEY) ?? 'null') as Partial<Kept> | null
    const { limit, more, day } = kept ?? none
    if (typeof limit !== 'number' || typeof more !== 'number' || typeof day !== 'number') return none
    return { limit, more, day }
  } catch {
    return none
  }
}
