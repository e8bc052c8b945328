/** Alice holds thousands of posts of today and reads far down. */
import type { Locator } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { violations } from './harness/axe'
import { openCrowded } from './harness/filled'
import { opening } from './harness/opening'
import { until, type Person } from './harness/people'
import { startLonelySite } from './harness/site'

const POSTS = 10_000
/** Three screens of the lowest posts, and those that are held for the focus. */
const MAX_DRAWN = 3 * 8 + 3
const STEP_PX = 700
const DEEP_STEPS = 60

const { site, browser } = await opening(startLonelySite())
let alice: Person

beforeAll(async () => {
  alice = await openCrowded(browser, site, POSTS)
}, 300_000)

interface Drawn {
  readonly place: number
  readonly of: number
  readonly text: string
  readonly topPx: number
  readonly bottomPx: number
}

function articles(): Locator {
  return alice.page.getByRole('feed').getByRole('article')
}

function drawn(): Promise<Drawn[]> {
  return articles().evaluateAll((elements) =>
    elements.map((element) => {
      const { top, bottom } = element.getBoundingClientRect()
      return {
        place: Number(element.getAttribute('aria-posinset')),
        of: Number(element.getAttribute('aria-setsize')),
        text: /Crowd post \d+/.exec(element.textContent)?.[0] ?? '',
        topPx: top,
        bottomPx: bottom,
      }
    }),
  )
}

/** Two frames: what a scroll draws is measured in the first, and the next is drawn by it. */
async function scrollBy(px: number): Promise<void> {
  await alice.page.evaluate(async (top) => {
    window.scrollBy({ top, behavior: 'instant' })
    for (let frames = 0; frames < 3; frames += 1)
      await new Promise((resolve) => requestAnimationFrame(() => resolve(null)))
  }, px)
}

async function inSight(): Promise<readonly Drawn[]> {
  const screenPx = await alice.page.evaluate(() => innerHeight)
  return (await drawn()).filter(({ topPx, bottomPx }) => bottomPx > 0 && topPx < screenPx)
}

const LISTS = {
  'the Stream': { hash: '#/stream', label: 'Posts by current' },
  Latest: { hash: '#/latest', label: 'Posts by time' },
  'a tag': { hash: '#/tag/crowd', label: 'Posts with #crowd' },
} as const
type ListName = keyof typeof LISTS

/** From its top. */
async function open(name: ListName): Promise<void> {
  const { hash, label } = LISTS[name]
  // Elsewhere first: an address that is there already opens nothing.
  await alice.goTo('Settings')
  await alice.page.getByRole('feed').waitFor({ state: 'detached' })
  await alice.page.evaluate((address) => (location.hash = address), hash)
  await alice.page.getByRole('feed', { name: label }).getByRole('article').first().waitFor()
}

async function readDeep(): Promise<void> {
  for (let step = 0; step < DEEP_STEPS; step += 1) await scrollBy(STEP_PX)
}

/** The first post that begins on the screen, once the list stands still and the page has noted where the reader is. */
async function whereIRead(): Promise<Drawn> {
  const isNoted = (): Promise<boolean> =>
    alice.page.evaluate(() => (history.state as { scrollPx?: number } | null)?.scrollPx === scrollY)
  let before: Drawn | undefined
  let post: Drawn | undefined
  await until('the list stands still, and is noted', async () => {
    before = post
    post = (await inSight()).find(({ topPx }) => topPx >= 0)
    return (
      (await isNoted()) && post !== undefined && post.text === before?.text && post.topPx === before.topPx
    )
  })
  if (post === undefined) throw new Error('a post was seen')
  return post
}

async function isThere({ text, topPx }: Drawn): Promise<boolean> {
  return (await inSight()).some((post) => post.text === text && Math.abs(post.topPx - topPx) <= 1)
}

