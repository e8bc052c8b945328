import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { violations } from './harness/axe'
import { launchBrowser, Person } from './harness/people'
import { startSite, type Site } from './harness/site'
import { keepShot } from './harness/shots'

let site: Site
let browser: Browser
let alice: Person
let bob: Person

beforeAll(async () => {
  site = await startSite()
  browser = await launchBrowser()
  alice = await Person.open(browser, site, 'Alice')
  bob = await Person.open(browser, site, 'Bob')
  await alice.begin()
  await bob.begin(await alice.inviteLink())
  await bob.follow()
  await alice.post('a post that bob answers')
  await bob.goTo('Stream')
})

afterAll(async () => {
  await browser.close()
  await site.stop()
})

describe('notifications', () => {
  it('[U4] alice finds what bob did, reads it, and it stays read after a reload', async () => {
    const post = bob.article('a post that bob answers')
    await post.getByRole('button', { name: 'Like', exact: true }).click()
    await post.getByRole('button', { name: 'Comment', exact: true }).click()
    await bob.page.getByRole('textbox', { name: 'Write a comment' }).fill('an answer')
    await bob.page.getByRole('button', { name: 'Send' }).click()
    await alice.goTo('Notifications')
    const list = alice.page.getByRole('list', { name: 'Notifications' })
    await list.getByRole('listitem').filter({ hasText: 'an answer' }).waitFor()
    await list.getByRole('listitem').filter({ hasText: 'likes your post' }).waitFor()
    await list.getByRole('listitem').filter({ hasText: 'follows you' }).waitFor()
    await alice.page.getByRole('status').filter({ hasText: '3 new notifications.' }).waitFor()
    await alice.page.getByRole('link', { name: 'Notifications' }).locator('[data-count="3"]').waitFor()
    await alice.page.getByRole('radio', { name: 'Follows' }).check()
    expect(await list.getByRole('listitem').count()).toBe(1)
    await alice.page.getByRole('button', { name: 'Mark all as read' }).click()
    await alice.page.getByRole('status').filter({ hasText: 'Nothing new.' }).waitFor()
    await alice.page.reload()
    await alice.ready()
    await alice.page.getByRole('status').filter({ hasText: 'Nothing new.' }).waitFor()
    await list.getByRole('link', { name: 'a post that bob answers' }).first().click()
    await alice.article('a post that bob answers').waitFor()
  })

  it('[U5] the view has nothing that axe finds wrong', async () => {
    await alice.goTo('Notifications')
    await alice.page.getByRole('list', { name: 'Notifications' }).waitFor()
    for (const width of [1280, 360]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await alice.page.setViewportSize({ width, height: 800 })
        await alice.page.emulateMedia({ colorScheme })
        expect(await violations(alice.page)).toEqual([])
        await keepShot(alice.page, `notifications-${width}-${colorScheme}`)
      }
    }
    expect([...alice.faults, ...bob.faults]).toEqual([])
  })
})
