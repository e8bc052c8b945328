/** Five people know each other; then their relay is gone for good, and a sixth comes, who has a code from one of them. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, Person, until } from './harness/people'
import { startSite, type Site } from './harness/site'

const NAMES = ['Alice', 'Bob', 'Charlie', 'Dora', 'Erik']

let site: Site
let browser: Browser
let people: Person[]
let alice: Person
let fay: Person

beforeAll(async () => {
  site = await startSite()
  browser = await launchBrowser()
  people = await Promise.all(NAMES.map((name) => Person.open(browser, site, name)))
  ;[alice] = people as [Person]
  fay = await Person.open(browser, site, 'Fay')
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

afterAll(async () => {
  await browser.close()
  await site.stop()
})

async function codeOf({ page }: Person): Promise<string> {
  await page.getByRole('link', { name: 'Connections', exact: true }).click()
  await page.getByRole('button', { name: /^(Pair without a server|Start again)$/ }).click()
  const box = page.getByRole('textbox', { name: 'Your code' })
  await box.waitFor()
  return box.inputValue()
}

describe('when the relay is gone for good', () => {
  it('[E27] a newcomer with one code is linked directly with three others, and reads what they write', async () => {
    const [hers, fays] = [await codeOf(alice), await codeOf(fay)]
    for (const [person, code] of [
      [alice, fays],
      [fay, hers],
    ] as const) {
      await person.page.getByRole('textbox', { name: 'Their code' }).fill(code)
      await person.page.getByRole('button', { name: 'Connect', exact: true }).click()
    }
    await fay.page.getByText('You are linked with Alice, with nobody in between.').waitFor()
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
