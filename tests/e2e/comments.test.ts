import { beforeAll, describe, expect, it } from 'vitest'
import { opening } from './harness/opening'
import { startSite } from './harness/site'

const { alice, bob } = await opening(startSite(), 'Alice', 'Bob')

beforeAll(async () => {
  await alice.begin()
  await bob.begin(await alice.inviteLink())
  await bob.follow()
  await alice.post('Of honey')
  await bob.goTo('Latest')
  await bob.article('Of honey').waitFor()
})

describe('comments and shares', () => {
  it('[E68] [CM1] bob withdraws his comment, and it is gone from the screen of alice', async () => {
    await bob.article('Of honey').getByRole('button', { name: 'Comment' }).click()
    await bob.page.getByRole('textbox', { name: 'Write a comment' }).fill('Too sweet')
    await bob.page.getByRole('form', { name: 'New comment' }).getByRole('button', { name: 'Send' }).click()
    const thread = bob.page.getByRole('region', { name: 'Comments' })
    await thread.getByText('Too sweet').waitFor()
    await alice.goTo('Latest')
    await alice.article('Of honey').getByRole('time').first().click()
    await alice.page.getByText('Too sweet').waitFor()
    const ask = thread.getByRole('button', { name: 'Withdraw…' })
    await ask.click()
    await thread.getByRole('button', { name: 'Cancel' }).click()
    await ask.and(bob.page.locator(':focus')).click()
    await thread.getByText('This cannot be undone.').and(bob.page.locator(':focus')).waitFor()
    await thread.getByRole('button', { name: 'Withdraw for good' }).click()
    for (const { page } of [bob, alice]) await page.getByText('This comment was withdrawn.').waitFor()
    expect(await alice.page.getByText('Too sweet').count()).toBe(0)
  })

  it('[E68] [U30] what bob shared stands on his page with his words, until he takes the share back', async () => {
    await bob.goTo('Latest')
    const share = bob.article('Of honey').getByRole('button', { name: 'Share', exact: true })
    await share.click()
    const dialog = bob.page.getByRole('dialog', { name: 'Share' })
    await dialog.getByRole('button', { name: 'Share' }).click()
    await dialog.waitFor({ state: 'detached' })
    const more = bob.article('Of honey').getByRole('button', { name: 'More' })
    const menu = bob.page.getByRole('dialog', { name: 'More' })
    await more.click()
    await menu.getByRole('button', { name: 'Add words to your share…' }).click()
    const words = bob.page.getByRole('dialog', { name: 'Add words' })
    await words.getByRole('textbox').fill('From the hive')
    await words.getByRole('button', { name: 'Add words' }).click()
    await words.waitFor({ state: 'detached' })
    await bob.article('Of honey').getByRole('button', { name: '1 share' }).waitFor()
    await bob.goTo('My profile')
    await bob.article('Of honey').getByText('From the hive').waitFor()
    expect(await share.getAttribute('aria-pressed')).toBe('true')
    await share.click()
    await bob.page.getByText('You share it no more.').waitFor()
    await bob.article('Of honey').waitFor({ state: 'detached' })
    await bob.goTo('Latest')
    await bob.article('Of honey').getByTitle('0 shares').waitFor({ state: 'attached' })
    expect([alice, bob].flatMap(({ faults }) => faults)).toEqual([])
  })

  it('[U31] each sign of the row says what it does, a comment is made quiet where it is written, and the content address is last', async () => {
    const post = bob.article('Of honey')
    for (const name of ['Like', 'Share', 'Comment', 'More']) {
      const sign = post.getByRole('button', { name, exact: true })
      expect(await sign.getAttribute('title')).toBe(name)
    }
    expect(await post.getByRole('button', { name: /quiet/i }).count()).toBe(0)
    await post.getByRole('button', { name: 'More' }).click()
    const menu = bob.page.getByRole('dialog', { name: 'More' })
    // What the menu holds is fetched when it is opened.
    await menu.getByRole('button', { name: 'Copy content address (CID)' }).waitFor()
    expect((await menu.getByRole('button').allInnerTexts()).at(-1)).toBe('Copy content address (CID)')
    await bob.page.keyboard.press('Escape')
    await post.getByRole('button', { name: 'Comment' }).click()
    await bob.page.getByRole('checkbox', { name: 'Quiet: answers without lifting the post' }).waitFor()
    expect([alice, bob].flatMap(({ faults }) => faults)).toEqual([])
  })
})

