import { beforeAll, describe, expect, it } from 'vitest'
import { opening } from './harness/opening'
import { Person, until } from './harness/people'
import { picture } from './harness/picture'
import { startSite } from './harness/site'

const LONGER_THAN_A_TOAST_MS = 7_000

const { site, alice, bob, charlie } = await opening(startSite(), 'Alice', 'Bob', 'Charlie')

beforeAll(async () => {
  await alice.begin()
  await bob.begin(await alice.inviteLink())
  await bob.follow()
  await charlie.begin(await alice.inviteLink())
  await charlie.follow()
  await bob.post('Of bread')
  await charlie.post('Of lakes')
  await alice.goTo('Stream')
  await alice.article('Of bread').getByRole('button', { name: 'Like', exact: true }).click()
  // A share counts more than a like, so charlie comes first.
  await alice.article('Of lakes').getByRole('button', { name: 'Share', exact: true }).click()
  const dialog = alice.page.getByRole('dialog', { name: 'Share', exact: true })
  await dialog.getByRole('button', { name: 'Share', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
})

/** What the bench says of each post, from the first place on. */
function moves(): Promise<string[]> {
  return alice.page.getByRole('list', { name: 'What moved' }).getByRole('listitem').allInnerTexts()
}

describe('the own taste', () => {
  it('[TA2][U19] a slider, of which two are shown at first, ranks the real Stream at once, and what moved is shown', async () => {
    await alice.goTo('Settings')
    const bench = alice.page.getByRole('group', { name: 'Ranking' })
    await until('both are ranked', async () => (await moves()).length === 2)
    await until('charlie is first', async () => (await moves())[0]?.includes('Of lakes') === true)
    await alice.page.getByRole('button', { name: 'Compare from here' }).click()
    expect(await bench.getByRole('slider').count()).toBe(2)
    await bench.getByText('More of what ranks').click()
    await bench.getByRole('slider', { name: 'What a share counts' }).fill('0')
    await until('the order has turned', async () => (await moves())[0]?.includes('Of bread') === true)
    expect((await moves())[0]).toContain('up 1')
    expect((await moves())[1]).toContain('down 1')
    await alice.page.getByRole('button', { name: 'Reset all sliders' }).click()
    await until('it has turned back', async () => (await moves())[0]?.includes('Of lakes') === true)
    expect((await moves())[0]).toContain('stays')
  })

  it('[TA3] muted, charlie is gone from Stream and Latest at once, and comes back by Undo', async () => {
    await charlie.goTo('Stream')
    await charlie.article('Of bread').getByRole('button', { name: 'Share', exact: true }).click()
    const dialog = charlie.page.getByRole('dialog', { name: 'Share', exact: true })
    await dialog.getByRole('textbox').fill('So true')
    await dialog.getByRole('button', { name: 'Share', exact: true }).click()
    await alice.goTo('Stream')
    await alice.article('Of bread').getByText('So true').waitFor()
    const post = alice.article('Of lakes')
    await post.getByRole('button', { name: 'More' }).click()
    await alice.page.getByRole('button', { name: 'Mute Charlie' }).click()
    await post.waitFor({ state: 'detached' })
    await alice.goTo('Latest')
    await alice.article('Of bread').waitFor()
    expect(await post.count()).toBe(0)
    expect(await alice.page.getByText('So true').count()).toBe(0)
    await alice.page.getByRole('button', { name: 'Undo' }).click()
    await post.waitFor()
  })

  it('[U37] what undoes it stays while the pointer or the focus is at it, and goes then', async () => {
    const post = alice.article('Of lakes')
    await post.getByRole('button', { name: 'More' }).click()
    await alice.page.getByRole('button', { name: 'Mute Charlie' }).click()
    const undo = alice.page.getByRole('button', { name: 'Undo' })
    await undo.hover()
    await alice.page.waitForTimeout(LONGER_THAN_A_TOAST_MS)
    expect(await undo.count()).toBe(1)
    await undo.focus()
    await alice.page.mouse.move(0, 0)
    await alice.page.waitForTimeout(LONGER_THAN_A_TOAST_MS)
    expect(await undo.count()).toBe(1)
    await undo.blur()
    await undo.waitFor({ state: 'detached' })
    await post.waitFor({ state: 'detached' })
    await alice.goTo('Settings')
    await alice.page.getByRole('button', { name: 'Unmute Charlie' }).click()
    await alice.goTo('Latest')
    await post.waitFor()
  })

  it('[TA10] [U48] hidden, one post of his is gone from Stream and Latest, the focus goes on with the next, and it comes back by Undo', async () => {
    await alice.goTo('Stream')
    const post = alice.article('Of lakes')
    await post.getByRole('button', { name: 'More' }).click()
    await alice.page.getByRole('button', { name: 'Hide this post' }).click()
    await post.waitFor({ state: 'detached' })
    await alice.page.locator('article:focus').waitFor()
    await alice.goTo('Latest')
    await alice.article('Of bread').waitFor()
    expect(await post.count()).toBe(0)
    await alice.page.getByText('The post is hidden').waitFor()
    await alice.page.getByRole('button', { name: 'Undo' }).last().click()
    await post.waitFor()
  })

  it('[TA11] bookmarked, a post of his stands under Bookmarks, also after a reload, until that is taken back', async () => {
    await alice.goTo('Latest')
    await alice.article('Of lakes').getByRole('button', { name: 'More' }).click()
    await alice.page.getByRole('button', { name: 'Bookmark', exact: true }).click()
    await alice.page.getByText('Bookmarked.').waitFor()
    await alice.goTo('Bookmarks')
    await alice.article('Of lakes').waitFor()
    expect(await alice.article('Of bread').count()).toBe(0)
    await alice.page.reload()
    await alice.article('Of lakes').getByRole('button', { name: 'More' }).click()
    await alice.page.getByRole('button', { name: 'Remove bookmark' }).click()
    await alice.page.getByText('Nothing to come back to').waitFor()
  })

  it('[TA10] a search leaves a hidden post out, says so, and shows it when asked', async () => {
    await alice.goTo('Latest')
    await alice.article('Of lakes').getByRole('button', { name: 'More' }).click()
    await alice.page.getByRole('button', { name: 'Hide this post' }).click()
    await alice.goTo('Search')
    await alice.page.getByRole('searchbox').fill('lakes')
    await alice.page.getByText('1 post that you hid is left out here.').waitFor()
    const found = alice.page.getByRole('list', { name: 'Posts found' })
    expect(await found.getByRole('listitem').count()).toBe(0)
    await alice.page.getByRole('button', { name: 'Show hidden' }).click()
    await found.locator('[data-hit]').first().click()
    await alice.page.getByRole('heading', { level: 1, name: 'Post' }).waitFor()
    await alice.page.getByRole('main').getByRole('button', { name: 'More' }).first().click()
    await alice.page.getByRole('button', { name: 'Show it in lists again' }).click()
    await alice.goTo('Latest')
    await alice.article('Of lakes').waitFor()
  })

  it('[U22] what she hid is listed in the settings, and from there shown again', async () => {
    await alice.goTo('Latest')
    await alice.article('Of lakes').getByRole('button', { name: 'More' }).click()
    await alice.page.getByRole('button', { name: 'Hide this post' }).click()
    await alice.goTo('Settings')
    await alice.page
      .getByRole('navigation', { name: 'On this page' })
      .getByRole('button', { name: 'Hidden posts' })
      .click()
    await alice.page
      .getByRole('heading', { name: 'Hidden posts' })
      .and(alice.page.locator(':focus'))
      .waitFor()
    const hidden = alice.page.getByRole('region', { name: 'Hidden posts' })
    await hidden.getByRole('listitem').filter({ hasText: 'Of lakes' }).waitFor()
    await hidden.getByRole('button', { name: 'Show it in lists again' }).click()
    await hidden.waitFor({ state: 'detached' })
    await alice.goTo('Latest')
    await alice.article('Of lakes').waitFor()
  })

  it('[U15] a pasted picture goes with a post, whose markup is drawn', async () => {
    await bob.goTo('Stream')
    await bob.page.getByRole('textbox', { name: 'Write a post' }).fill('**Loud** and `quiet`, 2*3*4')
    await bob.page.getByRole('form', { name: 'New post' }).evaluate(
      (form, bytes) => {
        const data = new DataTransfer()
        data.items.add(new File([new Uint8Array(bytes)], 'dot.png', { type: 'image/png' }))
        form.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
        )
      },
      [...picture(64, 64)],
    )
    await bob.page.getByRole('textbox', { name: 'Describe the image' }).fill('A dot')
    await bob.page.getByRole('button', { name: 'Post', exact: true }).click()
    await alice.goTo('Stream')
    await alice.goTo('Latest')
    for (const { page } of [bob, alice]) {
      const post = page.getByRole('article').filter({ hasText: 'Loud and quiet, 2*3*4' })
      await post.locator('strong').getByText('Loud').waitFor()
      await post.locator('code').getByText('quiet').waitFor()
      await post.getByRole('button', { name: 'Enlarge image: A dot' }).waitFor()
    }
  })

  it('[U29] a picture that is pressed is shown whole', async () => {
    await alice.page.getByRole('button', { name: 'Enlarge image: A dot' }).click()
    const viewer = alice.page.getByRole('dialog', { name: 'Image' })
    const shown = viewer.getByRole('img', { name: 'A dot' })
    await shown.waitFor()
    const { width, height } = (await shown.boundingBox()) ?? { width: 0, height: 1 }
    expect(width).toBe(128)
    expect(width / height).toBeCloseTo(1)
    await alice.page.keyboard.press('Escape')
    await viewer.waitFor({ state: 'detached' })
  })

  it('[ST12] an own post stands first in the Stream, also after a reload', async () => {
    await bob.goTo('Stream')
    for (const loads of [0, 1]) {
      if (loads > 0) await bob.page.reload()
      const first = bob.page.getByRole('article').first()
      await first.getByText('Loud and quiet').waitFor()
    }
  })

  it("[A22] charlie's page shows the network from his chair: what alice liked reaches him", async () => {
    await alice.article('Of lakes').getByRole('link', { name: 'Charlie' }).first().click()
    await alice.unfoldStanding()
    await alice.page.getByText('From this chair').click()
    await alice.page.getByRole('heading', { name: 'First in their Stream' }).waitFor()
    await alice.page.getByRole('link', { name: 'Of bread' }).waitFor()
    await alice.goTo('Latest')
  })

  it('[TA1] a dial survives a reload, and another tab has it too', async () => {
    await alice.article('Of lakes').getByRole('link', { name: 'Charlie' }).first().click()
    await alice.unfoldStanding()
    await alice.page.getByRole('slider', { name: 'Dial' }).fill('2.5')
    await alice.page.getByText('2.5 × as much').waitFor()
    const tab = new Person(alice.context, await alice.context.newPage(), site, 'Alice')
    await tab.page.goto(alice.page.url())
    await tab.ready()
    await tab.unfoldStanding()
    await tab.page.getByText('2.5 × as much').waitFor()
    await tab.page.getByRole('button', { name: 'Mute', exact: true }).click()
    await alice.page.getByRole('button', { name: 'Unmute' }).waitFor()
    await tab.page.close()
    await alice.page.reload()
    await alice.page.getByText('You have muted this person').waitFor()
    await alice.goTo('Settings')
    await alice.page.getByRole('button', { name: 'Unmute Charlie' }).click()
    await alice.goTo('Stream')
    await alice.article('Of lakes').waitFor()
    expect([alice, bob, charlie, tab].flatMap(({ faults }) => faults)).toEqual([])
  })

  it('[U15] a post has the same picture twice, and the page of whoever reads it goes on', async () => {
    await bob.goTo('Stream')
    await bob.page.getByRole('textbox', { name: 'Write a post' }).fill('Seen twice')
    const file = { name: 'dot.png', mimeType: 'image/png', buffer: picture(80, 80) }
    await bob.page.getByLabel('Add image').setInputFiles([file, file])
    await bob.page.getByRole('textbox', { name: 'Describe the image' }).nth(1).waitFor()
    await bob.page.getByRole('button', { name: 'Post', exact: true }).click()
    await alice.goTo('Latest')
    for (const person of [bob, alice]) {
      const images = person.article('Seen twice').getByRole('button', { name: 'Enlarge image' })
      await images.nth(1).waitFor()
      expect(await images.count()).toBe(2)
      await person.goTo('Settings')
      await person.page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
      await person.goTo('Latest')
    }
  })
})
