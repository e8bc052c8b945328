import type { Locator } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { violations } from './harness/axe'
import { opening } from './harness/opening'
import type { Person } from './harness/people'
import { until } from './harness/people'
import { startSite } from './harness/site'
import { keepShot } from './harness/shots'

const { site, alice, bob, charlie, dora } = await opening(startSite(), 'Alice', 'Bob', 'Charlie', 'Dora')
const ids = new Map<Person, string>()

beforeAll(async () => {
  await alice.begin()
  const invite = await alice.inviteLink()
  for (const other of [bob, charlie, dora]) {
    await other.begin(invite)
    await other.follow()
  }
  for (const person of [alice, bob, charlie, dora]) {
    await person.goTo('My profile')
    ids.set(person, person.page.url().split('/').at(-1) ?? '')
  }
})

interface Told {
  readonly who: Person
  readonly words: string
}

/** From the page of one of them, as alice would do it. */
async function introduce(one: Told, other: Told): Promise<void> {
  const { page } = alice
  await page.goto(`${site.url}#/person/${ids.get(one.who) ?? ''}`)
  await page.getByRole('heading', { name: one.who.name }).waitFor()
  await page.getByRole('button', { name: 'Introduce to someone' }).click()
  const dialog = page.getByRole('dialog', { name: 'Introduce to someone' })
  await dialog.getByRole('combobox', { name: 'To whom' }).selectOption({ label: other.who.name })
  for (const [reader, about, words] of [
    [one.who, other.who, one.words],
    [other.who, one.who, other.words],
  ] as const)
    await dialog.getByRole('textbox', { name: `What ${reader.name} reads about ${about.name}` }).fill(words)
  await shoot('introduce', alice)
  expect(await violations(page)).toEqual([])
  // The key that seals for somebody comes with their records: until it is here the page says so.
  await until('both are asked', async () => {
    const button = dialog.getByRole('button', { name: 'Ask both' })
    if ((await button.count()) > 0 && (await button.isEnabled())) await button.click()
    return (await dialog.count()) === 0
  })
}

function asked(who: Person): Locator {
  return who.page.getByRole('region', { name: 'Introduction by Alice' })
}

async function shoot(name: string, who: Person): Promise<void> {
  await keepShot(who.page, `${name}-${who.name}`, { fullPage: true })
}

/** The state of the introduction with somebody, in alice's conversation with them. */
async function stateAtAlice(who: Person, state: string): Promise<void> {
  await alice.page.goto(`${site.url}#/messages/${ids.get(who) ?? ''}`)
  await alice.page.getByRole('region', { name: 'Your introduction' }).getByText(state).waitFor()
}

describe('introductions', () => {
  it('[DC1] bob and charlie, whom alice introduces, know nothing of each other until both have accepted; then each may follow', async () => {
    await introduce(
      { who: bob, words: 'Somebody who builds hives, as you wanted to' },
      { who: charlie, words: 'Somebody who keeps bees by the river' },
    )
    await bob.goTo('Messages')
    await asked(bob).getByText('Somebody who builds hives').waitFor()
    await shoot('asked', bob)
    expect(await violations(bob.page)).toEqual([])
    await asked(bob).getByRole('button', { name: 'Accept' }).click()
    await asked(bob).getByText('You have said yes.').waitFor()
    await stateAtAlice(charlie, 'Bob has said yes. Charlie has not answered yet.')
    expect(await bob.page.getByRole('main').innerText()).not.toContain('Charlie')

    await charlie.goTo('Notifications')
    // [U22] They have a filter of their own.
    await charlie.page.getByRole('radio', { name: 'Follows' }).check()
    await asked(charlie).waitFor({ state: 'detached' })
    await charlie.page.getByRole('radio', { name: 'Introductions' }).check()
    await asked(charlie).getByText('Somebody who keeps bees').waitFor()
    expect(await asked(charlie).innerText()).not.toContain('Bob')
    await asked(charlie).getByRole('button', { name: 'Accept' }).click()
    for (const [who, other] of [
      [charlie, bob],
      [bob, charlie],
    ] as const) {
      await asked(who).getByRole('link', { name: other.name, exact: true }).waitFor({ timeout: 30_000 })
      await shoot('made', who)
      expect(await violations(who.page)).toEqual([])
      await asked(who)
        .getByRole('button', { name: `Follow ${other.name}` })
        .click()
      await who.page.goto(`${site.url}#/person/${ids.get(other) ?? ''}`)
      await who.page.getByRole('button', { name: 'Unfollow', exact: true }).waitFor()
    }
    await stateAtAlice(bob, 'Both have said yes, and have been told of each other.')
    // [DC6] So does the list of conversations.
    await alice.goTo('Messages')
    const row = alice.page
      .getByRole('listitem')
      .filter({ has: alice.page.getByRole('link', { name: 'Bob' }) })
    await row.getByText('Both have said yes, and have been told of each other.').waitFor()
    await shoot('list of conversations', alice)
    await stateAtAlice(bob, 'Both have said yes')
  })

  it('[DC5] alice deletes an introduction, and has it again by Undo; the focus is not lost', async () => {
    const { page } = alice
    const card = page.getByRole('region', { name: 'Your introduction' })
    await card.getByRole('button', { name: 'Delete from this browser' }).press('Enter')
    await card.waitFor({ state: 'detached' })
    const atTitle = () => page.waitForFunction(() => document.activeElement?.tagName === 'H1')
    await atTitle()
    await page.getByRole('button', { name: 'Undo' }).press('Enter')
    await card.getByText('Both have said yes').waitFor()
    await atTitle()
    await shoot('deleted and back', alice)
  })

  it('[DC2] of whom dora says "not now" bob is never told, though he has accepted', async () => {
    await introduce(
      { who: dora, words: 'Somebody who keeps bees by the river' },
      { who: bob, words: 'Somebody who sells jars' },
    )
    await bob.goTo('Messages')
    const card = asked(bob).filter({ hasText: 'sells jars' })
    await card.getByRole('button', { name: 'Accept' }).click()
    await card.getByText('You have said yes.').waitFor()
    await dora.goTo('Messages')
    await asked(dora).getByRole('button', { name: 'Not now' }).click()
    await stateAtAlice(bob, 'Dora says: not now. Bob is not told.')
    await shoot('not-now', alice)

    // What alice writes later comes after all that her page could have told him.
    await alice.page.getByRole('textbox', { name: 'Write a message' }).fill('How is the honey?')
    await alice.page.getByRole('button', { name: 'Send', exact: true }).click()
    await bob.page.getByRole('link', { name: 'Alice', exact: true }).last().waitFor()
    await bob.page.getByText('How is the honey?').waitFor()
    await card.getByText('You have said yes.').waitFor()
    expect(await bob.page.getByRole('main').innerText()).not.toContain('Dora')
    expect([...alice.faults, ...bob.faults, ...charlie.faults, ...dora.faults]).toEqual([])
  })
})
