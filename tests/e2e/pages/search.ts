/** Runs in a page: the app's own search client and worker, reading many posts while somebody asks and somebody writes. */
import type { Progress } from '../../../src/app/api'
import { SearchClient } from '../../../src/app/search-client'
import type { PersonId } from '../../../src/identity/types'
import { nextTask } from '../../../src/lib/next-task'
import type { RecordChange } from '../../../src/records/store'
import type { RecordCid } from '../../../src/records/types'
import { writingsOf } from '../../bench/search-posts'

const POSTS = 12_000
const QUESTION = { people: 5, tags: 5, writings: 5 }

export interface ReadingStory {
  /** What was told of the reading, in order; null when all was read. */
  readonly told: readonly (Progress | null)[]
  /** Of the question asked while it read: what was found then, and how much had been read when the answer came. */
  readonly early: number
  readonly readByThen: Progress | null
  readonly late: number
  /** Milliseconds of tasks of the page that the browser calls long. */
  readonly longTasksMs: readonly number[]
  /** Posts that still hold a word that only one post held, which was withdrawn before its turn came. */
  readonly withdrawn: number
}

export async function readMany(): Promise<ReadingStory> {
  const writings = new Map(
    writingsOf(POSTS).map((writing) => [writing.cid, { ...writing, text: `every ${writing.text}` }]),
  )
  const last = [...writings.values()].at(-1)
  if (last === undefined) throw new Error('there are no posts')
  writings.set(last.cid, { ...last, text: 'unmistakable' })
  const told: (Progress | null)[] = []
  const read = Promise.withResolvers<null>()
  // Making the posts was long enough itself; the browser may tell of it after it has ended.
  await nextTask()
  const beganMs = performance.now()
  const longTasksMs: number[] = []
  const observer = new PerformanceObserver((list) => {
    const since = list.getEntries().filter(({ startTime }) => startTime >= beganMs)
    longTasksMs.push(...since.map(({ duration }) => duration))
  })
  observer.observe({ type: 'longtask' })
  const client = new SearchClient({
    social: {
      person: (id: PersonId) => ({ id, name: null, about: '', hue: 0 }),
      writing: (cid: RecordCid) => writings.get(cid) ?? null,
      writings: () => [...writings.keys()],
      named: () => [],
    },
    seeker: () => ({ person: null, dials: {}, followed: [], ranked: [] }),
    changed: (reading) => {
      told.push(reading)
      if (reading === null) read.resolve(null)
    },
  })
  const count = async (typed: string): Promise<number> =>
    (await client.find({ typed, ...QUESTION }))?.writings.count ?? -1
  const early = await count('every')
  const readByThen = told.at(-1) ?? null
  writings.delete(last.cid)
  client.apply({ added: [], forgotten: [last.cid], source: 'disk' } satisfies RecordChange)
  await read.promise
  const late = await count('every')
  const withdrawn = await count('unmistakable')
  client.stop()
  observer.disconnect()
  return { told, early, readByThen, late, longTasksMs, withdrawn }
}
