import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, Person, until } from './harness/people'
import { startSite, type Site } from './harness/site'

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

describe('alice, bob and charlie', () => {
  it('[E1] a conversation ranked by current', async () => {
    const alice = await Person.open(browser, site, 'Alice')
    await alice.begin()
    const link = await alice.inviteLink()
    const bob = await Person.open(browser, site, 'Bob')
    await bob.begin(link)
    await bob.page.getByRole('heading', { name: 'Alice' }).waitFor()
    await bob.follow()
    await bob.goTo('Stream')
    await alice.post('First light')
    const startMs = Date.now()
    await bob.article('First light').waitFor()
    console.log('post to screen', Date.now() - startMs)
    await alice.page.screenshot({ path: '/tmp/shot-alice.png' })
    await bob.page.screenshot({ path: '/tmp/shot-bob.png' })
    expect([...alice.faults, ...bob.faults]).toEqual([])
  })
})
