import type { Locator } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { violations } from './harness/axe'
import { opening } from './harness/opening'
import { Person, until } from './harness/people'
import { startSite } from './harness/site'

const { site, browser, bob } = await opening(startSite(), 'Bob')
const alice = await Person.open(browser, site, 'Aliçe Honeycutt')

beforeAll(async () => {
  await alice.begin()
  await bob.begin(await alice.inviteLink())
  await bob.follow()
  await alice.post('The lindens flower, and the hives are full of #honey.')
  await alice.post('A saw, a plane and an evening.')
  await bob.goTo('Stream')
  await bob.article('lindens').waitFor()
})

function field(person: Person): Locator {
  return person.page.getByRole('searchbox', { name: 'Search people, tags and posts' })
}

function found(person: Person, kind: 'Posts' | 'People' | 'Tags'): Locator {
  return person.page.getByRole('list', { name: `${kind} found` }).getByRole('listitem')
}

describe('searching', () => {
  it('[SE1] [SE7] bob finds a word of a post that came from alice, by the keyboard alone, and opens it', async () => {
    const { keyboard } = bob.page
    await bob.page.locator('body').press('/')
    await field(bob).and(bob.page.locator(':focus')).waitFor()
    // The search is asked while it is typed: a beginning will do.
    await keyboard.type('Linde')
    await found(bob, 'Posts').waitFor()
    expect(await found(bob, 'Posts').locator('mark').allTextContents()).toEqual(['lindens'])
    expect(new URL(bob.page.url()).hash).toBe('#/search?q=Linde')
    await keyboard.press('Enter')
    await bob.page.locator('main a:focus').waitFor()
    await keyboard.press('Tab')
    await keyboard.press('Enter')
    await bob.page.getByRole('heading', { level: 1, name: 'Post' }).waitFor()
    await bob.article('lindens').waitFor()
  })

  it('[SE7] going back shows the search as it was; another one is another entry; a link opens one', async () => {
    await bob.page.goBack()
    expect(await field(bob).inputValue()).toBe('Linde')
    await found(bob, 'Posts').waitFor()
    await field(bob).press('Enter')
    await field(bob).fill('saw')
    await found(bob, 'Posts').filter({ hasText: 'A saw' }).waitFor()
    await bob.page.goBack()
    await found(bob, 'Posts').filter({ hasText: 'lindens' }).waitFor()
    expect(await field(bob).inputValue()).toBe('Linde')
    await bob.page.goForward()
    await found(bob, 'Posts').filter({ hasText: 'A saw' }).waitFor()
    await bob.page.goto(`${site.url}#/search?q=%23honey`)
    await found(bob, 'Posts').filter({ hasText: 'lindens' }).waitFor()
    await found(bob, 'Tags').filter({ hasText: '#honey' }).waitFor()
    await bob.page.reload()
    await bob.ready()
    await found(bob, 'Posts').filter({ hasText: 'lindens' }).waitFor()
  })

  it('[SE7] a slash that is typed somewhere stays there, and the key can be turned off', async () => {
    await bob.goTo('Stream')
    const box = bob.page.getByRole('textbox', { name: 'Write a post' })
    await box.press('/')
    expect(await box.inputValue()).toBe('/')
    expect(new URL(bob.page.url()).hash).toBe('#/stream')
    await box.fill('')
    await bob.goTo('Settings')
    const isOn = bob.page.getByRole('checkbox', { name: /^Keys of one sign/ })
    await isOn.uncheck()
    await isOn.blur()
    await bob.page.keyboard.press('/')
    expect(new URL(bob.page.url()).hash).toBe('#/settings')
    await isOn.check()
    await isOn.blur()
    await bob.page.keyboard.press('/')
    await field(bob).waitFor()
  })

  it('[SE1] people are found however their name is written, and tags', async () => {
    await bob.goTo('Search')
    await field(bob).fill('alice')
    await found(bob, 'People').filter({ hasText: 'Aliçe Honeycutt' }).waitFor()
    await field(bob).fill('hone')
    await found(bob, 'People').waitFor()
    await found(bob, 'Tags').filter({ hasText: '#honey' }).waitFor()
    await found(bob, 'Posts').filter({ hasText: 'lindens' }).waitFor()
    await field(bob).fill('lindans')
    await found(bob, 'Posts').locator('mark').filter({ hasText: 'lindens' }).waitFor()
    await bob.page.getByText('Nothing is written like this. Near to it: 1 post or comment.').waitFor()
  })

  it('[SE10] the id of somebody, and a link to an invitation, lead there when that is pressed', async () => {
    const link = await alice.inviteLink()
    await field(bob).fill(link)
    await bob.page.getByRole('link', { name: 'Open this link' }).waitFor()
    expect(new URL(bob.page.url()).hash).toContain('#/search')
    await alice.goTo('My profile')
    await alice.page.waitForURL(/#\/person\//)
    await field(bob).fill(alice.page.url().split('#/person/').at(-1) ?? '')
    await field(bob).press('Enter')
    await bob.page
      .getByRole('link', { name: 'Open their page' })
      .and(bob.page.locator(':focus'))
      .press('Enter')
    await bob.page.getByRole('heading', { level: 1, name: 'Aliçe Honeycutt' }).waitFor()
    await alice.goTo('Stream')
    await bob.page.goBack()
  })

  it('[SE6] what alice writes meanwhile is found, and what she retracts goes while bob looks at it', async () => {
    await field(bob).fill('quince')
    await bob.page.getByText('Only what is held in this browser is searched').waitFor()
    await alice.post('Quinces, at last.')
    await found(bob, 'Posts').filter({ hasText: 'Quinces' }).waitFor()
    await alice.article('Quinces').getByRole('button', { name: 'More' }).click()
    await alice.page.getByRole('button', { name: 'Withdraw this post…' }).click()
    await alice.page.getByRole('button', { name: 'Withdraw for good' }).click()
    await bob.page.getByText('Only what is held in this browser is searched').waitFor()
    expect(await found(bob, 'Posts').count()).toBe(0)
  })

  it('[SE5] of somebody muted no post is found; the person is, and is said to be muted', async () => {
    await field(bob).fill('lindens')
    await found(bob, 'Posts').waitFor()
    await found(bob, 'Posts').getByRole('link', { name: 'Aliçe Honeycutt' }).click()
    await bob.page.getByRole('button', { name: 'Mute' }).click()
    await bob.goTo('Search')
    await field(bob).fill('lindens')
    await bob.page.getByText('Only what is held in this browser is searched').waitFor()
    await field(bob).fill('alice')
    await found(bob, 'People').filter({ hasText: 'muted' }).waitFor()
    await found(bob, 'People').getByRole('link').click()
    await bob.page.getByRole('button', { name: 'Unmute' }).click()
  })

  it('[U5] axe finds nothing on it, wide and at 360 px, light and dark', async () => {
    await bob.goTo('Notifications')
    await bob.page.getByRole('button', { name: 'Mark all as read' }).click()
    await bob.goTo('Search')
    await field(bob).fill('hone')
    await found(bob, 'Posts').waitFor()
    for (const width of [1_280, 360]) {
      await bob.page.setViewportSize({ width, height: 800 })
      for (const colorScheme of ['light', 'dark'] as const) {
        await bob.page.emulateMedia({ colorScheme })
        expect(await violations(bob.page), `${width} px, ${colorScheme}`).toEqual([])
      }
    }
  })

  it('[SE4] a search whose worker ends begins another with the next question', async () => {
    await until('there is a search worker', async () =>
      bob.page.workers().some((worker) => worker.url().includes('search.worker')),
    )
    const worker = bob.page.workers().find((other) => other.url().includes('search.worker'))
    await worker?.evaluate(() => self.close())
    await bob.page.getByRole('button', { name: 'Search again' }).click()
    await found(bob, 'Posts').filter({ hasText: 'lindens' }).waitFor()
  })

  it('[E9] nobody complains', () => {
    expect([...alice.faults, ...bob.faults]).toEqual([])
  })
})
