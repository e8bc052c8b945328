import type { Locator } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { opening } from './harness/opening'
import { Person, until } from './harness/people'
import { startSite } from './harness/site'

/** More than a page of the Stream. */
const NOTES = 36

const { site, browser, alice, bob } = await opening(startSite(), 'Alice', 'Bob')
/** The notes from above, as bob found them. */
let order: string[] = []

function note(number: number): string {
  return `Note ${String(number).padStart(2, '0')}`
}

beforeAll(async () => {
  await alice.begin()
  await bob.begin(await alice.inviteLink())
  await bob.follow()
  for (let number = 1; number <= NOTES; number += 1) await alice.post(note(number))
  await bob.goTo('Latest')
  await bob.article(note(NOTES)).waitFor()
})

interface Placed {
  readonly place: number
  /** -1 while there is more. */
  readonly of: number
  readonly text: string
  readonly isInSight: boolean
}

/** The notes that are drawn, from above: some of them all. */
function drawn(person: Person): Promise<Placed[]> {
  const list = person.page.getByRole('region', { name: 'Posts by current' })
  return list.getByRole('article').evaluateAll((articles) =>
    articles.map((article) => {
      const { top, bottom } = article.getBoundingClientRect()
      return {
        place: Number(article.getAttribute('aria-posinset')),
        of: Number(article.getAttribute('aria-setsize')),
        text: /Note \d\d/.exec(article.textContent)?.[0] ?? '',
        isInSight: bottom > 0 && top < innerHeight,
      }
    }),
  )
}

async function inSight(person: Person): Promise<string[]> {
  return (await drawn(person)).filter(({ isInSight }) => isInSight).map(({ text }) => text)
}

async function placeOf(person: Person, wanted: string): Promise<number> {
  return (await drawn(person)).find(({ text }) => text === wanted)?.place ?? NaN
}

/** All notes in their order, as somebody sees them who scrolls to the end. */
async function readAll(person: Person): Promise<string[]> {
  const seen = new Map<number, string>()
  await person.page.evaluate(() => window.scrollTo({ top: 0, behavior: 'instant' }))
  await until('the end is there', async () => {
    const now = await drawn(person)
    for (const { place, text } of now) seen.set(place, text)
    await person.page.evaluate(() => scrollBy({ top: innerHeight / 2, behavior: 'instant' }))
    const last = now.at(-1)
    return last !== undefined && last.place === last.of && seen.size === last.of
  })
  return [...seen].toSorted(([a], [b]) => a - b).map(([, text]) => text)
}

/** Pixels from the upper edge of the screen. */
async function topOf(article: Locator): Promise<number> {
  const box = await article.boundingBox()
  if (box === null) throw new Error('the post is not drawn')
  return box.y
}

/** Posts are as high as their text, in parts of a pixel, and a page is scrolled by whole ones. */
async function isAt(article: Locator, topPx: number): Promise<boolean> {
  return Math.abs((await topOf(article)) - topPx) <= 1
}

async function scrollTo(person: Person, wanted: string): Promise<void> {
  const article = person.article(wanted)
  await person.page.evaluate(() => window.scrollTo({ top: 0, behavior: 'instant' }))
  await until(`${wanted} is drawn`, async () => {
    if ((await article.count()) > 0) return true
    await person.page.evaluate(() => scrollBy({ top: innerHeight / 2, behavior: 'instant' }))
    return false
  })
  await article.evaluate((element) => element.scrollIntoView({ block: 'start' }))
  await person.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve(null))))
}

