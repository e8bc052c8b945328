/** What somebody waits for on a slow line with a slow processor, against the budgets of harness/start-budgets.ts. */
import { loadavg } from 'node:os'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCompressedSite } from './harness/compressed-site'
import { openCrowded } from './harness/filled'
import { launchBrowser, type Person } from './harness/people'
import { BUDGETS, MEASURED_STRETCH, type StartBudget } from './harness/start-budgets'
import { measureStretch, type StretchMeter } from './harness/stretch'
import { startThrottled, STREAM, WELCOME, type StartTimes } from './harness/throttled'

/** What somebody holds after some days. */
const POSTS = 300
const RUNS = 3

let site: Awaited<ReturnType<typeof startCompressedSite>>
let browser: Browser
let alice: Person
let stretch: StretchMeter

beforeAll(async () => {
  site = await startCompressedSite()
  browser = await launchBrowser()
  stretch = await measureStretch(browser)
  alice = await openCrowded(browser, site, POSTS)
  // The peer runs; what is kept for the next start, and the build itself, follow.
  await alice.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
  await alice.page.close()
})

afterAll(async () => {
  await browser.close()
  await site.stop()
})

/** The median of some runs, each number by itself. */
async function median(run: () => Promise<StartTimes>): Promise<StartTimes> {
  const runs: StartTimes[] = []
  for (let count = 0; count < RUNS; count += 1) runs.push(await run())
  const middle = (of: (times: StartTimes) => number): number =>
    runs.map(of).toSorted((a, b) => a - b)[RUNS >> 1] ?? NaN
  return {
    firstPaintMs: middle((times) => times.firstPaintMs),
    shownMs: middle((times) => times.shownMs),
    interactiveMs: middle((times) => times.interactiveMs),
    blockedMs: middle((times) => times.blockedMs),
    receivedBytes: middle((times) => times.receivedBytes),
    requests: middle((times) => times.requests),
  }
}

async function expectWithin(
  name: string,
  budget: StartBudget,
  run: () => Promise<StartTimes>,
): Promise<void> {
  await stretch.sinceLast()
  const times = await median(run)
  const stretched = await stretch.sinceLast()
  const by = Math.max(1, stretched / MEASURED_STRETCH)
  const shown = Object.entries(times).map(([key, value]) => `${key} ${Math.round(value as number)}`)
  const load = loadavg()[0]?.toFixed(1) ?? ''
  const measured = `start, ${name}: ${shown.join(', ')}; load ${load}, stretched ${stretched.toFixed(2)} times`
  expect(times.firstPaintMs, measured).toBeLessThan(budget.firstPaintMs * by)
  expect(times.interactiveMs, measured).toBeLessThan(budget.interactiveMs * by)
  expect(times.blockedMs, measured).toBeLessThan(budget.blockedMs * by)
}

describe('the start on a slow line with a slow processor', () => {
  it('[FP1] a newcomer sees something, and can begin, within the budget', async () => {
    await expectWithin('a newcomer', BUDGETS.newcomer, async () => {
      const context = await browser.newContext()
      const times = await startThrottled(context, site.url, WELCOME, true)
      await context.close()
      return times
    })
  })

  it('[FP2] who holds posts, and nothing of the page, sees them and is answered within the budget', async () => {
    await expectWithin('a cold cache', BUDGETS.cold, () =>
      startThrottled(alice.context, site.url, STREAM, true),
    )
  })

  it('[FP3] the installed page shows its posts and answers within the budget', async () => {
    const page = await alice.context.newPage()
    await page.goto(site.url)
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    await page.close()
    await expectWithin('the installed page', BUDGETS.installed, () =>
      startThrottled(alice.context, site.url, STREAM, false),
    )
  })

  it('[E9] nobody complained meanwhile', () => {
    expect(alice.faults).toEqual([])
  })
})
