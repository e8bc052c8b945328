import { beforeAll, describe, expect, it } from 'vitest'
import { violations } from './harness/axe'
import { opening } from './harness/opening'
import { until } from './harness/people'
import { startSite } from './harness/site'
import { keepShot } from './harness/shots'

const { alice, bob } = await opening(startSite(), 'Alice', 'Bob')

beforeAll(async () => {
  await alice.begin()
  await bob.begin(await alice.inviteLink())
  await bob.follow()
  await alice.post('a post that bob answers')
  await bob.goTo('Stream')
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

  it('[NO12] [NO14] what was in sight is new until alice leaves, and read when she is back; opened at the comment, without marks', async () => {
    const badge = alice.page.getByRole('link', { name: 'Notifications' })
    const list = alice.page.getByRole('list', { name: 'Notifications' })
    await alice.goTo('Stream')
    for (const text of ['with **colours**', 'and again']) {
      await bob
        .article('a post that bob answers')
        .getByRole('button', { name: 'Comment', exact: true })
        .click()
      await bob.page.getByRole('textbox', { name: 'Write a comment' }).fill(text)
      await bob.page.getByRole('button', { name: 'Send' }).click()
    }
    await badge.locator('[data-count="2"]').waitFor()
    await alice.goTo('Notifications')
    const told = list.getByRole('listitem').filter({ hasText: 'with colours' })
    await told.waitFor()
    await alice.page.waitForTimeout(2_000)
    expect(await list.locator('.new').count()).toBe(2)
    await alice.goTo('Stream')
    await badge.locator('[data-count]').waitFor({ state: 'detached' })
    await alice.goTo('Notifications')
    await alice.page.getByRole('status').filter({ hasText: 'Nothing new.' }).waitFor()
    expect(await list.locator('.new').count()).toBe(0)
    await told.getByRole('link', { name: 'a post that bob answers' }).click()
    const comment = alice.page.locator('.called').filter({ hasText: 'with colours' })
    await comment.waitFor()
    await until('it is in sight', () =>
      comment.evaluate((element) => {
        const { top, bottom } = element.getBoundingClientRect()
        return top >= 0 && bottom <= innerHeight
      }),
    )
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
