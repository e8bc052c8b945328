/** charlie takes bob's name, with a Cyrillic letter in it, and is followed back through an invite link. */
import { beforeAll, describe, expect, it } from 'vitest'
import { opening } from './harness/opening'
import { Person, until } from './harness/people'
import { startSiteWithMoney } from './harness/site'

const { site, browser, alice, bob } = await opening(startSiteWithMoney(), 'Alice', 'Bob')
const LOOKS_LIKE_BOB = 'Bоb'
const NOT_BOB = 'Not the Bob whom you have followed longest.'
const charlie = await Person.open(browser, site, LOOKS_LIKE_BOB)
let charlieId = ''

beforeAll(async () => {
  await alice.begin()
  await alice.post('New hives')
  await bob.begin(await alice.inviteLink())
  await bob.follow()
  await alice.page.getByText('Bob came by your invite').waitFor()
  await charlie.begin(await alice.inviteLink())
  await charlie.follow()
  await charlie.goTo('My profile')
  charlieId = charlie.page.url().split('/').at(-1) ?? ''
  await bob.post('Honey from the hill')
  await charlie.post('It is me, with a new account')
})

describe('somebody who calls themselves like bob', () => {
  it('[E67] [LK2] is told from him at posts', async () => {
    await alice.goTo('Latest')
    const post = alice.article('It is me')
    await post.getByText(NOT_BOB).waitFor()
    await post.locator(`code[title="${charlieId}"]`).waitFor()
    const real = alice.article('Honey from the hill')
    await real.getByRole('link', { name: 'Bob', exact: true }).waitFor()
    expect(await real.locator('code, [data-likeness]').count()).toBe(0)
  })

  it('[E67] [LK2] is told from him at comments and in notifications', async () => {
    await charlie.goTo('Latest')
    await charlie.article('New hives').getByRole('button', { name: 'Comment' }).click()
    await charlie.page.getByRole('textbox', { name: 'Write a comment' }).fill('Send me 50 AMP')
    await charlie.page.getByRole('button', { name: 'Send' }).click()
    await alice.goTo('Notifications')
    const news = alice.page.getByRole('listitem').filter({ hasText: 'Send me 50 AMP' })
    await news.getByText(NOT_BOB).waitFor()
    await news.getByRole('link').last().click()
    const comment = alice.page.getByRole('listitem').filter({ hasText: 'Send me 50 AMP' })
    await comment.getByText(NOT_BOB).waitFor()
  })

  it('[E67] [LK2] is told from him in messages', async () => {
    await charlie.page.goto(`${site.url}#/person/${await idOf(alice)}`)
    await charlie.page.getByRole('link', { name: 'Message', exact: true }).click()
    await charlie.page.getByRole('textbox', { name: 'Write a message' }).fill('Hi, Bob here')
    await until('it is sealed', async () => {
      const button = charlie.page.getByRole('button', { name: 'Send', exact: true })
      if (await button.isEnabled()) await button.click()
      return charlie.page.getByRole('log').getByText('Hi, Bob here').isVisible()
    })
    await alice.goTo('Messages')
    const row = alice.page.getByRole('listitem').filter({ hasText: 'Hi, Bob here' })
    await row.getByText(NOT_BOB).waitFor()
    await row.getByRole('link').click()
    await alice.page.getByText(NOT_BOB).waitFor()
  })

  it('[E67] [AM40] is not paid by mistake', async () => {
    await alice.goTo('Wallet')
    // Who has nothing is not asked whom to send it to.
    await alice.page.getByRole('button', { name: 'Get starter AMP' }).click()
    const form = alice.page.getByRole('form', { name: 'Send AMP' })
    await form.getByRole('textbox', { name: 'To', exact: true }).fill('bob')
    await form.getByRole('spinbutton', { name: 'Amount' }).fill('50')
    await form.getByRole('button', { name: 'Send', exact: true }).click()
    await form.getByRole('alert').getByText('Choose one of them.').waitFor()
    await form
      .getByRole('button')
      .filter({ hasText: charlieId.slice(-6) })
      .click()
    await form.getByText(NOT_BOB).waitFor()
  })

  it('[E67] [LK3] bob reads that he is he', async () => {
    await bob.goTo('Stream')
    await bob.article('Honey from the hill').getByText('you', { exact: true }).waitFor()
    await bob.article('It is me').getByText('Not you: the name only looks like yours.').waitFor()
  })

  it('[E67] [U26] the number of likes opens who they are: those whom one follows first', async () => {
    await charlie.goTo('Stream')
    await charlie.article('Honey from the hill').getByRole('button', { name: 'Like', exact: true }).click()
    await bob.article('Honey from the hill').getByRole('button', { name: '1 like' }).click()
    const dialog = bob.page.getByRole('dialog', { name: 'Who likes it' })
    await dialog.getByText(charlieId.slice(-6)).waitFor()
    await dialog.getByText('Not you: the name only looks like yours.').waitFor()
    await dialog.getByRole('button', { name: 'Close' }).click()
    await dialog.waitFor({ state: 'detached' })
    await alice.goTo('Latest')
    const post = alice.article('Honey from the hill')
    await post.getByRole('button', { name: 'Like', exact: true }).click()
    await post.getByRole('button', { name: '2 likes' }).click()
    const list = alice.page.getByRole('dialog', { name: 'Who likes it' }).getByRole('listitem')
    await list.filter({ hasText: 'followed' }).getByText(charlieId.slice(-6)).waitFor()
    await list.getByText('you', { exact: true }).waitFor()
    await alice.page.keyboard.press('Escape')
  })

  it('[E67] [U27] a profile says who follows whom, and lets that be undone', async () => {
    await alice.page.goto(`${site.url}#/person/${charlieId}`)
    await alice.page.getByText('Follows you', { exact: true }).waitFor()
    await alice.page.getByRole('button', { name: 'Unfollow', exact: true }).click()
    await alice.page.getByRole('button', { name: 'Undo', exact: true }).click()
    await alice.page.getByRole('button', { name: 'Unfollow', exact: true }).waitFor()
    await alice.page.setViewportSize({ width: 360, height: 740 })
    await alice.page.reload()
    await alice.page.getByText('It is me').waitFor()
    expect(await alice.page.getByRole('slider', { name: 'Dial' }).isVisible()).toBe(false)
    await alice.page.getByText('Standing and settings').click()
    await alice.page.getByRole('slider', { name: 'Dial' }).waitFor()
  })

  it('[E67] [LK5] whoever calls themselves “You” is not the reader', async () => {
    await charlie.goTo('My profile')
    await charlie.page.getByRole('button', { name: 'Edit profile' }).click()
    await charlie.page.getByRole('textbox', { name: 'Your name' }).fill('You')
    await charlie.page.getByRole('button', { name: 'Save', exact: true }).click()
    await alice.goTo('Latest')
    const post = alice.article('It is me')
    await post.getByText('Not you: they only call themselves so.').waitFor()
    await post.locator(`code[title="${charlieId}"]`).waitFor()
    await alice.article('Honey from the hill').getByRole('button', { name: '2 likes' }).click()
    const list = alice.page.getByRole('dialog', { name: 'Who likes it' }).getByRole('listitem')
    await list.filter({ hasText: 'You' }).getByText(charlieId.slice(-6)).waitFor()
    await alice.page.keyboard.press('Escape')
  })

  it('[E67] nothing went wrong', () => {
    expect([...alice.faults, ...bob.faults, ...charlie.faults]).toEqual([])
  })
})

async function idOf(person: Person): Promise<string> {
  await person.goTo('My profile')
  return person.page.url().split('/').at(-1) ?? ''
}
