/** What the browser keeps of its owner's choices, where it keeps them and where it cannot. */
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { opening } from './harness/opening'
import { Person } from './harness/people'
import { picture } from './harness/picture'
import { startLonelySite } from './harness/site'
import { UNKNOWN_POST } from './harness/unknown-post'

/** Of a machine that runs other tests too; drawing such a text as a whole takes half a minute and more. */
const ANSWERS_WITHIN_MS = 10_000

const { site, browser, alice } = await opening(startLonelySite(), 'Alice')

beforeAll(async () => {
  await alice.begin()
})

function groundOf(page: Page): Promise<string> {
  return page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
}

describe('what was chosen', () => {
  it('[U10] the colours are those that were chosen, also at the next visit and in the other tabs', async () => {
    await alice.page.emulateMedia({ colorScheme: 'light' })
    const second = await alice.context.newPage()
    alice.watch(second)
    await second.emulateMedia({ colorScheme: 'light' })
    await second.goto(`${site.url}#/latest`)
    const light = await groundOf(second)
    await alice.goTo('Settings')
    // Who cannot read the page finds the language near its top.
    await alice.page.getByRole('heading', { level: 3, name: 'Appearance' }).waitFor()
    const titles = await alice.page.getByRole('heading', { level: 3 }).allInnerTexts()
    expect(titles.slice(0, 3)).toEqual(['Your twelve words', 'Language', 'Appearance'])
    await alice.page.getByRole('radio', { name: 'Dark' }).check()
    const dark = await groundOf(alice.page)
    expect(dark).not.toBe(light)
    await second.waitForFunction(() => document.documentElement.dataset.theme === 'dark')
    expect(await groundOf(second)).toBe(dark)
    await second.close()

    await alice.page.reload()
    await alice.ready()
    expect(await groundOf(alice.page)).toBe(dark)
    await alice.page.getByRole('radio', { name: 'As the system' }).check()
    expect(await groundOf(alice.page)).toBe(light)
  })

  it('[U11] a text for which the browser has no room is still there after another view, and nothing complains', async () => {
    await alice.goTo('Stream')
    await alice.page.evaluate(() => {
      for (let chars = 4 * 1024 * 1024; chars >= 1; chars = Math.floor(chars / 2)) {
        try {
          for (let count = 0; ; count += 1)
            localStorage.setItem(`filler-${chars}-${count}`, 'x'.repeat(chars))
        } catch {
          // No more of this size.
        }
      }
    })
    const box = alice.page.getByRole('textbox', { name: 'Write a post' })
    await box.fill('Swifts over the harbour.')
    await alice.goTo('Latest')
    await alice.goTo('Stream')
    expect(await box.inputValue()).toBe('Swifts over the harbour.')
    await alice.page.getByRole('button', { name: 'Post', exact: true }).click()
    await alice.article('Swifts over the harbour.').waitFor()
    await alice.page.evaluate(() => localStorage.clear())
    expect(alice.faults).toEqual([])
  })

  it('[U13] [U42] a text of a million characters is cut when it is pasted, which is said, and the page goes on answering', async () => {
    await alice.goTo('Stream')
    const box = alice.page.getByRole('textbox', { name: 'Write a post' })
    await box.focus()
    const beganMs = Date.now()
    await alice.page.keyboard.insertText('a'.repeat(1_000_000))
    await alice.page.getByText('No more than 50,000 characters are taken here').waitFor()
    expect((await box.inputValue()).length).toBe(50_000)
    await alice.goTo('Latest')
    await alice.page.getByText('by time.').waitFor()
    expect(Date.now() - beganMs).toBeLessThan(ANSWERS_WITHIN_MS)
    await box.fill('')
    expect(alice.faults).toEqual([])
  })

  it('[U13] a text of which nothing would be seen cannot be posted', async () => {
    await alice.goTo('Stream')
    const box = alice.page.getByRole('textbox', { name: 'Write a post' })
    const post = alice.page.getByRole('button', { name: 'Post', exact: true })
    await box.fill('\u200b \u3164\u2060')
    expect(await post.isDisabled()).toBe(true)
    await box.fill('\u200b.')
    expect(await post.isDisabled()).toBe(false)
    await box.fill('')
  })

  it('[U13] a file that lies about being a picture is refused by name, and a fifth picture is told of', async () => {
    await alice.goTo('Stream')
    const add = alice.page.getByLabel('Add image')
    const file = (name: string, buffer: Buffer) => ({ name, mimeType: 'image/png', buffer })
    await add.setInputFiles([file('swift.png', picture(20, 20)), file('eel.png', Buffer.from('no picture'))])
    await alice.page.getByRole('alert').getByText('“eel.png” is not a picture').waitFor()
    const descriptions = alice.page.getByRole('textbox', { name: 'Describe the image' })
    expect(await descriptions.count()).toBe(1)
    await add.setInputFiles(['1', '2', '3', '4'].map((name) => file(`${name}.png`, picture(20, 20))))
    await alice.page.getByRole('alert').getByText('A post takes 4 pictures').waitFor()
    expect(await descriptions.count()).toBe(4)
    for (let left = 4; left > 0; left -= 1)
      await alice.page.getByRole('button', { name: 'Remove image' }).first().click()
    expect(alice.faults).toEqual([])
  })

  it('[CL1] the page of a post draws what became of its charge', async () => {
    await alice.post('Eels in the river.')
    await alice.article('Eels in').getByRole('time').first().click()
    await alice.page.getByText('Charge over time').click()
    await alice.page.getByRole('img', { name: /From 1 when it was published to 1 now/ }).waitFor()
    await alice.page.getByText('Nobody near you has raised it yet.').waitFor()
  })

  it('[U14] [P14] the link of a post says that nobody is here who could have it, and leads to whom it names', async () => {
    const own = await alice.page
      .getByRole('navigation')
      .getByRole('link', { name: 'My profile' })
      .getAttribute('href')
    const by = own?.split('#/person/')[1] ?? ''
    await alice.page.evaluate((hash) => (location.hash = hash), `${UNKNOWN_POST}?by=${by}`)
    await alice.page.getByText('It appears as soon as you are linked').waitFor()
    await alice.page.getByText('The link names Alice as who wrote it').waitFor()
    await alice.page.getByRole('link', { name: 'Look for whom the link names' }).click()
    await alice.page.getByRole('heading', { level: 1, name: 'Alice' }).waitFor()
  })

  it('[U11] a browser that may keep nothing says so instead of an empty page', async () => {
    const bob = await Person.open(browser, site, 'Bob')
    await bob.context.addInitScript(() => {
      const refuse = (): never => {
        throw new DOMException('Access is denied for this document.', 'SecurityError')
      }
      Object.defineProperty(globalThis, 'localStorage', { get: refuse })
      indexedDB.open = refuse
    })
    await bob.page.goto(site.url)
    await bob.page.getByRole('alert').getByText('could not be opened').waitFor()
    expect(bob.faults).toEqual([])
    await bob.context.close()
  })
})
