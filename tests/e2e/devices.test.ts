/** alice spends from two devices, and from a copy of one: money moves with her, and what collides costs her nothing. */
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { testPerson } from '../helpers/test-person'
import { OwnBrowser } from './harness/own-browser'
import { launchBrowser, Person, until } from './harness/people'
import { startSiteWithMoney, type SiteWithMoney } from './harness/site'
import { hasAmp, sendAmp } from './harness/wallet'

const CANCEL = 'Cancel the payment that waits'
const ELSEWHERE = 'Another of your devices spends from this account.'

/** Gossip offers what it heard in its last three heartbeats, of a second each, to whoever comes: else it is final. */
const GOSSIPED_MS = 6_000

let site: SiteWithMoney
let folder: string
let bob: string
const devices: OwnBrowser[] = []

beforeAll(async () => {
  site = await startSiteWithMoney()
  folder = await mkdtemp(join(tmpdir(), 'synereo-devices-'))
  bob = (await testPerson('bob')).id
})

afterAll(async () => {
  await Promise.all(devices.map((device) => device.kill()))
  await site.stop()
  await rm(folder, { recursive: true, force: true, maxRetries: 5 })
})

/** The browser that has this profile on its disk, with alice's page in it. */
async function deviceWith(profile: string): Promise<{ device: OwnBrowser; alice: Person }> {
  const device = await OwnBrowser.start(join(folder, profile))
  devices.push(device)
  const alice = new Person(device.context, await device.context.newPage(), site, 'Alice')
  // Chromium says so itself when a WebSocket to a witness that was stopped fails.
  alice.relayMayFail = true
  return { device, alice }
}

/** She has her starter AMP, and nothing of hers waits. */
async function isSettled({ page }: Person): Promise<void> {
  const movements = page.getByRole('list', { name: 'Movements' })
  await movements.locator('[data-state="final"]').first().waitFor()
  await until('nothing waits', async () => (await page.getByRole('button', { name: CANCEL }).count()) === 0)
}

async function supplyIsExact({ page }: Person): Promise<void> {
  await page.getByText('Does the supply add up?').click()
  const total = await page.locator('[data-amp="total"]').textContent()
  expect(total).toBe(await page.locator('[data-amp="supply"]').textContent())
}

describe('two devices of one person', () => {
  let browser: Browser
  let laptop: Person
  let phone: Person

  beforeAll(async () => {
    browser = await launchBrowser()
    laptop = await Person.open(browser, site, 'Alice')
    phone = await Person.open(browser, site, 'Alice')
  })

  afterAll(() => browser.close())

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

describe('a backup that is put back', () => {
  it('[E55] collides with a payment it does not know, may be cancelled, and no AMP is lost', async () => {
    const first = await deviceWith('laptop')
    await first.alice.begin()
    await first.alice.goTo('Wallet')
    await first.alice.page.getByRole('button', { name: 'Get starter AMP' }).click()
    await hasAmp(first.alice, '100')
    await isSettled(first.alice)
    await first.device.kill()
    // Without the links by which a running Chromium marks a profile as its own.
    const filter = (path: string): boolean => !basename(path).startsWith('Singleton')
    await cp(join(folder, 'laptop'), join(folder, 'backup'), { recursive: true, filter })

    // Two of four witnesses vote for a payment, and the laptop is lost before the others hear of it.
    const lost = await deviceWith('laptop')
    await lost.alice.page.goto(`${site.url}#/wallet`)
    await hasAmp(lost.alice, '100')
    await Promise.all([2, 3].map((index) => site.ledger.stopWitness(index)))
    await sendAmp(lost.alice, bob, '10')
    const waiting = lost.alice.page.locator('[data-state="pending"]')
    await waiting.getByText('waiting for witnesses (2 of 3)').waitFor()
    const lostAtMs = Date.now()
    await lost.device.kill()
    await until('gossip has forgotten it', () => Promise.resolve(Date.now() - lostAtMs > GOSSIPED_MS))
    await Promise.all([2, 3].map((index) => site.ledger.startWitness(index)))

    // The copy of the day before knows nothing of that. Its payment takes the place with the other two.
    const restored = await deviceWith('backup')
    const { page } = restored.alice
    await page.goto(`${site.url}#/wallet`)
    await hasAmp(restored.alice, '100')
    await sendAmp(restored.alice, bob, '20')
    await page.getByText('in conflict: two payments were signed for the same place').waitFor()
    await page.getByRole('button', { name: CANCEL }).click()
    await page.locator('[data-state="void"]').getByText('cancelled, the money is back').waitFor()
    await hasAmp(restored.alice, '100')
    await sendAmp(restored.alice, bob, '20')
    await hasAmp(restored.alice, '80')
    await supplyIsExact(restored.alice)
    // To the same person twice: an accident, which is held against nobody.
    expect(await page.getByRole('region', { name: 'Double spends' }).count()).toBe(0)
    await restored.device.kill()

    // The laptop is found again and learns what became of it.
    const found = await deviceWith('laptop')
    await found.alice.page.goto(`${site.url}#/wallet`)
    await hasAmp(found.alice, '80')
    await found.alice.page.locator('[data-state="void"]').getByText('cancelled, the money is back').waitFor()
    await supplyIsExact(found.alice)
    expect([first, lost, restored, found].flatMap(({ alice }) => alice.faults)).toEqual([])
  })
})
