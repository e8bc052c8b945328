/** A stranger of the same community, linked with neither the author nor anybody who attends to her, hears of a post. */
import { beforeAll, describe, expect, it } from 'vitest'
import { opening } from './harness/opening'
import { until, type Person } from './harness/people'
import { startLonelySite } from './harness/site'

const { alice, bob, charlie } = await opening(startLonelySite(), 'Alice', 'Bob', 'Charlie')

async function codeOf({ page }: Person): Promise<string> {
  await page.getByRole('button', { name: /^(Pair without a server|Start again)$/ }).click()
  const box = page.getByRole('textbox', { name: 'Your code' })
  await box.waitFor()
  return box.inputValue()
}

async function pair(one: Person, other: Person): Promise<void> {
  await Promise.all([one, other].map((person) => person.goTo('Connections')))
  const [hers, his] = [await codeOf(one), await codeOf(other)]
  for (const [{ page }, code] of [
    [one, his],
    [other, hers],
  ] as const) {
    await page.getByRole('textbox', { name: 'Their code' }).fill(code)
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
  }
  await one.page.getByText(`You are linked with ${other.name}, with nobody in between.`).waitFor()
  await one.page.getByRole('button', { name: 'Done' }).click()
}

async function join({ page }: Person): Promise<void> {
  await page.getByRole('link', { name: 'Synereos', exact: true }).click()
  await page.getByRole('textbox', { name: 'Open or join any tag' }).fill('Harbour')
  await page.locator('form').getByRole('button', { name: 'Join #harbour' }).click()
  await page.getByRole('list', { name: 'Joined' }).getByText('#harbour').waitFor()
}

beforeAll(async () => {
  for (const person of [alice, bob, charlie]) await person.begin()
  // Otherwise all three would be linked with each other.
  await charlie.goTo('Settings')
  await charlie.page.getByRole('checkbox', { name: 'Link directly only with people I follow' }).check()
  await pair(alice, bob)
  await bob.page.getByRole('link', { name: 'Open the page of Alice' }).click()
  await bob.follow()
  await bob.goTo('Connections')
  await bob.page.getByRole('button', { name: 'Done' }).click()
  await pair(bob, charlie)
})

describe('a post with the tag of a community', () => {
  it('[P18] comes to a member whom nothing else ties to its author, by way of another member', async () => {
    for (const person of [alice, bob, charlie]) await join(person)
    await alice.post('Not for the harbour')
    await bob.goTo('Stream')
    await bob.article('Not for the harbour').waitFor()
    await charlie.page.getByRole('link', { name: '#harbour', exact: true }).click()
    expect(await charlie.page.getByRole('article').count()).toBe(0)
    await alice.post('The swifts are back over the #harbour')
    await charlie.article('The swifts are back').waitFor()
  })

  it('[P18] she is linked with that one alone all the time', async () => {
    await until('charlie sees her link', async () => (await charlie.links()) === 1)
    const peers = charlie.page.getByRole('list', { name: 'Peers' })
    await peers.getByText('Bob').waitFor()
    expect(await peers.getByText('Alice').count()).toBe(0)
  })

  it('[P18] nothing else went wrong', () => {
    expect([alice, bob, charlie].flatMap(({ faults }) => faults)).toEqual([])
  })
})
