/** alice attends charlie, who likes what bob writes: so bob has standing with alice, and is paid for looking at what she amplifies. */
import { beforeAll, describe, expect, it } from 'vitest'
import { opening } from './harness/opening'
import { until } from './harness/people'
import { keepShot } from './harness/shots'
import { startSiteWithMoney } from './harness/site'
import { hasAmp } from './harness/wallet'

/** So much later it is for the witnesses. */
let laterMs = 0
const CAMPAIGN_AND_GRACE_MS = 26 * 3_600_000
/** A page begins anew, reads the ledger and asks every witness: 13 s at a load of 8, once 30, nearly all of it the beginning. */
const BACK_WITHIN_MS = 90_000

const { alice, bob, charlie, dora, fay, eve } = await opening(
  startSiteWithMoney(() => Date.now() + laterMs),
  'Alice',
  'Bob',
  'Charlie',
  'Dora',
  'Fay',
  'Eve',
)

beforeAll(async () => {
  await alice.begin()
  await charlie.begin(await alice.inviteLink())
  await charlie.follow()
  await bob.begin(await charlie.inviteLink())
  await bob.follow()
  await fay.begin(await charlie.inviteLink())
  await fay.follow()
  // Alice has to know of whoever wants no offers.
  await eve.begin(await charlie.inviteLink())
  await eve.follow()
  await eve.goTo('Settings')
  await eve.page
    .getByRole('group', { name: 'Sponsored posts' })
    .getByRole('radio', { name: 'Nobody' })
    .check()
  await eve.page.getByText('Kept, and said to everybody.').waitFor()
  await dora.begin()
  // Attention is what counts: charlie gives some to bob, and alice hears of it.
  await bob.post('The river is warm')
  await charlie.goTo('Stream')
  await charlie.article('The river is warm').getByRole('button', { name: 'Like', exact: true }).click()
  await fay.post('I am away')
  await charlie.goTo('Stream')
  await charlie.article('I am away').getByRole('button', { name: 'Like', exact: true }).click()
  await fay.goTo('Wallet')
  await eve.post('Mushrooms everywhere')
  await charlie.goTo('Stream')
  await charlie.article('Mushrooms everywhere').getByRole('button', { name: 'Like', exact: true }).click()
})

