/** No machine but the pages of four people, who are the witnesses of their ledger: nobody can dial any of them. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { AccountId, KeyId } from '../../src/amp/types'
import { UNITS_PER_AMP } from '../../src/amp/limits'
import { opening } from './harness/opening'
import { startSiteWithMoney } from './harness/site'
import { hasAmp, sendAmp } from './harness/wallet'

/** All four begin at once here, find each other, and read what each holds. */
const FINAL_WITHIN_MS = 90_000

const { site, alice, bob, charlie, dora } = await opening(
  startSiteWithMoney(),
  'Alice',
  'Bob',
  'Charlie',
  'Dora',
)
const everybody = [alice, bob, charlie, dora]

beforeAll(async () => {
  await alice.begin()
  const link = await alice.inviteLink()
  for (const person of [bob, charlie, dora]) {
    await person.begin(link)
    await person.follow()
  }
})

describe('a ledger whose witnesses are all pages', () => {
  it('[E80] [AM125] makes a payment final, and another after every page was loaded again', async () => {
    const keys: KeyId[] = []
    for (const { page } of everybody) {
      await page.goto(`${site.url}#/wallet`)
      await page.getByText('Does the supply add up?').click()
      keys.push((await page.locator('[data-device]').textContent()) as KeyId)
    }
    await alice.goTo('My profile')
    await alice.page.waitForURL(/#\/person\//)
    const account = (alice.page.url().split('#/person/').at(-1) ?? '') as AccountId
    await site.declareByPages(keys, new Map([[account, 100 * UNITS_PER_AMP]]))
    // The witnesses of before are gone, and a page dials them until it has read of the new ones.
    for (const person of everybody) person.relayMayFail = true
    for (const { page } of everybody) {
      await page.goto(`${site.url}#/wallet`)
      await page.reload()
    }
    for (const { page } of everybody) await page.getByRole('region', { name: 'You are a witness' }).waitFor()
    await hasAmp(alice, '100', FINAL_WITHIN_MS)
    await sendAmp(alice, 'Bob', '10')
    await hasAmp(bob, '10', FINAL_WITHIN_MS)
    await hasAmp(alice, '90', FINAL_WITHIN_MS)

    for (const { page } of everybody) await page.reload()
    await sendAmp(bob, 'Alice', '4')
    await hasAmp(alice, '94', FINAL_WITHIN_MS)
    await hasAmp(bob, '6', FINAL_WITHIN_MS)
    for (const { page } of everybody) await page.locator('[data-votes]:not([data-votes="0"])').waitFor()
  })

  it('[E80] nothing went wrong', () => {
    const faults = everybody.flatMap((person) => person.faults)
    expect(faults.filter((fault) => !/WebSocket connection to .*ERR_CONNECTION_REFUSED/.test(fault))).toEqual(
      [],
    )
  })
})
