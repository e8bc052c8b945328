import { withDevPage } from './dev-page'
import { SIZES } from './network'
import type { MeasureWorker } from './pages/worker'
import { median, type Bench, type Row } from './row'

const EVALUATIONS = 20

/** What a page feels while its worker evaluates networks of several sizes. */
export const worker: Bench = {
  name: 'worker',
  run: async () => {
    const rows: Row[] = []
    for (const size of SIZES) {
      const measured = await withDevPage(
        (page) =>
          page.evaluate(
            async ([of, evaluations]) => {
              const file = '/tests/bench/pages/worker.ts'
              const module = (await import(/* @vite-ignore */ file)) as { measureWorker: MeasureWorker }
              return module.measureWorker(of, evaluations)
            },
            [size, EVALUATIONS] as const,
          ),
        { isIsolated: true },
      )
      const { feeding, evaluating, feedingMs, workerBytes } = measured
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
        ...(workerBytes === null
          ? []
          : [{ name: `${of}: memory of the worker`, value: workerBytes / 1e6, unit: 'MB' }]),
      )
    }
    return rows
  },
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0
}
