/** bob tips alice for a post, and asks charlie for AMP by a link. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, Person } from './harness/people'
import { startSiteWithMoney, type SiteWithMoney } from './harness/site'
import { hasAmp } from './harness/wallet'

let site: SiteWithMoney
let browser: Browser
let alice: Person
let bob: Person

beforeAll(async () => {
  site = await startSiteWithMoney()
  browser = await launchBrowser()
  alice = await Person.open(browser, site, 'Alice')
  bob = await Person.open(browser, site, 'Bob')
  await alice.begin()
  await bob.begin(await alice.inviteLink())
  await bob.follow()
  await alice.post('Honey from the hill')
  await bob.goTo('Wallet')
  await bob.page.getByRole('button', { name: 'Get starter AMP' }).click()
  await hasAmp(bob, '100')
})

afterAll(async () => {
  await browser.close()
  await site.stop()
})

describe('a tip', () => {
  it('[E40] arrives with its memo', async () => {
    await bob.goTo('Stream')
    await bob.article('Honey from the hill').getByRole('button', { name: 'More', exact: true }).click()
    await bob.page
      .getByRole('dialog', { name: 'More' })
      .getByRole('button', { name: 'Tip the author' })
      .click()
    const dialog = bob.page.getByRole('dialog', { name: 'Tip' })
    await dialog.getByText('everybody can read it, for ever').waitFor()
    await dialog.getByRole('spinbutton', { name: 'Amount' }).fill('2.5')
    await dialog.getByRole('textbox', { name: 'Memo' }).fill('for the honey')
    await dialog.getByRole('button', { name: 'Send', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await alice.goTo('Wallet')
    await hasAmp(alice, '2.5')
    const movements = alice.page.getByRole('list', { name: 'Movements' })
    await movements.getByRole('listitem').filter({ hasText: 'From Bob' }).getByText('for the honey').waitFor()
  })
})

describe('a request', () => {
  it('[E40] opened as a link fills the form, and sends nothing until its reader does', async () => {
    const ask = alice.page.getByRole('region', { name: 'Ask for AMP' })
    await ask.getByRole('spinbutton').fill('7')
    await ask.getByRole('textbox', { name: 'Suggested words' }).fill('two jars & a lid')
    await ask.getByText('The link as a picture').click()
    await ask.getByRole('img', { name: 'The link as a picture' }).waitFor()
    const link = await ask.getByRole('textbox', { name: 'Link that asks for it' }).inputValue()
    expect(link).toContain('#/pay/')
    await bob.page.goto(link)
    await bob.page.getByText('Nothing is sent before you press Send.').first().waitFor()
    const form = bob.page.getByRole('form', { name: 'Send AMP' })
    expect(await form.getByRole('spinbutton', { name: 'Amount' }).inputValue()).toBe('7')
    expect(await form.getByRole('textbox', { name: 'Memo' }).inputValue()).toBe('two jars & a lid')
    await hasAmp(bob, '97.5')
    await form.getByRole('button', { name: 'Send', exact: true }).click()
    await hasAmp(bob, '90.5')
    await hasAmp(alice, '9.5')
    const sent = bob.page.getByRole('list', { name: 'Movements' }).getByRole('listitem').first()
    await sent.getByRole('button', { name: 'Proof' }).click()
    await sent.getByText('so it is final').waitFor()
    await sent.getByText('"memo": "two jars & a lid"').waitFor()
  })

  it('[E40] that is damaged is answered with a sentence and fills in nothing', async () => {
    await bob.page.goto(`${site.url}#/pay/alice?amount=7`)
    await bob.page.getByRole('alert').getByText('This link asks for AMP for nobody').waitFor()
    expect(await bob.page.getByRole('spinbutton', { name: 'Amount', exact: true }).inputValue()).toBe('')
  })

  it('[E40] nothing went wrong', () => {
    expect([...alice.faults, ...bob.faults]).toEqual([])
  })
})
