/** No machine but the pages of four people, who are the witnesses of their ledger: nobody can dial any of them. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AccountId, KeyId } from '../../src/amp/types'
import { UNITS_PER_AMP } from '../../src/amp/limits'
import { planSuccession } from '../../tools/ledger/succeed'
import { opening } from './harness/opening'
import { until, type Person } from './harness/people'
import { startSiteWithMoney } from './harness/site'
import { hasAmp, sendAmp } from './harness/wallet'

/** All four begin at once here, find each other, and read what each holds. */
const FINAL_WITHIN_MS = 90_000
/** They agree in rounds. */
const CHANGED_WITHIN_MS = 120_000

const { site, alice, bob, charlie, dora, erin } = await opening(
  startSiteWithMoney(),
  'Alice',
  'Bob',
  'Charlie',
  'Dora',
  'Erin',
)
const witnesses = [alice, bob, charlie, dora]
const everybody = [...witnesses, erin]
const folder = await mkdtemp(join(tmpdir(), 'synereo-witness-pages-'))
let network: Record<string, unknown> = {}

/** By which a ledger names this device as a witness. */
async function keyOf({ page }: Person): Promise<KeyId> {
  await page.getByText('Does the supply add up?').click()
  return (await page.locator('[data-device]').textContent()) as KeyId
}

