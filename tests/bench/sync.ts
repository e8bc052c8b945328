/** Ten thousand missing entries, held by two pages, while somebody goes on posting; interrupted five times. */
import { launchBrowser } from '../e2e/harness/people'
import { startSite } from '../e2e/harness/site'
import { catchUp } from '../e2e/harness/backlog'
import { SYNC_BATCH_RECORDS, SYNC_WINDOW_BATCHES } from '../../src/peer/config'
import { median, type Bench, type Row } from './row'

const BACKLOG = { own: 6_000, others: 4, ofEach: 1_000, interruptions: 5 }

export const sync: Bench = {
  name: 'sync',
  async run() {
    const site = await startSite()
    const browser = await launchBrowser()
    try {
      const result = await catchUp(browser, site, BACKLOG)
      if (result.faults.length > 0) throw new Error(result.faults.join('\n'))
      return rows(result)
    } finally {
      await browser.close()
      await site.stop()
    }
  },
}

function rows(result: Awaited<ReturnType<typeof catchUp>>): Row[] {
  const { ms, needed, received, twice, early, receivedBytes, freshMs, interruptedMs, lost, tasks } = result
  const seenMs = interruptedMs.filter(Number.isFinite)
  return [
    {
      name: `sync: catching up ${needed} entries, interrupted ${BACKLOG.interruptions} times`,
      value: ms / 1_000,
      unit: 's',
    },
    { name: 'sync: entries received', value: received, unit: 'entries' },
    {
      name: 'sync: entries asked for and received more than once',
      value: twice,
      unit: 'entries',
      target: { atMost: BACKLOG.interruptions * SYNC_WINDOW_BATCHES * SYNC_BATCH_RECORDS },
    },
    { name: 'sync: entries shown early that came again in their turn', value: early, unit: 'entries' },
    { name: 'sync: bytes received over data channels', value: receivedBytes / 1e6, unit: 'MB' },
    {
      name: `sync: a fresh post from the click to the other's screen, median of ${freshMs.length}`,
      value: median(freshMs),
      unit: 'ms',
    },
    { name: 'sync: – p95', value: p95(freshMs), unit: 'ms', target: { atMost: 2_000 } },
    {
      name: `sync: – the slowest of ${seenMs.length} posted while a page was away, and seen`,
      value: Math.max(0, ...seenMs),
      unit: 'ms',
    },
    { name: 'sync: fresh posts that did not come', value: lost.length, unit: 'posts', target: { atMost: 0 } },
    ...(['clockMs', 'processorMs'] as const).flatMap((by) => {
      const timesMs = tasks.map((task) => task[by])
      const of = by === 'clockMs' ? 'by the clock' : 'of the processor'
      return [
        {
          name: `sync: tasks of the page over 100 ms ${of}`,
          value: timesMs.filter((timeMs) => timeMs > 100).length,
          unit: 'tasks',
          target: { atMost: 0 },
        },
        {
          name: `sync: the longest task of the page ${of}`,
          value: Math.max(0, ...timesMs),
          unit: 'ms',
          target: { atMost: 100 },
        },
      ]
    }),
  ]
}

function p95(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.ceil(values.length * 0.95) - 1] ?? NaN
}
