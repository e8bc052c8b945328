/**
 * Has what the model knows kept now and then, so that neither the next start nor a new worker has to hear everything
 * again. Seldom and off the way of everything else: a snapshot of many records takes the worker as long as a few
 * evaluations, and all that is lost without one is time.
 */
import type { SnapshotStore } from '../storage/snapshot-store'
import type { Known } from './known'

/** So many records are told one by one in some ten milliseconds. */
const MIN_RECORDS = 1_000
/** Also the least time between two, whatever peers send. */
export const LOOK_EVERY_MS = 60_000

export interface SnapshotKeeperInit {
  readonly known: Known
  readonly store: SnapshotStore
  /** Which build this is: another may make something else of the same records. */
  readonly build: string
  /** Only one tab of a browser writes; the others keep theirs for a worker that dies. */
  readonly isLeading: () => boolean
  readonly lookEveryMs: number
}

export class SnapshotKeeper {
  readonly #init: SnapshotKeeperInit
  readonly #timer: ReturnType<typeof setInterval>

  constructor(init: SnapshotKeeperInit) {
    this.#init = init
    this.#timer = setInterval(() => void this.#look(), init.lookEveryMs)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  async #look(): Promise<void> {
    const { known, store, build, isLeading } = this.#init
    if (known.recordsSinceKept < MIN_RECORDS) return
    const kept = await known.keep()
    // Where there is no room for it, it is not kept: what cannot be made anew needs the room.
    if (kept !== null && isLeading()) await store.keep({ ...kept, build })
  }
}
