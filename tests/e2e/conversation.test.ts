import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, Person, until } from './harness/people'
import { picture } from './harness/picture'
import { startSite, type Site } from './harness/site'

let site: Site
let browser: Browser
let alice: Person
let bob: Person
let charlie: Person
let stranger: Person

beforeAll(async () => {
  site = await startSite()
  browser = await launchBrowser()
  alice = await Person.open(browser, site, 'Alice')
  bob = await Person.open(browser, site, 'Bob')
  charlie = await Person.open(browser, site, 'Charlie')
  stranger = await Person.open(browser, site, 'Stranger')
})

afterAll(async () => {
  await browser.close()
  await site.stop()
})

describe('three people, three browsers', () => {
  it('[E1] bob opens the invite link of alice, follows her, and is followed back', async () => {
    await alice.begin()
    await bob.begin(await alice.inviteLink())
    await bob.page.getByRole('heading', { name: 'Alice' }).waitFor()
    await bob.follow()
    await alice.page.getByText('Bob came through your invite link').waitFor()
    await alice.goTo('My profile')
    await alice.page.getByText('1 follower known here').waitFor()
    await alice.page.getByText('1 followed').waitFor()
  })

  it('[E2] a post with an image appears on his screen without reload within two seconds', async () => {
    await bob.goTo('Stream')
    await alice.post('First light #dawn', { file: picture(800, 600), alt: 'A sunrise' })
    const postedMs = Date.now()
    await bob.article('First light').waitFor()
    await bob.article('First light').getByRole('img', { name: 'A sunrise' }).waitFor()
    expect(Date.now() - postedMs).toBeLessThan(2_000)
    // And alice is told that he keeps it.
    await alice.article('First light').getByText('Held by 1 other person').waitFor()
  })

  it('[E3] his like raises the charge that alice sees', async () => {
    // The charge leaks from the first moment on, so there is room above it.
    await until('some charge has leaked', async () => (await alice.charge('First light')) < 0.99997)
    const before = await alice.charge('First light')
    await bob.article('First light').getByRole('button', { name: 'Like' }).click()
    await alice.article('First light').getByText('1', { exact: true }).waitFor()
    await until('the charge has risen', async () => (await alice.charge('First light')) > before)
  })

  it('[E4] charlie, who follows only bob, gets the post after bob shares it, and is told why', async () => {
    await charlie.begin(await bob.inviteLink())
    await charlie.follow()
    await charlie.goTo('Stream')
    await bob.goTo('Stream')
    await bob.article('First light').getByRole('button', { name: 'Share' }).click()
    const dialog = bob.page.getByRole('dialog', { name: 'Share' })
    await dialog.getByRole('textbox').fill('Look at this')
    await dialog.getByRole('button', { name: 'Share' }).click()
    const post = charlie.article('First light')
    await post.getByText('Look at this').waitFor()
    await post.getByRole('button', { name: 'Why here' }).click()
    const why = charlie.page.getByRole('dialog', { name: 'Why here' })
    await why.getByText('by way of Bob').waitFor()
    await charlie.page.keyboard.press('Escape')
    await post.getByRole('img', { name: 'A sunrise' }).waitFor()
  })

  it('[E5] the numbers of "Why here" multiply to the current', async () => {
    await charlie.article('First light').getByRole('button', { name: 'Why here' }).click()
    const why = charlie.page.getByRole('dialog', { name: 'Why here' })
    await why.locator('dd[title]').first().waitFor()
    const factors = await why
      .locator('dd[title]')
      .evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute('title'))))
    await charlie.page.keyboard.press('Escape')
    expect(factors).toHaveLength(5)
    const [charge = 0, arrival = 0, standing = 0, engagement = 0, current = 0] = factors
    expect(charge * arrival * standing * engagement).toBeCloseTo(current, 12)
    expect(current).toBeGreaterThan(0)
  })

  it('[E6] a quiet reply raises nothing, an open comment does', async () => {
    const text = 'Answer me'
    await bob.goTo('Stream')
    await alice.post(text)
    await until('some charge has leaked', async () => (await alice.charge(text)) < 0.99998)
    await bob.article(text).getByRole('button', { name: 'Reply quietly' }).click()
    await bob.page.getByRole('textbox', { name: 'Write a comment' }).fill('Not so loud')
    await bob.page.getByRole('button', { name: 'Send' }).click()
    await alice.article(text).getByRole('time').click()
    await alice.page.getByText('Not so loud').waitFor()
    const quiet = await alice.charge(text)
    await until('the model was evaluated again', async () => (await alice.charge(text)) !== quiet)
    expect(await alice.charge(text)).toBeLessThan(quiet)
    await bob.article(text).getByRole('button', { name: 'Comment' }).click()
    await bob.page.getByRole('textbox', { name: 'Write a comment' }).fill('Yes, loud')
    await bob.page.getByRole('button', { name: 'Send' }).click()
    await alice.page.getByText('Yes, loud').waitFor()
    await until('the charge has risen', async () => (await alice.charge(text)) > quiet)
  })

  it('[E7] an undone like counts no more', async () => {
    await bob.goTo('Stream')
    const like = bob.article('First light').getByRole('button', { name: 'Like' })
    await like.click()
    await bob.page.locator('[aria-label="Like"][aria-pressed="false"]').first().waitFor()
    await alice.goTo('Latest')
    await until(
      'the like is gone at alice',
      async () => (await alice.article('First light').getByTitle('0 likes').count()) === 1,
    )
  })

  it("[E8] a stranger's post is in nobody's Stream", async () => {
    await stranger.begin()
    await stranger.post('Buy my things')
    await until('the stranger is linked with somebody', async () => (await stranger.links()) > 0)
    await stranger.goTo('My profile')
    await stranger.page.getByText('Held by').waitFor()
    for (const person of [alice, bob, charlie]) {
      await person.goTo('Stream')
      await person
        .article('First light')
        .waitFor({ timeout: 5_000 })
        .catch(() => undefined)
      expect(await person.article('Buy my things').count()).toBe(0)
      await person.goTo('Latest')
      expect(await person.article('Buy my things').count()).toBe(0)
    }
  })

  it('[E9] no page complained, and none spoke to anybody but the site and the relay', () => {
    expect([alice, bob, charlie, stranger].flatMap(({ faults }) => faults)).toEqual([])
  })
})
