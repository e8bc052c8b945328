/**
 * Runs in a page: reads seeded posts into the app's own search worker as the app does, and asks it. Tells how long each
 * answer took, from asking to reading, and how long the worker was at it.
 */
import { wrap, type Remote } from 'comlink'
import type { SearchWorkerApi } from '../../../src/search/types'
import { SEEKER, writingsOf, type SearchCase } from '../search-posts'
import { bytesOfWorker } from './memory'

/** As the app reads them (src/app/search-client.ts). */
const SLICE = 250

export interface Asked {
  readonly name: string
  /** Milliseconds from asking to reading on the page, one for each question. */
  readonly takenMs: readonly number[]
  /** Found by the question that finds most. */
  readonly most: number
}

export interface MeasuredSearch {
  readonly buildMs: number
  /** The longest that a question would have waited for while the posts were read. */
  readonly longestSliceMs: number
  /** Answers while the posts were read. */
  readonly meanwhileMs: readonly number[]
  readonly asked: readonly Asked[]
  readonly workerBytes: number | null
}

export async function measureSearch(
  workerUrl: string,
  posts: number,
  cases: readonly SearchCase[],
): Promise<MeasuredSearch> {
  const worker = new Worker(workerUrl, { type: 'module' })
  const api = wrap<SearchWorkerApi>(worker)
  const writings = writingsOf(posts)
  const meanwhileMs: number[] = []
  let longestSliceMs = 0
  // Its script has to be there before the clock runs.
  await api.take({})
  const began = performance.now()
  for (let from = 0; from < writings.length; from += SLICE) {
    const sliceBegan = performance.now()
    const taken = api.take({ writings: writings.slice(from, from + SLICE) })
    // Asked while the worker is at it, as by somebody who types.
    if ((from / SLICE) % 10 === 9) meanwhileMs.push(await msOf(api, cases[0]?.questions[0] ?? ''))
    else {
      await taken
      longestSliceMs = Math.max(longestSliceMs, performance.now() - sliceBegan)
    }
  }
  const buildMs = performance.now() - began
  const asked: Asked[] = []
  for (const { name, questions } of cases) {
    const takenMs: number[] = []
    let most = 0
    for (const question of questions) {
      takenMs.push(await msOf(api, question))
      most = Math.max(most, await countOf(api, question))
    }
    asked.push({ name, takenMs, most })
  }
  const workerBytes = await bytesOfWorker()
  worker.terminate()
  return { buildMs, longestSliceMs, meanwhileMs, asked, workerBytes }
}

async function msOf(api: Remote<SearchWorkerApi>, typed: string): Promise<number> {
  const began = performance.now()
  await api.find({ typed, people: 5, tags: 12, writings: 20 }, SEEKER)
  return performance.now() - began
}

async function countOf(api: Remote<SearchWorkerApi>, typed: string): Promise<number> {
  return (await api.find({ typed, people: 0, tags: 0, writings: 0 }, SEEKER)).writings.count
}
