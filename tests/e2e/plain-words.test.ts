/** What the page says to somebody who has just begun: that something is missing, too long or nowhere, and what to do. */
import { beforeAll, describe, expect, it } from 'vitest'
import { opening } from './harness/opening'
import { keepShot } from './harness/shots'
import { startLonelySite } from './harness/site'

const { alice } = await opening(startLonelySite(), 'Alice')
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
})
