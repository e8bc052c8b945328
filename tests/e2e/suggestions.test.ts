/** Alice attends bob, bob attends charlie. */
import { beforeAll, describe, expect, it } from 'vitest'
import { opening } from './harness/opening'
import { startSite } from './harness/site'

const { alice, bob, charlie } = await opening(startSite(), 'Alice', 'Bob', 'Charlie')

beforeAll(async () => {
  await bob.begin()
  await alice.begin(await bob.inviteLink())
  await alice.follow()
  await charlie.begin(await bob.inviteLink())
  await charlie.follow()
  await charlie.post('Of lakes')
  await bob.goTo('Stream')
  await bob.article('Of lakes').getByRole('button', { name: 'Like', exact: true }).click()
})

describe('people to attend', () => {
  it('[A26] charlie is suggested to alice, because of bob, on Connections and below the Stream', async () => {
    await alice.goTo('Connections')
    const people = alice.page.getByRole('region', { name: 'People you may want to follow' })
    await people.getByRole('link', { name: 'Charlie' }).waitFor()
    await people.getByText(/^You attend Bob, who gives \d+% of their attention here\.$/).waitFor()
    await alice.goTo('Stream')
    await alice.article('Of lakes').waitFor()
    await people.getByRole('link', { name: 'Charlie' }).waitFor()
    expect(await people.getByRole('link', { name: 'Bob' }).count()).toBe(0)
  })

  it('[A26] alice is not interested, also after a reload, and takes that back', async () => {
    const people = alice.page.getByRole('region', { name: 'People you may want to follow' })
    await alice.page.getByRole('button', { name: 'Not interested in Charlie' }).click()
    await people.waitFor({ state: 'detached' })
    await alice.page.getByRole('button', { name: 'Undo' }).last().click()
    await people.getByRole('button', { name: 'Not interested in Charlie' }).click()
    await people.waitFor({ state: 'detached' })
    await alice.page.reload()
    await alice.ready()
    await alice.article('Of lakes').waitFor()
    expect(await people.count()).toBe(0)
  })

  it('[A26] bob is suggested nobody whom he follows; charlie follows alice from there', async () => {
    await bob.goTo('Connections')
    await bob.page.getByRole('list', { name: 'Peers' }).waitFor()
    expect(await bob.page.getByRole('region', { name: 'People you may want to follow' }).count()).toBe(0)
    await alice.post('Of hills')
    await bob.goTo('Stream')
    await bob.article('Of hills').getByRole('button', { name: 'Like', exact: true }).click()
    await charlie.goTo('Connections')
    await charlie.page.getByRole('button', { name: 'Follow Alice' }).click()
    await charlie.page.getByRole('button', { name: 'Follow Alice' }).waitFor({ state: 'detached' })
    // Alice hears of it from charlie's log, which comes to her as bob's friend's.
    await alice.goTo('My profile')
    await alice.page.getByText('2 followers known here').waitFor()
  })

  it('[A27] the three belong together, around one of them', async () => {
    await alice.goTo('Connections')
    await alice.page.getByText('Who belongs together').click()
    const groups = alice.page.getByRole('list', { name: 'Groups' })
    await groups.getByRole('heading', { name: /^Around / }).waitFor()
    for (const name of ['Alice', 'Bob', 'Charlie']) await groups.getByRole('link', { name }).waitFor()
  })
})
