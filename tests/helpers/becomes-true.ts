/** Waits for what other code brings about: until the expectations hold, or for so long that only a fault explains it. */
import { vi } from 'vitest'

/** Far longer than any of it takes alone: other tests use the same processor. */
const WITHIN_MS = 20_000

export function becomesTrue(expectations: () => unknown, everyMs = 50): Promise<unknown> {
  return vi.waitFor(expectations, { timeout: WITHIN_MS, interval: everyMs })
}
