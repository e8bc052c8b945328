/** Two people use every feature against each other, told as one story; charlie is there to be introduced. */
import { beforeAll, describe, expect, it } from 'vitest'
import { violations } from './harness/axe'
import { opening } from './harness/opening'
import type { Person } from './harness/people'
import { until } from './harness/people'
import { startSite } from './harness/site'
import { keepShot } from './harness/shots'

/** What is taken back is gone at those who are here within this time. */
const GONE_MS = 5_000

const { site, alice, bob, charlie } = await opening(startSite(), 'Alice', 'Bob', 'Charlie')
const ids = new Map<Person, string>()

beforeAll(async () => {
  await alice.begin()
  const invite = await alice.inviteLink()
  for (const other of [bob, charlie]) {
    await other.begin(invite)
    await other.follow()
  }
  for (const person of [alice, bob, charlie]) {
    await person.goTo('My profile')
    ids.set(person, person.page.url().split('/').at(-1) ?? '')
  }
})

async function pageOf(reader: Person, person: Person): Promise<void> {
  await reader.page.goto(`${site.url}#/person/${ids.get(person) ?? ''}`)
  await reader.page.getByRole('heading', { name: person.name, exact: true }).waitFor()
}

async function looksRight(person: Person, name: string): Promise<void> {
  await keepShot(person.page, `story-${name}`)
  expect(await violations(person.page), name).toEqual([])
}

