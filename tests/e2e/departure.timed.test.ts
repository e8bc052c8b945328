/** Who closes the page is gone for the others at once, not when some timer runs out. */
import { describe, expect, it } from 'vitest'
import { opening } from './harness/opening'
import { measurePace } from './harness/pace'
import { Person, until } from './harness/people'
import { startSite } from './harness/site'

const NOTICED_WITHIN_MS = 1_000

const { site, browser } = await opening(startSite())
// Before anybody is there: what our own pages cost must not stretch their limit.
const slowness = await measurePace(browser).then((pace) => pace.slowness())

const WAYS: readonly { how: string; leave: (person: Person) => Promise<unknown> }[] = [
  { how: 'goes to another page', leave: ({ page }) => page.goto('about:blank') },
  { how: 'closes the tab', leave: ({ page }) => page.close({ runBeforeUnload: true }) },
]

const IN_ANOTHER_TAB = 'Synereo runs in another tab; this one goes through it.'

describe('somebody who leaves', () => {
  it.each(WAYS)('[E29] and $how is gone from the list of peers within a second', async ({ leave }) => {
    const [alice, bob] = [await Person.open(browser, site, 'Alice'), await Person.open(browser, site, 'Bob')]
    await alice.begin()
    await bob.begin(await alice.inviteLink())
    await bob.follow()
    await until('they are linked', async () => (await bob.links()) === 1)
    const peers = bob.page.getByRole('list', { name: 'Peers' }).getByRole('listitem')
    const leftAt = performance.now()
    const isGone = peers.waitFor({ state: 'detached' })
    await Promise.all([leave(alice), isGone])
    const noticedMs = performance.now() - leftAt
    process.stdout.write(`ms until it was noticed: ${Math.round(noticedMs)}\n`)
    expect(noticedMs).toBeLessThan(NOTICED_WITHIN_MS)
    expect([...alice.faults, ...bob.faults]).toEqual([])
    await bob.context.close()
    await alice.context.close()
  })
})

describe('of two tabs of one browser', () => {
  it('[E72] the second runs the peer within a second of the first being closed, and keeps what is posted at once', async () => {
    const alice = await Person.open(browser, site, 'Alice')
    await alice.begin()
    const second = new Person(alice.context, await alice.context.newPage(), site, 'Alice')
    await second.page.goto(site.url)
    await second.ready()
    const follows = second.page.getByRole('status').filter({ hasText: IN_ANOTHER_TAB })
    await follows.waitFor()
    const closedAt = performance.now()
    await Promise.all([alice.page.close(), follows.waitFor({ state: 'detached' })])
    const tookOverMs = performance.now() - closedAt
    process.stdout.write(
      `ms until the other tab took over: ${Math.round(tookOverMs)} (${slowness.toFixed(1)} times slower than the quiet machine)\n`,
    )
    expect(tookOverMs).toBeLessThan(NOTICED_WITHIN_MS * slowness)
    await second.post('Written in the other tab')
    await second.goTo('Latest')
    await second.article('Written in the other tab').waitFor()
    expect([...alice.faults, ...second.faults]).toEqual([])
    await alice.context.close()
  })
})
