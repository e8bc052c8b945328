/** Payments: how long until final with 4 and 7 witnesses in one process, and on two screens with those of `npm start`. */
import type { Page } from 'playwright-core'
import { UNITS_PER_AMP } from '../../src/amp/limits'
import { LedgerNetwork, type Keys, type Message } from '../../src/simulation/ledger/network'
import { namedKeys } from '../../tools/cases/ledger'
import { launchBrowser, Person } from '../e2e/harness/people'
import { startSiteWithMoney } from '../e2e/harness/site'
import { hasAmp, sendAmp } from '../e2e/harness/wallet'
import { beside, median, percentile, type Bench, type Row } from './row'

const PAYMENTS_IN_PROCESS = 60
const WARM_PAYMENTS = 10
const PAYMENTS_ON_SCREEN = 20
/** The aim. */
const ON_SCREEN_P95_MS = 2_000

export const payments: Bench = {
  name: 'payments',
  async run() {
    return [...(await inProcess(4)), ...(await inProcess(7)), ...(await onScreen())]
  },
}

/** Every message as bytes through the gate, one after the other: what a payment costs all machines together. */
async function inProcess(witnesses: number): Promise<Row[]> {
  const counted = countingKeys()
  const network = await LedgerNetwork.found({
    witnesses: Array.from({ length: witnesses }, (_, index) => `witness ${String(index)}`),
    allocation: new Map([
      ['alice', 1_000_000 * UNITS_PER_AMP],
      ['bob', 0],
    ]),
    feePpm: 0,
    claimGraceMs: 0,
    keys: counted.keys,
    now: Date.now,
  })
  const samples: number[] = []
  for (let payment = 0; payment < WARM_PAYMENTS + PAYMENTS_IN_PROCESS; payment += 1) {
    if (payment === WARM_PAYMENTS) counted.reset()
    const startedMs = performance.now()
    await pay(network, `payment ${String(payment)}`)
    if (payment >= WARM_PAYMENTS) samples.push(performance.now() - startedMs)
  }
  const { signMs, verifyMs } = await costOfSignatures()
  const perPayment = (counted.signed() * signMs + counted.verified() * verifyMs) / PAYMENTS_IN_PROCESS
  const mean = samples.reduce((sum, ms) => sum + ms, 0) / samples.length
  const name = `${String(witnesses)} witnesses in one process`
  return [
    ...beside(
      'ms',
      {
        name: `${name}: a payment, final and taken up everywhere, mean of ${String(samples.length)}`,
        value: mean,
      },
      {
        name: `${name}: its signatures alone (${String(counted.signed() / PAYMENTS_IN_PROCESS)} made, ${String(counted.verified() / PAYMENTS_IN_PROCESS)} checked)`,
        value: perPayment,
      },
    ),
    { name: `${name}: payments`, value: 1_000 / mean, unit: '/s' },
  ]
}

async function pay(network: LedgerNetwork, id: string): Promise<void> {
  const wish = { id, t: 'send', to: network.accountOf('bob'), amount: 1, memo: null } as const
  await network.machine('alice').purse.wish(wish)
  const queue: Message[] = []
  const advance = async (owner: string): Promise<void> => {
    const { ask, say } = await network.machine(owner).participant.advance(false)
    queue.push(...network.toAll(owner, ask, true), ...network.toAll(owner, say))
  }
  await advance('alice')
  while (queue.length > 0) {
    for (let message = queue.shift(); message !== undefined; message = queue.shift())
      queue.push(...(await network.deliver(message)))
    await advance('alice')
    await advance('bob')
  }
  if (network.machine('alice').purse.stateOf(id)?.at !== 'final')
    throw new Error(`${id} did not become final`)
}

function countingKeys() {
  const keys = namedKeys()
  let signed = 0
  let verified = 0
  const counting: Keys = {
    signer(name) {
      const signer = keys.signer(name)
      return {
        device: signer.device,
        sign: (message) => {
          signed += 1
          return signer.sign(message)
        },
      }
    },
    verify: (key, signature, message) => {
      verified += 1
      return keys.verify(key, signature, message)
    },
  }
  return {
    keys: counting,
    signed: () => signed,
    verified: () => verified,
    reset() {
      signed = 0
      verified = 0
    },
  }
}

async function costOfSignatures(): Promise<{ readonly signMs: number; readonly verifyMs: number }> {
  const ROUNDS = 300
  const keys = namedKeys()
  const signer = keys.signer('somebody')
  const message = new Uint8Array(300)
  const signature = await signer.sign(message)
  const each = async (task: () => Promise<unknown>): Promise<number> => {
    for (let round = 0; round < ROUNDS; round += 1) await task()
    const startedMs = performance.now()
    for (let round = 0; round < ROUNDS; round += 1) await task()
    return (performance.now() - startedMs) / ROUNDS
  }
  return {
    signMs: await each(() => signer.sign(message)),
    verifyMs: await each(() => keys.verify(signer.device, signature, message)),
  }
}

async function onScreen(): Promise<Row[]> {
  const site = await startSiteWithMoney()
  const browser = await launchBrowser()
  try {
    const alice = await Person.open(browser, site, 'Alice')
    const bob = await Person.open(browser, site, 'Bob')
    await alice.begin()
    await bob.begin(await alice.inviteLink())
    await bob.follow()
    for (const person of [alice, bob]) {
      await person.goTo('Wallet')
      await person.page.getByRole('button', { name: 'Get starter AMP' }).click()
      await hasAmp(person, '100')
    }
    const samples: number[] = []
    for (let payment = 1; payment <= PAYMENTS_ON_SCREEN; payment += 1) {
      const both = [untilShown(alice.page, 100 - payment), untilShown(bob.page, 100 + payment)]
      await sendAmp(alice, 'Bob', '1')
      const clickedMs = Date.now()
      await Promise.all(both)
      samples.push(Date.now() - clickedMs)
    }
    const name = '4 witnesses and two pages: from the click to final on both screens'
    return [
      { name: `${name}, median of ${String(PAYMENTS_ON_SCREEN)}`, value: median(samples), unit: 'ms' },
      {
        name: `${name}, p95`,
        value: percentile(samples, 0.95),
        unit: 'ms',
        target: { atMost: ON_SCREEN_P95_MS },
      },
    ]
  } finally {
    await browser.close()
    await site.stop()
  }
}

async function untilShown(page: Page, amp: number): Promise<void> {
  await page.waitForFunction(
    (wanted) => document.querySelector('[data-amp="final"]')?.textContent === wanted,
    String(amp),
    { polling: 'raf', timeout: 60_000 },
  )
}
