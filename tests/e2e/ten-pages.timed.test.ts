/** Ten people on one machine: they find each other, read each other at once, and go on when the relay answers no more; then it is gone, and an eleventh comes. */
import { loadavg } from 'node:os'
import { beforeAll, describe, expect, it } from 'vitest'
import { opening } from './harness/opening'
import { measurePace } from './harness/pace'
import { pair } from './harness/pairing'
import { Person, until } from './harness/people'
import { startSite } from './harness/site'

const NAMES = ['Alice', 'Bob', 'Charlie', 'Dora', 'Erik', 'Fay', 'Gus', 'Hana', 'Ivo', 'Judy']
const ENOUGH_LINKS = 4
/** Whom the eleventh is linked with besides the one who paired. */
const INTRODUCED_TO = 3
const LINKED_WITHIN_MS = 25_000
const SEEN_WITHIN_MS = 2_000
/** So many that one slow post, as the first is, does not decide about all. */
const POSTS = 12
/** Ten people, one after the other. */
const ALL_BEGIN_WITHIN_MS = 300_000

const { site, browser } = await opening(startSite())
// Before anybody is there: what our own pages cost must not stretch their limit.
const slowness = await measurePace(browser).then((pace) => pace.slowness())
const people = await Promise.all(NAMES.map((name) => Person.open(browser, site, name)))
const [alice] = people as [Person]

/** Milliseconds from the press of the button to the post on the screen, for each that attends alice; sorted. */
async function delaysOf(what: string): Promise<number[]> {
  await Promise.all(people.map((person) => person.goTo('Stream')))
  const delays: number[] = []
  for (let count = 1; count <= POSTS; count += 1) {
    const text = `Post ${count} ${what}.`
    await alice.page.getByRole('textbox', { name: 'Write a post' }).fill(text)
    const pressedAt = performance.now()
    const seen = people.slice(1).map(async (person) => {
      await person.drawn(text)
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
  const beside = `${slowness.toFixed(1)} times slower than the quiet machine`
  process.stdout.write(`${what}: ${figures.map(Math.round).join(', ')} (load ${load}, ${beside})\n`)
}

/** The same as {@link Person.links} of all, without leaving the view. */
function linksOfAll(): Promise<number[]> {
  return Promise.all(
    people.map(({ page }) => page.getByRole('list', { name: 'Peers' }).getByRole('listitem').count()),
  )
}

let openedAt = 0

beforeAll(async () => {
  await alice.begin()
  const invite = await alice.inviteLink()
  for (const person of people.slice(1)) {
    await person.begin(invite)
    await person.follow()
  }
  openedAt = performance.now()
}, ALL_BEGIN_WITHIN_MS)

describe('ten pages', () => {
  it('[E28] each is linked directly with four others 25 seconds after the last was opened', async () => {
    await Promise.all(people.map((person) => person.goTo('Connections')))
    const hasEnough = async (): Promise<boolean> => Math.min(...(await linksOfAll())) >= ENOUGH_LINKS
    await until('everybody has four direct links', hasEnough, openedAt + LINKED_WITHIN_MS - performance.now())
    say('ms until four links each', [performance.now() - openedAt])
    say('links', await linksOfAll())
  })

  it('[E28] a post is on the screens of all nine who attend its author within two seconds', async () => {
    const delays = await delaysOf('with the relay')
    say(
      'ms to the screen: median, p95, most',
      [0.5, 0.95, 1].map((share) => percentile(delays, share)),
    )
    expect(delays).toHaveLength(POSTS * (NAMES.length - 1))
    expect(percentile(delays, 0.95)).toBeLessThan(SEEN_WITHIN_MS * slowness)
  })

  it('[E28] the same when the relay answers no more', async () => {
    for (const person of people) person.relayMayFail = true
    site.freezeRelay()
    const delays = await delaysOf('without it')
    say(
      'relay frozen, ms: median, p95, most',
      [0.5, 0.95, 1].map((share) => percentile(delays, share)),
    )
    expect(percentile(delays, 0.95)).toBeLessThan(SEEN_WITHIN_MS * slowness)
    await Promise.all(people.map((person) => person.goTo('Connections')))
    const links = await linksOfAll()
    say('links with the relay frozen', links)
    expect(Math.min(...links)).toBeGreaterThanOrEqual(ENOUGH_LINKS)
  })

  it('[E73] the relay killed, an eleventh who pairs with one is linked directly with three others, and reads what was written before', async () => {
    for (const person of people) person.relayMayFail = true
    await alice.post('Of ten.')
    await site.killRelay()
    const kai = await Person.open(browser, site, 'Kai')
    kai.relayMayFail = true
    await kai.begin()
    const beganAt = performance.now()
    await pair(alice, kai)
    await kai.page.getByRole('link', { name: 'Open the page of Alice' }).click()
    await kai.follow()
    const isIntroduced = async (): Promise<boolean> => (await kai.links()) > INTRODUCED_TO
    await until('the eleventh has direct links', isIntroduced, LINKED_WITHIN_MS * slowness)
    say('ms until the eleventh had four links', [performance.now() - beganAt])
    await alice.post('Of eleven.')
    await kai.goTo('Latest')
    for (const text of ['Of eleven.', 'Of ten.']) await kai.article(text).waitFor()
    expect(kai.faults).toEqual([])
  })

  it('[E28] nothing else went wrong', () => {
    expect(people.flatMap(({ faults }) => faults)).toEqual([])
  })
})
