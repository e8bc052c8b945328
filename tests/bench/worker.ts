import type { Page } from 'playwright-core'
import { withDevPage } from './dev-page'
import { SIZES, type Size } from './network'
import type { Measured } from './pages/worker'
import { median, percentile, type Bench, type Row } from './row'

const EVALUATIONS = 20

/** What a page feels while its worker evaluates networks of several sizes. */
export const worker: Bench = {
  name: 'worker',
  run: async () => {
    const rows: Row[] = []
    for (const size of SIZES) {
      const measured = await withDevPage((page) => measureIn(page, size, EVALUATIONS), { isIsolated: true })
      const { feeding, evaluating, keeping, replacing, feedingMs, workerBytes } = measured
      const of = `worker, ${size.name}`
      rows.push(
        {
          name: `${of}: handing over ${size.follows + size.posts + size.acts} records`,
          value: feedingMs,
          unit: 'ms',
        },
        { name: `${of}: long tasks of the page meanwhile`, value: feeding.longTasksMs.length, unit: 'tasks' },
        {
          name: `${of}: full evaluation, from asking to reading, median of ${EVALUATIONS}`,
          value: median(evaluating.evaluationsMs),
          unit: 'ms',
        },
        {
          name: `${of}: long tasks of the page meanwhile`,
          value: evaluating.longTasksMs.length,
          unit: 'tasks',
        },
        {
          name: `${of}: time between frames of a scrolling list meanwhile, p95`,
          value: percentile(evaluating.framesMs, 0.95),
          unit: 'ms',
        },
        { name: `${of}: keeping a snapshot`, value: measured.keepingMs, unit: 'ms' },
        { name: `${of}: size of the snapshot`, value: measured.snapshotBytes / 1e6, unit: 'MB' },
        { name: `${of}: long tasks of the page meanwhile`, value: keeping.longTasksMs.length, unit: 'tasks' },
        {
          name: `${of}: killed in mid-evaluation, until another has ranked`,
          value: measured.replacingMs,
          unit: 'ms',
        },
        {
          name: `${of}: long tasks of the page meanwhile`,
          value: replacing.longTasksMs.length,
          unit: 'tasks',
        },
        { name: `${of}: in the same order`, value: measured.isSameOrder ? 1 : 0, unit: 'yes' },
        ...(workerBytes === null
          ? []
          : [
              {
                name: `${of}: memory of the worker beside the kernel's, which lies in WebAssembly`,
                value: workerBytes / 1e6,
                unit: 'MB',
              },
            ]),
      )
    }
    return rows
  },
}

/** As text: a test runner would rewrite the import. */
export function measureIn(page: Page, size: Size, evaluations: number): Promise<Measured> {
  const call = `measureWorker(${JSON.stringify(size)}, ${evaluations})`
  return page.evaluate<Measured>(`import('/tests/bench/pages/worker.ts').then((module) => module.${call})`)
}
