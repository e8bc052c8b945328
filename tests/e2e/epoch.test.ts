/**
 * The witnesses change under pages that pay. Of now: four that run here and walter's page, of which four are needed. Of
 * the next epoch: two of those, a new one, and alice's page, of which three are needed.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KeyId } from '../../src/amp/types'
import { networkIdOf } from '../../src/records/network-id'
import {
  announceSuccession,
  planSuccession,
  readPlan,
  signSuccession,
  withSuccessor,
} from '../../tools/ledger/succeed'
import type { LocalLedger } from '../../tools/local-ledger'
import { networkWith } from '../../tools/site'
import { listen, runWitness, witnessKey, type RunningWitness, type WitnessKey } from '../../tools/witness'
import { opening } from './harness/opening'
import { Person, until } from './harness/people'
import { startSiteWithMoney } from './harness/site'
import { hasAmp, sendAmp } from './harness/wallet'

const { site, browser } = await opening(startSiteWithMoney())
let walter: Person
let alice: Person
let ledger: LocalLedger
let folder: string
let fresh: WitnessKey
let freshLine: Awaited<ReturnType<typeof listen>>
let freshRunning: RunningWitness | null = null
let plan = ''
let network: Record<string, unknown>

async function keyOf({ page }: Person): Promise<KeyId> {
  await page.getByText('Does the supply add up?').click()
  return (await page.locator('[data-device]').textContent()) as KeyId
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'synereo-epoch-'))
  fresh = await witnessKey(join(folder, 'fresh'))
  freshLine = await listen(fresh, '127.0.0.1', 0)
  const seen = { url: site.url, relay: site.relay, witnesses: [...(site.witnesses ?? []), freshLine.address] }
  walter = await Person.open(browser, seen, 'Walter')
  alice = await Person.open(browser, seen, 'Alice')
  await walter.begin()
  await alice.begin(await walter.inviteLink())
  await alice.follow()
  await walter.goTo('Wallet')
  await alice.goTo('Wallet')
  const [walters, alices] = [await keyOf(walter), await keyOf(alice)]
  // Chromium says so when a witness that is gone is dialled, such as those that were declared until now.
  for (const person of [walter, alice]) person.relayMayFail = true
  ledger = await site.redeclare([walters])
  for (const { page } of [walter, alice]) {
    await page.goto(`${site.url}#/wallet`)
    await page.reload()
  }
  await walter.page.getByRole('region', { name: 'You are a witness' }).waitFor()
  network = { ...(await networkWith([])), ledger: ledger.declared }
  const names = await Promise.all(ledger.folders.map(async (each) => (await witnessKey(each)).signer.device))
  const planned = await planSuccession({
    ...{
      network,
      folder: join(folder, 'plan'),
      newWitnesses: 0,
      host: '127.0.0.1',
      port: 4201,
      isSecure: false,
    },
    without: [...names.slice(2), walters],
    others: new Map<KeyId, string | null>([
      [fresh.signer.device, freshLine.address],
      [alices, null],
    ]),
  })
  plan = planned.file
  for (const each of ledger.folders) await signSuccession(network, plan, each)
  const next = withSuccessor(network, await readPlan(plan))
  freshRunning = await runWitness(
    fresh,
    freshLine,
    await networkIdOf(network.manifest),
    network.ledger,
    Date.now,
  )
  network = {
    ...network,
    ledger: { ...ledger.declared, addresses: (next.ledger as { addresses: object }).addresses },
  }
})

afterAll(async () => {
  await freshRunning?.stop()
  await rm(folder, { recursive: true, force: true })
})

describe('the witnesses of a network change', () => {
  it('[E59] the wallet says that they are changing while too few of the old ones are there, and keeps what is paid', async () => {
    await alice.page.getByRole('button', { name: 'Get starter AMP' }).click()
    await hasAmp(alice, '100')
    await sendAmp(alice, 'Walter', '10')
    await Promise.all([hasAmp(alice, '90'), hasAmp(walter, '10')])
    await ledger.stopWitness(3)
    await ledger.stopWitness(2)
    expect(await announceSuccession(network, plan, 5_000)).toBe(false)
    for (const { page } of [walter, alice]) await page.locator('[data-change="waiting"]').waitFor()
    await walter.page.getByText('this page votes on no payment more until the next ones have begun').waitFor()
    await sendAmp(alice, 'Walter', '5')
    await alice.page.getByRole('list', { name: 'Movements' }).locator('[data-state="pending"]').waitFor()
    await Promise.all([alice.page.reload(), walter.page.reload()])
    for (const { page } of [walter, alice]) await page.locator('[data-change="waiting"]').waitFor()
  })

  it('[E59] once enough are back the new ones begin, what waited becomes final, and a page that is named votes', async () => {
    await ledger.startWitness(2)
    await walter.page.locator('[data-change="done"]').waitFor({ timeout: 120_000 })
    await alice.page.getByRole('region', { name: 'You are a witness' }).waitFor({ timeout: 60_000 })
    await Promise.all([hasAmp(alice, '85'), hasAmp(walter, '15')])
    await walter.page.getByRole('region', { name: 'You are a witness' }).waitFor({ state: 'detached' })
    // Two of the four that are left: without alice's page nothing would become final.
    await ledger.stopWitness(1)
    await sendAmp(walter, 'Alice', '3')
    await Promise.all([hasAmp(alice, '88'), hasAmp(walter, '12')])
    await alice.page.locator('[data-votes]:not([data-votes="0"])').waitFor()
  })

  it('[E59] the new witnesses sign that the supply adds up, and nothing went wrong', async () => {
    await ledger.startWitness(1)
    await walter.page.getByText('Does the supply add up?').click()
    const check = walter.page.getByRole('button', { name: 'Check it with the witnesses' })
    await until(
      'the witnesses sign what the page holds too',
      async () => {
        if (await check.isEnabled()) await check.click()
        await check.and(walter.page.locator('[aria-disabled="false"]')).waitFor()
        return walter.page
          .locator('[data-checked="signed"]')
          .getByText('comes to the same, account for account')
          .isVisible()
      },
      60_000,
    )
    // These witnesses were declared after the people had come.
    const known = ledger.addresses.map(
      (address) => `websocket to ws://127.0.0.1:${address.split('/')[4] ?? ''}/`,
    )
    expect([...alice.faults, ...walter.faults].filter((fault) => !known.includes(fault))).toEqual([])
  })
})
