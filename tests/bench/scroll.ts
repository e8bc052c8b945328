/** Ten thousand posts held, scrolled a long way: what the page's frames take, beside an empty page as long. */
import { loadavg } from 'node:os'
import type { Browser, Page } from 'playwright-core'
import { openCrowded } from '../e2e/harness/filled'
import { launchBrowser, type Person } from '../e2e/harness/people'
import { startLonelySite } from '../e2e/harness/site'
import { frameWork } from './frame-work'
import { percentile, type Bench, type Row } from './row'

const POSTS = 10_000
/** Of a finger that is in a hurry: three screens a second. */
const SPEED_PX_S = 2_400
const WAY_PX = 24_000
const VIEWPORT = { width: 1_280, height: 800 }
const FRAME_MS = 1_000 / 60

const LISTS = [
  { name: 'Stream', hash: '#/stream' },
  { name: 'Latest', hash: '#/latest' },
  { name: 'a tag', hash: '#/tag/crowd' },
]

export const scroll: Bench = {
  name: 'scroll',
  async run() {
    const site = await startLonelySite()
    const browser = await launchBrowser()
    try {
      const alice = await openCrowded(browser, site, POSTS, { viewport: VIEWPORT })
      const empty = await emptyFrames(browser)
      const rows: Row[] = [
        { name: `load of the machine (${POSTS} posts held)`, value: loadavg()[0] ?? 0, unit: 'of 2' },
        ...framesOf('an empty page', empty),
      ]
      for (const { name, hash } of LISTS) {
        await openList(alice, hash)
        rows.push(...framesOf(name, await framesWhileScrolled(alice.page), empty))
        rows.push(...workRows(name, await workWhileScrolled(alice.page)))
        rows.push({ name: `${name}: articles in the page`, value: await articles(alice.page), unit: 'posts' })
      }
      if (alice.faults.length > 0) throw new Error(alice.faults.join('\n'))
      return rows
    } finally {
      await browser.close()
      await site.stop()
    }
  },
}

function framesOf(name: string, framesMs: readonly number[], empty?: readonly number[]): Row[] {
  const frame = (share: number) => percentile(framesMs, share)
  const beside =
    empty === undefined
      ? {}
      : { peer: 'an empty page: frame, p95', ratio: frame(0.95) / percentile(empty, 0.95) }
  return [
    { name: `${name}: frame, median of ${framesMs.length}`, value: frame(0.5), unit: 'ms' },
    { name: `${name}: frame, p95`, value: frame(0.95), unit: 'ms', ...beside },
    { name: `${name}: frame, slowest`, value: Math.max(...framesMs), unit: 'ms' },
    {
      name: `${name}: frames that came too late`,
      value: (100 * framesMs.filter((ms) => ms > 1.5 * FRAME_MS).length) / framesMs.length,
      unit: '%',
    },
  ]
}

function workRows(name: string, workMs: readonly number[]): Row[] {
  const of = (share: number) => percentile(workMs, share)
  return [
    {
      name: `${name}: work of the main thread for a frame, median of ${workMs.length}`,
      value: of(0.5),
      unit: 'ms',
    },
    { name: `${name}: – p95`, value: of(0.95), unit: 'ms', target: { atMost: FRAME_MS } },
  ]
}

/** The page is closed again: one that asks for frames as well would be in the traces of the others. */
async function emptyFrames(browser: Browser): Promise<readonly number[]> {
  const page = await browser.newPage({ viewport: VIEWPORT })
  await page.setContent('<p>Nothing else.</p>')
  await page.evaluate((px) => (document.body.style.height = `${px}px`), WAY_PX * 2)
  const framesMs = await framesWhileScrolled(page)
  await page.close()
  return framesMs
}

async function openList({ page }: Person, hash: string): Promise<void> {
  await page.evaluate((address) => (location.hash = address), hash)
  await page.getByRole('feed').getByRole('article').first().waitFor()
}

function articles(page: Page): Promise<number> {
  return page.getByRole('article').count()
}

/** As text: tsx keeps the names of functions by a helper that is not there in a page. */
const WATCH = `(() => {
  const framesMs = []
  let last = performance.now()
  const next = () => {
    // Another list is watched.
    if (globalThis.framesMs !== framesMs) return
    const now = performance.now()
    framesMs.push(now - last)
    last = now
    requestAnimationFrame(next)
  }
  globalThis.framesMs = framesMs
  requestAnimationFrame(next)
})()`

async function framesWhileScrolled(page: Page): Promise<readonly number[]> {
  await page.evaluate(WATCH)
  await scrollAbout(page)
  const framesMs = await page.evaluate(() => (globalThis as unknown as { framesMs: number[] }).framesMs)
  // The first is the time until somebody looked.
  return framesMs.slice(1)
}

/** Once more, further down: a trace costs time itself. The page is watched already, so it asks for each frame. */
function workWhileScrolled(page: Page): Promise<readonly number[]> {
  return frameWork(page, () => scrollAbout(page))
}

/** By the browser's own gesture, as a finger's: down, and half of the way back. */
async function scrollAbout(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  for (const yDistance of [-WAY_PX, WAY_PX / 2])
    await session.send('Input.synthesizeScrollGesture', {
      x: 640,
      y: 500,
      yDistance,
      speed: SPEED_PX_S,
      preventFling: true,
    })
  await session.detach()
}