describe('a list of ten thousand posts', () => {
  it('[LL1] draws a few screens of them, however far one reads, and tells each its place', async () => {
    const seen = new Map<number, string>()
    await articles().first().waitFor()
    for (let step = 0; step < DEEP_STEPS; step += 1) {
      const now = await drawn()
      expect(now.length).toBeLessThanOrEqual(MAX_DRAWN)
      for (const { place, of, text } of now) {
        expect(seen.get(place) ?? text).toBe(text)
        expect(of === -1 || of >= place).toBe(true)
        seen.set(place, text)
      }
      expect((await inSight()).length).toBeGreaterThan(0)
      await scrollBy(STEP_PX)
    }
    const places = [...seen.keys()].toSorted((a, b) => a - b)
    expect(places.length).toBeGreaterThan(60)
    expect(places).toEqual(places.map((_, index) => index + 1))
    expect(new Set(seen.values()).size).toBe(seen.size)
  })

  async function expectToStay(): Promise<void> {
    // Past many that were never drawn: nobody knows how high they are.
    for (let jump = 0; jump < 8; jump += 1) {
      await alice.page.evaluate(() => scrollTo({ top: document.body.scrollHeight, behavior: 'instant' }))
      await scrollBy(0)
    }
    await scrollBy(-STEP_PX)
    for (let step = 0; step < 20; step += 1) {
      const before = await inSight()
      await scrollBy(-200)
      const after = new Map((await drawn()).map((post) => [post.text, post]))
      // A page stands at whole pixels, a post need not.
      for (const { text, topPx } of before)
        expect(Math.abs((after.get(text)?.topPx ?? Infinity) - topPx - 200)).toBeLessThanOrEqual(1)
    }
  }

  it('[LL2] does not move under the reader when what comes above turns out higher or lower than thought', async () => {
    await open('Latest')
    await expectToStay()
  })

  it('[LL2] [ST10] stays where it is when posts above are gone, since their author is muted', async () => {
    const [first, second] = await inSight()
    if (first === undefined || second === undefined) throw new Error('two posts are in sight')
    // The upper one stays; somebody else's below it goes, and with it all by the same person far above.
    const name = async ({ text }: Drawn): Promise<string> =>
      (await alice.article(`${text}.`).getByRole('link').first().textContent()) ?? ''
    const kept = await name(first)
    const muted = (await inSight()).slice(1)
    let gone: string | null = null
    let goneText = ''
    for (const post of muted) {
      if (gone !== null || (await name(post)) === kept) continue
      gone = await name(post)
      goneText = post.text
      await alice.article(`${post.text}.`).getByRole('button', { name: 'More' }).click()
      const before = await inSight()
      await alice.page.getByRole('button', { name: `Mute ${gone}` }).click()
      await alice.article(`${post.text}.`).waitFor({ state: 'detached' })
      await scrollBy(0)
      const top = before.find(({ text }) => text === first.text)?.topPx ?? NaN
      expect(await isThere({ ...first, topPx: top })).toBe(true)
    }
    expect(gone).not.toBeNull()
    await alice.page.getByRole('button', { name: 'Undo' }).click()
    await alice.article(`${goneText}.`).waitFor()
  })

  it('[LL3] keeps the post that has the focus while another part is looked at, and Tab goes on from it', async () => {
    await open('Latest')
    const { text, place } = (await inSight())[1] ?? { text: '', place: 0 }
    await alice.article(`${text}.`).getByRole('button', { name: 'Comment' }).focus()
    const focused = () =>
      alice.page.evaluate(() => ({
        name: document.activeElement?.getAttribute('aria-label'),
        text: /Crowd post \d+/.exec(document.activeElement?.closest('article')?.textContent ?? '')?.[0],
        place: Number(document.activeElement?.closest('article')?.getAttribute('aria-posinset')),
      }))
    await readDeep()
    expect((await drawn()).length).toBeLessThanOrEqual(MAX_DRAWN)
    expect(await focused()).toEqual({ name: 'Comment', text, place })
    expect((await inSight()).some((post) => post.text === text)).toBe(false)
    await alice.page.keyboard.press('Tab')
    expect(await focused()).toEqual({ name: 'Why here', text, place })
    await until('the focus is in sight', async () => (await inSight()).some((post) => post.text === text))
    await until('Tab comes to the next post', async () => {
      await alice.page.keyboard.press('Tab')
      return (await focused()).place === place + 1
    })
  })

  for (const name of ['the Stream', 'Latest', 'a tag'] as const)
    it(`[LL4] [ST9] ${name} is found as it was left, far down, by who opens a post and goes back`, async () => {
      await open(name)
      await readDeep()
      const post = await whereIRead()
      await alice.article(`${post.text}.`).getByRole('time').click()
      await alice.page.getByRole('heading', { name: 'Post', exact: true }).waitFor()
      await alice.page.goBack()
      await until('the reader is back', () => isThere(post))
    })

  it('[LL4] [ST9] is found as it was left also after a reload', async () => {
    for (const name of ['Latest', 'the Stream'] as const) {
      await open(name)
      await readDeep()
      const post = await whereIRead()
      await alice.page.reload()
      await alice.ready()
      await until(`the reader is back in ${name}`, () => isThere(post))
    }
  })

  it('[LL2] does not move either where the browser leaves that to the page', async () => {
    await alice.page.addInitScript(() => {
      const { supports } = CSS
      CSS.supports = (...asked: unknown[]) =>
        asked[0] !== 'overflow-anchor' && (Reflect.apply(supports, CSS, asked) as boolean)
      const sheet = new CSSStyleSheet()
      sheet.replaceSync('* { overflow-anchor: none !important }')
      document.adoptedStyleSheets = [sheet]
    })
    await alice.page.reload()
    await alice.ready()
    await open('Latest')
    await expectToStay()
  })

  it('[U5] axe finds nothing in the middle of it', async () => {
    expect(await violations(alice.page)).toEqual([])
  })

  it('[E9] nobody complained meanwhile', () => {
    expect(alice.faults).toEqual([])
  })
})
