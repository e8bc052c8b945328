import { beforeAll, describe, expect, it } from 'vitest'
import { violations } from './harness/axe'
import { opening } from './harness/opening'
import { until } from './harness/people'
import { keepShot } from './harness/shots'
import { startSite } from './harness/site'

const { site, alice, bob } = await opening(startSite(), 'Alice', 'Bob')
const MANY = 24
let addressOfAlice = ''
let addressOfBob = ''

beforeAll(async () => {
  await alice.begin()
  await bob.begin(await alice.inviteLink())
  await bob.follow()
  await alice.goTo('My profile')
  addressOfAlice = `${site.url}#/messages/${alice.page.url().split('/').at(-1) ?? ''}`
  await bob.goTo('My profile')
  addressOfBob = `${site.url}#/messages/${bob.page.url().split('/').at(-1) ?? ''}`
})

describe('a conversation', () => {
  const boxOf = (person: typeof alice) => person.page.getByRole('textbox', { name: 'Write a message' })
  const log = (person: typeof alice) => person.page.getByRole('log')
  const inSight = (person: typeof alice, text: string): Promise<boolean> =>
    log(person)
      .getByText(text, { exact: true })
      .evaluate((element) => {
        const box = document.querySelector('textarea')?.getBoundingClientRect().top ?? 0
        const { top, bottom } = element.getBoundingClientRect()
        return top >= 0 && bottom <= box
      })

  it('[E69] [MS1] [MS4] alice sends with Enter, the box stays in sight and the newest above it; bob opens it at the first new one', async () => {
    await alice.page.goto(addressOfBob)
    const box = boxOf(alice)
    await box.fill('message 1')
    await until('the first is sealed', async () => {
      if ((await box.inputValue()) !== '') await box.press('Enter')
      return log(alice).getByText('message 1', { exact: true }).isVisible()
    })
    await bob.page.goto(addressOfAlice)
    await log(bob).getByText('message 1', { exact: true }).waitFor()
    await bob.page
      .getByRole('link', { name: 'Messages', exact: true })
      .and(bob.page.locator(':not([title])'))
      .waitFor()
    await bob.goTo('Stream')
    await box.fill('two')
    await box.press('Shift+Enter')
    expect(await box.inputValue()).toBe('two\n')
    for (let count = 2; count <= MANY; count += 1) {
      await box.fill(`message ${count}`)
      await box.press('Enter')
      await log(alice).getByText(`message ${count}`, { exact: true }).waitFor()
    }
    await until('the newest is in sight', () => inSight(alice, `message ${MANY}`))
    await until(
      'all have come',
      async () =>
        (await bob.page.getByRole('link', { name: 'Messages', exact: true }).getAttribute('title')) ===
        `${MANY - 1} new`,
    )
    await bob.page.goto(addressOfAlice)
    await until('the first new one is in sight', () => inSight(bob, 'message 2'))
    await bob.page.getByRole('listitem').filter({ hasText: /^New$/ }).waitFor()
    await keepShot(bob.page, 'conversation-new')
  })

  it('[E69] [MS2] what bob has not had in sight stays unread until he comes to it', async () => {
    const messages = bob.page.getByRole('link', { name: 'Messages', exact: true })
    await until('some are read', async () => (await messages.getAttribute('title')) !== `${MANY - 1} new`)
    expect(await messages.getAttribute('title')).toMatch(/^\d+ new$/)
    await bob.page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight))
    await until('all are read', async () => (await messages.getAttribute('title')) === null)
    await bob.goTo('Stream')
    await bob.page.goto(addressOfAlice)
    await until('the newest is in sight', () => inSight(bob, `message ${MANY}`))
    expect(await bob.page.getByRole('listitem').filter({ hasText: /^New$/ }).count()).toBe(0)
  })

  it('[E69] [MS3] a link leads there and marks are drawn; on a phone the box stays above the bar and axe finds nothing wrong', async () => {
    await boxOf(bob).fill('see **this**: https://example.org/bees')
    await boxOf(bob).press('Enter')
    const link = log(bob).getByRole('link', { name: 'https://example.org/bees' })
    await link.waitFor()
    expect(await link.getAttribute('rel')).toContain('noopener')
    expect(await log(bob).locator('strong').textContent()).toBe('this')
    for (const width of [1280, 360]) {
      await bob.page.setViewportSize({ width, height: 740 })
      await bob.page.evaluate(() => scrollTo(0, 200))
      await until('the box is in sight', () =>
        bob.page.getByRole('button', { name: 'Send', exact: true }).evaluate((button) => {
          const { bottom, left, right } = button.getBoundingClientRect()
          return button.contains(document.elementFromPoint((left + right) / 2, bottom - 4))
        }),
      )
      expect(await violations(bob.page)).toEqual([])
      await keepShot(bob.page, `conversation-${width}`)
    }
    expect([...alice.faults, ...bob.faults]).toEqual([])
  })
})
