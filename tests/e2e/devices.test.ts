/** alice spends from two devices: money moves with her, and one of them at a time may spend. */
import { describe, expect, it } from 'vitest'
import { testPerson } from '../helpers/test-person'
import { opening } from './harness/opening'
import { Person, until } from './harness/people'
import { startSiteWithMoney } from './harness/site'
import { hasAmp, sendAmp } from './harness/wallet'

const ELSEWHERE = 'Another of your devices spends from this account.'

const { site, browser } = await opening(startSiteWithMoney())
const laptop = await Person.open(browser, site, 'Alice')
const phone = await Person.open(browser, site, 'Alice')
const { id: bob } = await testPerson('bob')

/** She has her starter AMP, and nothing of hers waits. */
async function isSettled({ page }: Person): Promise<void> {
  const movements = page.getByRole('list', { name: 'Movements' })
  await movements.locator('[data-state="final"]').first().waitFor()
  await until(
    'all of it is taken up',
    async () => (await page.locator('[data-amp="arriving"]').count()) === 0,
  )
}

async function supplyIsExact({ page }: Person): Promise<void> {
  await page.getByText('Does the supply add up?').click()
  const total = await page.locator('[data-amp="total"]').textContent()
  expect(total).toBe(await page.locator('[data-amp="supply"]').textContent())
}

describe('two devices of one person', () => {
  it('[E54] the words bring her AMP to a second device, where another one is said to spend', async () => {
    const { page } = laptop
    await page.goto(site.url)
    await page.getByRole('button', { name: 'Start' }).click()
    await page.getByRole('textbox', { name: 'Your name' }).fill('Alice')
    await page.getByRole('button', { name: 'Continue' }).click()
    const words = page.getByRole('main').getByRole('listitem')
    await words.nth(11).waitFor()
    const typed = (await words.allTextContents()).join(' ')
    await page.getByRole('button', { name: 'Later' }).click()
    await laptop.ready()
    await laptop.goTo('Wallet')
    await page.getByRole('button', { name: 'Get starter AMP' }).click()
    await hasAmp(laptop, '100')
    await isSettled(laptop)

    await phone.page.goto(site.url)
    await phone.page.getByRole('button', { name: 'I have 12 words' }).click()
    await phone.page.getByRole('textbox', { name: 'Your 12 words' }).fill(typed)
    await phone.page.getByRole('button', { name: 'Recover' }).click()
    await phone.ready()
    await phone.goTo('Wallet')
    await hasAmp(phone, '100')
    await phone.page.getByText(ELSEWHERE, { exact: true }).waitFor()
    await sendAmp(phone, bob, '10')
    await phone.page.getByRole('alert').getByText('Move it here first.').waitFor()
    await hasAmp(phone, '100')
  })

  it('[E54] she moves it to the phone, pays from there, and the laptop that is still open cannot collide', async () => {
    await phone.page.getByRole('button', { name: 'Spend from this device instead' }).click()
    await laptop.page.getByText(ELSEWHERE, { exact: true }).waitFor()
    await phone.page.getByText(ELSEWHERE, { exact: true }).waitFor({ state: 'detached' })
    await sendAmp(phone, bob, '10')
    await Promise.all([hasAmp(phone, '90'), hasAmp(laptop, '90')])
    await sendAmp(laptop, bob, '10')
    await laptop.page.getByRole('alert').getByText('Move it here first.').waitFor()
    await laptop.page.getByRole('button', { name: 'Spend from this device instead' }).click()
    await laptop.page.getByText(ELSEWHERE, { exact: true }).waitFor({ state: 'detached' })
    await sendAmp(laptop, bob, '20')
    await Promise.all([hasAmp(phone, '70'), hasAmp(laptop, '70')])
    await supplyIsExact(phone)
    expect(site.ledger.forks()).toBe(0)
    expect([...laptop.faults, ...phone.faults]).toEqual([])
  })
})
