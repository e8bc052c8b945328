/** What its author warns of, and what others label: folded, with who says so and why, for those who want it so. */
import type { Locator } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { violations } from './harness/axe'
import { opening } from './harness/opening'
import type { Person } from './harness/people'
import { picture } from './harness/picture'
import { startSite } from './harness/site'
import { keepShot } from './harness/shots'

const { site, alice, bob, charlie } = await opening(startSite(), 'Alice', 'Bob', 'Charlie')

beforeAll(async () => {
  await alice.begin()
  await bob.begin(await alice.inviteLink())
  await bob.follow()
  await charlie.begin(await alice.inviteLink())
  await charlie.follow()
})

async function idOf(person: Person): Promise<string> {
  await person.goTo('My profile')
  return person.page.getByRole('main').locator('code[title]').getAttribute('title').then(String)
}

async function pageOf(reader: Person, id: string): Promise<void> {
  await reader.page.goto(`${site.url}#/person/${id}`)
}

/** Whatever it shows of itself. */
function postBy(reader: Person, author: Person): Locator {
  return reader.page.getByRole('article', { name: `Post by ${author.name}` })
}

async function looksRight(person: Person, name: string): Promise<void> {
  await keepShot(person.page, `labels-${name}`)
  expect(await violations(person.page), name).toEqual([])
}

describe('a post with a warning', () => {
  it('[CW1] keeps its warning while it is written, also over a reload', async () => {
    const { page } = alice
    await alice.goTo('Stream')
    await page.getByRole('textbox', { name: 'Write a post' }).fill('It bit the cat.')
    await page.getByRole('button', { name: 'Add a warning' }).click()
    await page.getByRole('textbox', { name: 'Warning' }).fill('A large spider')
    await page.reload()
    await alice.ready()
    expect(await page.getByRole('textbox', { name: 'Warning' }).inputValue()).toBe('A large spider')
    await looksRight(alice, 'composer')
  })

  it('[CW1] is folded for bob under its words, its image not fetched, and opens with one click', async () => {
    const { page } = alice
    const file = { name: 'spider.png', mimeType: 'image/png', buffer: picture(300, 200) }
    await page.getByLabel('Add image').setInputFiles(file)
    await page.getByRole('textbox', { name: 'Describe the image' }).fill('The spider')
    await page.getByRole('button', { name: 'Post', exact: true }).click()
    await alice.article('It bit the cat.').getByText('Its author warns: A large spider').waitFor()
    await alice
      .article('It bit the cat.')
      .getByRole('button', { name: /^Enlarge image/ })
      .waitFor()

    await bob.goTo('Latest')
    const folded = postBy(bob, alice)
    await folded.getByText('Its author warns: A large spider').waitFor()
    expect(await folded.getByText('It bit the cat.').count()).toBe(0)
    expect(await folded.locator('figure').count()).toBe(0)
    await looksRight(bob, 'folded')
    await folded.getByRole('button', { name: 'Show it' }).click()
    await folded.getByText('It bit the cat.').waitFor()
    await folded.getByRole('button', { name: 'Enlarge image: The spider' }).waitFor()
  })

  it('[CW1] is called by its warning where it is found, and is always open for who wants it so', async () => {
    await bob.page.goto(`${site.url}#/search?q=cat`)
    const hits = bob.page.getByRole('list', { name: 'Posts' })
    await hits.getByText('Its author warns: A large spider').waitFor()
    expect(await hits.getByText('It bit the').count()).toBe(0)
    await bob.goTo('Settings')
    await bob.page.getByRole('checkbox', { name: 'Always open posts with a warning' }).check()
    await bob.goTo('Latest')
    await bob.article('It bit the cat.').waitFor()
  })

  it('[CW1] so is a comment', async () => {
    const open = alice.article('It bit the cat.')
    await open.getByRole('button', { name: 'Comment' }).click()
    await alice.page.getByRole('textbox', { name: 'Write a comment' }).fill('The cat is well.')
    await alice.page.getByRole('button', { name: 'Add a warning' }).click()
    await alice.page.getByRole('textbox', { name: 'Warning' }).fill('The end of the story')
    await alice.page.getByRole('button', { name: 'Send' }).click()
    const comments = charlie.page.getByRole('region', { name: 'Comments' })
    await charlie.goTo('Latest')
    await postBy(charlie, alice).getByRole('button', { name: 'Comment' }).click()
    await comments.getByText('Its author warns: The end of the story').waitFor()
    expect(await comments.getByText('The cat is well.').count()).toBe(0)
    await comments.getByRole('button', { name: 'Show it' }).click()
    await comments.getByText('The cat is well.').waitFor()
  })
})

