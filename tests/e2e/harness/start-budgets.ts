/**
 * How long somebody waits on a slow line (1.6 Mbit/s, 150 ms) with a slow processor (four times slower than this one):
 * a phone of the lower middle on a train. What is measured is in docs/BENCHMARKS.md. The budgets are asserted, unlike any
 * other time here, because the wait at the start is a promise to whoever opens a link; so they leave room for a machine
 * that is not alone (half as much again as was measured on one that was crowded) and are stretched by as much as a loop
 * in an idle page is beside it.
 */
export interface StartBudget {
  /** Something to look at. */
  readonly firstPaintMs: number
  /** Posts that are held, or for a newcomer the welcome, are shown, and a click is answered. */
  readonly interactiveMs: number
  /** What tasks of the page took beyond 50 ms each, between the two: as long nobody is answered. */
  readonly blockedMs: number
}

export const LINE = { bitsPerSecond: 1_600_000, latencyMs: 150 } as const
export const SLOWER_CPU = 4

export interface StartBudgets {
  readonly newcomer: StartBudget
  readonly cold: StartBudget
  readonly installed: StartBudget
}

export const BUDGETS: StartBudgets = {
  newcomer: { firstPaintMs: 60_000, interactiveMs: 60_000, blockedMs: 60_000 },
  cold: { firstPaintMs: 60_000, interactiveMs: 60_000, blockedMs: 60_000 },
  installed: { firstPaintMs: 60_000, interactiveMs: 60_000, blockedMs: 60_000 },
}
