import { describe, expect, it } from 'vitest'
import { withDevPage } from '../bench/dev-page'
import { SIZES } from '../bench/network'
import type { MeasureWorker } from '../bench/pages/worker'

/** 10,000 people; `npm run bench -- worker` does the same with 161,000. */
const [, SIZE] = SIZES

describe('while the worker works everything out', () => {
  it('[A20] the page has no task that the browser calls long', async () => {
    if (SIZE === undefined) throw new Error('there is no such network')
    const { evaluating, streamLength } = await withDevPage((page) =>
      page.evaluate(
        async ([size, evaluations]) => {
          const file = '/tests/bench/pages/worker.ts'
          const module = (await import(/* @vite-ignore */ file)) as { measureWorker: MeasureWorker }
          return module.measureWorker(size, evaluations)
        },
        [SIZE, 10] as const,
      ),
    )
    expect(streamLength).toBeGreaterThan(500)
    expect(evaluating.evaluationsMs).toHaveLength(10)
    expect(evaluating.longTasksMs).toEqual([])
  })
})
