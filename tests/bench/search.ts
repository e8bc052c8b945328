import { withDevPage } from './dev-page'
import type { Asked, MeasuredSearch } from './pages/search'
import { beside, type Bench, type Row } from './row'
import { searchCases } from './search-posts'

const POSTS = 50_000
/** Issue 6: an answer within this is there with the next letter. */
const AIM_MS = 50

/** The search worker in Chromium, beside the whole of minisearch in another: reading posts in, and answers to questions. */
export const search: Bench = {
  name: 'search',
  run: async () => {
    const own = await measuredIn('/workers/search.worker.ts')
    const peer = await measuredIn('/tests/bench/pages/minisearch.worker.ts')
    const pair = (unit: string, name: string, valueOf: (of: MeasuredSearch) => number): Row[] =>
      beside(
        unit,
        { name: `search, ${POSTS} posts: ${name}`, value: valueOf(own) },
        { name: `minisearch, ${POSTS} posts: ${name}`, value: valueOf(peer) },
      )
    return [
      ...pair('ms', 'reading them all', ({ buildMs }) => buildMs),
      ...pair('ms', 'the longest slice of it', ({ longestSliceMs }) => longestSliceMs),
      ...pair('ms', 'answers meanwhile, p95', ({ meanwhileMs }) => percentile(meanwhileMs, 0.95)),
      ...own.asked.flatMap(({ name, takenMs, most }, index) => {
        const asked = (of: MeasuredSearch): Asked | undefined => of.asked[index]
        const share = (of: MeasuredSearch, part: number): number => percentile(asked(of)?.takenMs ?? [], part)
        return [
          ...pair('ms', `${name}, p50`, (of) => share(of, 0.5)),
          ...pair('ms', `${name}, p95`, (of) => share(of, 0.95)),
          {
            name: `search, ${POSTS} posts: ${name}, slowest`,
            value: Math.max(...takenMs),
            unit: 'ms',
            target: { atMost: AIM_MS },
          },
          { name: `search, ${POSTS} posts: ${name}, most that one found`, value: most, unit: 'posts' },
        ]
      }),
      ...pair('MB', 'memory of the worker', ({ workerBytes }) => (workerBytes ?? 0) / 1e6),
    ]
  },
}

function measuredIn(worker: string): Promise<MeasuredSearch> {
  const call = `measureSearch('${worker}', ${POSTS}, ${JSON.stringify(searchCases())})`
  // As text: a test runner would rewrite the import.
  const script = `import('/tests/bench/pages/search.ts').then((module) => module.${call})`
  return withDevPage((page) => page.evaluate<MeasuredSearch>(script), { isIsolated: true })
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0
}
