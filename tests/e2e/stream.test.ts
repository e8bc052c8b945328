import type { Browser, Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, Person, until } from './harness/people'
import { startSite, type Site } from './harness/site'

/** More than a page of the Stream. */
const NOTES = 36

let site: Site
let browser: Browser
let alice: Person
let bob: Person

function note(number: number): string {
  return `Note ${String(number).padStart(2, '0')}`
}

beforeAll(async () => {
  site = await startSite()
  browser = await launchBrowser()
  alice = await Person.open(browser, site, 'Alice')
  bob = await Person.open(browser, site, 'Bob')
  await alice.begin()
  await bob.begin(await alice.inviteLink())
  await bob.follow()
  for (let number = 1; number <= NOTES; number += 1) await alice.post(note(number))
  await bob.goTo('Latest')
  await bob.article(note(NOTES)).waitFor()
})

afterAll(async () => {
  await browser.close()
  await site.stop()
})

/** The notes that are drawn, from above. */
async function drawn(person: Person): Promise<string[]> {
  const list = person.page.getByRole('region', { name: 'Posts by current' })
  const texts = await list.getByRole('article').allInnerTexts()
  return texts.map((text) => /Note \d\d/.exec(text)?.[0] ?? '')
}

/** Pixels from the upper edge of the screen. */
async function topOf(article: Locator): Promise<number> {
  const box = await article.boundingBox()
  if (box === null) throw new Error('the post is not drawn')
  return Math.round(box.y) + 0
}

async function scrollTo(person: Person, article: Locator): Promise<void> {
  await article.evaluate((element) => element.scrollIntoView({ block: 'start' }))
  await person.page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => resolve(null))))
}

describe('the Stream of a reader', () => {
  it('[ST8] comes in pages that together hold every post once', async () => {
    await bob.goTo('Stream')
    await bob.article('Note').first().waitFor()
    const first = await drawn(bob)
    expect(first.length).toBeLessThan(NOTES)
    await until('everything is drawn', async () => {
      await bob.page.mouse.wheel(0, 3_000)
      return (await drawn(bob)).length === NOTES
    })
    const all = await drawn(bob)
    expect(new Set(all).size).toBe(NOTES)
    expect(all.slice(0, first.length)).toEqual(first)
  })

  it('[ST9] stays where the reader is, and says how many are new', async () => {
    const middle = (await drawn(bob))[18] ?? ''
    await scrollTo(bob, bob.article(middle))
    const before = await topOf(bob.article(middle))
    const order = await drawn(bob)
    await alice.post('Fresh one')
    await alice.post('Fresh two')
    await bob.page.getByRole('button', { name: '2 new' }).waitFor()
    expect(await drawn(bob)).toEqual(order)
    expect(await topOf(bob.article(middle))).toBe(before)
  })

  it('[ST9] is found as it was left by who opens a post and goes back', async () => {
    const order = await drawn(bob)
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
    await until('the reader is back', async () => (await topOf(bob.article(middle))) === before)
    expect(await drawn(bob)).toEqual(order)
    await bob.page.getByRole('button', { name: '2 new' }).waitFor()
  })

  it('[ST9] is found as it was left also after a reload', async () => {
    const order = await drawn(bob)
    const middle = order[18] ?? ''
    const before = await topOf(bob.article(middle))
    await bob.page.reload()
    await bob.ready()
    await until('the reader is back', async () => (await topOf(bob.article(middle))) === before)
    expect(await drawn(bob)).toEqual(order)
    await bob.page.getByRole('button', { name: '2 new' }).waitFor()
  })

  it('[ST10] loses what its author withdraws, and nothing else', async () => {
    const order = await drawn(bob)
    const gone = order[2] ?? ''
    await alice.goTo('Latest')
    await alice.article(gone).getByRole('button', { name: 'More' }).click()
    await alice.page.getByRole('button', { name: 'Withdraw this post…' }).click()
    await alice.page.getByRole('button', { name: 'Withdraw for good' }).click()
    await bob.article(gone).waitFor({ state: 'detached' })
    expect(await drawn(bob)).toEqual(order.filter((text) => text !== gone))
  })

  it('[ST11] shows what is new when asked', async () => {
    await bob.page.getByRole('button', { name: '2 new' }).click()
    await bob.page.getByRole('button', { name: '2 new' }).waitFor({ state: 'detached' })
    await bob.article('Fresh one').waitFor()
    await bob.article('Fresh two').waitFor()
    await until('the top is shown', async () => (await bob.page.evaluate(() => scrollY)) === 0)
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
      await bob.page.getByText(`${person.name} came through your invite link`).waitFor()
    }
    // By rank dora's posts would come next after two of alice's.
    await dora.post('Dora writes')
    await dora.post('Dora writes on')
    await bob.goTo('Stream')
    for (const text of ['Dora writes on', 'Fresh one', 'Fresh two'])
      await bob.article(text).getByRole('button', { name: 'Like' }).click()
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
