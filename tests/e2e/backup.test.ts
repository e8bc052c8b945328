/** alice's laptop is lost in the middle of a payment; an older backup makes her whole again in a fresh browser. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testPerson } from '../helpers/test-person'
import { isFocused } from './harness/keys'
import { opening } from './harness/opening'
import { Person, until } from './harness/people'
import { keepShot } from './harness/shots'
import { startSiteWithMoney } from './harness/site'
import { hasAmp, sendAmp } from './harness/wallet'

const PASSPHRASE = 'long enough'
const ELSEWHERE = 'Another of your devices spends from this account.'
/** Gossip offers what it heard in its last heartbeats, of a second each, to whoever comes: else it becomes final. */
const GOSSIPED_MS = 6_000

const { site, browser } = await opening(startSiteWithMoney())
let bob: string
let folder: string

beforeAll(async () => {
  bob = (await testPerson('bob')).id
  folder = await mkdtemp(join(tmpdir(), 'synereo-backup-'))
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** Her laptop, with 95 AMP, and the file that it saved then. */
async function laptopWithBackup(): Promise<{ laptop: Person; file: string }> {
  const laptop = await Person.open(browser, site, 'Alice')
  await laptop.begin()
  await laptop.post('Written before the backup')
  await laptop.goTo('Wallet')
  await laptop.page.getByRole('button', { name: 'Get starter AMP' }).click()
  await hasAmp(laptop, '100')
  await sendAmp(laptop, bob, '5')
  await hasAmp(laptop, '95')
  await laptop.goTo('Storage')
  await laptop.page.getByLabel('With your twelve words').check()
  await laptop.page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE)
  const [download] = await Promise.all([
    laptop.page.waitForEvent('download'),
    laptop.page.getByRole('button', { name: 'Export everything' }).click(),
  ])
  // Her own copy: the browser forgets its downloads when it ends.
  const file = join(folder, 'backup.car')
  await download.saveAs(file)
  return { laptop, file }
}

describe('a backup that is put back', () => {
  it('[E55] [U9] collides with a payment that it does not know, is skipped when she says so, and costs nothing', async () => {
    const { laptop, file } = await laptopWithBackup()
    await laptop.goTo('Wallet')
    await sendAmp(laptop, bob, '10')
    await hasAmp(laptop, '85')
    // Two of four witnesses vote for one more, and the laptop is lost before the others hear of it.
    laptop.relayMayFail = true
    await Promise.all([2, 3].map((index) => site.ledger.stopWitness(index)))
    await sendAmp(laptop, bob, '7')
    await laptop.page.locator('[data-state="pending"]').getByText('2 of the 3 votes').waitFor()
    expect(laptop.faults).toEqual([])
    await laptop.context.close()
    const lostAtMs = Date.now()
    await until('gossip has forgotten it', () => Promise.resolve(Date.now() - lostAtMs > GOSSIPED_MS))
    await Promise.all([2, 3].map((index) => site.ledger.startWitness(index)))

    const restored = await Person.open(browser, site, 'Alice')
    const { page } = restored
    await page.goto(site.url)
    await page.getByRole('button', { name: 'I have 12 words' }).click()
    await page.getByLabel('Or a backup file that holds them').setInputFiles(file)
    await page.getByLabel('Passphrase of the file').fill('not the right one')
    await page.getByRole('button', { name: 'Take the words from it' }).click()
    await page.getByRole('alert').getByText('not the passphrase').waitFor()
    await page.getByLabel('Passphrase of the file').fill(PASSPHRASE)
    await page.getByRole('button', { name: 'Take the words from it' }).click()
    await page.getByText('The words are in the field above.').waitFor()
    await keepShot(page, 'welcome-backup-file')
    await page.getByRole('button', { name: 'Recover' }).click()
    await restored.ready()
    await page.getByText('new records were taken in').waitFor()
    await restored.goTo('My profile')
    await restored.article('Written before the backup').waitFor()

    // What became final after the backup comes from the witnesses.
    await restored.goTo('Wallet')
    await hasAmp(restored, '85')
    await page.getByRole('button', { name: 'Spend from this device instead' }).click()
    const conflict = page.getByRole('alert').filter({ hasText: 'Your account is in conflict' })
    await conflict.getByText('7 AMP').waitFor()
    const title = page.getByRole('heading', { level: 1, name: 'Wallet' })
    await until('the title has the focus of the button that is gone', () => isFocused(title))
    await keepShot(page, 'wallet-conflict')
    await conflict.getByRole('button', { name: 'Skip them and go on' }).click()
    await conflict.waitFor({ state: 'detached' })
    await until('the title has the focus of the card that is gone', () => isFocused(title))
    await page.getByText(ELSEWHERE, { exact: true }).waitFor({ state: 'detached' })
    await hasAmp(restored, '85')
    await sendAmp(restored, bob, '20')
    await hasAmp(restored, '65')

    await page.getByText('Does the supply add up?').click()
    // They sign one by themselves as soon as they run.
    await page.locator('[data-proven]').getByText('signed where all AMP is').waitFor()
    expect(await page.locator('[data-amp="total"]').textContent()).toBe(
      await page.locator('[data-amp="supply"]').textContent(),
    )
    const check = page.getByRole('button', { name: 'Check it with the witnesses' })
    // Where a payment is just becoming final they do not yet say the same.
    await until('they sign what the wallet shows', async () => {
      if (await check.isEnabled()) await check.click()
      await check.and(page.locator('[aria-disabled="false"]')).waitFor()
      return page.locator('[data-checked="signed"]').getByText('with 65 AMP').isVisible()
    })
    await page.getByRole('button', { name: 'Replay every payment from the beginning' }).click()
    const replayed = page.locator('[data-replayed="0"]')
    await replayed.getByText('the same balance as the wallet shows, 65 AMP').waitFor()
    await replayed.getByText('Everything fits.').waitFor()
    await keepShot(page, 'wallet-replayed', { fullPage: true })
    expect(await page.getByRole('region', { name: 'Double spends' }).count()).toBe(0)
    expect(restored.faults).toEqual([])
  })

  it('[U41] says where what opens a backup could not be fetched, and may be asked to open it again', async () => {
    const dora = await Person.open(browser, site, 'Dora')
    const { page } = dora
    await page.goto(site.url)
    await page.getByRole('button', { name: 'I have 12 words' }).click()
    const none = { name: 'none.car', mimeType: 'application/vnd.ipld.car', buffer: Buffer.from('none') }
    await page.getByLabel('Or a backup file that holds them').setInputFiles(none)
    await page.getByLabel('Passphrase of the file').fill(PASSPHRASE)
    await dora.context.route('**/assets/**', (route) => route.abort())
    const take = page.getByRole('button', { name: 'Take the words from it' })
    await take.click()
    await page.getByRole('alert').getByText('could not be fetched').waitFor()
    expect([await take.isEnabled(), await isFocused(take)]).toEqual([true, true])
    await dora.context.close()
  })
})
