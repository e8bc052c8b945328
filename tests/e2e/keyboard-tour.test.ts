/** Through every view and dialog with the keyboard alone, from the first visit on (issue 6, must show 1). */
import type { Locator, Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { ENGLISH_GUIDE } from '../../tools/starter/guide'
import { Keys } from './harness/keys'
import { opening } from './harness/opening'
import { Person } from './harness/people'
import { startSiteWithMoney } from './harness/site'
import { ways } from './harness/ways'

const { site, browser } = await opening(startSiteWithMoney(Date.now, 'as-shipped'))

const GUIDE_NAME = ENGLISH_GUIDE.name

const LOOKS = [
  { name: 'wide', width: 1_280, height: 720 },
  { name: 'on a phone', width: 360, height: 740 },
] as const

const button = (of: Page | Locator, name: string) => of.getByRole('button', { name, exact: true })
const box = (page: Page, name: string) => page.getByRole('textbox', { name })
const dialog = (page: Page, name: string) => page.getByRole('dialog', { name, exact: true })
const title = (page: Page) => page.getByRole('heading', { level: 1 })
/** The first of the posts that came with the page. */
const guide = (page: Page) => page.getByRole('article', { name: `Post by ${GUIDE_NAME}` }).first()

async function goTo(keys: Keys, view: string): Promise<void> {
  const { page } = keys
  const navigation = page.getByRole('navigation').first()
  const link = navigation.getByRole('link', { name: view, exact: true, includeHidden: true })
  if (!(await link.isVisible())) {
    await keys.tabTo(navigation.getByRole('button', { name: 'More' }), true)
    await keys.press('Enter')
    await keys.tabTo(link)
  } else await keys.tabTo(link, true)
  await keys.press('Enter')
}

/** Opens it by this, goes through it, closes it; the focus comes back. */
async function visitDialog(keys: Keys, opener: Locator, name: string): Promise<void> {
  keys.place = `dialog ${name}`
  await keys.tabTo(opener)
  await keys.press('Enter')
  await goThrough(keys, name)
  await keys.isAt(opener, 'back where the dialog was opened')
}

/** One that the menu of a post opens; the focus comes back to what opens the menu. */
async function visitFromMenu(keys: Keys, item: string, name: string): Promise<void> {
  const { page } = keys
  const menu = button(guide(page), 'More')
  keys.place = `dialog ${name}`
  await keys.tabTo(menu)
  await keys.press('Enter')
  await keys.tabTo(button(dialog(page, 'More'), item))
  await keys.press('Enter')
  await goThrough(keys, name)
  await keys.isAt(menu, 'back at the menu of the post')
}

async function goThrough(keys: Keys, name: string): Promise<void> {
  const opened = dialog(keys.page, name)
  await opened.waitFor()
  await keys.look()
  await keys.tabThrough()
  await keys.press('Escape')
  await opened.waitFor({ state: 'detached' })
}

/** She writes one, shares it, and finds it on her page. */
async function shareLens(keys: Keys): Promise<string> {
  const { page } = keys
  await goTo(keys, 'Settings')
  await keys.tabTo(page.getByRole('group', { name: 'Ranking' }).getByRole('slider'))
  await keys.press('ArrowRight')
  await keys.tabTo(box(page, 'Save this ranking as'))
  await keys.type('By keys')
  await keys.press('Enter')
  const share = button(page, 'Share with those who follow me')
  await keys.tabTo(share)
  await keys.press('Enter')
  await share.waitFor({ state: 'detached' })
  await goTo(keys, 'My profile')
  return hrefOf(page.getByRole('link', { name: 'By keys', includeHidden: true }))
}

async function inviteOf(keys: Keys): Promise<string> {
  await goTo(keys, 'Connections')
  const link = box(keys.page, 'Invite link')
  await keys.page.waitForFunction(() =>
    document.querySelector<HTMLInputElement>('input[readonly]')?.value.includes('#/join/'),
  )
  return new URL(await link.inputValue()).hash
}

async function hrefOf(link: Locator): Promise<string> {
  return (await link.first().getAttribute('href')) ?? ''
}

describe('with the keyboard alone', () => {
  it.each(LOOKS)(
    '[U9] one begins, writes, and goes through every view and dialog, $name',
    { timeout: 480_000 },
    async (look) => {
      const alice = await Person.open(browser, site, 'Alice')
      const { page } = alice
      const keys = new Keys(page)
      await page.setViewportSize(look)
      await page.goto(site.url)
      await button(page, 'Start').waitFor()

      keys.place = 'first visit'
      await keys.tabTo(button(page, 'Start'))
      await keys.press('Enter')
      await keys.isAt(title(page), 'at the title of the next step')
      await keys.tabTo(box(page, 'Your name'))
      await keys.type('Alice')
      await keys.tabTo(page.getByRole('radio'))
      await keys.press('ArrowRight')
      await keys.look()
      await keys.tabTo(button(page, 'Continue'))
      await keys.press('Space')
      await keys.isAt(
        page.getByRole('heading', { name: 'Your twelve words' }),
        'at the title of the next step',
      )
      await keys.tabTo(button(page, 'Later'))
      await keys.press('Enter')
      await alice.ready()

      keys.place = 'skip link'
      await keys.press('Tab')
      await keys.look()
      await keys.isAt(page.getByRole('link', { name: 'Skip to the content' }), 'first at the skip link')
      await keys.press('Enter')
      await keys.press('Tab')
      await keys.isAt(page.locator('main :focus'), 'in the content behind the skip link')

      keys.place = 'writing a post'
      await keys.tabTo(box(page, 'Write a post'))
      await keys.type('Written without a mouse #keys')
      await keys.tabTo(button(page, 'Post'))
      await keys.press('Enter')
      await alice.article('Written without a mouse').waitFor()
      await keys.isAt(box(page, 'Write a post'), 'in the box again')
      await keys.type('And sent by two keys')
      await keys.press('Control+Enter')
      await alice.article('And sent by two keys').waitFor()

      keys.place = 'a post'
      const like = guide(page).getByRole('button', { name: 'Like', exact: true })
      await keys.tabTo(like)
      await keys.press('Space')
      await guide(page).getByRole('button', { name: 'Like', pressed: true }).waitFor()
      await keys.isAt(like, 'still at the like')
      // The one who went through it before may be about, and like it as well.
      await visitDialog(keys, guide(page).getByRole('button', { name: /^[12] likes?$/ }), 'Who likes it')
      for (const name of ['Share', 'Why here', 'More'])
        await visitDialog(keys, button(guide(page), name), name)
      await visitFromMenu(keys, 'Label…', 'Label')
      const post = await hrefOf(guide(page).locator('a.time'))
      const person = await hrefOf(guide(page).getByRole('link', { name: GUIDE_NAME }))

      keys.place = 'commenting'
      await keys.tabTo(guide(page).getByRole('button', { name: 'Comment', exact: true }), true)
      await keys.press('Enter')
      await keys.isAt(box(page, 'Write a comment'), 'in the box of the comment')
      await keys.type(`Thank you, ${look.name}`)
      await keys.tabTo(button(page, 'Send'))
      await keys.press('Enter')
      await page.getByText(`Thank you, ${look.name}`).waitFor()
      await keys.isAt(box(page, 'Write a comment'), 'in the box again')

      keys.place = 'a person'
      await keys.tabTo(page.getByRole('link', { name: GUIDE_NAME }), true)
      await keys.press('Enter')
      await keys.isAt(title(page), 'at the title of the view')
      await keys.tabTo(button(page, 'Follow'))
      await keys.press('Enter')
      await button(page, 'Unfollow').waitFor()
      await keys.isAt(button(page, 'Unfollow'), 'still at the button')
      const details = page.locator('details').filter({ hasText: 'Standing and settings' })
      if ((await details.getAttribute('open')) === null) {
        await keys.tabTo(details.locator('summary').first())
        await keys.press('Enter')
      }
      await keys.tabTo(page.getByRole('slider', { name: 'Dial' }))
      await keys.press('ArrowRight')
      await page.getByText('1.25 × as much: more of it').waitFor()

      keys.place = 'a lens'
      const lens = await shareLens(keys)
      keys.place = 'pairing'
      const invite = await inviteOf(keys)
      await keys.tabTo(button(page, 'Pair without a server'))
      await keys.press('Enter')
      await visitDialog(keys, button(page, 'Scan their code'), 'Scan their code')
      await keys.tabTo(button(page, 'Give up'))
      await keys.press('Enter')

      for (const [view, way] of Object.entries(ways({ post, lens, invite, person }))) {
        keys.place = view
        if ('link' in way) await goTo(keys, way.link)
        else await page.evaluate((hash) => (location.hash = hash), way.address)
        if (view !== 'search') await keys.isAt(title(page), 'at the title of the view')
        await keys.tabThrough()
        // Back into the page from what the browser has behind its end.
        await keys.press('Tab')
      }

      keys.place = 'rules of a synereo'
      await page.evaluate(() => (location.hash = '#/tag/keys'))
      await keys.tabTo(button(page, 'Join'))
      await keys.press('Enter')
      await keys.isAt(button(page, 'Leave'), 'still at the button')
      await keys.tabTo(page.locator('summary').filter({ hasText: 'No rules yet' }))
      await keys.press('Enter')
      await visitDialog(keys, button(page, 'Write rules'), 'Rules for #keys')

      keys.place = 'starter AMP'
      await goTo(keys, 'Wallet')
      await keys.tabTo(button(page, 'Get starter AMP'))
      await keys.press('Enter')
      await page.locator('[data-amp="final"]').filter({ hasText: '100' }).waitFor()
      await goTo(keys, 'Stream')
      // What came with the page is of nobody, and paid nothing: a tip by the keyboard is in tip.test.ts.
      const amplify = button(alice.article('Written without a mouse'), 'Amplify')
      await visitDialog(keys, amplify, 'Amplify')

      keys.place = 'the list of keys'
      await keys.press('?')
      await dialog(page, 'Keys').waitFor()
      await keys.look()
      await keys.press('Escape')
      await dialog(page, 'Keys').waitFor({ state: 'detached' })
      await keys.isAt(amplify, 'where it was')

      keys.place = 'the search'
      await keys.press('/')
      await keys.isAt(page.getByRole('searchbox'), 'in the field of the search')
      await keys.type('charge')
      await page.getByRole('list', { name: 'Posts' }).waitFor()
      await keys.tabThrough()

      keys.place = 'muting'
      await goTo(keys, 'Stream')
      await keys.tabTo(guide(page).getByRole('button', { name: 'More', exact: true }))
      await keys.press('Enter')
      await keys.tabTo(dialog(page, 'More').getByRole('button', { name: `Mute ${GUIDE_NAME}` }))
      await keys.press('Enter')
      await guide(page).waitFor({ state: 'detached' })
      await keys.tabTo(button(page, 'Undo'))
      await keys.press('Enter')
      await guide(page).waitFor()

      expect(keys.faults).toEqual([])
      expect(alice.faults).toEqual([])
    },
  )
})