/** A few more than are drawn at once. */
const MANY = 53
const DRAWN = 50

describe('a post with many comments', () => {
  it('[U39] shows the first of them, all that its reader wrote, and more when they are asked for', async () => {
    await alice.post('Of wax')
    await bob.goTo('Latest')
    await bob.article('Of wax').getByRole('button', { name: 'Comment' }).click()
    const box = bob.page.getByRole('textbox', { name: 'Write a comment' })
    const own = bob.page.locator('[data-comment]')
    for (let number = 1; number <= MANY; number += 1) {
      await box.fill(`Candle ${number}`)
      await bob.page.getByRole('form', { name: 'New comment' }).getByRole('button', { name: 'Send' }).click()
      await own.nth(number - 1).waitFor()
    }
    await alice.goTo('Latest')
    await alice.article('Of wax').getByRole('time').first().click()
    const more = alice.page.getByRole('button', { name: 'Show more comments' })
    await more.waitFor()
    const comments = alice.page.locator('[data-comment]')
    expect(await comments.count()).toBe(DRAWN)
    await more.focus()
    await alice.page.keyboard.press('Enter')
    await comments.nth(MANY - 1).waitFor()
    expect(await more.count()).toBe(0)
    const focused = alice.page.getByRole('listitem').and(alice.page.locator(':focus'))
    expect(await focused.textContent()).toContain(`Candle ${DRAWN + 1}`)
    expect([alice, bob].flatMap(({ faults }) => faults)).toEqual([])
  })
})

/** Its beginning is in sight still. */
const SCROLLED_PX = 90

describe('who reads near the beginning of a list by time', () => {
  async function topOf(text: string): Promise<number> {
    return (await bob.article(text).boundingBox())?.y ?? NaN
  }

  for (const [view, label, go] of [
    ['Latest', 'Posts by time', () => bob.goTo('Latest')],
    ['a tag', 'Posts with #hive', () => bob.page.evaluate(() => (location.hash = '#/tag/hive'))],
    ['a person', 'Posts by Alice', () => bob.article('').first().getByRole('link').first().click()],
  ] as const)
    it(`[ST14] [ST15] ${view}: is not pushed down by what is new, which comes when asked for, or by itself at the top`, async () => {
      for (const number of [1, 2, 3]) await alice.post(`${view} ${number} #hive`)
      await go()
      const list = bob.page.getByRole('region', { name: label })
      await list
        .getByRole('article')
        .filter({ hasText: `${view} 3` })
        .waitFor()
      await alice.post(`${view} by itself #hive`)
      await bob.article(`${view} by itself`).waitFor()
      await bob.page.evaluate((px) => scrollTo({ top: px, behavior: 'instant' }), SCROLLED_PX)
      const before = await topOf(`${view} by itself`)
      expect(before).toBeGreaterThan(0)
      await alice.post(`${view} waits #hive`)
      const fresh = bob.page.getByRole('button', { name: '1 new' })
      await fresh.waitFor()
      expect(await topOf(`${view} by itself`)).toBe(before)
      expect(await bob.article(`${view} waits`).count()).toBe(0)
      await fresh.focus()
      await bob.page.keyboard.press('Enter')
      await bob.article(`${view} waits`).and(bob.page.locator(':focus')).waitFor()
      expect(await fresh.count()).toBe(0)
      expect(await list.getByRole('article').first().innerText()).toContain(`${view} waits`)
      expect([alice, bob].flatMap(({ faults }) => faults)).toEqual([])
    })
})
