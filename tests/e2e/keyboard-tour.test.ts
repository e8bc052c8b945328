/** Through every view and dialog with the keyboard alone, from the first visit on (issue 6, must show 1). */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ENGLISH_GUIDE } from '../../tools/starter/guide'
import { Keys } from './harness/keys'
import { launchBrowser, Person } from './harness/people'
import { startSiteWithMoney, type SiteWithMoney } from './harness/site'

let site: SiteWithMoney
let browser: Browser

beforeAll(async () => {
  site = await startSiteWithMoney(Date.now, 'as-shipped')
  browser = await launchBrowser()
})

afterAll(async () => {
  await browser.close()
  await site.stop()
})

const GUIDE_NAME = ENGLISH_GUIDE.name

const LOOKS = [
  { name: 'wide', width: 1_280, height: 720 },
  { name: 'on a phone', width: 360, height: 740 },
] as const

const VIEWS = [
  'Search',
  'Notifications',
  'Messages',
  'Latest',
  'Network',
  'Wallet',
  'Connections',
  'Storage',
  'Settings',
  'My profile',
  'Stream',
] as const

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const box = (page: Page, name: string) => page.getByRole('textbox', { name })
const dialog = (page: Page, name: string) => page.getByRole('dialog', { name })
const title = (page: Page) => page.getByRole('heading', { level: 1 })
/** The first of the posts that came with the page. */
const guide = (page: Page) => page.getByRole('article', { name: `Post by ${GUIDE_NAME}` }).first()

async function goTo(keys: Keys, view: string): Promise<void> {
  const { page } = keys
  const navigation = page.getByRole('navigation')
  const link = navigation.getByRole('link', { name: view, exact: true, includeHidden: true })
  if (!(await link.isVisible())) {
    await keys.tabTo(navigation.getByRole('button', { name: 'More' }), true)
    await keys.press('Enter')
    await keys.tabTo(link)
  } else await keys.tabTo(link, true)
  await keys.press('Enter')
}

/** Opens it, goes through it, closes it; the focus comes back. */
async function visitDialog(keys: Keys, opener: string, name: string): Promise<void> {
  const { page } = keys
  const opening = guide(page).getByRole('button', { name: opener, exact: true })
  keys.place = `dialog ${name}`
  await keys.tabTo(opening)
  await keys.press('Enter')
  await dialog(page, name).waitFor()
  await keys.look()
  await keys.tabThrough()
  await keys.press('Escape')
  await dialog(page, name).waitFor({ state: 'detached' })
  await keys.isAt(opening, 'back where the dialog was opened')
}

describe('with the keyboard alone', () => {
  it.each(LOOKS)(
    '[U9] one begins, writes, and goes through every view and dialog, $name',
    { timeout: 240_000 },
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
      await visitDialog(keys, 'Share', 'Share')
      await visitDialog(keys, 'Why here', 'Why here')
      await visitDialog(keys, 'More', 'More')

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
      await keys.tabTo(page.getByRole('slider', { name: 'Dial' }))
      await keys.press('ArrowRight')
      await page.getByText('1.25 × as much: more of it').waitFor()

      for (const view of VIEWS) {
        keys.place = view
        await goTo(keys, view)
        if (view !== 'Search') await keys.isAt(title(page), 'at the title of the view')
        await keys.tabThrough()
        // Back into the page from what the browser has behind its end.
        await keys.press('Tab')
      }

      keys.place = 'starter AMP'
      await goTo(keys, 'Wallet')
      await keys.tabTo(button(page, 'Get starter AMP'))
      await keys.press('Enter')
      await page.locator('[data-amp="final"]').filter({ hasText: '100' }).waitFor()
      await goTo(keys, 'Stream')
      await visitDialog(keys, 'Amplify', 'Amplify')

      keys.place = 'the list of keys'
      await keys.press('?')
      await dialog(page, 'Keys').waitFor()
      await keys.look()
      await keys.press('Escape')
      await dialog(page, 'Keys').waitFor({ state: 'detached' })
      await keys.isAt(guide(page).getByRole('button', { name: 'Amplify' }), 'where it was')

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
