/** How much slower the machine is for others who use it: a loop of some milliseconds in a page that does nothing else. */
import type { Browser } from 'playwright-core'

export interface StretchMeter {
  /** What the loop took on average since it was last asked for, as a multiple of its shortest ever. */
  sinceLast(): Promise<number>
}

export async function measureStretch(browser: Browser): Promise<StretchMeter> {
  const page = await browser.newPage()
  await page.goto('about:blank')
  await page.evaluate(LOOP)
  return { sinceLast: () => page.evaluate<number>('stretch()') }
}

/** As text: tsx keeps the names of functions by a helper that is not there in a page. */
const LOOP = `(() => {
  let shortest = Infinity
  let times = []
  setInterval(() => {
    const began = performance.now()
    let sum = 0
    for (let index = 0; index < 1000000; index += 1) sum = (sum + index * index) % 1000003
    const ms = performance.now() - began + sum * 0
    shortest = Math.min(shortest, ms)
    times.push(ms)
  }, 100)
  globalThis.stretch = () => {
    const mean = times.reduce((sum, ms) => sum + ms, 0) / Math.max(1, times.length)
    times = []
    return Math.max(1, mean / shortest)
  }
})()`
