/** Ten people on one machine: they find each other, read each other at once, and go on when the relay answers no more. */
import { loadavg } from 'node:os'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, Person, until } from './harness/people'
import { startSite, type Site } from './harness/site'

const NAMES = ['Alice', 'Bob', 'Charlie', 'Dora', 'Erik', 'Fay', 'Gus', 'Hana', 'Ivo', 'Judy']
const ENOUGH_LINKS = 4
const LINKED_WITHIN_MS = 25_000
const SEEN_WITHIN_MS = 2_000

let site: Site
let browser: Browser
let people: Person[]
let alice: Person

beforeAll(async () => {
  site = await startSite()
  browser = await launchBrowser()
  people = await Promise.all(NAMES.map((name) => Person.open(browser, site, name)))
  ;[alice] = people as [Person]
})

afterAll(async () => {
  await browser.close()
  await site.stop()
})

/** Milliseconds from the press of the button to the post on the screen, for each that attends alice; sorted. */
async function delaysOf(...texts: readonly string[]): Promise<number[]> {
  await Promise.all(people.map((person) => person.goTo('Stream')))
  const delays: number[] = []
  for (const text of texts) {
    await alice.page.getByRole('textbox', { name: 'Write a post' }).fill(text)
    const pressedAt = performance.now()
    const seen = people.slice(1).map(async (person) => {
      await person.article(text).waitFor()
      delays.push(performance.now() - pressedAt)
    })
    await Promise.all([alice.page.getByRole('button', { name: 'Post', exact: true }).click(), ...seen])
  }
  return delays.sort((a, b) => a - b)
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Infinity
}

function say(what: string, figures: readonly number[]): void {
  const load = loadavg()[0]?.toFixed(1) ?? '?'
  process.stdout.write(`${what}: ${figures.map(Math.round).join(', ')} (load ${load})\n`)
}

/** The same as {@link Person.links} of all, without leaving the view. */
function linksOfAll(): Promise<number[]> {
  return Promise.all(
    people.map(({ page }) => page.getByRole('list', { name: 'Peers' }).getByRole('listitem').count()),
  )
}

describe('ten pages', () => {
  it('[E28] each is linked directly with four others 25 seconds after the last was opened', async () => {
    await alice.begin()
    const invite = await alice.inviteLink()
    for (const person of people.slice(1)) {
      await person.begin(invite)
      await person.follow()
    }
    const openedAt = performance.now()
    await Promise.all(people.map((person) => person.goTo('Connections')))
    const hasEnough = async (): Promise<boolean> => Math.min(...(await linksOfAll())) >= ENOUGH_LINKS
    await until('everybody has four direct links', hasEnough, LINKED_WITHIN_MS)
    say('ms until four links each', [performance.now() - openedAt])
    say('links', await linksOfAll())
  })

  it('[E28] a post is on the screens of all nine who attend its author within two seconds', async () => {
    const delays = await delaysOf('One of four', 'Two of four', 'Three of four', 'Four of four')
    say(
      'ms to the screen: median, p95, most',
      [0.5, 0.95, 1].map((share) => percentile(delays, share)),
    )
    expect(delays).toHaveLength(4 * (NAMES.length - 1))
    expect(percentile(delays, 0.95)).toBeLessThan(SEEN_WITHIN_MS)
  })

  it('[E28] the same when the relay answers no more', async () => {
    for (const person of people) person.relayMayFail = true
    site.freezeRelay()
    const delays = await delaysOf('First of the frozen', 'Second of the frozen', 'Third of the frozen')
    say(
      'relay frozen, ms: median, p95, most',
      [0.5, 0.95, 1].map((share) => percentile(delays, share)),
    )
    expect(percentile(delays, 0.95)).toBeLessThan(SEEN_WITHIN_MS)
    await Promise.all(people.map((person) => person.goTo('Connections')))
    const links = await linksOfAll()
    say('links with the relay frozen', links)
    expect(Math.min(...links)).toBeGreaterThanOrEqual(ENOUGH_LINKS)
  })

  it('[E28] nothing else went wrong', () => {
    expect(people.flatMap(({ faults }) => faults)).toEqual([])
  })
})
