/** Witnesses go away and come back; pages are loaded again in between. */
import { beforeAll, describe, expect, it } from 'vitest'
import { isFocused } from './harness/keys'
import { opening } from './harness/opening'
import { until } from './harness/people'
import { startSiteWithMoney } from './harness/site'
import { hasAmp, sendAmp } from './harness/wallet'

const { site, alice, bob } = await opening(startSiteWithMoney(), 'Alice', 'Bob')

beforeAll(async () => {
  await alice.begin()
  await bob.begin(await alice.inviteLink())
  await bob.follow()
  await bob.goTo('Wallet')
  await alice.goTo('Wallet')
  await alice.page.getByRole('button', { name: 'Get starter AMP' }).click()
  await hasAmp(alice, '100')
  // Chromium says so itself when a WebSocket to a witness that was stopped fails.
  alice.relayMayFail = true
  bob.relayMayFail = true
})

describe('witnesses that go away', () => {
  it('[E31] with one of four away payments still become final', async () => {
    await site.ledger.stopWitness(0)
    await sendAmp(alice, 'Bob', '10')
    await Promise.all([hasAmp(alice, '90'), hasAmp(bob, '10')])
  })

  it('[E31] [U38] with two away they wait, are shown as waiting, and outlive a reload of every page', async () => {
    await site.ledger.stopWitness(1)
    await sendAmp(alice, 'Bob', '5')
    const waiting = alice.page.getByRole('list', { name: 'Movements' }).locator('[data-state="pending"]')
    await waiting.getByText('2 of the 3 votes it needs').waitFor()
    await hasAmp(alice, '90')
    await alice.page.reload()
    await bob.page.reload()
    await waiting.getByText('2 of the 3 votes it needs').waitFor()
    await hasAmp(alice, '90')
    await hasAmp(bob, '10')
    await alice.page.locator('[data-amp="leaving"]', { hasText: /^5$/ }).waitFor()
  })

  it('[E31] when one is back they become final, and nothing is lost', async () => {
    await site.ledger.startWitness(1)
    await Promise.all([hasAmp(alice, '85'), hasAmp(bob, '15')])
    expect(await alice.page.locator('[data-amp="leaving"]').count()).toBe(0)
    await alice.page.getByText('Does the supply add up?').click()
    const total = await alice.page.locator('[data-amp="total"]').textContent()
    expect(total).toBe(await alice.page.locator('[data-amp="supply"]').textContent())
    expect([...alice.faults, ...bob.faults]).toEqual([])
  })

  it('[E50] [U9] the witnesses sign that the supply adds up, and prove her account in it', async () => {
    await site.ledger.startWitness(0)
    const check = alice.page.getByRole('button', { name: 'Check it with the witnesses' })
    const said = alice.page.locator('[data-checked="signed"]')
    // One that has just come back reads what it missed first; until then it signs something else, and she is told to try again.
    await until(
      'the witnesses sign what the page holds too',
      async () => {
        if (await check.isEnabled()) await check.click()
        await check.and(alice.page.locator('[aria-disabled="false"]')).waitFor()
        return said.getByText('comes to the same, account for account').isVisible()
      },
      60_000,
    )
    expect(await isFocused(check)).toBe(true)
    await said.getByText(/[34] witnesses signed that everything together is 1,000,000 AMP/).waitFor()
    await said.getByText('Your account is proven to be in it, with 85 AMP.').waitFor()
    expect([...alice.faults, ...bob.faults]).toEqual([])
  })

  it('[AM142] who cancels one reads in its row that this waits, and is not offered it again, until the witnesses are back', async () => {
    await Promise.all([1, 2, 3].map((index) => site.ledger.stopWitness(index)))
    await sendAmp(alice, 'Bob', '2')
    const movement = alice.page.getByRole('list', { name: 'Movements' }).locator('> li').first()
    const cancel = movement.getByRole('button', { name: 'Cancel the payment that waits' })
    await cancel.press('Enter')
    await movement.getByText('asked to be cancelled; it waits for the witnesses').waitFor()
    expect(await cancel.count()).toBe(0)
    await until('the row has the focus', () => isFocused(movement))
    await alice.goTo('Stream')
    await alice.goTo('Wallet')
    await movement.getByText('asked to be cancelled').waitFor()
    expect(await cancel.count()).toBe(0)
    await Promise.all([1, 2, 3].map((index) => site.ledger.startWitness(index)))
    await movement.getByText('cancelled, the money is back').waitFor({ timeout: 60_000 })
    await hasAmp(alice, '85')
    expect([...alice.faults, ...bob.faults]).toEqual([])
  })
})
