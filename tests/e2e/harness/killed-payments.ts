/**
 * alice pays bob again and again, and her browser is killed while she does; then it starts again with the same profile,
 * and what must hold is looked at. bob's browser goes on.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { seededRandom } from '../../../src/lib/prng'
import { OwnBrowser } from './own-browser'
import { Person, until } from './people'
import { startSiteWithMoney, type SiteWithMoney } from './site'
import { standStillAt, type NoticedMoment } from './stand-still'
import { hasAmp, sendAmp } from './wallet'

/** When alice's browser is killed. */
export type Moment =
  /** So long after the click. */
  { readonly at: 'random'; readonly ms: number } | NoticedMoment

/** A payment takes less from the click until it is final, so the moments lie in all of it and a little behind. */
const MAX_RANDOM_MS = 800
const MAX_PACKETS = 8
/** A payment may be settled before so many packets came: none is waited for longer after it was sent. */
const MAX_PACKETS_WAIT_MS = 3_000
const STARTER = 100

export function randomMoment(random: () => number): Moment {
  const packets = 1 + Math.floor(random() * MAX_PACKETS)
  const draw = random()
  if (draw < 1 / 2) return { at: 'random', ms: Math.floor(random() * MAX_RANDOM_MS) }
  if (draw < 5 / 8) return { at: 'wished' }
  if (draw < 6 / 8) return { at: 'kept' }
  return draw < 7 / 8 ? { at: 'sent', packets } : { at: 'heard', packets }
}

export function randomMoments(count: number, seed: number): Moment[] {
  const random = seededRandom(seed)
  return Array.from({ length: count }, () => randomMoment(random))
}

export class KilledPayments {
  readonly #site: SiteWithMoney
  readonly #folder: string
  readonly #bob: Person
  readonly #bobsBrowser: OwnBrowser
  #alicesBrowser: OwnBrowser
  #alice: Person
  #paid = 0
  /** What the page of a killed browser should not have done. */
  readonly faults: string[] = []

  /** alice and bob know each other, and alice has the starter AMP. */
  static async begin(): Promise<KilledPayments> {
    const site = await startSiteWithMoney()
    const folder = await mkdtemp(join(tmpdir(), 'synereo-profiles-'))
    const alicesBrowser = await OwnBrowser.start(join(folder, 'alice'))
    const bobsBrowser = await OwnBrowser.start(join(folder, 'bob'))
    const alice = await personIn(alicesBrowser, site, 'Alice')
    const bob = await personIn(bobsBrowser, site, 'Bob')
    await alice.begin()
    await bob.begin(await alice.inviteLink())
    await bob.follow()
    for (const person of [alice, bob]) await person.goTo('Wallet')
    await alice.page.getByRole('button', { name: 'Get starter AMP' }).click()
    await hasAmp(alice, String(STARTER))
    const payments = new KilledPayments(site, folder, alice, alicesBrowser, bob, bobsBrowser)
    await payments.#isSettled()
    return payments
  }

  private constructor(
    site: SiteWithMoney,
    folder: string,
    alice: Person,
    alicesBrowser: OwnBrowser,
    bob: Person,
    bobsBrowser: OwnBrowser,
  ) {
    this.#site = site
    this.#folder = folder
    this.#alice = alice
    this.#alicesBrowser = alicesBrowser
    this.#bob = bob
    this.#bobsBrowser = bobsBrowser
  }

  /** One payment with a kill in it. @returns whether it became final; throws when something must not be */
  async pay(moment: Moment): Promise<boolean> {
    const noticed = moment.at === 'random' ? null : await standStillAt(this.#alice.page, moment)
    // A page that stands still, or is gone, answers no click; what must have come of it is looked at afterwards.
    const sending = sendAmp(this.#alice, 'Bob', '1').catch(() => undefined)
    if (noticed === null) await sending
    else if ('packets' in moment)
      await Promise.race([noticed.come, sending.then(() => wait(MAX_PACKETS_WAIT_MS))])
    else if (!(await noticed.come)) throw new Error(`the moment '${moment.at}' of the payment never came`)
    if (moment.at === 'random') await wait(moment.ms)
    await this.#alicesBrowser.kill()
    await sending
    this.faults.push(...this.#alice.faults)

    this.#alicesBrowser = await OwnBrowser.start(join(this.#folder, 'alice'))
    this.#alice = await personIn(this.#alicesBrowser, this.#site, 'Alice')
    await this.#alice.page.goto(this.#site.url)
    await this.#alice.ready()
    await this.#alice.goTo('Wallet')
    await this.#isSettled()
    const before = this.#paid
    // A wallet that has just been opened may look settled before it has read what was on the disk.
    const patienceMs = moment.at === 'random' ? 5_000 : 30_000
    await until('the payment is final', async () => (await this.#finalOnes()) > before, patienceMs).catch(
      () => undefined,
    )
    this.#paid = await this.#finalOnes()
    const isPaid = this.#paid === before + 1
    if (!isPaid && this.#paid !== before)
      throw new Error(`${before} payments were final, and after one more ${this.#paid} are`)
    if (!isPaid && moment.at !== 'random') throw new Error('a payment that was on the disk is lost')
    await Promise.all([
      hasAmp(this.#alice, String(STARTER - this.#paid)),
      hasAmp(this.#bob, String(this.#paid)),
    ])
    for (const person of [this.#alice, this.#bob]) await sumsAreEqual(person)
    const forks = this.#site.ledger.forks()
    if (forks > 0) throw new Error(`the witnesses saw ${forks} forks`)
    return isPaid
  }

  async stop(): Promise<void> {
    this.faults.push(...this.#alice.faults, ...this.#bob.faults)
    await this.#alicesBrowser.kill()
    await this.#bobsBrowser.kill()
    await this.#site.stop()
    await rm(this.#folder, { recursive: true, force: true, maxRetries: 5 })
  }

  /** Payments that her wallet says are final; it draws the latest, and more when it is asked. */
  async #finalOnes(): Promise<number> {
    const earlier = this.#alice.page.getByRole('button', { name: 'Show earlier movements' })
    while ((await earlier.count()) > 0) await earlier.click()
    const movements = this.#alice.page.getByRole('list', { name: 'Movements' })
    return movements.locator('[data-state="final"]', { hasText: 'To Bob' }).count()
  }

  /** Nothing in alice's wallet waits any more. */
  async #isSettled(): Promise<void> {
    const open = this.#alice.page
      .getByRole('list', { name: 'Movements' })
      .locator('[data-state]:not([data-state="final"])')
    const waiting = this.#alice.page.locator('[data-amp="arriving"]')
    await until(
      'all of her payments are settled',
      async () => (await open.count()) + (await waiting.count()) === 0,
      30_000,
    )
  }
}

async function personIn({ context }: OwnBrowser, site: SiteWithMoney, name: string): Promise<Person> {
  return new Person(context, await context.newPage(), site, name)
}

async function sumsAreEqual({ page, name }: Person): Promise<void> {
  const sums = page.getByText('Does the supply add up?')
  if ((await page.locator('[data-amp="total"]').count()) === 0) await sums.click()
  const [total, supply] = ['total', 'supply'].map((what) => page.locator(`[data-amp="${what}"]`))
  await until(
    `the sums of ${name} are equal`,
    async () => (await total?.textContent()) === (await supply?.textContent()),
  )
}