beforeAll(async () => {
  await alice.begin()
  const link = await alice.inviteLink()
  for (const person of [bob, charlie, dora]) {
    await person.begin(link)
    await person.follow()
  }
})

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('a ledger whose witnesses are all pages', () => {
  it('[E80] [AM125] makes a payment final, and another after every page was loaded again', async () => {
    const keys: KeyId[] = []
    for (const person of witnesses) {
      await person.page.goto(`${site.url}#/wallet`)
      keys.push(await keyOf(person))
    }
    await alice.goTo('My profile')
    await alice.page.waitForURL(/#\/person\//)
    const account = (alice.page.url().split('#/person/').at(-1) ?? '') as AccountId
    network = await site.declareByPages(keys, new Map([[account, 100 * UNITS_PER_AMP]]))
    // The witnesses of before are gone, and a page dials them until it has read of the new ones.
    for (const person of everybody) person.relayMayFail = true
    for (const { page } of witnesses) {
      await page.goto(`${site.url}#/wallet`)
      await page.reload()
    }
    for (const { page } of witnesses) await page.getByRole('region', { name: 'You are a witness' }).waitFor()
    await hasAmp(alice, '100', FINAL_WITHIN_MS)
    await sendAmp(alice, 'Bob', '10')
    await hasAmp(bob, '10', FINAL_WITHIN_MS)
    await hasAmp(alice, '90', FINAL_WITHIN_MS)

    for (const { page } of witnesses) await page.reload()
    await sendAmp(bob, 'Alice', '4')
    await hasAmp(alice, '94', FINAL_WITHIN_MS)
    await hasAmp(bob, '6', FINAL_WITHIN_MS)
    for (const { page } of witnesses) await page.locator('[data-votes]:not([data-votes="0"])').waitFor()
  })

  it('[E74] [AM118] gives a newcomer starter AMP from the account of one of the pages, and it becomes final', async () => {
    await erin.begin(await alice.inviteLink())
    await erin.follow()
    await erin.goTo('Wallet')
    const ask = erin.page.getByRole('button', { name: 'Get starter AMP' })
    const nobodyGave = erin.page.getByText('No witness gave starter AMP')
    // Nobody does before she is linked with one of them.
    await until(
      'a page gives starter AMP',
      async () => {
        await ask.click()
        await erin.page.getByText('Asking the witnesses…').waitFor({ state: 'detached' })
        const isGiven = !(await nobodyGave.isVisible())
        await nobodyGave.waitFor({ state: 'detached' })
        return isGiven
      },
      FINAL_WITHIN_MS,
    )
    await hasAmp(erin, '100', FINAL_WITHIN_MS)
    await erin.page
      .getByRole('list', { name: 'Movements' })
      .getByText('From a witness, to begin with')
      .waitFor()
    await sendAmp(erin, 'Alice', '1')
    await hasAmp(erin, '99', FINAL_WITHIN_MS)
    await alice.goTo('Wallet')
    await hasAmp(alice, '95', FINAL_WITHIN_MS)
    const left: (string | null)[] = []
    for (const { page } of witnesses) left.push(await page.locator('[data-amp="to-give"]').textContent())
    expect(left.sort()).toEqual(['249,875', '249,975', '249,975', '249,975'])
  })

  it('[E66] [AM119] goes over to another witness when three of the pages have signed that and the last tells them', async () => {
    const [erins, doras] = [await keyOf(erin), await keyOf(dora)]
    const others = new Map<KeyId, string | null>([[erins, null]])
    const plan = { network, newWitnesses: 0, host: '127.0.0.1', port: 4201, isSecure: false }
    const { file } = await planSuccession({ ...plan, folder: join(folder, 'a'), without: [doras], others })
    const other = await planSuccession({
      ...plan,
      folder: join(folder, 'b'),
      without: [doras],
      others: new Map(),
    })
    let text = await readFile(file, 'utf8')
    for (const [index, person] of [alice, bob, charlie].entries()) {
      await person.goTo('Wallet')
      const card = person.page.getByRole('region', { name: 'You are a witness' })
      await card.getByText('Other witnesses').click()
      const shown = card.getByRole('textbox', { name: 'Text of the plan' })
      if (index === 0) await card.getByLabel('File with the plan').setInputFiles(file)
      else await shown.fill(text)
      for (const key of [erins, doras]) await card.getByText(key).waitFor()
      await card.getByText('3 of the witnesses of now stay.').waitFor()
      await card.getByRole('button', { name: 'Sign the plan' }).click()
      await card.locator(`[data-signed="${String(index + 1)}"]`).waitFor()
      text = await shown.inputValue()
    }
    const card = alice.page.getByRole('region', { name: 'You are a witness' })
    await card.getByRole('textbox', { name: 'Text of the plan' }).fill(await readFile(other.file, 'utf8'))
    await card.getByRole('button', { name: 'Sign the plan' }).click()
    await card.getByRole('alert').getByText('has signed another plan for this change').waitFor()

    await charlie.page.getByRole('button', { name: 'Tell the witnesses' }).click()
    for (const { page } of witnesses)
      await page.locator('[data-change="done"]').waitFor({ timeout: CHANGED_WITHIN_MS })
    await erin.page.getByRole('region', { name: 'You are a witness' }).waitFor({ timeout: CHANGED_WITHIN_MS })
    await dora.page.getByRole('region', { name: 'You are a witness' }).waitFor({ state: 'detached' })
    // Of four that are left three are needed: with one away that is so with erin's alone.
    await dora.page.close()
    await bob.page.close()
    await alice.page.getByRole('textbox', { name: 'To', exact: true }).waitFor()
    await sendAmp(alice, 'Charlie', '2')
    await hasAmp(alice, '93', FINAL_WITHIN_MS)
    await hasAmp(charlie, '2', FINAL_WITHIN_MS)
  })

  it('[E66] [AM129] the page of a witness says what the site is to name then, and is content once the site does', async () => {
    const card = alice.page.getByRole('region', { name: 'You are a witness' })
    await card.getByRole('button', { name: 'Show the text for the site' }).click()
    const text = await card.getByRole('textbox', { name: 'Text for the site' }).inputValue()
    network.ledger = JSON.parse(text)
    const [declared] = (network.ledger as { successors: [{ manifest: { epoch: number } }] }).successors
    expect(declared.manifest.epoch).toBe(1)
    expect(network.ledger).toMatchObject({ ends: [expect.any(String)] })
    for (const { page } of [alice, charlie, erin]) await page.reload()
    await card.locator('[data-votes]').waitFor()
    await hasAmp(alice, '93', FINAL_WITHIN_MS)
    expect(await card.getByText('The site does not say yet').count()).toBe(0)
    await alice.page.getByRole('textbox', { name: 'To', exact: true }).waitFor()
    await sendAmp(alice, 'Charlie', '1')
    await hasAmp(charlie, '3', FINAL_WITHIN_MS)
  })

  it('[E80] nothing went wrong', () => {
    const faults = everybody.flatMap((person) => person.faults)
    expect(faults.filter((fault) => !/WebSocket connection to .*ERR_CONNECTION_REFUSED/.test(fault))).toEqual(
      [],
    )
  })
})
