import type { Worker } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { opening } from './harness/opening'
import type { Person } from './harness/people'
import { until } from './harness/people'
import { startSite } from './harness/site'

const { site, alice, bob } = await opening(startSite(), 'Alice', 'Bob')

beforeAll(async () => {
  await alice.begin()
  await bob.begin(await alice.inviteLink())
  await bob.follow()
  await alice.post('who walks by the river?')
  await bob.goTo('Stream')
  await bob.article('who walks').waitFor()
  await alice.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
})

/** What the system shows of her page. */
function shown(): Promise<{ title: string; body: string }[]> {
  return alice.page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready
    return (await registration.getNotifications()).map(({ title, body }) => ({ title, body }))
  })
}

/** The page has come to rest and looks at what happens: it has told the other tabs that it is in sight. */
const looks = (): Promise<void> => until('the page looks at what happens', isInSight)

function isInSight(): Promise<boolean> {
  return alice.page.evaluate(async () => {
    const { held } = await navigator.locks.query()
    return held?.some(({ name }) => name === 'synereo-in-sight') ?? false
  })
}

const isShown = (title: string) =>
  until(`“${title}” is shown`, async () => (await shown()).some((notice) => notice.title === title))

/** As if another window lay over hers: a browser without a screen hides no page. */
async function setSight(sight: 'visible' | 'hidden'): Promise<void> {
  await alice.page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', { value: state, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, sight)
  // What comes before the other tabs could know is told of by none.
  await until(`the page is ${sight}`, async () => (await isInSight()) === (sight === 'visible'))
}

async function comment(text: string): Promise<void> {
  await bob.page.getByRole('textbox', { name: 'Write a comment' }).fill(text)
  await bob.page.getByRole('button', { name: 'Send' }).click()
  await bob.page.getByText(text).waitFor()
  await alice.page.getByText(text).first().waitFor()
}

describe('notifications of the system', () => {
  it('[NO1] are shown to nobody who has not pressed for them', async () => {
    await alice.goTo('Notifications')
    await looks()
    await setSight('hidden')
    await bob.article('who walks').getByRole('button', { name: 'Comment' }).click()
    await comment('not told of')
    expect(await shown()).toEqual([])
    await setSight('visible')
    const asked = await alice.page.evaluate(() => Notification.permission)
    expect(asked).not.toBe('granted')
    await alice.context.grantPermissions(['notifications'], { origin: new URL(site.url).origin })
    await alice.page.reload()
    await alice.ready()
    await alice.page.getByRole('button', { name: 'Show notifications' }).click()
    await alice.page.getByRole('group', { name: 'What is shown' }).waitFor()
    await looks()
  })

  it('[NO2] tell of a comment while the page is out of sight, and not while it is seen', async () => {
    await comment('seen on the page itself')
    await setSight('hidden')
    await comment('seen on the screen')
    await isShown('Bob commented on your post')
    expect((await shown()).map(({ body }) => body)).toEqual(['seen on the screen'])
  })

  it('[NO2] lead to what they tell of when they are pressed', async () => {
    const [worker] = alice.context.serviceWorkers()
    if (worker === undefined) throw new Error('the page has a service worker')
    await press(worker)
    await alice.page.getByRole('textbox', { name: 'Write a comment' }).waitFor()
    expect(new URL(alice.page.url()).hash).toMatch(/^#\/post\//)
    expect(await shown()).toEqual([])
  })

  it('[NO3] say no word of a letter unless that is chosen, and nothing of what is turned off', async () => {
    await setSight('visible')
    await alice.goTo('Notifications')
    await alice.page.getByRole('checkbox', { name: 'Comments and replies' }).uncheck()
    await setSight('hidden')
    await comment('turned off')
    await bob.page.goto(`${site.url}#/messages/${await idOf(alice)}`)
    await write('at nine, by the bridge')
    await isShown('Bob wrote you a message')
    expect(await shown()).toEqual([{ title: 'Bob wrote you a message', body: '' }])
    await alice.page.getByRole('checkbox', { name: 'The words of messages' }).check()
    // Of letters a page tells once a minute; loaded anew, it has told of none.
    await alice.page.reload()
    await alice.ready()
    await looks()
    // What came before the letters have been read is not told of.
    await alice.page.getByRole('link', { name: 'Messages' }).locator('[data-count="1"]').waitFor()
    await setSight('hidden')
    await write('or at ten')
    await until('the words are shown', async () => (await shown()).some(({ body }) => body === 'or at ten'))
    expect([...alice.faults, ...bob.faults]).toEqual([])
  })
})

async function write(text: string): Promise<void> {
  await bob.page.getByRole('textbox', { name: 'Write a message' }).fill(text)
  await bob.page.getByRole('button', { name: 'Send', exact: true }).click()
  await bob.page.getByRole('log').getByText(text).waitFor()
}

async function idOf({ page }: Person): Promise<string> {
  const own = page.getByRole('navigation').getByRole('link', { name: 'My profile', includeHidden: true })
  return ((await own.getAttribute('href')) ?? '').split('/').at(-1) ?? ''
}

/** What a system does with a press; there is no screen to press on. */
function press(worker: Worker): Promise<void> {
  return worker.evaluate(async () => {
    const scope = globalThis as unknown as {
      registration: ServiceWorkerRegistration
      dispatchEvent(event: Event): boolean
      NotificationEvent: new (type: string, init: { notification: Notification }) => Event
    }
    const [notification] = await scope.registration.getNotifications()
    if (notification === undefined) throw new Error('a notification is shown')
    scope.dispatchEvent(new scope.NotificationEvent('notificationclick', { notification }))
  })
}
