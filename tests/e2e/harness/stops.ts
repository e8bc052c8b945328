/** Where a tour goes: every view that the router knows, with its dialogs and what else is behind a click. */
import type { Locator, Page } from 'playwright-core'
import type { Route } from '../../../src/ui/router.svelte'
import type { SayIn } from './said'
import { UNKNOWN_POST } from './unknown-post'

export interface Stop {
  readonly name: string
  /** Address, or what to do on the page before. */
  readonly go: string | ((page: Page) => Promise<unknown>)
  /** What is there when it is drawn. */
  readonly seen: (page: Page) => Promise<unknown>
}

/** What bob, whose tour it is, can go to. */
export interface Sights {
  /** Ids of people. */
  readonly alice: string
  readonly bob: string
  /** Addresses, from the `#` on. */
  readonly lens: string
  readonly invite: string
}

/** A view that has none here fails the types, and the test that asks the router. */
export type Stops = Readonly<Record<Route['view'], readonly [Stop, ...Stop[]]>>

/** In the order in which they are visited; what opens over a view is closed by Escape before the next. */
export function stopsIn(say: SayIn, sights: Sights): Stops {
  const heading = (name: string) => (page: Page) => page.getByRole('heading', { level: 1, name }).waitFor()
  const dialog = (name: string) => (page: Page) => page.getByRole('dialog', { name, exact: true }).waitFor()
  const button = (of: Page | Locator, name: string) => of.getByRole('button', { name, exact: true })
  const swifts = (page: Page) => page.getByRole('article').filter({ hasText: 'Swifts' })
  const press = (name: string) => (page: Page) => button(swifts(page), name).click()
  /** Opens something behind a click, unless it is open. */
  const unfold = async (page: Page, label: string): Promise<void> => {
    const summary = page.locator('summary').filter({ hasText: label }).first()
    if (!(await summary.evaluate((of) => of.closest('details')?.open === true))) await summary.click()
  }
  const more = (item: string) => async (page: Page) => {
    await press(say('More'))(page)
    await button(page, item).click()
  }
  return {
    stream: [
      { name: 'stream', go: '#/stream', seen: (page) => page.getByText('Swifts over').waitFor() },
      {
        name: 'why here',
        go: press(say('Why here')),
        seen: (page) => page.locator('dialog dd[title]').first().waitFor(),
      },
      { name: 'share', go: press(say('Share')), seen: dialog(say('Share')) },
      { name: 'amplify', go: press(say('Amplify')), seen: dialog(say('Amplify')) },
      { name: 'more', go: press(say('More')), seen: dialog(say('More')) },
      { name: 'tip', go: more(say('Tip the author')), seen: dialog(say('Tip')) },
      { name: 'label', go: more(say('Label…')), seen: dialog(say('Label | to say what something is')) },
      {
        name: 'who likes it',
        go: (page) => swifts(page).locator('button.count').first().click(),
        seen: dialog(say('Who likes it')),
      },
      {
        name: 'picture',
        go: (page) => swifts(page).locator('figure button').click(),
        seen: (page) => page.locator('dialog[open] img').waitFor(),
      },
      { name: 'keys', go: (page) => page.keyboard.press('?'), seen: dialog(say('Keys')) },
      {
        name: 'warning',
        go: async (page) => {
          await page.getByRole('textbox', { name: say('Write a post') }).click()
          await button(page, say('Add a warning')).click()
        },
        seen: (page) => page.getByRole('textbox', { name: say('Warning') }).waitFor(),
      },
      {
        // It is of the draft, which is kept.
        name: 'warning removed',
        go: (page) => button(page, say('Remove the warning')).click(),
        seen: (page) => button(page, say('Add a warning')).waitFor(),
      },
      {
        name: 'drafts',
        go: async (page) => {
          await page.getByRole('textbox', { name: say('Write a post') }).click()
          // The first is that of the warning.
          await page.locator('form[data-key="n"] button[aria-expanded]').last().click()
        },
        seen: (page) =>
          page
            .getByRole('region', { name: say('Drafts') })
            .locator('img')
            .waitFor(),
      },
    ],
    latest: [{ name: 'latest', go: '#/latest', seen: heading(say('Latest')) }],
    bookmarks: [{ name: 'bookmarks', go: '#/bookmarks', seen: heading(say('Bookmarks')) }],
    synereos: [
      {
        name: 'synereos',
        go: '#/synereos',
        seen: (page) => page.getByRole('link', { name: '#river' }).first().waitFor(),
      },
    ],
    tag: [
      {
        name: 'tag joined',
        go: '#/tag/harbour',
        seen: (page) => button(page, say('Leave')).waitFor(),
      },
      {
        name: 'members',
        go: (page) => page.locator('header summary').first().click(),
        seen: (page) => page.getByText(say(NO_GROUPS)).waitFor(),
      },
      {
        name: 'rules',
        go: async (page) => {
          await unfold(page, say('No rules yet'))
          await button(page, say('Write rules')).click()
        },
        seen: dialog(say('Rules for {tag}', { tag: '#harbour' })),
      },
      { name: 'tag', go: '#/tag/river', seen: (page) => page.getByText('Who walks').waitFor() },
    ],
    search: [
      {
        name: 'search',
        go: '#/search?q=river',
        seen: (page) => page.getByRole('list', { name: say('Posts found') }).waitFor(),
      },
    ],
    network: [
      {
        name: 'network',
        go: '#/network',
        seen: (page) => page.locator('[data-settled="true"]').waitFor(),
      },
      {
        name: 'network as a table',
        go: (page) => page.getByRole('tab').last().click(),
        seen: (page) => page.getByRole('table').waitFor(),
      },
    ],
    notifications: [{ name: 'notifications', go: '#/notifications', seen: heading(say('Notifications')) }],
    wallet: [
      { name: 'wallet', go: '#/wallet', seen: (page) => page.locator('[data-amp="final"]').waitFor() },
      {
        name: 'supply',
        go: (page) => unfold(page, say('Does the supply add up?')),
        seen: (page) => page.locator('[data-amp="supply"]').waitFor(),
      },
    ],
    pay: [
      {
        name: 'asked for AMP',
        go: `#/pay/${sights.alice}?amount=7&memo=two%20jars`,
        seen: (page) => page.getByRole('status').getByRole('link', { name: 'Alice' }).waitFor(),
      },
      {
        name: 'asked for nobody',
        go: '#/pay/alice?amount=7',
        seen: (page) => page.getByRole('main').getByRole('alert').waitFor(),
      },
    ],
    connections: [
      {
        name: 'connections',
        go: '#/connections',
        // The button beside it can be pressed from then on.
        seen: (page) =>
          page.waitForFunction(() =>
            Boolean(document.querySelector<HTMLInputElement>('input[readonly]')?.value),
          ),
      },
      {
        name: 'pairing',
        go: (page) => button(page, say('Pair without a server')).click(),
        seen: (page) => button(page, say('Scan their code')).waitFor(),
      },
      {
        name: 'scan',
        go: (page) => button(page, say('Scan their code')).click(),
        seen: dialog(say('Scan their code')),
      },
      {
        name: 'pairing given up',
        go: (page) => button(page, say('Give up')).click(),
        seen: (page) => button(page, say('Pair without a server')).waitFor(),
      },
    ],
    storage: [
      {
        name: 'storage',
        go: '#/storage',
        seen: (page) =>
          page
            .getByRole('row', { name: say('What you wrote') })
            .first()
            .waitFor(),
      },
    ],
    messages: [
      { name: 'messages', go: '#/messages', seen: heading(say('Messages | letters')) },
      {
        name: 'conversation',
        go: `#/messages/${sights.alice}`,
        seen: (page) => page.getByText('Are you at the harbour?').waitFor(),
      },
      { name: 'no such conversation', go: '#/messages/none', seen: heading(say('No such conversation')) },
    ],
    attention: [{ name: 'attention', go: '#/attention', seen: heading(say('Your attention')) }],
    settings: [{ name: 'settings', go: '#/settings', seen: heading(say('Settings')) }],
    found: [
      {
        name: 'found a network',
        go: '#/found',
        seen: (page) => page.locator('[data-code]').waitFor(),
      },
      {
        name: 'found a network without a name',
        go: async (page) => {
          await page.getByRole('textbox', { name: say('Name of the network') }).fill('')
          await button(page, say('Give some to somebody')).click()
          await button(page, say('Make the file')).click()
        },
        seen: (page) => page.getByRole('main').getByRole('alert').waitFor(),
      },
      {
        name: 'founded',
        go: async (page) => {
          await page.getByRole('textbox', { name: say('Name of the network') }).fill('Honey')
          await button(page, say('Make the file')).click()
        },
        seen: (page) => page.locator('[data-founded]').waitFor(),
      },
    ],
    lens: [
      {
        name: 'lens',
        go: sights.lens,
        seen: (page) => page.getByRole('article').getByText('No crowds').waitFor(),
      },
      { name: 'unknown lens', go: '#/lens/none', seen: heading(say('A lens')) },
    ],
    person: [
      { name: 'person', go: `#/person/${sights.alice}`, seen: heading('Alice') },
      {
        name: 'introduce',
        go: async (page) => {
          await unfold(page, say('Standing and settings'))
          await button(page, say('Introduce to someone')).click()
        },
        seen: dialog(say('Introduce to someone')),
      },
      {
        name: 'history of a synapse',
        go: (page) => page.locator('header details details > summary').first().click(),
        seen: (page) => page.locator('header figure').waitFor(),
      },
      {
        name: 'from their chair',
        go: (page) => unfold(page, say('From this chair')),
        seen: (page) => page.getByRole('heading', { name: say('First in their Stream') }).waitFor(),
      },
      { name: 'own profile', go: `#/person/${sights.bob}`, seen: heading('Bob') },
      {
        name: 'editing the profile',
        go: (page) => button(page, say('Edit profile')).click(),
        seen: (page) => page.getByRole('textbox', { name: say('Your name') }).waitFor(),
      },
      {
        name: 'unknown person',
        go: '#/person/nobody',
        seen: (page) => page.getByText(say('This address names nobody.')).waitFor(),
      },
    ],
    post: [
      {
        name: 'post',
        go: async (page) => {
          await page.evaluate((hash) => (location.hash = hash), `#/person/${sights.alice}`)
          await page.getByRole('article').filter({ hasText: 'Who walks' }).locator('a.time').first().click()
        },
        seen: (page) => page.getByText('if it stays dry').waitFor(),
      },
      {
        name: 'charge over time',
        go: (page) => unfold(page, say('Charge over time')),
        // Of a charge that is still full it is level: a browser says that such a line has no height.
        seen: (page) => page.locator('figure polyline').waitFor({ state: 'attached' }),
      },
      {
        name: 'journey',
        go: (page) => unfold(page, say('Its way through the network')),
        seen: (page) => page.getByRole('slider', { name: say('Moment shown') }).waitFor(),
      },
      {
        name: 'unknown post',
        go: `${UNKNOWN_POST}?by=${sights.alice}`,
        seen: (page) => page.getByRole('link', { name: say('Look for whom the link names') }).waitFor(),
      },
      { name: 'no post', go: '#/post/none', seen: heading(say('No post')) },
    ],
    join: [
      { name: 'invited', go: sights.invite, seen: heading('Alice') },
      {
        name: 'invited by a damaged link',
        go: '#/join/damaged',
        seen: (page) => page.getByRole('log').getByText(say(DAMAGED)).waitFor(),
      },
    ],
    nowhere: [{ name: 'nowhere', go: '#/straem', seen: heading(say('Nothing here')) }],
  }
}

const NO_GROUPS = 'No groups can be told apart among its members near you: too few attend each other so far.'
const DAMAGED = 'This invite link is damaged. Ask for it again; a part of it may have been cut off.'
