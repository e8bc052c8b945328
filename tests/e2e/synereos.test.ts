import { beforeAll, describe, expect, it } from 'vitest'
import { violations } from './harness/axe'
import { isFocused } from './harness/keys'
import { opening } from './harness/opening'
import { until } from './harness/people'
import { startSite } from './harness/site'

const { site, alice, bob } = await opening(startSite(), 'Alice', 'Bob')

beforeAll(async () => {
  await alice.begin()
  await bob.begin(await alice.inviteLink())
  await bob.follow()
})

describe('Synereos', () => {
  it('[SN1] alice joins a tag that she names, and bob, who follows her, joins it too: each sees the other as a member', async () => {
    await alice.post('The swifts are back over the #harbour')
    await alice.goTo('Synereos')
    await alice.page.getByText('You have joined none yet').waitFor()
    await alice.page.getByRole('region', { name: 'Near you' }).getByText('You write under it.').waitFor()
    await alice.page.getByRole('textbox', { name: 'Open or join any tag' }).fill('Harbour')
    await alice.page.getByRole('button', { name: 'Join #harbour' }).first().click()
    const joined = alice.page.getByRole('list', { name: 'Joined' })
    await joined.getByText('The swifts are back').waitFor()
    await joined.getByText('1 member known here').waitFor()

    await bob.goTo('Synereos')
    await bob.page.getByRole('region', { name: 'Near you' }).getByText('Alice has joined it.').waitFor()
    await bob.page.getByRole('button', { name: 'Join #harbour' }).click()
    await joined.getByText('2 members known here').waitFor()
    expect(await violations(alice.page)).toEqual([])
    for (const { page } of [alice, bob]) {
      await page.getByRole('link', { name: '#harbour', exact: true }).click()
      await page.getByText('2 members known here').click()
      const members = page.getByRole('list', { name: 'members known here' })
      await members.getByText(page === alice.page ? 'Bob' : 'Alice').waitFor()
      await members.getByText('you', { exact: true }).waitFor()
      await page.getByText('No groups can be told apart').waitFor()
      expect(await violations(page)).toEqual([])
    }
  })

  it('[SN3] posts with the tag are shown by time or by current, and keep their places until they are ranked anew', async () => {
    await alice.post('Boats in the #harbour, too')
    const { page } = bob
    const posts = page.getByRole('region', { name: 'Posts with #harbour' }).getByRole('article')
    await posts.filter({ hasText: 'Boats in the' }).waitFor()
    const order = () => posts.evaluateAll((all) => all.map((post) => post.textContent.includes('Boats')))
    expect(await order()).toEqual([true, false])
    await posts.filter({ hasText: 'The swifts' }).getByRole('button', { name: 'Like', exact: true }).click()
    await page.getByRole('radio', { name: 'By current' }).click()
    // The model needs a moment to count what bob has done.
    await until('the post that bob likes stands first', async () => {
      await page.getByRole('button', { name: 'Rank anew' }).click()
      return (await order())[1] === true
    })
    expect(await violations(page)).toEqual([])
    await page.getByRole('radio', { name: 'Plain time order' }).click()
    expect(await order()).toEqual([true, false])
  })

  it('[SN1] [U9] bob leaves and takes it back, and has the focus where he was; what he has left alice does not count', async () => {
    const { page } = bob
    await bob.goTo('Synereos')
    await page.getByRole('textbox', { name: 'Open or join any tag' }).fill('quay')
    await page.getByRole('button', { name: 'Join #quay' }).click()
    await page.getByRole('button', { name: 'Leave #quay' }).press('Enter')
    const other = page
      .getByRole('list', { name: 'Joined' })
      .getByRole('listitem')
      .filter({ hasText: '#harbour' })
    await until('the one that is left has the focus', () => isFocused(other))
    await page.getByRole('button', { name: 'Leave #harbour' }).press('Enter')
    const title = page.getByRole('heading', { level: 1, name: 'Synereos' })
    await until('the title has the focus', () => isFocused(title))
    await alice.goTo('Synereos')
    await alice.page.getByText('1 member known here').waitFor()
    await page.getByRole('button', { name: 'Undo' }).last().click()
    await alice.page.getByText('2 members known here').waitFor()
  })

  it('[LK6] [LK7] a tag shows what would hide in it, and one that looks like a joined one is another', async () => {
    const { page } = alice
    for (const tag of ['\u202eruobrah', 'h\u0430rbour']) {
      await page.goto(`${site.url}#/tag/${encodeURIComponent(tag)}`)
      const heading = page.getByRole('heading', { level: 1 })
      await heading.getByText(tag.replace('\u202e', '\ufffd'), { exact: false }).waitFor()
      expect(await page.title()).not.toContain('\u202e')
      await page.getByRole('button', { name: 'Join', exact: true }).click()
      await page.getByRole('button', { name: 'Leave', exact: true }).waitFor()
    }
    await page.getByText('Looks like #harbour, and is another.').waitFor()
    await bob.goTo('Synereos')
    const near = bob.page.getByRole('region', { name: 'Near you' }).getByRole('listitem')
    await near.filter({ hasText: '#\ufffdruobrah' }).waitFor()
    const another = near.filter({ hasText: 'Looks like #harbour, and is another.' })
    await another.getByRole('button', { name: 'Join #h\u0430rbour' }).waitFor()
    expect(await bob.page.getByText('Looks like').count()).toBe(1)
    await page.goto(`${site.url}#/synereos`)
    for (const tag of ['#\ufffdruobrah', '#h\u0430rbour'])
      await page.getByRole('button', { name: `Leave ${tag}` }).click()
  })

  it('[SL1] the link of a post, a person and a tag is shared where the device can, else copied', async () => {
    const { page, context } = alice
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const copied = () => page.evaluate(() => navigator.clipboard.readText())
    await page.evaluate(() => {
      Reflect.deleteProperty(Navigator.prototype, 'share')
    })
    await page
      .getByRole('list', { name: 'Joined' })
      .getByRole('link', { name: '#harbour', exact: true })
      .click()
    await page.getByRole('button', { name: 'Share link' }).click()
    await page.getByText('Link copied.').waitFor()
    expect(await copied()).toBe(`${site.url}#/tag/harbour`)

    await page.evaluate(() => {
      const shared: ShareData[] = []
      Object.assign(window, { shared })
      Object.assign(navigator, { share: (data: ShareData) => Promise.resolve(shared.push(data)) })
    })
    await alice.article('The swifts').getByRole('button', { name: 'More' }).click()
    // Until the menu is fetched, the page has such a button of its own.
    const menu = page.getByRole('dialog', { name: 'More', exact: true })
    await menu.getByRole('button', { name: 'Share link' }).click()
    await alice.goTo('My profile')
    await page.getByRole('button', { name: 'Share link' }).first().click()
    const shared = await page.evaluate(() => (window as unknown as { shared: ShareData[] }).shared)
    expect(shared.map(({ title }) => title)).toEqual(['The swifts are back over the #ha…', 'Alice'])
    expect(shared.map(({ url }) => url?.slice(site.url.length).split('/')[1])).toEqual(['post', 'person'])
    expect([...alice.faults, ...bob.faults]).toEqual([])
  })
})
