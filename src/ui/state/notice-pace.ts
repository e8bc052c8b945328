/** How fast the system tells of things: of each kind once in a while, with whatever came since (rule NO4). */
import type { Happening } from './happenings'
import type { NoticeKind } from './notice-settings.svelte'

/** Whoever writes to the owner all the time interrupts them no more often than this. */
export const NOTICE_PAUSE_MS = 60_000

export class NoticePace {
  readonly #waiting = new Map<NoticeKind, Happening[]>()
  /** By the clock of whoever asks; none for a kind that has not been told of yet. */
  readonly #toldAtMs = new Map<NoticeKind, number>()

  add(happened: readonly Happening[]): void {
    for (const happening of happened)
      this.#waiting.set(happening.kind, [...(this.#waiting.get(happening.kind) ?? []), happening])
  }

  /** What is to be told now, each kind by itself; it is taken out. */
  take(nowMs: number): (readonly Happening[])[] {
    const due = [...this.#waiting].filter(([kind]) => this.#dueAtMs(kind) <= nowMs)
    for (const [kind] of due) {
      this.#waiting.delete(kind)
      this.#toldAtMs.set(kind, nowMs)
    }
    return due.map(([, happened]) => happened)
  }

  /** When something that waits is due; null when nothing waits. */
  nextMs(): number | null {
    const times = [...this.#waiting.keys()].map((kind) => this.#dueAtMs(kind))
    return times.length === 0 ? null : Math.min(...times)
  }

  /** The owner sees it by themselves, or does not want it any more. */
  forget(): void {
    this.#waiting.clear()
  }

  #dueAtMs(kind: NoticeKind): number {
    return (this.#toldAtMs.get(kind) ?? -Infinity) + NOTICE_PAUSE_MS
  }
}