describe('a post that is amplified', () => {
  it('[E32] offers to those who have standing with the sponsor, says so before, and locks the budget', async () => {
    await alice.goTo('Wallet')
    await alice.page.getByRole('button', { name: 'Get starter AMP' }).click()
    await hasAmp(alice, '100')
    await alice.post('Come to the river on Sunday')
    await alice.article('Come to the river').getByRole('button', { name: 'Amplify', exact: true }).click()
    const dialog = alice.page.getByRole('dialog', { name: 'Amplify' })
    await dialog.getByText('With an amount, you see here').waitFor()
    const row = dialog.getByRole('table', { name: 'Offers' }).filter({ hasText: 'Bob' }).getByText('Fay')
    // The like has to come to her page first: until then nobody is offered anything, and each amount is asked anew.
    for (let amount = 10; (await row.count()) === 0; amount += 1) {
      await dialog.getByRole('spinbutton', { name: 'Budget' }).fill(String(amount))
      await alice.page.waitForTimeout(500)
    }
    await dialog.getByRole('spinbutton', { name: 'Budget' }).fill('50')
    await row.waitFor()
    expect(await dialog.getByRole('table', { name: 'Offers' }).getByText('Eve').count()).toBe(0)
    // Everybody in the table was about just now.
    await dialog.getByText(/ [23] of them may look/).waitFor()
    const chairs = dialog.getByRole('combobox', { name: 'By the standing that people have with' })
    await chairs.selectOption({ label: 'Charlie' })
    await chairs.selectOption({ label: 'me' })
    await row.waitFor()
    await dialog.getByRole('button', { name: 'Amplify', exact: true }).click()
    await alice.article('Come to the river').getByText('with 50 AMP').waitFor()
    await alice.goTo('Wallet')
    await hasAmp(alice, '50')
    await alice.page.locator('[data-amp="escrow"]').waitFor()
  })

  it('[E79] stands in the wallet of bob as an offer, with what it pays, until he has looked', async () => {
    await bob.goTo('Wallet')
    const offers = bob.page.getByRole('list', { name: 'Offers for your attention' })
    const offer = offers.getByRole('listitem').filter({ hasText: 'Come to the river on Sunday' })
    await offer.getByText('Alice pays it once you have looked at the post.').waitFor()
    expect(Number(await offer.locator('.units').textContent())).toBeGreaterThan(0)
    await hasAmp(bob, '0')
    expect(await offer.getByRole('link', { name: 'Come to the river' }).getAttribute('href')).toContain(
      '#/post/',
    )
  })

  it('[E32] comes to bob as sponsored, with his offer, and pays him for looking; a stranger is offered nothing', async () => {
    await bob.goTo('Stream')
    const post = bob.article('Come to the river on Sunday')
    await post.getByText('Sponsored by').waitFor()
    await until('he has looked and is paid', async () => {
      // As long as nobody points at it, what others do may move it out of sight.
      await post.hover()
      return post.getByText('You were paid').isVisible()
    })
    await keepShot(bob.page, 'sponsored')
    await bob.goTo('Wallet')
    await bob.page.getByRole('list', { name: 'Movements' }).getByText('For your attention').waitFor()
    const paid = Number(await bob.page.locator('[data-amp="final"]').textContent())
    expect(paid).toBeGreaterThan(0)
    await bob.page.getByRole('list', { name: 'Offers for your attention' }).waitFor({ state: 'detached' })
    expect(await dora.page.getByText('Looking at it pays you').count()).toBe(0)
    await dora.goTo('Wallet')
    await hasAmp(dora, '0')
    await bob.page.getByText('Does the supply add up?').click()
    await bob.page.getByText('The sums are equal').waitFor()
  })

  it('[E78] is marked on the line of its charge with a sign of its own', async () => {
    await alice.goTo('Stream')
    await alice.article('Come to the river').locator('a.time').click()
    await alice.page.getByText('Charge over time').click()
    await alice.page.getByText('A square that stands on its corner is AMP that was spent on it').waitFor()
    expect(
      await alice.page
        .getByRole('img', { name: /^From 1 when/ })
        .locator('path')
        .count(),
    ).toBe(1)
  })

  it('[AM21] eve wants nothing from sponsors: the post is hers to read, and nothing on it is marked', async () => {
    await alice.goTo('Stream')
    await alice.article('Come to the river').locator('a.time').click()
    await eve.page.goto(alice.page.url())
    const post = eve.article('Come to the river on Sunday')
    await post.waitFor()
    expect(await post.getByText(/Sponsored by|Amplified by|pays you/).count()).toBe(0)
  })

  it('[PV2] fay looks at it without claiming anything: nothing is paid to her, and what was offered stays', async () => {
    await fay.goTo('Settings')
    await fay.page.getByRole('checkbox', { name: 'Claim what sponsors pay me for looking' }).uncheck()
    await fay.goTo('Stream')
    const post = fay.article('Come to the river on Sunday')
    await post.getByText('Sponsored by').waitFor()
    await post.scrollIntoViewIfNeeded()
    // Longer than a look takes; that nothing came of it the next test says, too.
    await fay.page.waitForTimeout(5_000)
    expect(await post.getByText('You were paid').count()).toBe(0)
  })

  it('[E32] what fay did not claim comes back to alice when the time is over', async () => {
    await alice.goTo('Wallet')
    laterMs = CAMPAIGN_AND_GRACE_MS
    await alice.page.clock.setFixedTime(Date.now() + laterMs)
    // What runs already holds on to the clock it began with.
    await alice.page.reload()
    await alice.page
      .getByRole('list', { name: 'Movements' })
      .getByText('Back from a campaign')
      .waitFor({ timeout: BACK_WITHIN_MS })
    const left = Number(await alice.page.locator('[data-amp="final"]').textContent())
    expect(left).toBeGreaterThan(60)
    expect(left).toBeLessThan(90)
    expect(await alice.page.locator('[data-amp="escrow"]').count()).toBe(0)
    const campaigns = alice.page.getByRole('list', { name: 'Campaigns' })
    await campaigns.getByText(/[12] of [23] w(as|ere) paid for looking/).waitFor()
    await campaigns.getByText(/Expected were [23] people/).waitFor()
    await campaigns.getByText('Fewer looked than expected.').waitFor()
  })

  it('[E32] nothing went wrong', () => {
    expect([alice, bob, charlie, dora, fay, eve].flatMap(({ faults }) => faults)).toEqual([])
  })
})
