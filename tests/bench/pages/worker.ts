/**
 * Runs in a page: feeds the app's own client and worker a network of some size and has everything worked out again and
 * again, while a list scrolls. Tells what the page felt of it.
 */
import { AttentionClient } from '../../../src/app/attention-client'
import { paramsOf } from '../../../src/attention/adjustable'
import type { Reading } from '../../../src/attention/reading'
import { VIEW } from '../../../src/attention/kernel/post-table'
import type { ActKind, KnowledgePart } from '../../../src/attention/types'
import { bytesOfWorker } from './memory'
import { networkOf, NOW, VIEWER, type Network, type Size } from '../network'

export interface Felt {
  /** Milliseconds of the tasks of the page's main thread that the browser calls long: 50 ms and more. */
  readonly longTasksMs: readonly number[]
  /** Milliseconds between frames while the list scrolled. */
  readonly framesMs: readonly number[]
  /** Milliseconds from asking to reading, one for each full evaluation. */
  readonly evaluationsMs: readonly number[]
}

export interface Measured {
  /** While the records were handed over. */
  readonly feeding: Felt
  readonly feedingMs: number
  /** While everything was evaluated anew. */
  readonly evaluating: Felt
  readonly streamLength: number
  /** While everything known was kept as a snapshot. */
  readonly keeping: Felt
  readonly keepingMs: number
  readonly snapshotBytes: number
  /** From the death of the worker in mid-evaluation to the next reading. */
  readonly replacing: Felt
  readonly replacingMs: number
  readonly isSameOrder: boolean
  /** Of the worker's scope, where the browser tells it. */
  readonly workerBytes: number | null
}

const KINDS: readonly ActKind[] = ['like', 'comment', 'share', 'view']
/** As the app hands them over (src/social/society.ts). */
const PART_RECORDS = 2_000

/** As long as the real ones. */
export function personName(person: number): string {
  return `z6Mk${String(person).padStart(44, 'w')}`
}

function postName(post: number): string {
  return `bafyrei${String(post).padStart(52, 'q')}`
}

export function* partsOf({ columns }: Network): Iterable<KnowledgePart> {
  const { followFrom, followTo, postAuthor, postAt, actBy, actPost, actKind, actAt } = columns
  const slices = function* <T>(count: number, make: (index: number) => T): Iterable<T[]> {
    for (let from = 0; from < count; from += PART_RECORDS)
      yield Array.from({ length: Math.min(PART_RECORDS, count - from) }, (_, index) => make(from + index))
  }
  const follow = (index: number) => ({
    from: personName(followFrom[index] ?? 0),
    to: personName(followTo[index] ?? 0),
  })
  const post = (index: number) => ({
    id: postName(index),
    author: personName(postAuthor[index] ?? 0),
    at: postAt[index] ?? 0,
  })
  const act = (index: number) => ({
    by: personName(actBy[index] ?? 0),
    post: postName(actPost[index] ?? 0),
    kind: KINDS[actKind[index] ?? 0] ?? 'like',
    at: actAt[index] ?? 0,
  })
  for (const follows of slices(followFrom.length, follow)) yield { follows, posts: [], acts: [] }
  for (const posts of slices(postAuthor.length, post)) yield { follows: [], posts, acts: [] }
  for (const acts of slices(actBy.length, act))
    yield { follows: [], posts: [], acts: acts.filter(({ kind }) => kind !== 'view') }
}

/** Views are private: there are none but the viewer's. */
export function ownOf({ columns: { actBy, actPost, actKind, actAt } }: Network): KnowledgePart {
  const acts = [...actBy.keys()]
    .filter((index) => actBy[index] === VIEWER && actKind[index] === VIEW)
    .map((index) => ({
      by: personName(VIEWER),
      post: postName(actPost[index] ?? 0),
      kind: 'view' as const,
      at: actAt[index] ?? 0,
    }))
  return { follows: [], posts: [], acts }
}

/** A list, drawn, that is to scroll. */
async function drawnList(): Promise<HTMLElement> {
  const list = document.createElement('div')
  list.style.cssText = 'block-size: 600px; overflow: auto'
  for (let row = 0; row < 2_000; row += 1) {
    const item = document.createElement('p')
    item.textContent = `A post of some length, number ${row}, as it stands in a list that is read.`
    list.append(item)
  }
  document.body.append(list)
  // What it takes to lay it out is no matter of the worker's.
  await new Promise((resolve) => setTimeout(resolve, 500))
  return list
}