describe('the story of alice and bob', () => {
  it('[MN3] alice calls bob by typing @, chooses him with the keys, and reads his name, as he does; a reload keeps whom she meant', async () => {
    const { page } = alice
    await alice.goTo('Stream')
    const box = page.getByRole('textbox', { name: 'Write a post' })
    await box.focus()
    await box.pressSequentially('The hives of #harbour are full, @Bo')
    const offered = page.getByRole('listbox', { name: 'People to mention' })
    await offered.getByRole('option', { name: 'Bob' }).waitFor()
    expect(await box.getAttribute('aria-activedescendant')).toBe(
      await offered.getByRole('option', { selected: true }).getAttribute('id'),
    )
    await looksRight(alice, 'mention')
    await box.press('ArrowDown')
    await box.press('Enter')
    await offered.waitFor({ state: 'detached' })
    expect(await box.inputValue()).toBe('The hives of #harbour are full, @Bob ')
    await page.reload()
    await alice.ready()
    // [E58] A draft is edited before it goes out.
    await box.press('End')
    await box.pressSequentially('come and see')
    await page.getByRole('button', { name: 'Post', exact: true }).click()
    await bob.goTo('Latest')
    for (const reader of [alice, bob]) {
      const post = reader.article('come and see')
      await post.getByRole('link', { name: '@Bob', exact: true }).waitFor()
    }
    await bob.article('come and see').getByRole('link', { name: '@Bob' }).click()
    await bob.page.getByRole('heading', { name: 'Bob', exact: true }).waitFor()
  })

  it('[MN2] bob is told, and finds it under its filter; of alice, whom he mutes, he is told nothing', async () => {
    const { page } = bob
    await bob.goTo('Notifications')
    await page.getByRole('radio', { name: 'Mentions' }).check()
    const list = page.getByRole('list', { name: 'Notifications' })
    await list.getByText('mentions you').waitFor()
    await list.getByText('The hives of #harbour are full, @Bob come and see').first().waitFor()
    await looksRight(bob, 'mentioned')
    await pageOf(bob, alice)
    await page.getByRole('button', { name: 'Mute', exact: true }).click()
    await bob.goTo('Notifications')
    await page.getByText('Nothing new.').waitFor()
    expect(await page.getByText('mentions you').count()).toBe(0)
    await bob.goTo('Latest')
    expect(await bob.article('come and see').count()).toBe(0)
    await pageOf(bob, alice)
    await page.getByRole('button', { name: 'Unmute' }).click()
    await bob.goTo('Latest')
    await bob.article('come and see').waitFor()
  })

  it('[SN4] a synereo that bob joins is a tab of his Stream, which the arrow keys reach at 360 px', async () => {
    const { page } = bob
    await page.setViewportSize({ width: 360, height: 800 })
    for (const tag of ['harbour', 'beekeeping-by-the-sea', 'swifts']) {
      await page.goto(`${site.url}#/tag/${tag}`)
      await page.getByRole('button', { name: 'Join', exact: true }).click()
      await page.getByRole('button', { name: 'Leave', exact: true }).waitFor()
    }
    await page.goto(`${site.url}#/stream`)
    const tabs = page.getByRole('tablist', { name: 'Tabs of the Stream' })
    await tabs.getByRole('tab', { name: 'Stream', selected: true }).focus()
    for (const key of ['ArrowRight', 'ArrowRight']) await page.keyboard.press(key)
    await page.keyboard.press('Enter')
    await tabs.getByRole('tab', { name: '#harbour', selected: true }).waitFor()
    await bob.article('come and see').waitFor()
    const tooWidePx = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement
      return scrollWidth - clientWidth
    })
    // Less than nothing where the width was set while a bar stood there.
    expect(tooWidePx).toBeLessThanOrEqual(0)
    await looksRight(bob, 'tabs')
    // Round the end of the row to the last, which comes into sight.
    await tabs.getByRole('tab', { name: 'Stream' }).focus()
    await page.keyboard.press('ArrowLeft')
    const last = tabs.getByRole('tab', { name: '#swifts' })
    expect(await last.evaluate((tab) => tab === document.activeElement)).toBe(true)
    const there = await last.boundingBox()
    expect((there?.x ?? 999) + (there?.width ?? 0)).toBeLessThanOrEqual(360)
    await page.setViewportSize({ width: 1280, height: 800 })
  })

  it('[U35] on a phone the first post begins in the upper half, and the box for a new one grows when bob comes to write', async () => {
    const { page } = bob
    await page.setViewportSize({ width: 360, height: 740 })
    for (const view of ['Latest', 'Stream'] as const) {
      await bob.goTo(view)
      await page.getByRole('heading', { level: 1, name: view }).waitFor({ state: 'attached' })
      await page.getByRole('article').first().waitFor()
      await page.evaluate(() => scrollTo(0, 0))
      expect((await page.getByRole('article').first().boundingBox())?.y).toBeLessThan(370)
    }
    const post = page.getByRole('button', { name: 'Post', exact: true })
    expect(await post.isVisible()).toBe(false)
    await page.getByRole('textbox', { name: 'Write a post' }).focus()
    await post.waitFor()
    await page.setViewportSize({ width: 1280, height: 800 })
  })

  it('[U6] what bob writes below it, with a warning, is there after a reload; a blank warning is not sent without a word', async () => {
    const { page } = bob
    await bob.goTo('Latest')
    await bob.article('come and see').getByRole('button', { name: 'Comment', exact: true }).click()
    const box = page.getByRole('textbox', { name: 'Write a comment' })
    await box.fill('They sting, too')
    await page.getByRole('button', { name: 'Add a warning' }).click()
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('alert').getByText('Say what people should know').waitFor()
    await page.getByRole('textbox', { name: 'Warning' }).fill('Bees')
    await page.reload()
    await bob.ready()
    expect(await box.inputValue()).toBe('They sting, too')
    expect(await page.getByRole('textbox', { name: 'Warning' }).inputValue()).toBe('Bees')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('region', { name: 'Comments' }).getByText('They sting, too').waitFor()
    // An answer to a comment is still one after a reload.
    await page.getByRole('button', { name: 'Answer', exact: true }).click()
    await box.fill('Not all of them')
    await page.reload()
    await bob.ready()
    await page.getByText('Answering a comment.').waitFor()
    await box.fill('')
    await alice.goTo('Notifications')
    await alice.page.getByText('Its author warns: Bees').waitFor()
  })

  it('[E58] bob likes and takes it back, writes to alice, labels her post, and she introduces him to charlie', async () => {
    await bob.goTo('Latest')
    await alice.goTo('Latest')
    const post = bob.article('come and see')
    const like = post.getByRole('button', { name: 'Like', exact: true })
    const likes = alice.article('come and see').getByTitle('1 like')
    await like.click()
    await likes.waitFor()
    await like.click()
    await likes.waitFor({ state: 'detached', timeout: GONE_MS })

    await post.getByRole('button', { name: 'More', exact: true }).click()
    await bob.page.getByRole('dialog', { name: 'More' }).getByRole('button', { name: 'Label…' }).click()
    const dialog = bob.page.getByRole('dialog', { name: 'Label' })
    await dialog.getByRole('radio', { name: 'misleading' }).check()
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Nobody has seen them')
    await dialog.getByRole('button', { name: 'Label', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    await alice.goTo('Notifications')
    await alice.page.getByText('Nobody has seen them').waitFor()

    await pageOf(bob, alice)
    await bob.page.getByRole('link', { name: 'Message', exact: true }).click()
    await bob.page.getByRole('textbox', { name: 'Write a message' }).fill('I bring the jar')
    await until('the message is sealed', async () => {
      const button = bob.page.getByRole('button', { name: 'Send', exact: true })
      if (await button.isEnabled()) await button.click()
      return bob.page.getByRole('log').getByText('I bring the jar').isVisible()
    })
    await alice.goTo('Messages')
    await alice.page.getByRole('heading', { name: 'Messages' }).waitFor()
    await alice.page.getByRole('link', { name: 'Bob', exact: true }).click()
    await alice.page.getByRole('log').getByText('I bring the jar').waitFor()

    await pageOf(alice, bob)
    await alice.page.getByRole('button', { name: 'Introduce to someone' }).click()
    const introducing = alice.page.getByRole('dialog', { name: 'Introduce to someone' })
    await introducing.getByRole('combobox', { name: 'To whom' }).selectOption({ label: 'Charlie' })
    await introducing.getByRole('textbox', { name: 'What Bob reads about Charlie' }).fill('Builds hives')
    await introducing.getByRole('textbox', { name: 'What Charlie reads about Bob' }).fill('Has a jar')
    await until('both are asked', async () => {
      const button = introducing.getByRole('button', { name: 'Ask both' })
      if ((await button.count()) > 0 && (await button.isEnabled())) await button.click()
      return (await introducing.count()) === 0
    })
    for (const asked of [bob, charlie]) {
      await asked.goTo('Messages')
      await asked.page
        .getByRole('region', { name: 'Introduction by Alice' })
        .getByRole('button', { name: 'Accept' })
        .click()
    }
    await bob.page
      .getByRole('region', { name: 'Introduction by Alice' })
      .getByRole('link', { name: 'Charlie', exact: true })
      .waitFor({ timeout: 30_000 })
  })

  it('[E58] a post that alice retracts is gone at bob within five seconds, with what it said of him', async () => {
    await bob.goTo('Latest')
    await alice.goTo('Latest')
    const gone = bob.article('come and see')
    await gone.waitFor()
    await alice.article('come and see').getByRole('button', { name: 'More', exact: true }).click()
    await alice.page.getByRole('button', { name: 'Withdraw this post…' }).click()
    await alice.page.getByRole('button', { name: 'Withdraw for good' }).click()
    await gone.waitFor({ state: 'detached', timeout: GONE_MS })
    await bob.goTo('Notifications')
    expect(await bob.page.getByText('mentions you').count()).toBe(0)
    expect([...alice.faults, ...bob.faults, ...charlie.faults]).toEqual([])
  })
})
