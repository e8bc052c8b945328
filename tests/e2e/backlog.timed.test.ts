/** Who was away for long reads what is new at once, while everything missed comes in behind it. */
import { describe, expect, it } from 'vitest'
import { MAX_FRESH_RECORDS, SYNC_BATCH_RECORDS, SYNC_WINDOW_BATCHES } from '../../src/peer/config'
import { catchUp } from './harness/backlog'
import { opening } from './harness/opening'
import { measurePace } from './harness/pace'
import { startSite } from './harness/site'

const HOLDERS = 2
const BACKLOG = { own: 1_200, others: 4, ofEach: 200, interruptions: 2 }
const LOGS = 1 + BACKLOG.others
const SEEN_WITHIN_MS = 2_000
const LONGEST_TASK_MS = 100
/** Two thousand entries are made, kept in three pages, and then missed by one. */
const TEST_WITHIN_MS = 480_000

const { site, browser } = await opening(startSite())

describe('somebody who lacks two thousand entries', () => {
  it(
    '[E33] sees fresh posts within two seconds meanwhile, gets nothing twice but what an interruption costs, and the page answers',
    { timeout: TEST_WITHIN_MS },
    async () => {
      // Before anybody is there: what our own pages cost must not stretch their limit.
      const pace = await measurePace(browser)
      const slowness = await pace.slowness()
      const { faults, freshMs, lost, tasks, ms, needed, twice, early, posted } = await catchUp(
        browser,
        site,
        BACKLOG,
      )
      const sorted = [...freshMs].sort((a, b) => a - b)
      const p95 = sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Infinity
      const longest = Math.max(0, ...tasks.map(({ processorMs }) => processorMs))
      const byClock = Math.max(0, ...tasks.map(({ clockMs }) => clockMs))
      process.stdout.write(
        `${needed} entries in ${ms} ms, ${twice} twice, ${early} early of ${posted} posts; fresh posts: p95 ${Math.round(p95)} ms of ${freshMs.length}; ` +
          `longest task ${Math.round(longest)} ms of the processor (${Math.round(byClock)} ms by the clock), ${slowness.toFixed(1)} times slower than the quiet one\n`,
      )
      expect(needed).toBeGreaterThan(1_900)
      expect(lost).toEqual([])
      expect(p95).toBeLessThan(SEEN_WITHIN_MS * slowness)
      expect(twice).toBeLessThanOrEqual(
        BACKLOG.interruptions * HOLDERS * SYNC_WINDOW_BATCHES * SYNC_BATCH_RECORDS,
      )
      // The newest of each log are shown early at each start, and each post when it is written; all come in their turn, too.
      const starts = BACKLOG.interruptions + 1
      expect(early).toBeLessThanOrEqual(starts * HOLDERS * LOGS * MAX_FRESH_RECORDS + posted * (HOLDERS + 1))
      // Not by the clock: three pages share the machine, and a task that waits for another page is not a long one.
      expect(longest).toBeLessThan(LONGEST_TASK_MS * slowness)
      expect(faults).toEqual([])
    },
  )
})