/** Scrolls it a little with each frame, until told to stop. */
function scroll(list: HTMLElement): () => number[] {
  const framesMs: number[] = []
  let lastMs = performance.now()
  let isOn = true
  const frame = (nowMs: number): void => {
    framesMs.push(nowMs - lastMs)
    lastMs = nowMs
    list.scrollTop += 8
    if (isOn) requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
  return () => {
    isOn = false
    return framesMs.slice(2)
  }
}

function watchLongTasks(): () => number[] {
  const durations: number[] = []
  const observer = new PerformanceObserver((entries) => {
    for (const { duration } of entries.getEntries()) durations.push(duration)
  })
  observer.observe({ entryTypes: ['longtask'] })
  return () => {
    durations.push(...observer.takeRecords().map(({ duration }) => duration))
    observer.disconnect()
    return durations
  }
}

async function felt(run: () => Promise<number[]>): Promise<Felt> {
  const list = await drawnList()
  const stopTasks = watchLongTasks()
  const stopFrames = scroll(list)
  const evaluationsMs = await run()
  // Long tasks are told of after they have ended.
  await new Promise((resolve) => setTimeout(resolve, 200))
  const measured = { framesMs: stopFrames(), longTasksMs: stopTasks(), evaluationsMs }
  list.remove()
  return measured
}

const workers: Worker[] = []

/** So that the one of the client can be killed. */
globalThis.Worker = class extends Worker {
  constructor(url: string | URL, options?: WorkerOptions) {
    super(url, options)
    workers.push(this)
  }
}

export async function measureWorker(size: Size, evaluations: number): Promise<Measured> {
  const network = networkOf(size, 1)
  const own = ownOf(network)
  let heard: PromiseWithResolvers<Reading> = Promise.withResolvers()
  const startedMs = performance.now()
  /** From when on the clock stands, so that orders can be compared. */
  let stoppedMs: number | null = null
  let client!: AttentionClient
  let feedingMs = 0
  const feeding = await felt(async () => {
    const begunMs = performance.now()
    client = new AttentionClient({
      now: () => NOW + Math.floor((stoppedMs ?? performance.now()) - startedMs),
      settings: () => ({ viewer: personName(VIEWER) }),
      own: () => own,
      parts: () => partsOf(network),
      evaluated: (reading) => heard.resolve(reading),
    })
    client.begin(null)
    await heard.promise
    feedingMs = performance.now() - begunMs
    return []
  })
  let streamLength = 0
  const evaluating = await felt(async () => {
    const evaluationsMs: number[] = []
    for (let turn = 0; turn < evaluations; turn += 1) {
      heard = Promise.withResolvers()
      const askedMs = performance.now()
      // Another half-life each time: nothing of what was worked out holds.
      client.change({ params: paramsOf({ chargeHalfLifeHours: 24 + (turn % 2) }) })
      streamLength = (await heard.promise).stream.length
      evaluationsMs.push(performance.now() - askedMs)
    }
    return evaluationsMs
  })
  const workerBytes = await bytesOfWorker()

  let keepingMs = 0
  let snapshotBytes = 0
  const keeping = await felt(async () => {
    const askedMs = performance.now()
    snapshotBytes = (await client.keep())?.size ?? 0
    keepingMs = performance.now() - askedMs
    return []
  })

  stoppedMs = performance.now()
  let before: readonly string[] = []
  // The first may have been asked for before the clock stood.
  for (let turn = 0; turn < 2; turn += 1) {
    heard = Promise.withResolvers()
    client.evaluateSoon()
    before = (await heard.promise).stream
  }
  let replacingMs = 0
  let after: readonly string[] = []
  const replacing = await felt(async () => {
    heard = Promise.withResolvers()
    // Everything is worked out anew, and in the midst of it …
    client.change({ params: paramsOf({ chargeHalfLifeHours: 24 + ((evaluations - 1) % 2) }) })
    await new Promise((resolve) => setTimeout(resolve))
    const killedMs = performance.now()
    workers.at(-1)?.terminate()
    after = (await heard.promise).stream
    replacingMs = performance.now() - killedMs
    return []
  })
  client.stop()
  return {
    feeding,
    feedingMs,
    evaluating,
    streamLength,
    keeping,
    keepingMs,
    snapshotBytes,
    replacing,
    replacingMs,
    isSameOrder: before.join() === after.join(),
    workerBytes,
  }
}
