import { withDevPage } from './dev-page'
import type { KeepBlocks } from './pages/blocks'
import { beside, median, type Bench } from './row'

const BLOCKS = 2_000
const RUNS = 5

/** Durable block puts, as when images and records stream in. */
export const storage: Bench = {
  name: 'storage',
  run: () =>
    withDevPage(async (page) => {
      const runs: { gathered: number; single: number }[] = []
      for (let run = 0; run <= RUNS; run += 1) {
        const measured = await page.evaluate(async (count) => {
          const file = '/tests/bench/pages/blocks.ts'
          const module = (await import(/* @vite-ignore */ file)) as { keepBlocks: KeepBlocks }
          return module.keepBlocks(count)
        }, BLOCKS)
        if (run > 0) runs.push(measured) // The first warms up compiler and disk.
      }
      return beside(
        'ms',
        {
          name: `storage: ${BLOCKS} blocks of 1 KiB, gathered`,
          value: median(runs.map(({ gathered }) => gathered)),
        },
        {
          name: `storage: ${BLOCKS} blocks of 1 KiB, a transaction each`,
          value: median(runs.map(({ single }) => single)),
        },
      )
    }),
}
