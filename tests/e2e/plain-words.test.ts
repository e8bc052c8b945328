/** What the page says to somebody who has just begun: that something is missing, too long or nowhere, and what to do. */
import { beforeAll, describe, expect, it } from 'vitest'
import { violations } from './harness/axe'
import { opening } from './harness/opening'
import { keepShot } from './harness/shots'
import { startLonelySite } from './harness/site'

const { site, alice } = await opening(startLonelySite(), 'Alice')
const { page } = alice

beforeAll(() => alice.begin())

describe('in plain words', () => {
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
