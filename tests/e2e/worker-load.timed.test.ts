import { describe, expect, it } from 'vitest'
import { withDevPage } from '../bench/dev-page'
import { SIZES } from '../bench/network'
import { measureIn } from '../bench/worker'

/** 10,000 people; `npm run bench -- worker` does the same with 161,000. */
const [, SIZE] = SIZES

describe('while the worker works everything out', () => {
  it('[A20] the page has no task that the browser calls long', async () => {
    if (SIZE === undefined) throw new Error('there is no such network')
    const { evaluating, keeping, replacing, isSameOrder, streamLength } = await withDevPage((page) =>
      measureIn(page, SIZE, 10),
    )
    expect(streamLength).toBeGreaterThan(500)
    expect(evaluating.evaluationsMs).toHaveLength(10)
    expect(evaluating.longTasksMs).toEqual([])
    // Nor while what is known is kept, and another worker takes it up.
    expect(keeping.longTasksMs).toEqual([])
    expect(replacing.longTasksMs).toEqual([])
    expect(isSameOrder).toBe(true)
  })
})
