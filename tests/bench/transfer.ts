/** Blocks between two pages by bitswap, as images travel, beside what a bare data channel between them carries. */
import type { Page } from 'playwright-core'
import { withDevPage } from './dev-page'
import { beside, median, type Bench, type Row } from './row'

const RUNS = 5
const BLOCKS = 1_000
/** About what a log entry weighs. */
const BLOCK_BYTES = 300
const FILE_BYTES = 5_000_000
/** Of messages of these sizes a data channel's best is taken: libp2p's WebRTC sends 16 KiB at most. */
const RAW_BYTES = [16_384, 65_536, 262_144]

export const transfer: Bench = { name: 'transfer', run: () => withDevPage(measure) }

async function measure(alice: Page): Promise<Row[]> {
  const context = await alice.context().browser()?.newContext()
  if (context === undefined) throw new Error('expected a page of a browser')
  const bob = await context.newPage()
  await bob.goto(alice.url())
  const [hers, his] = [await call<object>(alice, 'startNode'), await call<object>(bob, 'startNode')]
  await Promise.all([call(alice, 'link', his), call(bob, 'link', hers)])
  const offer = await call<string>(bob, 'offerRaw')
  await call(bob, 'connectRaw', await call<string>(alice, 'answerRaw', offer))

  const blocks: number[] = []
  const rawBlocks: number[] = []
  const file: number[] = []
  const rawFile: number[] = []
  for (let run = 0; run <= RUNS; run += 1) {
    const measured = {
      blocks: await call<number>(bob, 'fetchBlocks', await call(alice, 'keepBlocks', BLOCKS, BLOCK_BYTES)),
      rawBlocks: await call<number>(bob, 'fetchRaw', BLOCKS, BLOCK_BYTES),
      file: await call<number>(bob, 'fetchFile', await call(alice, 'keepFile', FILE_BYTES), FILE_BYTES),
      rawFile: await rawBest(bob),
    }
    if (run === 0) continue // It warms up compiler, disk and congestion window.
    blocks.push(measured.blocks)
    rawBlocks.push(measured.rawBlocks)
    file.push(measured.file)
    rawFile.push(measured.rawFile)
  }
  return [
    ...beside(
      'ms',
      {
        name: `transfer: ${BLOCKS} blocks of ${BLOCK_BYTES} B by bitswap, median of ${RUNS}`,
        value: median(blocks),
      },
      {
        name: `transfer: ${BLOCKS} messages of ${BLOCK_BYTES} B, raw data channel`,
        value: median(rawBlocks),
      },
    ),
    ...beside(
      'MB/s',
      { name: `transfer: a file of 5 MB by bitswap, median of ${RUNS}`, value: rate(file) },
      { name: 'transfer: 5 MB over the raw data channel, best size of message', value: rate(rawFile) },
    ),
  ]
}

async function rawBest(page: Page): Promise<number> {
  const times: number[] = []
  for (const bytes of RAW_BYTES)
    times.push(await call<number>(page, 'fetchRaw', Math.ceil(FILE_BYTES / bytes), bytes))
  return Math.min(...times)
}

function rate(timesMs: readonly number[]): number {
  return FILE_BYTES / 1e6 / (median(timesMs) / 1_000)
}

/** As text: a test runner would rewrite the import. */
function call<T>(page: Page, name: string, ...args: readonly unknown[]): Promise<T> {
  return page.evaluate<T>(
    `import('/tests/bench/pages/transfer.ts').then((module) => module.${name}(...${JSON.stringify(args)}))`,
  )
}
