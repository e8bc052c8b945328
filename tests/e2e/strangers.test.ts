/** Charlie, whom alice does not know, comments on her post beside bob. */
import { beforeAll, describe, expect, it } from 'vitest'
import { opening } from './harness/opening'
import type { Person } from './harness/people'
import { startSite } from './harness/site'

const { site, alice, bob, charlie } = await opening(startSite(), 'Alice', 'Bob', 'Charlie')
const LOVELY = 'What a lovely smell'
const CHEAP = 'Cheap honey at my place'

async function comment(person: Person, text: string): Promise<void> {
  await person.article('Of honey').getByRole('button', { name: 'Comment' }).click()
  await person.page.getByRole('textbox', { name: 'Write a comment' }).fill(text)
  await person.page.getByRole('button', { name: 'Send', exact: true }).click()
  await person.page.locator('[data-comment]').filter({ hasText: text }).waitFor()
}

beforeAll(async () => {
  await alice.begin()
  await alice.goTo('My profile')
  const alicesPage = alice.page.url()
  await bob.begin(await alice.inviteLink())
  await bob.follow()
  await alice.post('Of honey')
  await charlie.begin(await bob.inviteLink())
  await charlie.page.goto(alicesPage)
  await charlie.follow()
  for (const [person, text] of [
    [bob, LOVELY],
    [charlie, CHEAP],
  ] as const) {
    await person.goTo('Latest')
    await comment(person, text)
  }
})

describe('what a stranger comments', () => {
  it('[CM2] stands behind its number, opens with one press, and never hides what the reader knows', async () => {
    await alice.goTo('Latest')
    await alice.article('Of honey').getByRole('time').first().click()
    const thread = alice.page.getByRole('region', { name: 'Comments' })
    await thread.getByText(LOVELY).waitFor()
    const open = thread.getByRole('button', { name: 'Show 1 comment by a stranger' })
    await open.waitFor()
    expect(await thread.getByText(CHEAP).count()).toBe(0)
    await open.focus()
    await alice.page.keyboard.press('Enter')
    await alice.page.locator('[data-comment]:focus').filter({ hasText: CHEAP }).waitFor()
    expect(await open.count()).toBe(0)
    await thread.getByText(LOVELY).waitFor()
  })

  it('[CM2] is shown where the address leads to it, to its writer, and once the reader follows them', async () => {
    await alice.goTo('Notifications')
    await alice.page
      .getByRole('list', { name: 'Notifications' })
      .getByRole('listitem')
      .filter({ hasText: CHEAP })
      .getByRole('link', { name: 'Of honey' })
      .click()
    await alice.page.locator('.called').filter({ hasText: CHEAP }).waitFor()
    const thread = charlie.page.getByRole('region', { name: 'Comments' })
    await thread.getByText(CHEAP).waitFor()
    await charlie.goTo('My profile')
    await alice.page.goto(`${site.url}${new URL(charlie.page.url()).hash}`)
    await alice.follow()
    await alice.goTo('Latest')
    await alice.article('Of honey').getByRole('time').first().click()
    await alice.page.getByRole('region', { name: 'Comments' }).getByText(CHEAP).waitFor()
    expect(await alice.page.getByRole('button', { name: /by a stranger/ }).count()).toBe(0)
    expect([alice, bob, charlie].flatMap(({ faults }) => faults)).toEqual([])
  })
})
