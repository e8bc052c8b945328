/** What one page costs: until its first link, with eight links and nothing to do, and in memory. */
import type { Browser } from 'playwright-core'
import { launchBrowser, Person, until } from '../e2e/harness/people'
import { startSite, type Site } from '../e2e/harness/site'
import { untilLinked } from './conversation'
import { cpuMs, memoryBytes, Processes, type BrowserProcess } from './renderers'
import { median, type Bench, type Row } from './row'

const NAMES = ['Alice', 'Bob', 'Charlie', 'Dora', 'Erik', 'Fay', 'Gus', 'Hana', 'Ivo']
const LINKS = NAMES.length - 1
const STARTS = 5
const LINKED_WITHIN_MS = 90_000
/** Dialling, catching up and first evaluations are over by then. */
const SETTLE_MS = 30_000
/** Several intervals of presence, which is said every twenty seconds. */
const IDLE_MS = 60_000

export const page: Bench = {
  name: 'page',
  async run() {
    const site = await startSite()
    const browser = await launchBrowser()
    try {
      return await idleRows(browser, site)
    } finally {
      await browser.close()
      await site.stop()
    }
  },
}

async function idleRows(browser: Browser, site: Site): Promise<Row[]> {
  const processes = await Processes.of(browser)
  const blank = await (await browser.newContext()).newPage()
  await blank.goto('about:blank')
  const before = await processes.list()
  const people = await Promise.all(NAMES.map((name) => Person.open(browser, site, name)))
  const [alice, bob] = people
  if (alice === undefined || bob === undefined) throw new Error('expected two people')
  await alice.begin()
  const invite = await alice.inviteLink()
  for (const person of people.slice(1)) {
    await person.begin(invite)
    await person.follow()
  }
  for (const person of people) await person.goTo('Connections')
  const links = (): Promise<number[]> =>
    Promise.all(
      people.map((person) => person.page.getByRole('list', { name: 'Peers' }).getByRole('listitem').count()),
    )
  const isFull = async (): Promise<boolean> => (await links()).every((count) => count === LINKS)
  await until(`everybody has ${LINKS} links`, isFull, LINKED_WITHIN_MS)

  const starts: number[] = []
  for (let start = 0; start < STARTS; start += 1) starts.push(await untilLinked(bob.page))
  await until(`everybody has ${LINKS} links again`, isFull, LINKED_WITHIN_MS)

  for (const person of people) await person.goTo('Stream')
  await pause(SETTLE_MS)
  const old = new Set(before.map(({ pid }) => pid))
  const now = await processes.list()
  const renderers = now.filter(({ kind, pid }) => kind === 'renderer' && !old.has(pid))
  const pages = await largest(renderers, people.length)
  const others = now.filter(({ kind }) => kind === 'other')
  const [ofPages, ofOthers] = await Promise.all([shares(pages), shares(others)])
  const memory = await Promise.all(pages.map(({ pid }) => memoryBytes(pid)))
  const heaps = await Promise.all(people.map(heapBytes))
  const of = `page: idle with ${LINKS} links`
  return [
    { name: `page: navigation to first direct link, median of ${STARTS}`, value: median(starts), unit: 'ms' },
    {
      name: `${of}: processor time of its process, median of ${pages.length}`,
      value: median(ofPages),
      unit: '% core',
      target: { atMost: 2 },
    },
    { name: `${of}: – the busiest of them`, value: Math.max(...ofPages), unit: '% core' },
    {
      name: `${of}: its part of the browser's other processes`,
      value: ofOthers.reduce((sum, share) => sum + share, 0) / people.length,
      unit: '% core',
    },
    { name: `${of}: memory of its process`, value: median(memory) / 1e6, unit: 'MB' },
    { name: `${of}: JavaScript heap of the page`, value: median(heaps) / 1e6, unit: 'MB' },
  ]
}

/** Chromium keeps spare processes for pages to come, of about half the size: the pages are in the largest. */
async function largest(processes: readonly BrowserProcess[], count: number): Promise<BrowserProcess[]> {
  const sized = await Promise.all(
    processes.map(async (process) => ({ process, bytes: await memoryBytes(process.pid) })),
  )
  return sized
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, count)
    .map(({ process }) => process)
}

/** Percent of a core that each takes in the same minute. */
async function shares(processes: readonly BrowserProcess[]): Promise<number[]> {
  const times = (): Promise<number[]> => Promise.all(processes.map(({ pid }) => cpuMs(pid)))
  const [before, began] = [await times(), performance.now()]
  await pause(IDLE_MS)
  const [after, ms] = [await times(), performance.now() - began]
  return after.map((time, index) => ((time - (before[index] ?? 0)) / ms) * 100)
}

/** What is left of the page's heap after a collection; a worker's is not in it. */
async function heapBytes(person: Person): Promise<number> {
  const session = await person.context.newCDPSession(person.page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  await session.detach()
  return usedSize
}

/** A measured stretch of time: there is nothing to wait for. */
function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