describe('a label', () => {
  let bobsId: string
  let charliesId: string

  it('[LB1] charlie labels a post of bob with a reason', async () => {
    await bob.post('Bread cures everything')
    bobsId = await idOf(bob)
    charliesId = await idOf(charlie)
    await pageOf(charlie, bobsId)
    const post = postBy(charlie, bob)
    await post.getByRole('button', { name: 'More' }).click()
    await charlie.page.getByRole('dialog', { name: 'More' }).getByRole('button', { name: 'Label…' }).click()
    const dialog = charlie.page.getByRole('dialog', { name: 'Label' })
    const send = dialog.getByRole('button', { name: 'Label', exact: true })
    expect(await send.isDisabled()).toBe(true)
    await dialog.getByRole('radio', { name: 'misleading' }).check()
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Bread cures hunger, and nothing else.')
    await looksRight(charlie, 'dialog')
    await send.click()
    await dialog.waitFor({ state: 'detached' })
    await post.getByText('Charlie labels this post as “misleading”.').waitFor()
    // Who labels something goes on reading it.
    expect(await post.getByText('Bread cures everything').count()).toBe(1)
  })

  it('[LB3] does nothing for alice, who holds it and does not subscribe', async () => {
    await pageOf(alice, charliesId)
    await alice.page.getByText('1 label written').click()
    await alice.page.getByText('Bread cures hunger, and nothing else.').waitFor()
    await alice.goTo('Latest')
    await alice.article('Bread cures everything').waitFor()
    expect(await postBy(alice, bob).getByRole('list', { name: 'Labels' }).count()).toBe(0)
  })

  it('[LB3] folds the post once she subscribes, and says who labels it and why', async () => {
    await pageOf(alice, charliesId)
    await alice.page.getByRole('button', { name: 'Subscribe to labels' }).click()
    await alice.page.getByRole('button', { name: 'Unsubscribe from labels' }).waitFor()
    await looksRight(alice, 'subscribed')
    await alice.goTo('Latest')
    const post = postBy(alice, bob)
    await post.getByText('Folded, since it is labelled.').waitFor()
    await post.getByText('Charlie labels this post as “misleading”.').waitFor()
    await post.getByText('Bread cures hunger, and nothing else.').waitFor()
    expect(await post.getByText('Bread cures everything').count()).toBe(0)
    await looksRight(alice, 'labelled')
    await post.getByRole('button', { name: 'Show it' }).click()
    await post.getByText('Bread cures everything').waitFor()
    await post.getByRole('link', { name: 'Write to Charlie about it' }).click()
    await alice.page.getByRole('textbox', { name: 'Write a message' }).waitFor()
  })

  it('[LB3] leaves one line, or is only shown, as she chooses in Settings', async () => {
    await alice.goTo('Settings')
    const card = alice.page.getByRole('region', { name: 'Label subscriptions' })
    const manner = card.getByRole('combobox', { name: /Charlie/ })
    await manner.selectOption('hide')
    await looksRight(alice, 'settings')
    await alice.goTo('Latest')
    const post = postBy(alice, bob)
    await post.getByText(/A post by .*Bob.* is not shown, since it is labelled\./).waitFor()
    expect(await post.getByRole('button', { name: 'Like', exact: true }).count()).toBe(0)
    await looksRight(alice, 'hidden')
    await alice.page.goto(`${site.url}#/search?q=bread`)
    const hits = alice.page.getByRole('list', { name: 'Posts' })
    await hits.getByText('Folded, since it is labelled.').waitFor()
    expect(await hits.getByText('cures everything').count()).toBe(0)
    await alice.goTo('Settings')
    await manner.selectOption('show')
    await alice.goTo('Latest')
    await post.getByText('Bread cures everything').waitFor()
    expect(await post.getByRole('list', { name: 'Labels' }).count()).toBe(1)
    await alice.goTo('Settings')
    await manner.selectOption('fold')
  })

  it('[LB4] bob is told, and can write to charlie about it', async () => {
    await bob.goTo('Notifications')
    const item = bob.page.getByRole('listitem').filter({ hasText: 'labels your post as' })
    await item.getByText('Bread cures hunger, and nothing else.').waitFor()
    await looksRight(bob, 'notifications')
    await item.getByRole('link', { name: 'Write to Charlie about it' }).click()
    await bob.page.getByRole('textbox', { name: 'Write a message' }).waitFor()
  })

  it('[LB1] taken back, it folds nothing any more, and bob is told of none', async () => {
    await alice.goTo('Latest')
    await postBy(alice, bob).getByText('Folded, since it is labelled.').waitFor()
    await pageOf(charlie, bobsId)
    await postBy(charlie, bob).getByRole('button', { name: 'Take the label back' }).click()
    await alice.article('Bread cures everything').waitFor()
    await bob.goTo('Notifications')
    await bob.page.getByText('labels your post as').waitFor({ state: 'detached' })
  })

  it('[LB3] a person is labelled by a word of charlie’s own, which folds their posts', async () => {
    await pageOf(charlie, bobsId)
    await charlie.unfoldStanding()
    await charlie.page.getByRole('button', { name: 'Label…' }).click()
    const dialog = charlie.page.getByRole('dialog', { name: 'Label' })
    await dialog.getByRole('radio', { name: 'another word' }).check()
    await dialog.getByRole('textbox', { name: 'Your word for it' }).fill('baker')
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Bakes.')
    await dialog.getByRole('button', { name: 'Label', exact: true }).click()
    const post = postBy(alice, bob)
    await alice.goTo('Latest')
    await post.getByText('Charlie labels this person as “baker”.').waitFor()
    expect(await post.getByText('Bread cures everything').count()).toBe(0)
  })

  it('[E9] nobody complains', () => {
    expect([...alice.faults, ...bob.faults, ...charlie.faults]).toEqual([])
  })
})
