/**
 * What a page works for each of its frames: processor time of its main thread, by the browser's own trace. When a frame is
 * shown is also up to the clock of the screen and to what else the machine does; this is not.
 */
import type { Page } from 'playwright-core'

/** An event of a trace (format of Chromium); times in microseconds. */
interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  /** Processor time of a complete event. */
  readonly tdur?: number
}

const CATEGORIES = ['toplevel', 'devtools.timeline', 'disabled-by-default-devtools.timeline']
const TASK = 'RunTask'
/** The frame callbacks of a page: one event for each, in one task for each frame. */
const FRAME = 'FireAnimationFrame'

/** Milliseconds for each frame while `act` runs; the page asks for all frames meanwhile. */
export async function frameWork(page: Page, act: () => Promise<unknown>): Promise<readonly number[]> {
  const browser = page.context().browser()
  if (browser === null) throw new Error('the page has no browser')
  await browser.startTracing(page, { categories: CATEGORIES })
  await act()
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    readonly traceEvents: readonly TraceEvent[]
  }
  return workOf(traceEvents)
}

function workOf(events: readonly TraceEvent[]): number[] {
  const thread = busiest(events.filter(({ name }) => name === FRAME))
  const of = (name: string): TraceEvent[] =>
    events
      .filter((event) => event.name === name && threadOf(event) === thread)
      .sort((one, other) => one.ts - other.ts)
  const tasks = of(TASK).filter(({ ph, tdur }) => ph === 'X' && tdur !== undefined)
  const work: number[] = []
  const frames = of(FRAME)
  let next = 0
  for (const [index, { ts, tdur = 0 }] of tasks.entries()) {
    const endUs = tasks[index + 1]?.ts ?? Infinity
    let isFrame = false
    for (; (frames[next]?.ts ?? Infinity) < endUs; next += 1) isFrame ||= (frames[next]?.ts ?? 0) >= ts
    // What is done before the first frame is nobody's.
    if (isFrame) work.push(0)
    if (work.length > 0) work.push((work.pop() ?? 0) + tdur / 1_000)
  }
  // The last has not ended.
  return work.slice(0, -1)
}

function busiest(events: readonly TraceEvent[]): string {
  const counts = new Map<string, number>()
  for (const event of events) counts.set(threadOf(event), (counts.get(threadOf(event)) ?? 0) + 1)
  const [first] = [...counts].sort(([, one], [, other]) => other - one)
  if (first === undefined) throw new Error('no frame was traced')
  return first[0]
}

function threadOf({ pid, tid }: TraceEvent): string {
  return `${String(pid)} ${String(tid)}`
}
