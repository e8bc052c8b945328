import { beforeAll, describe, expect, it } from 'vitest'
import { opening } from './harness/opening'
import { Person } from './harness/people'
import { picture } from './harness/picture'
import { startSite } from './harness/site'

const { site, alice, bob } = await opening(startSite(), 'Alice', 'Bob')
let secondTab: Person

beforeAll(async () => {
  await alice.begin()
  await bob.begin(await alice.inviteLink())
  await bob.follow()
  await bob.goTo('Stream')
})

describe('two tabs of one browser', () => {
  it('[T1] the second shows the same data and goes through the first', async () => {
    await alice.post('from the first tab')
    secondTab = new Person(alice.context, await alice.context.newPage(), site, 'Alice')
    await secondTab.page.goto(site.url)
    await secondTab.ready()
    await secondTab.page.getByRole('status').filter({ hasText: 'another tab' }).waitFor()
    await secondTab.goTo('Latest')
    await secondTab.article('from the first tab').waitFor()
  })

  it('[T2] what is posted in the second reaches bob and the first, in one log', async () => {
    await secondTab.post('from the second tab', { file: picture(64, 64), alt: 'A dot' })
    await alice.article('from the second tab').waitFor()
    await bob.article('from the second tab').getByRole('img', { name: 'A dot' }).waitFor()
  })

  it('[T3] the first closed, the second takes over and the log goes on', async () => {
    await alice.page.close()
    await secondTab.goTo('Connections')
    await secondTab.page
      .getByRole('list', { name: 'Peers' })
      .getByRole('listitem')
      .filter({ hasText: 'Bob' })
      .waitFor()
    await secondTab.post('after the takeover')
    await bob.article('after the takeover').waitFor()
    expect([alice, secondTab, bob].flatMap(({ faults }) => faults)).toEqual([])
  })
})
