/** Alice and charlie follow bob, and he them; what they make of each other looks different from each chair. */
import { beforeAll, describe, expect, it } from 'vitest'
import { violations } from './harness/axe'
import { opening } from './harness/opening'
import type { Person } from './harness/people'
import { until } from './harness/people'
import { keepShot } from './harness/shots'
import { startSite } from './harness/site'

const { site, alice, bob, charlie } = await opening(startSite(), 'Alice', 'Bob', 'Charlie')
const ids = new Map<Person, string>()

beforeAll(async () => {
  await bob.begin()
  const invite = await bob.inviteLink()
  for (const other of [alice, charlie]) {
    await other.begin(invite)
    await other.follow()
  }
  for (const person of [alice, bob, charlie]) {
    await person.goTo('My profile')
    ids.set(person, person.page.url().split('/').at(-1) ?? '')
  }
  await charlie.post('Of lakes')
  await alice.post('Of hills')
  await bob.goTo('Latest')
  // Of bob's attention each has a half, of alice's charlie has all that there is.
  for (const text of ['Of lakes', 'Of hills']) await like(bob, text)
})

async function like(person: Person, text: string): Promise<void> {
  await person.article(text).getByRole('button', { name: 'Like', exact: true }).click()
}

async function pageOf(reader: Person, person: Person): Promise<void> {
  await reader.page.goto(`${site.url}#/person/${ids.get(person) ?? ''}`)
  await reader.page.getByRole('heading', { name: person.name, exact: true }).waitFor()
  await reader.unfoldStanding()
}

const chairs = () => alice.page.getByRole('combobox', { name: 'Standing with' })
const meter = () => alice.page.getByRole('meter', { name: 'Reo' })

async function reo(): Promise<number> {
  return (await meter().count()) === 0 ? NaN : Number(await meter().getAttribute('aria-valuenow'))
}

describe("a person's Reo from a chair of one's choice", () => {
  let fromAlice = 0

  it('[CH2] is shown from the own chair until another is chosen; where no chain leads, it says so', async () => {
    await pageOf(alice, charlie)
    await until('charlie has standing with alice, through bob', async () => (await reo()) > 0)
    fromAlice = await reo()
    await chairs().selectOption({ label: 'Bob' })
    await alice.page.getByText('No chain leads there: nobody whom Bob attends gives').waitFor()
    expect(await reo()).toBe(0)
    await keepShot(alice.page, 'chair-none')
    expect(await violations(alice.page)).toEqual([])
    await chairs().selectOption({ label: 'me' })
    await until('it is from her own chair again', async () => Math.abs((await reo()) - fromAlice) < 0.01)
  })

  it('[CH3] follows what is done: when alice attends charlie, he has standing with bob, and another than with her', async () => {
    await alice.page.getByRole('button', { name: 'Follow', exact: true }).click()
    await chairs().selectOption({ label: 'Bob' })
    await alice.page.getByText('No chain leads there').waitFor()
    await alice.article('Of lakes').getByRole('button', { name: 'Like', exact: true }).click()
    await until("the number is bob's", async () => (await reo()) > 0)
    await alice.page.getByText('What Bob has only looked at, and whom they mute').waitFor()
    expect(Math.abs((await reo()) - fromAlice)).toBeGreaterThan(0.01)
    await keepShot(alice.page, 'chair-bob')
  })

  it('[CH2] is that of a synereo which she joined, if any of its members is heard', async () => {
    await bob.post('Of boats in the #harbour')
    for (const person of [alice, bob]) {
      await person.page.goto(`${site.url}#/tag/harbour`)
      await person.page.getByRole('button', { name: 'Join', exact: true }).click()
      await person.page.getByRole('button', { name: 'Leave', exact: true }).waitFor()
    }
    await alice.page.getByText('2 members known here').waitFor()
    await alice.goTo('Latest')
    await like(alice, 'Of boats')
    await pageOf(alice, charlie)
    expect(await chairs().inputValue()).toBe('')
    await chairs().selectOption({ label: '#harbour' })
    await alice.page.getByText(/^As 1 member sees it/).waitFor()
    expect(await reo()).toBeGreaterThan(0)
    await keepShot(alice.page, 'chair-synereo')
    expect(await violations(alice.page)).toEqual([])
  })

  it('[CH2] is chosen for one page: the next begins at the own chair, and on her own page it is what others give her', async () => {
    await pageOf(alice, bob)
    expect(await chairs().inputValue()).toBe('')
    expect(await chairs().getByRole('option', { name: 'Bob' }).count()).toBe(0)
    await pageOf(alice, alice)
    await alice.page.getByText('Nobody has standing with themselves').waitFor()
    await chairs().selectOption({ label: 'Charlie' })
    await alice.page
      .getByText(/^What Charlie has only|^By the records kept here|^No chain leads to you/)
      .waitFor()
    expect([...alice.faults, ...bob.faults, ...charlie.faults]).toEqual([])
  })
})
