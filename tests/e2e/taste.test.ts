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

beforeAll(async () => {
  site = await startSite()
  browser = await launchBrowser()
  alice = await Person.open(browser, site, 'Alice')
  bob = await Person.open(browser, site, 'Bob')
  charlie = await Person.open(browser, site, 'Charlie')
  await alice.begin()
  await bob.begin(await alice.inviteLink())
  await bob.follow()
  await charlie.begin(await alice.inviteLink())
  await charlie.follow()
  await bob.post('Of bread')
  await charlie.post('Of lakes')
  await alice.goTo('Stream')
  await alice.article('Of bread').getByRole('button', { name: 'Like' }).click()
  // A share counts more than a like, so charlie comes first.
  await alice.article('Of lakes').getByRole('button', { name: 'Share' }).click()
  const dialog = alice.page.getByRole('dialog', { name: 'Share' })
  await dialog.getByRole('button', { name: 'Share' }).click()
  await dialog.waitFor({ state: 'detached' })
})

afterAll(async () => {
  await browser.close()
  await site.stop()
})

/** What the bench says of each post, from the first place on. */
function moves(): Promise<string[]> {
  return alice.page.getByRole('list', { name: 'What moved' }).getByRole('listitem').allInnerTexts()
}

describe('the own taste', () => {
  it('[TA2] a slider ranks the real Stream at once, and what moved is shown', async () => {
    await alice.goTo('Settings')
    const bench = alice.page.getByRole('group', { name: 'Ranking' })
    await until('both are ranked', async () => (await moves()).length === 2)
    await until('charlie is first', async () => (await moves())[0]?.includes('Of lakes') === true)
    await alice.page.getByRole('button', { name: 'Compare from here' }).click()
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
    await charlie.article('Of bread').getByRole('button', { name: 'Share' }).click()
    const dialog = charlie.page.getByRole('dialog', { name: 'Share' })
    await dialog.getByRole('textbox').fill('So true')
    await dialog.getByRole('button', { name: 'Share' }).click()
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

  it('[TA10] hidden, one post of his is gone from Stream and Latest, and comes back by Undo', async () => {
    await alice.goTo('Stream')
    const post = alice.article('Of lakes')
    await post.getByRole('button', { name: 'More' }).click()
    await alice.page.getByRole('button', { name: 'Hide this post' }).click()
    await post.waitFor({ state: 'detached' })
    await alice.goTo('Latest')
    await alice.article('Of bread').waitFor()
    expect(await post.count()).toBe(0)
    await alice.page.getByText('The post is hidden').waitFor()
    await alice.page.getByRole('button', { name: 'Undo' }).last().click()
    await post.waitFor()
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

  it("[A22] charlie's page shows the network from his chair: what alice liked reaches him", async () => {
    await alice.article('Of lakes').getByRole('link', { name: 'Charlie' }).first().click()
    await alice.page.getByText('From this chair').click()
    await alice.page.getByRole('heading', { name: 'First in their Stream' }).waitFor()
    await alice.page.getByRole('link', { name: 'Of bread' }).waitFor()
    await alice.goTo('Latest')
  })

  it('[TA1] a dial survives a reload, and another tab has it too', async () => {
    await alice.article('Of lakes').getByRole('link', { name: 'Charlie' }).first().click()
    await alice.page.getByRole('slider', { name: 'Dial' }).fill('2.5')
    await alice.page.getByText('2.5 × as much').waitFor()
    const tab = new Person(alice.context, await alice.context.newPage(), site, 'Alice')
    await tab.page.goto(alice.page.url())
    await tab.ready()
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
})
