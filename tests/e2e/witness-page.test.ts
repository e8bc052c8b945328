/** Five witnesses, of which four are needed: three that run here, one that is away, and walter's page. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { KeyId } from '../../src/amp/types'
import { opening } from './harness/opening'
import { startSiteWithMoney } from './harness/site'
import { hasAmp, sendAmp } from './harness/wallet'

const { site, walter, alice } = await opening(startSiteWithMoney(), 'Walter', 'Alice')

beforeAll(async () => {
  await walter.begin()
  await alice.begin(await walter.inviteLink())
  await alice.follow()
})

describe('a page that the ledger names as a witness', () => {
  it('[E41] says so, and a payment that needs its vote becomes final with it', async () => {
    await walter.goTo('Wallet')
    await walter.page.getByText('Does the supply add up?').click()
    const key = (await walter.page.locator('[data-device]').textContent()) as KeyId
    const ledger = await site.redeclare([key])
    for (const { page } of [walter, alice]) {
      await page.goto(`${site.url}#/wallet`)
      await page.reload()
    }
    await walter.page.getByRole('region', { name: 'You are a witness' }).waitFor()
    await alice.page.getByRole('button', { name: 'Get starter AMP' }).click()
    await hasAmp(alice, '100')
    // Taken up by a block of her own, so that the next needs no more than one.
    await alice.page.locator('[data-amp="arriving"]').waitFor({ state: 'detached' })

    // Chromium says so when a witness that is gone is dialled.
    for (const person of [walter, alice]) person.relayMayFail = true
    await ledger.stopWitness(3)
    await sendAmp(alice, 'Walter', '10')
    const sent = alice.page.getByRole('list', { name: 'Movements' }).getByRole('listitem').first()
    await sent.getByText('To Walter').waitFor()
    await alice.page.locator('[data-state="final"]', { hasText: 'To Walter' }).waitFor()
    await sent.getByRole('button', { name: 'Proof' }).click()
    await sent.getByText(key).waitFor()
    await walter.page.locator('[data-votes]:not([data-votes="0"])').waitFor()
  })

  it('[E41] is silent, and says so, when what it said was cleared', async () => {
    // A page whose database is taken away loads itself anew.
    const again = walter.page.waitForEvent('load')
    await walter.page.evaluate(() => {
      void indexedDB.databases().then((databases) => {
        for (const { name = '' } of databases)
          if (name.startsWith('synereo-amp-')) indexedDB.deleteDatabase(name)
      })
    })
    await again
    await walter.page.getByRole('alert').getByText('has lost what it said as a witness').waitFor()
  })

  it('[E41] nothing went wrong', () => {
    // The second ledger has its witnesses at other addresses than the harness was told.
    const faults = [...walter.faults, ...alice.faults].filter(
      (fault) =>
        !fault.startsWith('websocket to') && !/WebSocket connection to .*ERR_CONNECTION_REFUSED/.test(fault),
    )
    expect(faults).toEqual([])
  })
})
