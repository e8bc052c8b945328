/**
 * How long somebody waits on a slow line (1.6 Mbit/s, 150 ms) with a slow processor (four times slower than this one):
 * a phone of the lower middle, on a train. What was measured is in docs/BENCHMARKS.md. These are asserted, unlike any other
 * time here, because the wait at the start is a promise to whoever opens a link. They are about one and a half times what
 * was measured while the machine was crowded, and of three runs the middle one counts, and of three such measurements the best: a
 * machine that does something else now and then is not the page's fault. Where the machine is slower than the quiet one
 * (pace.ts), they are as many times as long.
 */
export interface StartBudget {
  /** Something to look at. */
  readonly firstPaintMs: number
  /** What was waited for is shown, and a click is answered. */
  readonly interactiveMs: number
  /** What tasks of the page took beyond 50 ms each, between the two: as long nobody is answered. */
  readonly blockedMs: number
}

export const LINE = { bitsPerSecond: 1_600_000, latencyMs: 150 } as const
export const SLOWER_CPU = 4

/** Opens an invite link for the first time: there is nothing yet but the welcome. */
const newcomer: StartBudget = { firstPaintMs: 1_000, interactiveMs: 3_000, blockedMs: 500 }
/** Holds 300 posts, but the browser has thrown the page away. */
const cold: StartBudget = { firstPaintMs: 1_000, interactiveMs: 3_700, blockedMs: 800 }
/** The page is kept here: nothing comes over the line but network.json. */
const installed: StartBudget = { firstPaintMs: 600, interactiveMs: 3_000, blockedMs: 900 }

export const BUDGETS = { newcomer, cold, installed }
