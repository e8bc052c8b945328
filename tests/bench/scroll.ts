/** Ten thousand posts held, scrolled a long way: what the page's frames take, beside an empty page as long. */
import { loadavg } from 'node:os'
import type { Page } from 'playwright-core'
import { openCrowded } from '../e2e/harness/filled'
import { launchBrowser, type Person } from '../e2e/harness/people'
import { startLonelySite } from '../e2e/harness/site'
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
      const empty = await emptyFrames(await browser.newPage({ viewport: VIEWPORT }))
      const rows: Row[] = [
        { name: `load of the machine (${POSTS} posts held)`, value: loadavg()[0] ?? 0, unit: 'of 2' },
        ...framesOf('an empty page', empty),
      ]
      for (const { name, hash } of LISTS) {
        await openList(alice, hash)
        rows.push(...framesOf(name, await framesWhileScrolled(alice.page), empty))
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

async function emptyFrames(page: Page): Promise<readonly number[]> {
  await page.setContent('<p>Nothing else.</p>')
  await page.evaluate((px) => (document.body.style.height = `${px}px`), WAY_PX * 2)
  return framesWhileScrolled(page)
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
    const now = performance.now()
    framesMs.push(now - last)
    last = now
    requestAnimationFrame(next)
  }
  requestAnimationFrame(next)
  globalThis.framesMs = framesMs
})()`

/** By the browser's own gesture, as a finger's: down, and half of the way back. */
async function framesWhileScrolled(page: Page): Promise<readonly number[]> {
  const session = await page.context().newCDPSession(page)
  await page.evaluate(WATCH)
  for (const yDistance of [-WAY_PX, WAY_PX / 2])
    await session.send('Input.synthesizeScrollGesture', {
      x: 640,
      y: 500,
      yDistance,
      speed: SPEED_PX_S,
      preventFling: true,
    })
  const framesMs = await page.evaluate(() => (globalThis as unknown as { framesMs: number[] }).framesMs)
  await session.detach()
  // The first is the time until somebody looked.
  return framesMs.slice(1)
}
