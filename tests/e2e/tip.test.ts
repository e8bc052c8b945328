/** bob tips alice for a post, and asks charlie for AMP by a link. */
import { beforeAll, describe, expect, it } from 'vitest'
import { Keys } from './harness/keys'
import { opening } from './harness/opening'
import { startSiteWithMoney } from './harness/site'
import { hasAmp } from './harness/wallet'

const { site, alice, bob } = await opening(startSiteWithMoney(), 'Alice', 'Bob')

beforeAll(async () => {
  await alice.begin()
  await bob.begin(await alice.inviteLink())
  await bob.follow()
  await alice.post('Honey from the hill')
  await bob.goTo('Wallet')
  await bob.page.getByRole('button', { name: 'Get starter AMP' }).click()
  await hasAmp(bob, '100')
})

describe('a tip', () => {
  it('[U9] is reached, gone through and left with the keyboard alone', async () => {
    const keys = new Keys(bob.page)
    await bob.goTo('Stream')
    const menu = bob.article('Honey from the hill').getByRole('button', { name: 'More', exact: true })
    await keys.tabTo(menu)
    await keys.press('Enter')
    const more = bob.page.getByRole('dialog', { name: 'More', exact: true })
    await keys.tabTo(more.getByRole('button', { name: 'Tip the author' }))
    await keys.press('Enter')
    const dialog = bob.page.getByRole('dialog', { name: 'Tip', exact: true })
    await dialog.waitFor()
    await keys.look()
    await keys.tabThrough()
    await keys.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await keys.isAt(menu, 'back at the menu of the post')
    expect(keys.faults).toEqual([])
  })

  it('[E40] [U32] arrives with its memo; its post, what there is to spend and usual amounts stand beside it', async () => {
    await bob.goTo('Stream')
    await bob.article('Honey from the hill').getByRole('button', { name: 'More', exact: true }).click()
    await bob.page
      .getByRole('dialog', { name: 'More' })
      .getByRole('button', { name: 'Tip the author' })
      .click()
    const dialog = bob.page.getByRole('dialog', { name: 'Tip' })
    await dialog.getByText('everybody can read it, for ever').waitFor()
    await dialog.getByText('Honey from the hill').waitFor()
    await dialog.getByText('Your balance is 100 AMP.').waitFor()
    await dialog.getByRole('button', { name: 'Send', exact: true }).click()
    await dialog.getByRole('alert').getByText('Type an amount above zero').waitFor()
    await dialog.getByRole('button', { name: '5 AMP', exact: true }).click()
    expect(await dialog.getByRole('spinbutton', { name: 'Amount' }).inputValue()).toBe('5')
    await dialog.getByRole('alert').waitFor({ state: 'detached' })
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

  it('[U38] as a picture is scanned in the form that sends, which is filled and sends nothing', async () => {
    const code = await alice.page.getByRole('img', { name: 'The link as a picture' }).screenshot()
    await bob.goTo('Stream')
    await bob.goTo('Wallet')
    const form = bob.page.getByRole('form', { name: 'Send AMP' })
    await form.getByRole('button', { name: 'Scan a code' }).click()
    const dialog = bob.page.getByRole('dialog', { name: 'Scan their code' })
    await dialog
      .getByLabel('A picture of the code')
      .setInputFiles({ name: 'code.png', mimeType: 'image/png', buffer: code })
    await dialog.waitFor({ state: 'detached' })
    await form.getByText('It goes to Alice').waitFor()
    expect(await form.getByRole('spinbutton', { name: 'Amount' }).inputValue()).toBe('7')
    expect(await form.getByRole('textbox', { name: 'Memo' }).inputValue()).toBe('two jars & a lid')
    await hasAmp(bob, '90.5')
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
