/** What the browser keeps of its owner's choices, where it keeps them and where it cannot. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, Person } from './harness/people'
import { startLonelySite } from './harness/site'

/** More than browsers give a site for its small things. */
const HUGE_CHARS = 6_000_000

let site: Awaited<ReturnType<typeof startLonelySite>>
let browser: Browser
let alice: Person

beforeAll(async () => {
  site = await startLonelySite()
  browser = await launchBrowser()
  alice = await Person.open(browser, site, 'Alice')
  await alice.begin()
})

afterAll(async () => {
  await browser.close()
  await site.stop()
})

function groundOf(page: Page): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
}

describe('what was chosen', () => {
  it('[U10] the colours are those that were chosen, also at the next visit and in the other tabs', async () => {
    await alice.page.emulateMedia({ colorScheme: 'light' })
    const second = await alice.context.newPage()
    alice.watch(second)
    await second.emulateMedia({ colorScheme: 'light' })
    await second.goto(`${site.url}#/latest`)
    const light = await groundOf(second)
    await alice.goTo('Settings')
    await alice.page.getByRole('radio', { name: 'Dark' }).check()
    const dark = await groundOf(alice.page)
    expect(dark).not.toBe(light)
    await second.waitForFunction(() => document.documentElement.dataset.theme === 'dark')
    expect(await groundOf(second)).toBe(dark)
    await second.close()

    await alice.page.reload()
    await alice.ready()
    expect(await groundOf(alice.page)).toBe(dark)
    await alice.page.getByRole('radio', { name: 'As the system' }).check()
    expect(await groundOf(alice.page)).toBe(light)
  })

  it('[U11] a text for which the browser has no room is still there after another view, and nothing complains', async () => {
    await alice.goTo('Stream')
    const box = alice.page.getByRole('textbox', { name: 'Write a post' })
    await box.fill('a'.repeat(HUGE_CHARS))
    await alice.goTo('Latest')
    await alice.goTo('Stream')
    expect((await box.inputValue()).length).toBe(HUGE_CHARS)
    await box.fill('Swifts, in short.')
    await alice.page.getByRole('button', { name: 'Post', exact: true }).click()
    await alice.article('Swifts, in short.').waitFor()
    expect(alice.faults).toEqual([])
  })

  it('[U11] a browser that may keep nothing says so instead of an empty page', async () => {
    const bob = await Person.open(browser, site, 'Bob')
    await bob.context.addInitScript(() => {
      const refuse = (): never => {
        throw new DOMException('Access is denied for this document.', 'SecurityError')
      }
      Object.defineProperty(globalThis, 'localStorage', { get: refuse })
      indexedDB.open = refuse
    })
    await bob.page.goto(site.url)
    await bob.page.getByRole('alert').getByText('could not be opened').waitFor()
    expect(bob.faults).toEqual([])
    await bob.context.close()
  })
})
