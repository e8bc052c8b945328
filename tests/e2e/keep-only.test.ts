/** Bob, who follows alice, lets go of what he holds of charlie, whom alice follows. */
import { beforeAll, describe, expect, it } from 'vitest'
import { violations } from './harness/axe'
import { opening } from './harness/opening'
import { until } from './harness/people'
import { startSite } from './harness/site'

const { alice, bob, charlie } = await opening(startSite(), 'Alice', 'Bob', 'Charlie')

beforeAll(async () => {
  await alice.begin()
  await bob.begin(await alice.inviteLink())
  await bob.follow()
  await charlie.begin(await alice.inviteLink())
  await charlie.follow()
  await alice.post('Of swifts')
  await charlie.post('Of lakes')
  await bob.post('Of bread')
})

/** What the table of Storage says of a group; of one of which there is nothing it says nothing. */
async function kept(group: string): Promise<string> {
  const card = bob.page.getByRole('region', { name: 'Kept in this browser' })
  await card.waitFor()
  const row = card.getByRole('row', { name: group }).first()
  return (await row.count()) === 0 ? '0 records' : row.innerText()
}

describe('keeping only what is followed', () => {
  it('[KO1] says what would go, and changes nothing while it is turned on and off', async () => {
    await bob.goTo('Stream')
    await bob.article('Of lakes').waitFor()
    await bob.goTo('Storage')
    const card = bob.page.getByRole('region', { name: 'Keep only what I follow' })
    const keepOnly = card.getByRole('checkbox', { name: 'Keep only what I follow' })
    await keepOnly.check()
    await card.getByText(/Records of .*1.* other person are still kept here/).waitFor()
    expect(await violations(bob.page)).toEqual([])
    await keepOnly.uncheck()
    await bob.goTo('Stream')
    await bob.article('Of lakes').waitFor()
    await bob.goTo('Storage')
    await keepOnly.check()
  })

  it('[KO2] lets it go; what bob wrote, and what is of alice, stays', async () => {
    await bob.page.getByRole('button', { name: 'Let them go' }).click()
    await bob.page.getByText('Nothing else is kept here.').waitFor()
    await bob.ready()
    await until('nothing of others', async () => /\b0 records/.test(await kept('Of people near you')))
    await bob.goTo('Stream')
    await bob.article('Of swifts').waitFor()
    await bob.article('Of bread').waitFor()
    expect(await bob.article('Of lakes').count()).toBe(0)
  })

  it('[KO1] asks for nothing of charlie any more, whom alice holds, and goes on with alice', async () => {
    await charlie.post('Of rivers')
    await alice.goTo('Latest')
    await alice.article('Of rivers').waitFor()
    await alice.post('Of ponds')
    await bob.article('Of ponds').waitFor()
    await bob.goTo('Storage')
    await bob.page.getByText('Nothing else is kept here.').waitFor()
    await until('nothing of others', async () => /\b0 records/.test(await kept('Of people near you')))
    await bob.goTo('Stream')
    await bob.article('Of ponds').waitFor()
    expect(await bob.article('Of rivers').count()).toBe(0)
    await bob.post('Of cakes')
    await alice.article('Of cakes').waitFor()
  })

  it('[E9] nobody complains', () => {
    expect([...alice.faults, ...bob.faults, ...charlie.faults]).toEqual([])
  })
})
