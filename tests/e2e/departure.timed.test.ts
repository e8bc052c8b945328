/** Who closes the page is gone for the others at once, not when some timer runs out. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, Person, until } from './harness/people'
import { startSite, type Site } from './harness/site'

const NOTICED_WITHIN_MS = 1_000

let site: Site
let browser: Browser

beforeAll(async () => {
  site = await startSite()
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser.close()
  await site.stop()
})

const WAYS: readonly { how: string; leave: (person: Person) => Promise<unknown> }[] = [
  { how: 'goes to another page', leave: ({ page }) => page.goto('about:blank') },
  { how: 'closes the tab', leave: ({ page }) => page.close({ runBeforeUnload: true }) },
]

describe('somebody who leaves', () => {
  it.each(WAYS)('[E29] and $how is gone from the list of peers within a second', async ({ leave }) => {
    const [alice, bob] = [await Person.open(browser, site, 'Alice'), await Person.open(browser, site, 'Bob')]
    await alice.begin()
    await bob.begin(await alice.inviteLink())
    await bob.follow()
    await until('they are linked', async () => (await bob.links()) === 1)
    const peers = bob.page.getByRole('list', { name: 'Peers' }).getByRole('listitem')
    const leftAt = performance.now()
    const isGone = peers.waitFor({ state: 'detached' })
    await Promise.all([leave(alice), isGone])
    const noticedMs = performance.now() - leftAt
    process.stdout.write(`ms until it was noticed: ${Math.round(noticedMs)}\n`)
    expect(noticedMs).toBeLessThan(NOTICED_WITHIN_MS)
    expect([...alice.faults, ...bob.faults]).toEqual([])
    await bob.context.close()
    await alice.context.close()
  })
})
