/** Somebody pays alice, and bob with the same money. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parsePersonId } from '../../src/identity/person-id'
import type { PersonId } from '../../src/identity/types'
import { testPerson } from '../helpers/test-person'
import { spendTwice } from './harness/forker'
import { opening } from './harness/opening'
import { Person } from './harness/people'
import { startSiteWithMoney } from './harness/site'
import { hasAmp } from './harness/wallet'

const { site, browser, alice } = await opening(startSiteWithMoney(), 'Alice')
let stateDir: string
let forker: PersonId

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'synereo-forker-'))
  await alice.begin()
})

afterAll(async () => {
  await rm(stateDir, { recursive: true, force: true })
})

describe('a double spend', () => {
  it('[E42] leaves what is final, is shown with both signed payments, and is warned of before paying', async () => {
    await alice.goTo('My profile')
    const self = parsePersonId(alice.page.url().split('#/person/').at(-1) ?? '')
    if (self === null) throw new Error(`expected her own page, got ${alice.page.url()}`)
    await alice.goTo('Wallet')
    const { id: bob } = await testPerson('bob')
    const spent = await spendTwice(site.ledger, stateDir, self, bob)
    forker = spent.forker
    await hasAmp(alice, '50')

    const found = alice.page.getByRole('region', { name: 'Double spends' })
    await found.getByText('At most one of them can ever be final').waitFor()
    await found.getByRole('button', { name: 'Both signed payments' }).click()
    expect(await found.locator('pre').count()).toBe(2)
    await alice.page.reload()
    await found.getByText('At most one of them can ever be final').waitFor()
    await hasAmp(alice, '50')

    await alice.page.getByRole('textbox', { name: 'To', exact: true }).fill(forker)
    await alice.page.getByRole('alert').getByText('signed two different payments').waitFor()
    await spent.stop()
  })

  it('[E56] is known to a page that began afterwards', async () => {
    const charlie = await Person.open(browser, site, 'Charlie')
    await charlie.begin()
    await charlie.goTo('Wallet')
    // Who has nothing is not asked whom to send it to.
    await charlie.page.getByRole('button', { name: 'Get starter AMP' }).click()
    await charlie.page.getByRole('textbox', { name: 'To', exact: true }).fill(forker)
    const warned = charlie.page.getByRole('alert').filter({ hasText: 'signed two different payments' })
    await warned.waitFor()
    await warned.getByRole('button', { name: 'Both signed payments' }).click()
    await warned.locator('pre').nth(1).waitFor()
    expect(charlie.faults).toEqual([])
  })

  it('[E57] stands among her notifications beside the payment that came, new until she has read it', async () => {
    await alice.goTo('Notifications')
    const list = alice.page.getByRole('list', { name: 'Notifications' }).getByRole('listitem')
    await alice.page.getByText('2 new notifications.').waitFor()
    expect(await list.count()).toBe(2)
    await alice.page.getByRole('radio', { name: 'Money' }).check()
    await list.getByText('+50').waitFor()
    expect(await list.count()).toBe(1)
    await alice.page.getByRole('radio', { name: 'Warnings' }).check()
    await list.getByText('At most one of them can ever be final').waitFor()
    expect(await list.count()).toBe(1)
    await alice.page.getByRole('button', { name: 'Mark all as read' }).click()
    await alice.page.getByText('Nothing new.').waitFor()
    await alice.page.reload()
    await alice.page.getByText('Nothing new.').waitFor()
    await list.getByText('+50').waitFor()
  })

  it('[E42] nothing went wrong', () => {
    expect(alice.faults).toEqual([])
  })
})
