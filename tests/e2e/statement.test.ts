import { beforeAll, describe, expect, it } from 'vitest'
import { opening } from './harness/opening'
import type { Person } from './harness/people'
import { startSite } from './harness/site'

/** Two more than bob wants of a day. */
const POSTS = 12

const { alice, bob } = await opening(startSite(), 'Alice', 'Bob')

beforeAll(async () => {
  await alice.begin()
  await bob.begin(await alice.inviteLink())
  await bob.follow()
  for (let count = 1; count <= POSTS; count += 1) await alice.post(`Letter ${count} from the #lighthouse.`)
})

/** Reads one post after the other until there is none that was not read. */
async function readOn({ page }: Person): Promise<number> {
  const list = page.getByRole('region', { name: 'Posts by current' })
  for (let read = 0; ; read += 1) {
    const next = list.locator(`article[aria-posinset="${read + 1}"]`)
    if ((await next.count()) === 0) return read
    await next.scrollIntoViewIfNeeded()
    // A view is a second in sight.
    await page.waitForTimeout(1_300)
  }
}

describe('the daily brake', () => {
  it('[E37] ends the Stream after as many posts as bob wanted, and gives a few more when he asks', async () => {
    await bob.goTo('Settings')
    await bob.page.getByRole('radio', { name: '10 posts' }).check()
    await bob.goTo('Stream')
    await bob.article('Letter 12').waitFor()
    const read = await readOn(bob)
    const end = bob.page.getByRole('region', { name: 'The end of your Stream for today' })
    await end.waitFor()
    expect(read).toBeGreaterThanOrEqual(10)
    expect(read).toBeLessThanOrEqual(POSTS)
    await bob.page.reload()
    await bob.ready()
    await end.waitFor()
    await end.getByRole('button', { name: '10 more' }).click()
    await end.waitFor({ state: 'detached' })
    await bob.article('Letter 1 from').waitFor()
  })

  it('[E38] the attention statement says where his attention went, to him alone', async () => {
    await bob.page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }))
    await bob.article('Letter 12').getByRole('button', { name: 'Like', exact: true }).click()
    await bob.goTo('Settings')
    await bob.page.getByRole('link', { name: 'Where my attention went' }).click()
    await bob.page.getByText(/1\d posts of 1 person/).waitFor()
    await bob.page.getByText('You liked 1, commented on 0 and shared 0 of them.').waitFor()
    const people = bob.page.getByRole('list', { name: 'Posts seen by person' })
    await people
      .getByRole('listitem')
      .filter({ hasText: 'Alice' })
      .getByText(/1\d posts/)
      .waitFor()
    await bob.page.getByRole('list', { name: 'Posts seen by tag' }).getByText('#lighthouse').waitFor()
    await bob.page.getByRole('radio', { name: 'Today' }).check()
    await bob.page.getByText(/1\d posts of 1 person/).waitFor()
    expect([...alice.faults, ...bob.faults]).toEqual([])
  })
})
