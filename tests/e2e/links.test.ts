/** Links that people hand to each other, and what they lead to. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, Person } from './harness/people'
import { startSite, type Site } from './harness/site'

let site: Site
let browser: Browser
let alice: Person
let bob: Person
/** Of bob's post, as he hands it on. */
let link: string

beforeAll(async () => {
  site = await startSite()
  browser = await launchBrowser()
  alice = await Person.open(browser, site, 'Alice')
  bob = await Person.open(browser, site, 'Bob')
  await alice.begin()
  await bob.begin(await alice.inviteLink())
  await bob.follow()
  await bob.post('Swifts over the harbour.')
  link = await linkOf(bob, 'Swifts over the harbour.')
})

afterAll(async () => {
  await browser.close()
  await site.stop()
})

async function linkOf(person: Person, text: string): Promise<string> {
  await person.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await person.page.evaluate(() => {
    Reflect.deleteProperty(Navigator.prototype, 'share')
  })
  await person.article(text).getByRole('button', { name: 'More' }).click()
  await person.page.getByRole('button', { name: 'Share link' }).last().click()
  await person.page.getByText('Link copied.').waitFor()
  return person.page.evaluate(() => navigator.clipboard.readText())
}

describe('a link', () => {
  it('[U14] of a post brings it to a newcomer who attends nobody', async () => {
    const carol = await Person.open(browser, site, 'Carol')
    await carol.begin(link)
    await carol.page.getByRole('heading', { level: 1, name: 'Post' }).waitFor()
    await carol.article('Swifts over the harbour.').waitFor()
    expect(carol.faults).toEqual([])

    await carol.page.goto(link.replace(/\?.*/, '').replace(/.$/, 'x'))
    await carol.page.getByText('This post is not kept here, and nobody').waitFor()
    await carol.context.close()
  })

  it('[U14] of a post says that nobody is here who could have it', async () => {
    const dora = await Person.open(browser, site, 'Dora')
    await dora.begin()
    await dora.context.setOffline(true)
    await dora.page.getByRole('status').getByText('Offline').waitFor()
    await dora.page.evaluate((hash) => (location.hash = hash), new URL(link).hash.replace(/.\?/, 'x?'))
    await dora.page.getByText('It appears as soon as you are linked').waitFor()
    await dora.page.getByRole('link', { name: 'Go to its author' }).waitFor()
    await dora.context.close()
  })

  it('[U14] of a person who is nobody says so under a title of its own', async () => {
    await bob.page.evaluate(() => (location.hash = '#/person/junk'))
    await bob.page.getByRole('heading', { level: 1, name: 'Nobody' }).waitFor()
    await bob.page.waitForFunction(() => document.title.startsWith('Nobody'))
    await bob.goTo('Stream')
  })
})

describe('words with which a post is shared', () => {
  it('[U3] stand there as a post does: of long ones the beginning', async () => {
    await alice.goTo('Stream')
    await alice.article('Swifts over').getByRole('button', { name: 'Share' }).click()
    const dialog = alice.page.getByRole('dialog', { name: 'Share' })
    await dialog.getByRole('textbox').fill(`Look. ${'More of it. '.repeat(400)}The end.`)
    await dialog.getByRole('button', { name: 'Share' }).click()
    await bob.goTo('Stream')
    const shared = bob.article('Shared by Alice')
    await shared.getByText('Look. More of it.').waitFor()
    expect(await shared.getByText('The end.').count()).toBe(0)
    await shared.getByRole('button', { name: 'Show more' }).click()
    await shared.getByText('The end.').waitFor()
    expect([...alice.faults, ...bob.faults]).toEqual([])
  })
})
