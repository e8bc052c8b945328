/** People whose device does not know what time it is. */
import type { BrowserContext } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { opening } from './harness/opening'
import { Person } from './harness/people'
import { startLonelySite } from './harness/site'

const DAY_MS = 86_400_000
const NOTICE = 'The clock of this device seems to be wrong.'

const { site, browser } = await opening(startLonelySite())

/** From the next page that is opened on. */
async function setClock(context: BrowserContext, aheadMs: number): Promise<void> {
  await context.addInitScript((ms) => {
    const Right = Date
    class Wrong extends Right {
      constructor(...given: ConstructorParameters<typeof Date> | []) {
        if (given.length === 0) super(Right.now() + ms)
        else super(...given)
      }

      static override now(): number {
        return Right.now() + ms
      }
    }
    Object.assign(globalThis, { Date: Wrong })
  }, aheadMs)
}

describe('a clock', () => {
  it('[CK1] [CK2] that is a year ahead is told before the first word is written, above each view, and when it is right again', async () => {
    const alice = await Person.open(browser, site, 'Alice')
    await setClock(alice.context, 365 * DAY_MS)
    await alice.page.goto(site.url)
    const notice = alice.page.getByRole('alert').filter({ hasText: NOTICE })
    await notice.getByText('is refused by others').waitFor()
    await alice.begin()
    await notice.waitFor()
    await alice.goTo('Settings')
    expect(await notice.count()).toBe(1)
    expect(alice.faults).toEqual([])

    // [CK2] Set right, its log stays where it is.
    await setClock(alice.context, -365 * DAY_MS)
    await alice.page.reload()
    await alice.ready()
    await alice.page.getByText(/Until .* others do not take what you write here/).waitFor()
    expect(await notice.count()).toBe(0)
    await alice.context.close()
  })

  it('[CK1] that is a day behind is told', async () => {
    const bob = await Person.open(browser, site, 'Bob')
    await setClock(bob.context, -DAY_MS)
    await bob.page.goto(site.url)
    await bob.page.getByRole('alert').getByText('as if it came from the future').waitFor()
    await bob.context.close()
  })

  it('[CK1] that is right is not complained of, nor a day later by what was kept, without the host', async () => {
    const carol = await Person.open(browser, site, 'Carol')
    await carol.begin()
    await carol.page.evaluate(() => navigator.serviceWorker.ready)
    expect(await carol.page.getByText(NOTICE).count()).toBe(0)
    await carol.page.reload()
    await carol.ready()
    expect(await carol.page.getByText(NOTICE).count()).toBe(0)

    await site.stopHost()
    await setClock(carol.context, DAY_MS)
    await carol.page.reload()
    await carol.ready()
    await carol.goTo('Settings')
    await carol.page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
    expect(await carol.page.getByText(NOTICE).count()).toBe(0)
    await carol.context.close()
  })
})
