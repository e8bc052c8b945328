/** What the page says to somebody who has just begun: that something is missing, too long or nowhere, and what to do. */
import { beforeAll, describe, expect, it } from 'vitest'
import { violations } from './harness/axe'
import { opening } from './harness/opening'
import { keepShot } from './harness/shots'
import { startLonelySite } from './harness/site'

const { site, alice } = await opening(startLonelySite(), 'Alice')
const { page } = alice

/** Four characters more than a name may have. */
const LONG_NAME = 'Alice of the long harbour wall '.repeat(2).slice(0, 54)

const button = (name: string) => page.getByRole('button', { name, exact: true })
const nameBox = () => page.getByRole('textbox', { name: 'Your name' })

beforeAll(async () => {
  await page.goto(site.url)
  await button('Start').click()
})

describe('in plain words', () => {
  it('[U42] a name that is too long stands there whole, with how much has to go, until it is short enough', async () => {
    await nameBox().fill(LONG_NAME)
    await page.getByText('4 characters too many').waitFor()
    expect(await nameBox().inputValue()).toBe(LONG_NAME)
    expect(await button('Continue').isDisabled()).toBe(true)
    await page.setViewportSize({ width: 360, height: 740 })
    await keepShot(page, 'a name too long on a phone')
    expect(await violations(page)).toEqual([])
    await page.setViewportSize({ width: 1_280, height: 900 })
    await keepShot(page, 'a name too long')
    await nameBox().fill(LONG_NAME.slice(0, 50))
    await page.getByText('too many').waitFor({ state: 'detached' })
    await button('Continue').click()
    await button('Later').click()
    await alice.ready()
    await alice.goTo('My profile')
    await button('Edit profile').click()
    await nameBox().fill(LONG_NAME)
    await page.getByRole('textbox', { name: 'About you' }).fill('a'.repeat(501))
    await page.getByText('1 character too many').waitFor()
    await page.getByText('4 characters too many').waitFor()
    expect(await button('Save').isDisabled()).toBe(true)
    await keepShot(page, 'a profile too long')
    await nameBox().fill('Alice')
    await page.getByRole('textbox', { name: 'About you' }).fill('')
    await button('Save').click()
    await page.getByRole('heading', { level: 1, name: 'Alice' }).waitFor()
  })

  it('[U42] so does a warning, and the post does not go out before', async () => {
    await alice.goTo('Stream')
    await page.getByRole('textbox', { name: 'Write a post' }).fill('A heron')
    await button('Add a warning').click()
    const warning = page.getByRole('textbox', { name: 'Warning' })
    await warning.fill('b'.repeat(81))
    await page.getByText('1 character too many').waitFor()
    await keepShot(page, 'a warning too long')
    expect(await button('Post').isDisabled()).toBe(true)
    await button('Remove the warning').click()
    await button('Post').click()
    await alice.article('A heron').waitFor()
    expect(alice.faults).toEqual([])
  })

  it('[U19] the ranking says whose posts it ranks while there are none but her own', async () => {
    await alice.post('Swifts over the harbour')
    await alice.goTo('Settings')
    const moved = page
      .getByRole('region', { name: 'Ranking' })
      .getByText(/^Nothing to rank yet: posts of others/)
    await moved.waitFor()
    await moved.scrollIntoViewIfNeeded()
    await keepShot(page, 'nothing to rank')
    expect(alice.faults).toEqual([])
  })

  it('[U14] the address of a conversation with nobody says so, and leads to all of them', async () => {
    await page.goto(`${site.url}#/messages/nonsense`)
    await page.getByRole('heading', { level: 1, name: 'No such conversation' }).waitFor()
    expect(await page.title()).toContain('No such conversation')
    expect(await violations(page)).toEqual([])
    await keepShot(page, 'no such conversation')
    await page.getByRole('main').getByRole('link', { name: 'All messages' }).click()
    await page.getByRole('heading', { level: 1, name: 'Messages' }).waitFor()
    await page.getByRole('status').getByText('No new messages.').waitFor()
  })
})
