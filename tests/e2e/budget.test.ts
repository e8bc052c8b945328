/** Bob, who follows alice, lets this browser keep a megabyte; charlie, whom alice follows, is the one who has to go. */
import { randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { violations } from './harness/axe'
import { isFocused } from './harness/keys'
import { opening } from './harness/opening'
import { until } from './harness/people'
import { noise } from './harness/picture'
import { startSite } from './harness/site'

const { alice, bob, charlie } = await opening(startSite(), 'Alice', 'Bob', 'Charlie')

beforeAll(async () => {
  await alice.begin()
  await bob.begin(await alice.inviteLink())
  await bob.follow()
  await charlie.begin(await alice.inviteLink())
  await charlie.follow()
  await alice.post('Of swifts')
  await charlie.post('Of lakes', { file: noise(1_200, 1_200, randomBytes), alt: 'A lake' })
})

/** What a linked page is asked for has come long before. */
const NEVER_AFTER_MS = 5_000

/** What the table of Storage says of a group; of one of which there is nothing it says nothing. */
async function kept(group: string): Promise<string> {
  const card = bob.page.getByRole('region', { name: 'Kept in this browser' })
  await card.waitFor()
  const row = card.getByRole('row', { name: group }).first()
  return (await row.count()) === 0 ? '0 records' : row.innerText()
}

function budget() {
  return bob.page.getByRole('region', { name: 'Storage budget' })
}

/** The budget is set to more and to less than there is: who is to go waits. */
async function passAgain(): Promise<void> {
  await budget().getByLabel('Keep at most').fill('2')
  await budget().getByLabel('Keep at most').press('Enter')
  await budget().getByLabel('Keep at most').fill('1')
  await budget().getByLabel('Keep at most').press('Enter')
  await budget().getByText('go when this page is next opened').waitFor()
}

async function attendCharlie(press: string, shown: string): Promise<void> {
  await bob.goTo('Stream')
  await bob.article('Of lakes').getByRole('link', { name: 'Charlie' }).first().click()
  await bob.page.getByRole('heading', { level: 1, name: 'Charlie' }).waitFor()
  await bob.page.getByRole('button', { name: press, exact: true }).click()
  await bob.page.getByRole('button', { name: shown, exact: true }).waitFor()
  await bob.goTo('Storage')
}

describe('a storage budget', () => {
  it('[E63] what is here is told by kind, and the budget is a share of what the browser allows', async () => {
    await bob.goTo('Stream')
    await bob.article('Of lakes').getByRole('img', { name: 'A lake' }).waitFor()
    await bob.goTo('Storage')
    await until('the image of charlie', async () => /\b1 image/.test(await kept('Images of people near you')))
    await budget()
      .getByText(/of 1 GB are used|of .* are used/)
      .waitFor()
    expect(await violations(bob.page)).toEqual([])
  })

  it('[E63] what is no budget is not taken, and that is said', async () => {
    await budget().getByLabel('Keep at most').fill('-5')
    await budget().getByLabel('Keep at most').press('Enter')
    await budget().getByRole('alert').getByText('from 1 to 1,000,000').waitFor()
  })

  it('[SB2] [E63] [U9] passed, the image of a stranger goes at once, and it is said; what bob follows stays', async () => {
    await budget().getByLabel('Keep at most').fill('1')
    await budget().getByLabel('Keep at most').press('Enter')
    await budget().getByText('Let go so far').waitFor()
    await until('the field has the focus still', () => isFocused(budget().getByLabel('Keep at most')))
    await budget()
      .getByText(/1 image/)
      .waitFor()
    await until('no image of charlie', async () => /\b0 images/.test(await kept('Images of people near you')))
    await bob.goTo('Stream')
    await bob.article('Of swifts').waitFor()
    await bob.article('Of lakes').waitFor()
  })

  it('[SB2] [SB3] [E63] with more of his own the records of strangers wait, and go at the next start; his own stay', async () => {
    await bob.post('Of bread', { file: noise(1_200, 1_200, randomBytes), alt: 'Bread' })
    await bob.goTo('Storage')
    await passAgain()
    await attendCharlie('Follow', 'Unfollow')
    // Whoever is followed by now does not go, and bob may press again.
    const now = budget().getByRole('button', { name: 'Let them go now' })
    await now.click()
    await until('it is done', async () => (await now.count()) === 0 || (await now.isEnabled()))
    expect(await budget().getByLabel('Keep at most').isEditable()).toBe(true)
    await attendCharlie('Unfollow', 'Follow')
    await passAgain()
    await bob.page.reload()
    await bob.ready()
    await bob.goTo('Stream')
    await bob.article('Of bread').waitFor()
    await bob.article('Of swifts').waitFor()
    await bob.goTo('Storage')
    await budget()
      .getByText(/records of 1 person/)
      .waitFor()
    // Alice and charlie would give them again, and are asked for nothing of charlie's.
    await until('bob is linked again', async () => (await bob.links()) > 0)
    await bob.page.waitForTimeout(NEVER_AFTER_MS)
    await bob.goTo('Storage')
    await until('nothing of charlie', async () => /\b0 records/.test(await kept('Of people near you')))
  })

  it('[SB2] [E63] with the usual budget strangers come again, and go when bob says so', async () => {
    await budget()
      .getByRole('button', { name: /The usual/ })
      .click()
    await bob.goTo('Stream')
    await bob.article('Of lakes').waitFor()
    await bob.goTo('Storage')
    await bob.page.getByRole('button', { name: 'Let go of: Of people near you' }).click()
    await budget()
      .getByText(/records of 1 person/)
      .nth(1)
      .waitFor()
    await bob.ready()
    await bob.goTo('Latest')
    await bob.article('Of bread').waitFor()
  })

  it('[E9] nobody complains', () => {
    expect([...alice.faults, ...bob.faults, ...charlie.faults]).toEqual([])
  })
})
