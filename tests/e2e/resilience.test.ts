import { beforeAll, describe, expect, it } from 'vitest'
import { opening } from './harness/opening'
import { Person, until } from './harness/people'
import { startSite } from './harness/site'

const { site, alice, bob, charlie } = await opening(startSite('/some/path/'), 'Alice', 'Bob', 'Charlie')

beforeAll(async () => {
  // Under a path, as on most free hosts.
  await alice.begin()
  await bob.begin(await alice.inviteLink())
  await bob.follow()
  await bob.goTo('Stream')
})

async function order(person: Person): Promise<string[]> {
  return person.page.getByRole('article').locator('p[dir=auto]').allInnerTexts()
}

describe('what lasts', () => {
  it('[E10] a reload keeps who one is, the posts and the order of the Stream', async () => {
    for (const text of ['one', 'two', 'three']) await alice.post(text)
    await bob.article('three').waitFor()
    await bob.article('one').getByRole('button', { name: 'Like', exact: true }).click()
    await bob.page.locator('[aria-pressed="true"]').waitFor()
    await until('all three are ranked', async () => (await order(bob)).length === 3)
    const before = await order(bob)
    await bob.page.reload()
    await bob.ready()
    await bob.article('one').waitFor()
    expect(await order(bob)).toEqual(before)
    await bob.goTo('My profile')
    await bob.page.getByRole('heading', { name: 'Bob' }).waitFor()
  })

  it('[E11] after a reload the two find each other again, and the next post arrives', async () => {
    await bob.goTo('Stream')
    await alice.post('after your reload')
    await bob.article('after your reload').waitFor()
  })

  it('[E12] alice gone: charlie, newly come through the relay, gets her posts from bob', async () => {
    const invite = await bob.inviteLink()
    await alice.page.close()
    await charlie.begin(invite)
    await charlie.follow()
    await charlie.goTo('Stream')
    await charlie.article('one').waitFor()
    expect(charlie.faults).toEqual([])
  })

  it('[E13] the relay gone for good: the next post of alice still reaches bob', async () => {
    const page = await alice.context.newPage()
    const again = new Person(alice.context, page, site, 'Alice')
    await page.goto(site.url)
    await again.ready()
    await until('alice is linked with bob again', async () => (await again.links()) >= 1)
    for (const person of [again, bob, charlie]) person.relayMayFail = true
    await site.killRelay()
    await bob.goTo('Stream')
    await again.post('without any server')
    await bob.article('without any server').waitFor({ timeout: 2_000 })
    expect([again, alice, bob, charlie].flatMap(({ faults }) => faults)).toEqual([])
  })
})
