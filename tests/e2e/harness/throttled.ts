/** How a page starts on a slow line with a slow processor. */
import type { BrowserContext, CDPSession, Page } from 'playwright-core'
import { LINE, SLOWER_CPU } from './start-budgets'

export interface StartTimes {
  readonly firstPaintMs: number
  /** What was waited for is shown … */
  readonly shownMs: number
  /** … and has answered a click. */
  readonly interactiveMs: number
  readonly blockedMs: number
  /** Of all that came over the line until then. */
  readonly receivedBytes: number
  readonly requests: number
}

/** What is waited for, the button that is clicked then, and what answers. */
export interface Awaited {
  readonly shown: string
  readonly button: string
  readonly answer: string
}

export const STREAM: Awaited = {
  shown: 'article',
  button: 'article button[aria-haspopup=dialog]',
  answer: 'dialog[open]',
}
export const WELCOME: Awaited = { shown: 'main h1', button: 'main .primary', answer: 'input' }

/** A task longer than this keeps a finger waiting (W3C, Long Tasks). */
const LONG_TASK_MS = 50

interface Noted {
  readonly shownMs: number
  readonly answeredMs: number
  readonly longTasks: readonly { readonly atMs: number; readonly ms: number }[]
}

export async function startThrottled(
  context: BrowserContext,
  url: string,
  { shown, button, answer }: Awaited,
  isCold: boolean,
): Promise<StartTimes> {
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  if (isCold) await forget(session, url)
  await page.addInitScript(note, { shown, answer })
  let receivedBytes = 0
  let requests = 0
  await session.send('Network.enable')
  session.on('Network.requestWillBeSent', () => (requests += 1))
  session.on('Network.loadingFinished', ({ encodedDataLength }) => (receivedBytes += encodedDataLength))
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: LINE.latencyMs,
    downloadThroughput: LINE.bitsPerSecond / 8,
    uploadThroughput: LINE.bitsPerSecond / 8,
  })
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER_CPU })
  await page.goto(url, { waitUntil: 'commit' })
  await page.locator(shown).first().waitFor()
  const box = await page.locator(button).first().boundingBox()
  if (box === null) throw new Error(`there is no ${button}`)
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2)
  await page.locator(answer).first().waitFor()
  const noted = await page.evaluate(() => (globalThis as unknown as { noted: Noted }).noted)
  const firstPaintMs = await firstPaint(page)
  await page.close()
  const blockedMs = noted.longTasks
    .filter(({ atMs, ms }) => atMs + ms > firstPaintMs && atMs < noted.answeredMs)
    .reduce((sum, { ms }) => sum + ms - LONG_TASK_MS, 0)
  const { shownMs, answeredMs: interactiveMs } = noted
  return { firstPaintMs, shownMs, interactiveMs, blockedMs, receivedBytes, requests }
}

function firstPaint(page: Page): Promise<number> {
  return page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Infinity)
}

/** Nothing of the site is left in the browser but what its owner wrote and holds. */
async function forget(session: CDPSession, url: string): Promise<void> {
  await session.send('Network.clearBrowserCache')
  await session.send('Storage.clearDataForOrigin', {
    origin: new URL(url).origin,
    storageTypes: 'service_workers,cache_storage',
  })
}

function note({ shown, answer }: { readonly shown: string; readonly answer: string }): void {
  const noted = { shownMs: Infinity, answeredMs: Infinity, longTasks: [] as { atMs: number; ms: number }[] }
  Object.assign(globalThis, { noted })
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries())
      noted.longTasks.push({ atMs: startTime, ms: duration })
  }).observe({ type: 'longtask', buffered: true })
  new MutationObserver((_, observer) => {
    if (noted.shownMs === Infinity && document.querySelector(shown) !== null)
      noted.shownMs = performance.now()
    if (noted.shownMs === Infinity || document.querySelector(answer) === null) return
    noted.answeredMs = performance.now()
    observer.disconnect()
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['open'] })
}
