/** What a card shows of the charge and the current of its post. With `SHOTS=folder` also as pictures, for people to look at. */
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { violations } from './harness/axe'
import { openCrowded } from './harness/filled'
import { opening } from './harness/opening'
import { keepShot } from './harness/shots'
import { startSite } from './harness/site'

const { site, browser } = await opening(startSite())
const alice = await openCrowded(browser, site, 100)
const { page } = alice

interface Lit {
  readonly current: number
  readonly light: number
  /** Of the width of the card, which is that of what is painted. */
  readonly share: number
  /** It lies in the corner of the card, and moves nothing in it. */
  readonly isOnCard: boolean
}

async function lit(of: Page): Promise<Lit[]> {
  return of.getByRole('article').evaluateAll((articles) =>
    articles.map((article) => {
      const light = article.querySelector<HTMLElement>('.current')
      const [card, covered] = [article.getBoundingClientRect(), light?.getBoundingClientRect()]
      return {
        current: Number(/Current ([\d.]+)/.exec(light?.textContent ?? '')?.[1] ?? 0),
        light: Number(light?.style.getPropertyValue('--current')),
        share: (covered?.width ?? card.width) / card.width,
        isOnCard:
          covered?.top === card.top &&
          covered.right === card.right &&
          covered.left >= card.left &&
          // The lower edge of the card stays its own.
          covered.bottom < card.bottom,
      }
    }),
  )
}

describe('the current of a post', () => {
  it('[LT1] is light on its card, more of it the greater the current, and none on an own one', async () => {
    await alice.post('Of my own')
    await alice.goTo('Latest')
    await alice.article('Crowd post').first().waitFor()
    await page
      .getByText(/^Current [\d.]+$/)
      .first()
      .waitFor({ state: 'attached' })
    const all = (await lit(page)).toSorted((a, b) => a.current - b.current)
    expect(all.every(({ isOnCard }) => isOnCard)).toBe(true)
    // Whoever scrolls has each of its pixels reckoned anew: it is no larger than it is seen.
    for (const { share, light } of all) expect(share).toBeCloseTo(light, 1)
    expect(all[0]).toMatchObject({ current: 0, light: 0 })
    expect(all.at(-1)?.light).toBeGreaterThan(0)
    // Alike where nobody sees a difference.
    const lights = all.map(({ light }) => light)
    expect(lights).toEqual(lights.toSorted((a, b) => a - b))
    const own = alice.article('Of my own').locator('.current')
    expect(await own.textContent()).toBe('')
  })

  it('[LT2] is said in words, stands still, and is seen where the system has colours of its own', async () => {
    const article = alice.article('Crowd post').first()
    expect(await article.ariaSnapshot()).toMatch(/Current 0\.\d+/)
    expect(await violations(page)).toEqual([])
    const moves = () =>
      article.locator('.current').evaluate((light) => light.getAnimations({ subtree: true }).length)
    expect(await moves()).toBe(0)
    await page.emulateMedia({ forcedColors: 'active' })
    const widths = await article
      .locator('.current, .light')
      .evaluateAll((lights) => lights.map((light) => parseFloat(getComputedStyle(light).borderTopWidth)))
    expect(Math.min(...widths)).toBeGreaterThan(2)
    await keepShot(page, 'light-forced')
    await page.emulateMedia({ forcedColors: 'none' })
  })

  it('[LT1] is seen wide and narrow, light and dark', async () => {
    await alice.goTo('Stream')
    await alice.article('Crowd post').first().waitFor()
    for (const colorScheme of ['light', 'dark'] as const)
      for (const width of [1_280, 360]) {
        await page.setViewportSize({ width, height: 900 })
        await page.emulateMedia({ colorScheme })
        await keepShot(page, `light-${colorScheme}-${width}`)
        expect(await violations(page)).toEqual([])
      }
    expect(alice.faults).toEqual([])
  })
})