describe('the Stream of a reader', () => {
  it('[ST8] comes in pages that together hold every post once', async () => {
    await bob.goTo('Stream')
    await bob.article('Note').first().waitFor()
    const first = await drawn(bob)
    expect(first.map(({ of }) => of)).toEqual(first.map(() => -1))
    const all = await readAll(bob)
    expect(all).toHaveLength(NOTES)
    expect(new Set(all).size).toBe(NOTES)
    expect(all.slice(0, first.length)).toEqual(first.map(({ text }) => text))
    order = all
  })

  it('[ST9] stays where the reader is, and says how many are new', async () => {
    const middle = order[18] ?? ''
    await scrollTo(bob, middle)
    const before = await topOf(bob.article(middle))
    const seen = await inSight(bob)
    await alice.post('Fresh one')
    await alice.post('Fresh two')
    await bob.page.getByRole('button', { name: '2 new' }).waitFor()
    expect(await inSight(bob)).toEqual(seen)
    expect(await isAt(bob.article(middle), before)).toBe(true)
  })

  it('[ST9] is found as it was left by who opens a post and goes back', async () => {
    const seen = await inSight(bob)
    const middle = order[18] ?? ''
    const before = await topOf(bob.article(middle))
    const leftAtPx = await bob.page.evaluate(() => scrollY)
    await bob.page.waitForFunction(
      (px) => (history.state as { scrollPx?: number } | null)?.scrollPx === px,
      leftAtPx,
    )
    await bob.article(middle).getByRole('time').click()
    await bob.page.getByRole('heading', { name: 'Post', exact: true }).waitFor()
    await bob.page.goBack()
    await bob.article(middle).waitFor()
    await until('the reader is back', () => isAt(bob.article(middle), before))
    expect(await inSight(bob)).toEqual(seen)
    await bob.page.getByRole('button', { name: '2 new' }).waitFor()
  })

  it('[ST9] is found as it was left also after a reload', async () => {
    const seen = await inSight(bob)
    const middle = order[18] ?? ''
    const before = await topOf(bob.article(middle))
    await bob.page.reload()
    await bob.ready()
    await until('the reader is back', () => isAt(bob.article(middle), before))
    expect(await inSight(bob)).toEqual(seen)
    await bob.page.getByRole('button', { name: '2 new' }).waitFor()
  })

  it('[ST10] loses what its author withdraws, and nothing else', async () => {
    const gone = order[2] ?? ''
    const middle = order[18] ?? ''
    const seen = await inSight(bob)
    const before = await topOf(bob.article(middle))
    expect(await placeOf(bob, middle)).toBe(19)
    await alice.goTo('Latest')
    await scrollTo(alice, gone)
    await alice.article(gone).getByRole('button', { name: 'More' }).click()
    await alice.page.getByRole('button', { name: 'Withdraw this post…' }).click()
    await alice.page.getByRole('button', { name: 'Withdraw for good' }).click()
    // It is far above: what is read stays where it is, one place further up.
    await until('it is gone', async () => (await placeOf(bob, middle)) === 18)
    expect(await inSight(bob)).toEqual(seen)
    expect(await isAt(bob.article(middle), before)).toBe(true)
    const rest = order.filter((text) => text !== gone)
    for (const { place, text } of await drawn(bob)) expect(text).toBe(rest[place - 1])
  })

  it('[ST11] shows what is new when asked', async () => {
    await bob.page.getByRole('button', { name: '2 new' }).click()
    await bob.page.getByRole('button', { name: '2 new' }).waitFor({ state: 'detached' })
    await bob.article('Fresh one').waitFor()
    await bob.article('Fresh two').waitFor()
    await until('the top is shown', async () => (await bob.page.evaluate(() => scrollY)) === 0)
  })

  it('[ST16] goes to its top and shows what is new when its name is pressed once more', async () => {
    await bob.page.evaluate(() => window.scrollTo({ top: 400, behavior: 'instant' }))
    await alice.post('Fresh three')
    await bob.page.getByRole('button', { name: '1 new' }).waitFor()
    await bob.goTo('Stream')
    await bob.article('Fresh three').waitFor()
    expect(await bob.page.evaluate(() => scrollY)).toBe(0)
    await bob.page.getByRole('heading', { name: 'Stream' }).and(bob.page.locator(':focus')).waitFor()
  })

  it('[ST7] lifts the unseen post of somebody followed among many that rank higher, and says so', async () => {
    const link = await bob.inviteLink()
    const [charlie, dora] = [
      await Person.open(browser, site, 'Charlie'),
      await Person.open(browser, site, 'Dora'),
    ]
    for (const person of [charlie, dora]) {
      await person.begin(link)
      await person.follow()
      await bob.page.getByText(`${person.name} came by your invite`).waitFor()
    }
    // By rank dora's posts would come next after two of alice's.
    await dora.post('Dora writes')
    await dora.post('Dora writes on')
    await bob.goTo('Stream')
    for (const text of ['Dora writes on', 'Fresh one', 'Fresh two'])
      await bob.article(text).getByRole('button', { name: 'Like', exact: true }).click()
    // Who had to scroll for that reads, and what is new would wait for them.
    await bob.page.evaluate(() => window.scrollTo({ top: 0, behavior: 'instant' }))
    await bob.page.mouse.move(0, 0)
    await charlie.post('Hello from far away')
    const post = bob.article('Hello from far away')
    await post.getByText('Shown here because you follow Charlie and have not seen it.').waitFor()
    const articles = bob.page.getByRole('region', { name: 'Posts by current' }).getByRole('article')
    expect(await articles.nth(3).innerText()).toContain('Hello from far away')
    await post.getByRole('button', { name: 'Why here' }).click()
    const why = bob.page.getByRole('dialog', { name: 'Why here' })
    await why.getByText('It is shown at place 4.').waitFor()
    await why.getByText('Shown here because you follow Charlie').waitFor()
    await bob.page.keyboard.press('Escape')
    expect([...charlie.faults, ...dora.faults]).toEqual([])
    await Promise.all([charlie.context.close(), dora.context.close()])
  })
})

describe('why a post is here', () => {
  it('[A12] is told down to the signed records, which open in place', async () => {
    await bob.article('Fresh one').getByText('1', { exact: true }).waitFor()
    await bob.article('Fresh one').getByRole('button', { name: 'Why here' }).click()
    const why = bob.page.getByRole('dialog', { name: 'Why here' })
    await why.getByText('You attend Alice.').waitFor()
    await why.getByText('What raised it, and the post itself').click()
    const like = why.getByRole('listitem').filter({ hasText: 'you liked it' })
    await like.getByRole('button', { name: 'Signed record' }).click()
    await like.getByText('bafyrei').first().waitFor()
    const shown = await like.innerText()
    expect(shown).toContain('like')
    expect(shown).toContain('"sig"')
    expect(shown).toMatch(/Address \(CID\)\s+bafyrei/)
    // The follow that carries the post is a record too.
    await why.getByText('What each step is made of').click()
    const follow = why.getByRole('listitem').filter({ hasText: 'you follow Alice' }).first()
    await follow.getByRole('button', { name: 'Signed record' }).click()
    await follow.getByText('"kind": "follow"').waitFor()
  })

  it('[A15] says what one record changes', async () => {
    const why = bob.page.getByRole('dialog', { name: 'Why here' })
    await why
      .getByText(/^Without your like it would (be number \d+ instead of|still be number) \d+/)
      .waitFor()
    await bob.page.keyboard.press('Escape')
  })

  it('[E9] nobody complained meanwhile', () => {
    expect([...alice.faults, ...bob.faults]).toEqual([])
  })
})
