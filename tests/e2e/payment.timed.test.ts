/** alice and bob with AMP: four witnesses run in the test, so that each can be stopped. */
import { beforeAll, describe, expect, it } from 'vitest'
import { opening } from './harness/opening'
import { startSiteWithMoney } from './harness/site'
import { hasAmp, sendAmp } from './harness/wallet'

const { alice, bob } = await opening(startSiteWithMoney(), 'Alice', 'Bob')

beforeAll(async () => {
  await alice.begin()
  await bob.begin(await alice.inviteLink())
  await bob.follow()
})

describe('AMP', () => {
  it('[E30] each gets starter AMP once', async () => {
    for (const person of [alice, bob]) {
      await person.goTo('Wallet')
      await person.page.getByRole('button', { name: 'Get starter AMP' }).click()
    }
    for (const person of [alice, bob]) {
      await hasAmp(person, '100')
      expect(await person.page.getByRole('button', { name: 'Get starter AMP' }).count()).toBe(0)
    }
  })

  it('[E30] alice sends 10 to bob, final on both screens', async () => {
    await sendAmp(alice, 'Bob', '10')
    await Promise.all([hasAmp(alice, '90'), hasAmp(bob, '110')])
    const movements = alice.page.getByRole('list', { name: 'Movements' })
    await movements.locator('[data-state="final"]', { hasText: 'To Bob' }).getByText('−10').waitFor()
    await bob.page.getByRole('list', { name: 'Movements' }).getByText('From Alice').waitFor()
  })

  it('[E30] more than she has, nothing, and somebody unknown are refused in plain words', async () => {
    const alert = alice.page.getByRole('alert')
    await sendAmp(alice, 'Bob', '1000')
    await alert.getByText('You do not have that much.').waitFor()
    await sendAmp(alice, 'Nobody', '1')
    await alert.getByText('Nobody whom you follow bears this name').waitFor()
    await hasAmp(alice, '90')
  })

  it('[E30] nothing went wrong', () => {
    expect([...alice.faults, ...bob.faults]).toEqual([])
  })
})
