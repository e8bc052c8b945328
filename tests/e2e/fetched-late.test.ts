/** What the first paint does without, where it comes late and where it does not come. */
import type { Page, Route } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { opening } from './harness/opening'
import { startSite } from './harness/site'

const { site, alice } = await opening(startSite(), 'Alice')

const SENTENCE = 'This part of the page could not be fetched: its host does not answer.'
/** How late a timer of a busy page may be before 0.3 s are no longer told from 2 s. */
const LATE_MS = 1_500

/** The part of the page in the file of this name: it is held back until it is said what becomes of it. */
async function holdBack(page: Page, part: string) {
  const address = `**/assets/${part}-*.js`
  let meanwhile: 'wait' | 'abort' = 'wait'
  const held: Route[] = []
  await page.context().route(address, async (route) => {
    if (meanwhile === 'wait') held.push(route)
    else await route.abort()
  })
  return {
    async abort(): Promise<void> {
      meanwhile = 'abort'
      await Promise.all(held.splice(0).map((route) => route.abort()))
    },
    letThrough: () => page.context().unroute(address),
  }
}

/** When, from now on, a sign is shown and when words are, in milliseconds. */
function timesOfWait(
  page: Page,
  words: string,
): Promise<{ readonly signMs: number; readonly wordsMs: number }> {
  return page.evaluate(
    (sought) =>
      new Promise((resolve) => {
        const beganMs = performance.now()
        let signMs = 0
        const observer = new MutationObserver(() => {
          const wait = document.querySelector('main [role=status]:has([aria-hidden])')
          if (wait === null) return
          if (signMs === 0) signMs = performance.now() - beganMs
          if (!wait.textContent.includes(sought)) return
          observer.disconnect()
          resolve({ signMs, wordsMs: performance.now() - beganMs })
        })
        observer.observe(document.body, { childList: true, subtree: true, characterData: true })
        location.hash = '#/network'
      }),
    words,
  )
}

function isSameVisit(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.dataset.sameVisit === 'yes')
}

let network: Awaited<ReturnType<typeof holdBack>>

beforeAll(async () => {
  // One that keeps the page: then no part of it is ever fetched late.
  await alice.context.addInitScript('delete Navigator.prototype.serviceWorker')
  network = await holdBack(alice.page, 'NetworkView')
  await alice.begin()
})

describe('a part of the page', () => {
  it('[U40] that is waited for shows nothing at first, a sign after 0.3 s, and after 2 s what is waited for', async () => {
    const { signMs, wordsMs } = await timesOfWait(alice.page, 'Fetching this view…')
    expect(signMs).toBeGreaterThanOrEqual(299)
    expect(signMs).toBeLessThan(300 + LATE_MS)
    expect(wordsMs).toBeGreaterThanOrEqual(1_999)
    expect(wordsMs).toBeLessThan(2_000 + LATE_MS)
  })

  it('[U41] that does not come leaves a sentence, and comes when alice tries again', async () => {
    const said = alice.page.getByRole('alert').filter({ hasText: SENTENCE })
    await network.abort()
    await said.waitFor()
    // All else goes on working.
    await alice.post('Written meanwhile')
    await alice.goTo('Network')
    const again = said.getByRole('button', { name: 'Try again' })
    await again.waitFor()
    // As long as its host is away the page stays as it is …
    const isHost = (url: URL) => url.pathname === new URL(site.url).pathname
    await alice.context.route(isHost, (route) => route.abort())
    await alice.page.evaluate(() => (document.documentElement.dataset.sameVisit = 'yes'))
    await Promise.all([alice.page.waitForRequest((request) => request.method() === 'HEAD'), again.click()])
    await again.waitFor()
    expect(await isSameVisit(alice.page)).toBe(true)
    // … and where only this part does not come, as after a change of the build, it is loaded anew.
    await alice.context.unroute(isHost)
    await Promise.all([alice.page.waitForEvent('load'), again.click()])
    await again.waitFor()
    expect(await isSameVisit(alice.page)).toBe(false)
    await network.letThrough()
    await again.click()
    await alice.page.getByRole('heading', { level: 1, name: 'Network' }).waitFor()
    await alice.goTo('Stream')
    await alice.article('Written meanwhile').waitFor()
  })

  it('[U41] that is a dialog says so, too, and opens when alice tries again', async () => {
    const { page } = alice
    const dialogs = await holdBack(page, 'PeopleDialog')
    await dialogs.abort()
    await page.reload()
    await alice.ready()
    const post = alice.article('Written meanwhile')
    await post.getByRole('button', { name: 'Like', exact: true }).click()
    await post.getByRole('button', { name: '1 like' }).click()
    const toast = page.getByRole('log').getByText(SENTENCE)
    await toast.waitFor()
    await dialogs.letThrough()
    await toast.getByRole('button', { name: 'Try again' }).click()
    const dialog = page.getByRole('dialog', { name: 'Who likes it' })
    await dialog.waitFor()
  })

  it('[E9] nobody complains of anything else', () => {
    // Chromium itself says when a file does not come.
    expect(alice.faults.filter((fault) => !fault.includes('net::ERR_FAILED'))).toEqual([])
  })
})
