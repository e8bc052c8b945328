import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { opening } from './harness/opening'
import { Person, until } from './harness/people'
import { startLonelySite, startSite } from './harness/site'

const { site, browser } = await opening(startSite())
/** Whose pages know of no relay. */
const lonely = await startLonelySite()
const alice = await Person.open(browser, { ...lonely, relay: site.relay }, 'Alice')
const bob = await Person.open(browser, { ...lonely, relay: site.relay }, 'Bob')

beforeAll(async () => {
  await alice.begin()
  await bob.begin()
})

afterAll(() => lonely.stop())

const card = ({ page }: Person) => page.getByRole('region', { name: 'Relays' })
const list = (person: Person) => card(person).getByRole('list', { name: 'Relays' }).getByRole('listitem')

async function add(person: Person, address: string): Promise<void> {
  await card(person).getByRole('textbox', { name: 'Address of a relay' }).fill(address)
  await card(person).getByRole('button', { name: 'Add relay' }).click()
}

describe('the list of relays', () => {
  it('[RL3] is empty where the network has none, and says what is wrong with what is typed', async () => {
    await alice.goTo('Connections')
    await card(alice).getByText('None is set for this network.').waitFor()
    await add(alice, 'relay.example.org')
    await card(alice).getByRole('alert').filter({ hasText: 'This is no address of a relay.' }).waitFor()
    await add(alice, site.relay.split('/p2p/')[0] ?? '')
    await card(alice).getByRole('alert').filter({ hasText: 'must end in /p2p/' }).waitFor()
    expect(await list(alice).count()).toBe(0)
  })

  it('[RL3] takes one that is typed in, through which others are met then', async () => {
    await add(alice, site.relay)
    await list(alice).filter({ hasText: 'connected · added here' }).waitFor()
    await bob.goTo('Connections')
    await add(bob, site.relay)
    await list(bob).filter({ hasText: 'connected · added here' }).waitFor()
    for (const person of [alice, bob])
      await until(`${person.name} is linked`, async () => (await person.links()) > 0)
  })

  it('[RL3] is kept in this browser, and without it until it is put back', async () => {
    await alice.page.reload()
    await alice.ready()
    await list(alice).filter({ hasText: 'added here' }).waitFor()
    await add(alice, site.relay)
    await card(alice).getByRole('alert').filter({ hasText: 'in the list already' }).waitFor()
    await list(alice).getByRole('button', { name: 'Remove the relay' }).click()
    await card(alice).getByText('None is used.').waitFor()
    await alice.page.reload()
    await alice.ready()
    await card(alice).getByText('None is used.').waitFor()
  })

  it('[RL3] gives the network’s own back when that is asked for', async () => {
    const carol = await Person.open(browser, site, 'Carol')
    await carol.begin()
    await carol.goTo('Connections')
    await list(carol).filter({ hasText: 'connected · of this network' }).waitFor()
    await list(carol).getByRole('button', { name: 'Remove the relay' }).click()
    await card(carol).getByText('None is used.').waitFor()
    await card(carol).getByRole('button', { name: 'Use the relays of the network again' }).click()
    await list(carol).filter({ hasText: 'connected · of this network' }).waitFor()
    expect([...alice.faults, ...bob.faults, ...carol.faults]).toEqual([])
  })
})
