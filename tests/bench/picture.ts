import { loadavg } from 'node:os'
import type { Page } from 'playwright-core'
import { withDevPage } from './dev-page'
import type { Size } from './network'
import type { Pictured } from './pages/picture'
import { median, percentile, type Bench } from './row'

/** More people than the picture takes, so it is as full as it gets. */
const CROWD: Size = {
  name: 'crowd',
  people: 6_000,
  follows: 60_000,
  posts: 20_000,
  acts: 150_000,
  viewerFollows: 150,
}
const EMPTY = 'an empty page: frame under the same pointer, p95'
const [MIDDLE_X, MIDDLE_Y] = [400, 200]
const MOVES = 120
const WHEELS = 60

/** The Network view's picture at 800 × 600, of thousands of people; without a graphics card, whatever draws it is the processor. */
export const picture: Bench = {
  name: 'picture',
  run: () =>
    withDevPage(async (page) => {
      const empty = await framesWhile(page, () => pan(page))
      const drawn = await call<Pictured>(page, `drawPicture(${JSON.stringify(CROWD)})`)
      const panning = await framesWhile(page, () => pan(page))
      const zooming = await framesWhile(page, () => zoom(page))
      const of = `picture of ${drawn.people} people with ${drawn.ties} ties`
      const emptyP95 = percentile(empty, 0.95)
      const beside = (frames: readonly number[]) => ({
        value: percentile(frames, 0.95),
        unit: 'ms',
        peer: EMPTY,
        ratio: percentile(frames, 0.95) / emptyP95,
      })
      return [
        { name: 'load of the machine', value: loadavg()[0] ?? 0, unit: 'of 2' },
        { name: EMPTY, value: emptyP95, unit: 'ms' },
        { name: `${of}: the worker's answer`, value: drawn.askingMs, unit: 'ms' },
        { name: `${of}: from asking to the first picture`, value: drawn.firstMs, unit: 'ms' },
        { name: `${of}: from asking until it stands still`, value: drawn.settledMs, unit: 'ms' },
        { name: `${of}: another day of the slider, median`, value: median(drawn.daysMs), unit: 'ms' },
        { name: `${of}: frame while it is panned, p95`, ...beside(panning) },
        { name: `${of}: frame while it is panned, median`, value: median(panning), unit: 'ms' },
        { name: `${of}: frame while it is zoomed, p95`, ...beside(zooming) },
        { name: `${of}: frame while it is zoomed, median`, value: median(zooming), unit: 'ms' },
      ]
    }),
}

/** As text: a test runner would rewrite the import. */
function call<T>(page: Page, what: string): Promise<T> {
  return page.evaluate<T>(`import('/tests/bench/pages/picture.ts').then((module) => module.${what})`)
}

async function framesWhile(page: Page, act: () => Promise<void>): Promise<readonly number[]> {
  await call(page, 'watchFrames()')
  await act()
  return call<readonly number[]>(page, 'watchedFrames()')
}

/** In circles, by the left button. */
async function pan(page: Page): Promise<void> {
  await page.mouse.move(MIDDLE_X, MIDDLE_Y)
  await page.mouse.down()
  for (let move = 0; move < MOVES; move += 1) {
    const angle = (move / MOVES) * 4 * Math.PI
    await page.mouse.move(MIDDLE_X + 200 * Math.sin(angle), MIDDLE_Y + 200 * (1 - Math.cos(angle)) * 0.5)
  }
  await page.mouse.up()
}

/** In and out again. */
async function zoom(page: Page): Promise<void> {
  for (let wheel = 0; wheel < WHEELS; wheel += 1) await page.mouse.wheel(0, wheel < WHEELS / 2 ? -120 : 120)
}
