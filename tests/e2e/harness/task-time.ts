/**
 * How long the tasks of pages take, by the browser's own trace: on the clock, and of the processor. The second says what the
 * page costs whatever else the machine does meanwhile; a task that is put off for another process takes longer by the
 * clock alone.
 */
import type { Browser, Page } from 'playwright-core'

/** Each load of the page marks its thread by this. */
const MARK = 'the tasks of this page are timed'
/** As Chromium calls whatever a thread does at a stretch. */
const TASK = 'ThreadControllerImpl::RunTask'
/** Minutes of all pages and of the browser itself; what Chromium takes by itself holds some three. */
const TRACE_KB = 1 << 20
/** Shorter ones are felt by nobody. */
const LONG_MS = 20

export interface TimedTask {
  readonly clockMs: number
  readonly processorMs: number
}

export interface TaskTimes {
  /** To be called before the page is loaded. */
  watch(page: Page): Promise<void>
  /** All tasks of {@link LONG_MS} or more since then of the pages that are watched. */
  stop(): Promise<readonly TimedTask[]>
}

interface TraceEvent {
  readonly name: string
  readonly pid: number
  readonly tid: number
  /** In microseconds; of a mark there is none. */
  readonly dur?: number
  readonly tdur?: number
}

export async function timeTasks(browser: Browser): Promise<TaskTimes> {
  const session = await browser.newBrowserCDPSession()
  const marked = new Set<string>()
  const long: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => {
    for (const event of value as unknown as TraceEvent[])
      if (event.name === MARK) marked.add(threadOf(event))
      else if (event.name === TASK && (event.dur ?? 0) >= LONG_MS * 1_000) long.push(event)
  })
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: {
      recordMode: 'recordAsMuchAsPossible',
      traceBufferSizeInKb: TRACE_KB,
      includedCategories: ['toplevel', 'blink.user_timing'],
    },
  })
  return {
    async watch(page) {
      await page.addInitScript((mark) => void performance.mark(mark), MARK)
    },
    async stop() {
      const complete = new Promise<{ dataLossOccurred: boolean }>((resolve) =>
        session.once('Tracing.tracingComplete', resolve),
      )
      await session.send('Tracing.end')
      if ((await complete).dataLossOccurred) throw new Error('the browser lost a part of its trace')
      await session.detach()
      const tasks = long.filter((event) => marked.has(threadOf(event))).map(timesOf)
      // Loading a page alone takes longer: without any, another Chromium calls its tasks otherwise.
      if (tasks.length === 0) throw new Error('the trace has no task of the pages that are watched')
      return tasks
    },
  }
}

function timesOf({ dur, tdur }: TraceEvent): TimedTask {
  if (dur === undefined || tdur === undefined)
    throw new Error('the trace does not tell the time of the processor')
  return { clockMs: dur / 1_000, processorMs: tdur / 1_000 }
}

function threadOf({ pid, tid }: TraceEvent): string {
  return `${String(pid)}/${String(tid)}`
}
