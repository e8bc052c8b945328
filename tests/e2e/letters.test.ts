import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { violations } from './harness/axe'
import { opening } from './harness/opening'
import type { Person } from './harness/people'
import { until } from './harness/people'
import { startSite } from './harness/site'

const { site, alice, bob, charlie } = await opening(startSite(), 'Alice', 'Bob', 'Charlie')
const ids = new Map<Person, string>()

beforeAll(async () => {
  await alice.begin()
  for (const other of [bob, charlie]) {
    await other.begin(await alice.inviteLink())
    await other.follow()
  }
  for (const person of [alice, bob, charlie]) {
    await person.goTo('My profile')
    ids.set(person, person.page.url().split('/').at(-1) ?? '')
  }
})

/** Opens the conversation from the person's page, as somebody who wants to write does. */
async function openConversation(from: Person, to: Person): Promise<void> {
  await from.page.goto(`${site.url}#/person/${ids.get(to) ?? ''}`)
  await from.page.getByRole('heading', { name: to.name }).waitFor()
  await from.page.getByRole('link', { name: 'Message', exact: true }).click()
}

async function write(from: Person, text: string): Promise<void> {
  await from.page.getByRole('textbox', { name: 'Write a message' }).fill(text)
  const sent = from.page.getByRole('log').getByText(text)
  // The key that seals for somebody comes with their records: until it is here the page says so.
  await until(`"${text}" is sealed`, async () => {
    const button = from.page.getByRole('button', { name: 'Send', exact: true })
    if (await button.isEnabled()) await button.click()
    return sent.isVisible()
  })
}

function unreadAt(page: Page): Promise<string | null> {
  return page.getByRole('link', { name: 'Messages', exact: true }).getAttribute('title')
}

describe('messages', () => {
  it('[LE3] alice and bob, who follow each other, write to each other; charlie, who keeps the logs, reads nothing', async () => {
    await openConversation(alice, bob)
    await write(alice, 'The bees are in the garden')
    await alice.page.getByText('Arrived').waitFor()
    await until('bob is told of one', async () => (await unreadAt(bob.page)) === '1 new')
    await bob.goTo('Messages')
    await bob.page.getByRole('link', { name: 'Alice', exact: true }).click()
    await bob.page.getByRole('log').getByText('The bees are in the garden').waitFor()
    await until('it is read', async () => (await unreadAt(bob.page)) === null)
    await write(bob, 'I bring the jar')
    await alice.page.getByRole('log').getByText('I bring the jar').waitFor()
    await charlie.goTo('Messages')
    await charlie.page.getByText('Nothing here yet').waitFor()
    expect(await charlie.page.getByText('The bees').count()).toBe(0)
  })

  it('[LE4] charlie, whom bob does not follow, waits as a quiet request, writes three times and no more', async () => {
    await openConversation(charlie, bob)
    await charlie.page.getByText('You can write 3 more').waitFor()
    for (const text of ['Hello Bob', 'It is about the jar', 'Are you there?']) await write(charlie, text)
    await charlie.page.getByText('has not answered yet').waitFor()
    expect(await charlie.page.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true)
    await bob.goTo('Messages')
    const requests = bob.page.getByRole('list', { name: 'Requests' })
    await requests.getByText('Are you there?').waitFor()
    expect(await unreadAt(bob.page)).toBeNull()
    await requests.getByRole('link', { name: 'Charlie', exact: true }).click()
    await bob.page.getByRole('button', { name: 'Decline' }).click()
    await requests.waitFor({ state: 'detached' })
    await bob.page.getByRole('button', { name: 'Undo' }).click()
    await requests.getByRole('link', { name: 'Charlie', exact: true }).click()
    await bob.page.getByRole('button', { name: 'Accept' }).click()
    await bob.page.getByRole('region', { name: 'Message request' }).waitFor({ state: 'detached' })
    await write(bob, 'Here I am')
    await charlie.page.getByRole('log').getByText('Here I am').waitFor()
    await write(charlie, 'Now we can talk')
    await bob.page.getByRole('log').getByText('Now we can talk').waitFor()
  })

  it('[LE5] a message that bob deletes is gone from his browser, also after a reload, and stays with alice', async () => {
    await openConversation(bob, alice)
    const letters = bob.page.getByRole('log').getByRole('listitem')
    await letters
      .filter({ hasText: 'The bees' })
      .getByRole('button', { name: 'Delete this message from this browser' })
      .click()
    await letters.getByRole('button', { name: 'Delete for good' }).click()
    await bob.page.getByRole('log').getByText('The bees').waitFor({ state: 'detached' })
    await bob.page.reload()
    await bob.ready()
    await bob.page.getByRole('log').getByText('I bring the jar').waitFor()
    expect(await bob.page.getByText('The bees').count()).toBe(0)
    expect(await alice.page.getByRole('log').getByText('The bees').count()).toBe(1)
  })

  it('[LE6] what is written while bob is away reaches him through charlie, when alice is gone', async () => {
    await bob.page.goto('about:blank')
    await openConversation(alice, bob)
    await write(alice, 'See you tomorrow')
    await alice.page.getByText('On its way').last().waitFor()
    await alice.page.goto('about:blank')
    await bob.page.goto(`${site.url}#/messages`)
    await bob.ready()
    await bob.page.getByText('See you tomorrow').waitFor({ timeout: 30_000 })
    await alice.page.goto(site.url)
    await alice.ready()
  })

  it('[LE7] what is being written is kept over a reload, and no rule of WCAG that axe knows is broken', async () => {
    await openConversation(alice, charlie)
    const box = alice.page.getByRole('textbox', { name: 'Write a message' })
    await box.fill('Half a thou')
    await alice.page.reload()
    await alice.ready()
    expect(await box.inputValue()).toBe('Half a thou')
    expect(await violations(alice.page)).toEqual([])
    await bob.goTo('Messages')
    expect(await violations(bob.page)).toEqual([])
    expect([...alice.faults, ...bob.faults, ...charlie.faults]).toEqual([])
  })
})
