import { describe, expect, it } from 'vitest'
import { opening } from './harness/opening'
import { until } from './harness/people'
import { picture } from './harness/picture'
import { startSite } from './harness/site'

const { alice, bob, charlie, stranger } = await opening(startSite(), 'Alice', 'Bob', 'Charlie', 'Stranger')

describe('three people, three browsers', () => {
  it('[E1] bob opens the invite link of alice, follows her, and is followed back', async () => {
    await alice.begin()
    await bob.begin(await alice.inviteLink())
    await bob.page.getByRole('heading', { name: 'Alice' }).waitFor()
    await bob.follow()
    await alice.page.getByText('Bob came by your invite').waitFor()
    await alice.goTo('My profile')
    await alice.page.getByText('1 follower known here').waitFor()
    await alice.page.getByText('1 followed').waitFor()
  })

  it('[U45] he finds beside her what comes next, and what he has done of it ticked off', async () => {
    const { page } = bob
    const next = page.getByRole('region', { name: 'What comes next' })
    await next.getByText('You and Alice follow each other').waitFor()
    const steps = next.getByRole('listitem')
    expect(await steps.filter({ hasText: 'Done' }).allTextContents()).toEqual([
      expect.stringContaining('Follow Alice'),
    ])
  })

  it('[U44] back from where a link led, the focus is on that link', async () => {
    const { page } = bob
    const hello = page.getByRole('link', { name: 'Say hello to Alice' })
    await hello.press('Enter')
    await page.getByRole('textbox', { name: 'Message' }).waitFor()
    await page.goBack()
    await until('the link has it again', () => hello.evaluate((link) => link === document.activeElement))
    await page.goForward()
    await page.getByRole('textbox', { name: 'Message' }).waitFor()
    await page.goBack()
  })

  it('[E2] a post with an image appears on his screen without reload', async () => {
    await bob.goTo('Stream')
    await alice.post('First light #dawn', { file: picture(800, 600), alt: 'A sunrise' })
    await bob.article('First light').getByRole('img', { name: 'A sunrise' }).waitFor()
    // And alice is told that he keeps it.
    await alice.article('First light').getByText('Held by 1 other person').waitFor()
  })

  it('[E3] his like raises the charge that alice sees', async () => {
    // The charge leaks from the first moment on, so there is room above it.
    await until('some charge has leaked', async () => (await alice.charge('First light')) < 0.99997)
    const before = await alice.charge('First light')
    await bob.article('First light').getByRole('button', { name: 'Like', exact: true }).click()
    await alice.article('First light').getByText('1', { exact: true }).waitFor()
    await until('the charge has risen', async () => (await alice.charge('First light')) > before)
  })

  it('[E4] charlie, who follows only bob, gets the post after bob shares it, and is told why', async () => {
    await charlie.begin(await bob.inviteLink())
    await charlie.follow()
    await charlie.goTo('Stream')
    await bob.goTo('Stream')
    await bob.article('First light').getByRole('button', { name: 'Share', exact: true }).click()
    const dialog = bob.page.getByRole('dialog', { name: 'Share', exact: true })
    await dialog.getByRole('textbox').fill('Look at this')
    await dialog.getByRole('button', { name: 'Share', exact: true }).click()
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

  it('[E76] the post says how it came to charlie: who did what, by whom, and what was left, as a list and as a picture that plays', async () => {
    const { page } = charlie
    await charlie.article('First light').locator('a.time').click()
    await page.getByText('Its way through the network').click()
    const steps = page.getByRole('button', { name: /^Show .* in the picture$/ })
    await steps.first().waitFor()
    const stops = page.locator('ol.stops > li')
    // She published it, bob liked it and shared it; then comes what is left now.
    await until('all of it is told', async () => (await stops.count()) === 4)
    const told = (await stops.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' '))
    expect(told[0]).toContain('Alice published it')
    expect(told[0]).toContain('It began with a charge of 1.')
    expect(told[1]).toContain('Bob liked it')
    expect(told[2]).toContain('Bob shared it')
    const way = stops.first().getByRole('list', { name: 'The way to you' }).getByRole('listitem')
    expect((await way.allInnerTexts()).map((place) => /Alice|Bob|you/.exec(place)?.[0])).toEqual([
      'Alice',
      'Bob',
      'you',
    ])
    const [atBob = 0, atCharlie = 0] = (await way.locator('.number').allInnerTexts()).map(Number)
    expect(atBob).toBeLessThan(1)
    expect(atCharlie).toBeLessThan(atBob)
    expect(atCharlie).toBeGreaterThan(0)

    // The picture says the same: at first only alice has it, and when it has been played all three.
    const lit = page.locator('.picture .lit-up')
    await page.getByRole('slider', { name: 'Moment shown' }).fill('0')
    await until('only alice has it', async () => (await lit.count()) === 1)
    expect(await lit.textContent()).toContain('Alice')
    expect(await steps.first().getAttribute('aria-current')).toBe('step')
    await page.getByRole('button', { name: 'Play' }).click()
    await page.getByRole('button', { name: 'Pause' }).waitFor()
    await page.getByRole('button', { name: 'Play' }).waitFor()
    expect(await lit.count()).toBe(3)
    expect(await steps.last().getAttribute('aria-current')).toBe('step')
  })

  it('[E78] every time that it was raised is a mark on the line of its charge', async () => {
    const { page } = charlie
    await page.getByText('Charge over time').click()
    const chart = page.getByRole('img', { name: /^From 1 when it was published to/ })
    const marks = chart.locator('circle')
    // By the like and by the share.
    await page.getByText('It was raised 2 times.').waitFor()
    expect(await marks.count()).toBe(2)
    const points = (await chart.locator('polyline').getAttribute('points'))?.split(' ') ?? []
    const places = await marks.evaluateAll((circles) =>
      circles.map((circle) =>
        ['cx', 'cy'].map((name) => Number(circle.getAttribute(name)).toFixed(1)).join(','),
      ),
    )
    expect(points).toEqual(expect.arrayContaining(places))
  })

  it('[E77] on the page of bob charlie sees how their synapse has grown from nothing', async () => {
    const { page } = charlie
    await charlie.article('First light').getByRole('link', { name: 'Bob' }).first().click()
    await page.getByRole('heading', { name: 'Bob' }).waitFor()
    await charlie.unfoldStanding()
    await page.getByText('Between you and Bob').click()
    const chart = page.getByRole('img', { name: /^Of a charge of Bob’s, .+ comes through to you\./ })
    await chart.waitFor()
    const heights = (await chart.locator('.mine-line').getAttribute('points'))
      ?.split(' ')
      .map((point) => Number(point.split(',')[1]))
    // At the end of each of so many days, and now.
    expect(heights).toHaveLength(57)
    const ground = Number(await chart.locator('line').getAttribute('y1'))
    expect(heights?.[0]).toBe(ground)
    expect(heights?.at(-1)).toBeLessThan(ground)
  })

  it('[E6] a quiet reply raises nothing, an open comment does', async () => {
    const text = 'Answer me'
    await bob.goTo('Stream')
    await alice.post(text)
    await until('some charge has leaked', async () => (await alice.charge(text)) < 0.99998)
    await bob.article(text).getByRole('button', { name: 'Comment' }).click()
    await bob.page.getByRole('textbox', { name: 'Write a comment' }).fill('Not so loud')
    await bob.page.getByRole('checkbox', { name: 'Quiet: answers without lifting the post' }).check()
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
    const like = bob.article('First light').getByRole('button', { name: 'Like', exact: true })
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
