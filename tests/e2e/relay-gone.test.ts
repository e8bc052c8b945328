/** Five people know each other; then their relay is gone for good, and a sixth comes, who has a code from one of them. */
import { beforeAll, describe, expect, it } from 'vitest'
import { opening } from './harness/opening'
import { pair } from './harness/pairing'
import { Person, until } from './harness/people'
import { startSite } from './harness/site'

const NAMES = ['Alice', 'Bob', 'Charlie', 'Dora', 'Erik']

const { site, browser, fay } = await opening(startSite(), 'Fay')
const people = await Promise.all(NAMES.map((name) => Person.open(browser, site, name)))
const [alice] = people as [Person]

beforeAll(async () => {
  await alice.begin()
  for (const other of people.slice(1)) {
    await other.begin(await alice.inviteLink())
    await other.follow()
  }
  await until('alice is linked with all of them', async () => (await alice.links()) >= NAMES.length - 1)
  for (const person of [...people, fay]) person.relayMayFail = true
  await site.killRelay()
  // She never had the relay.
  await fay.begin()
})

describe('when the relay is gone for good', () => {
  it('[E27] a newcomer with one code is linked directly with three others, and reads what they write', async () => {
    await pair(alice, fay)
    await fay.page.getByRole('link', { name: 'Open the page of Alice' }).click()
    await fay.follow()
    await until('fay has four direct links', async () => (await fay.links()) >= 4)
    const directly = fay.page.getByRole('list', { name: 'Peers' }).getByText('directly')
    expect(await directly.count()).toBeGreaterThanOrEqual(4)
    await alice.post('No relay is needed for this')
    await fay.goTo('Stream')
    await fay.article('No relay is needed for this').waitFor()
  })

  it('[E27] nothing else went wrong', () => {
    expect([...people, fay].flatMap(({ faults }) => faults)).toEqual([])
  })
})
