/** Payments whose witnesses are pages, each in a context of its own in one Chromium: four of them, and seven. */
import type { Page } from 'playwright-core'
import { UNITS_PER_AMP } from '../../src/amp/limits'
import type { AccountId, KeyId } from '../../src/amp/types'
import { launchBrowser, Person } from '../e2e/harness/people'
import { startSiteWithMoney } from '../e2e/harness/site'
import { hasAmp, sendAmp } from '../e2e/harness/wallet'
import { beside, median, percentile, type Bench, type Row } from './row'

const PAYMENTS = 20
const BEGINS_WITH_AMP = 100
/** The aim. */
const ON_SCREEN_P95_MS = 2_000
const SIGNATURES = 300
/** Nine pages share two cores, and the last payment of a line waits for all before it. */
const SHOWN_WITHIN_MS = 300_000

export const witnessPages: Bench = {
  name: 'witness-pages',
  async run() {
    return [...(await withPages(4)), ...(await withPages(7))]
  },
}

async function withPages(count: number): Promise<Row[]> {
  const site = await startSiteWithMoney()
  const browser = await launchBrowser()
  try {
    const [alice, bob, ...witnesses] = await Promise.all(
      ['Alice', 'Bob', ...Array.from({ length: count }, (_, index) => `Walter ${String(index + 1)}`)].map(
        (name) => Person.open(browser, site, name),
      ),
    )
    if (alice === undefined || bob === undefined) throw new Error('expected two people')
    await alice.begin()
    const link = await alice.inviteLink()
    for (const person of [bob, ...witnesses]) {
      await person.begin(link)
      await person.follow()
    }
    const keys: KeyId[] = []
    for (const witness of witnesses) keys.push(await keyOf(witness))
    await site.declareByPages(keys, new Map([[await accountOf(alice), BEGINS_WITH_AMP * UNITS_PER_AMP]]))
    for (const { page } of [...witnesses, alice, bob]) {
      await page.goto(`${site.url}#/wallet`)
      await page.reload()
    }
    for (const { page } of witnesses) await page.getByRole('region', { name: 'You are a witness' }).waitFor()
    await hasAmp(alice, String(BEGINS_WITH_AMP))
    // The first waits until all have found each other.
    await paid(alice, bob, 1)
    const samples: number[] = []
    for (let payment = 2; payment <= PAYMENTS + 1; payment += 1) samples.push(await paid(alice, bob, payment))
    const inLineMs = await paidInLine(alice, bob, PAYMENTS + 1)
    const name = `${String(count)} witnesses, all pages, and two pages that pay`
    return [
      ...beside(
        'ms',
        {
          name: `${name}: from the click to final on both screens, median of ${String(PAYMENTS)}`,
          value: median(samples),
        },
        {
          name: `${name}: the signatures of a payment alone, on one core`,
          value: await signaturesAlone(alice.page, count),
        },
      ),
      {
        name: `${name}: p95`,
        value: percentile(samples, 0.95),
        unit: 'ms',
        target: { atMost: ON_SCREEN_P95_MS },
      },
      { name: `${name}: payments in line`, value: (1_000 * PAYMENTS) / inLineMs, unit: '/s' },
    ]
  } finally {
    await browser.close()
    await site.stop()
  }
}

async function keyOf(person: Person): Promise<KeyId> {
  await person.goTo('Wallet')
  await person.page.getByText('Does the supply add up?').click()
  return (await person.page.locator('[data-device]').textContent()) as KeyId
}

async function accountOf(person: Person): Promise<AccountId> {
  await person.goTo('My profile')
  await person.page.waitForURL(/#\/person\//)
  return (person.page.url().split('#/person/').at(-1) ?? '') as AccountId
}

/** @param total so much bob has then */
async function paid(alice: Person, bob: Person, total: number): Promise<number> {
  const both = [untilShown(alice.page, BEGINS_WITH_AMP - total), untilShown(bob.page, total)]
  await sendAmp(alice, 'Bob', '1')
  const clickedMs = Date.now()
  await Promise.all(both)
  return Date.now() - clickedMs
}

/** As many again, each sent without waiting for the one before. */
async function paidInLine(alice: Person, bob: Person, before: number): Promise<number> {
  const total = before + PAYMENTS
  const both = [untilShown(alice.page, BEGINS_WITH_AMP - total), untilShown(bob.page, total)]
  const field = alice.page.getByRole('textbox', { name: 'To', exact: true })
  const to = await field.evaluateHandle((input) => input as HTMLInputElement)
  const startedMs = Date.now()
  for (let payment = 0; payment < PAYMENTS; payment += 1) {
    await sendAmp(alice, 'Bob', '1')
    // What is filled in before the form is emptied is lost with it.
    await alice.page.waitForFunction((input) => input.value === '', to, { polling: 'raf' })
  }
  await Promise.all(both)
  return Date.now() - startedMs
}

async function untilShown(page: Page, amp: number): Promise<void> {
  await page.waitForFunction(
    (wanted) => document.querySelector('[data-amp="final"]')?.textContent === wanted,
    String(amp),
    { polling: 'raf', timeout: SHOWN_WITHIN_MS },
  )
}

/**
 * What the browser's own engine takes for them. A payment is a send and its taking up; of each block its owner signs one and
 * every witness two, and each page checks all that others signed.
 */
async function signaturesAlone(page: Page, witnesses: number): Promise<number> {
  const { signMs, verifyMs } = await page.evaluate<{ signMs: number; verifyMs: number }>(
    `(${SIGN_AND_VERIFY})(${String(SIGNATURES)})`,
  )
  const made = 2 * (1 + 2 * witnesses)
  const otherPages = witnesses + 1
  return made * signMs + made * otherPages * verifyMs
}

/** As text: tsx keeps the names of functions by a helper that is not there in a page. */
const SIGN_AND_VERIFY = `async (rounds) => {
  const { privateKey, publicKey } = await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])
  const message = new Uint8Array(300)
  const signature = await crypto.subtle.sign('Ed25519', privateKey, message)
  const each = async (task) => {
    for (let round = 0; round < rounds; round += 1) await task()
    const startedMs = performance.now()
    for (let round = 0; round < rounds; round += 1) await task()
    return (performance.now() - startedMs) / rounds
  }
  return {
    signMs: await each(() => crypto.subtle.sign('Ed25519', privateKey, message)),
    verifyMs: await each(() => crypto.subtle.verify('Ed25519', publicKey, signature, message)),
  }
}`
