/** Posts that were put aside: kept, used, deleted and wanted back, in two tabs, by keyboard and as a screen reader meets them. */
import type { Page } from 'playwright-core'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { violations } from './harness/axe'
import { opening } from './harness/opening'
import { Person, until } from './harness/people'
import { picture } from './harness/picture'
import { keepShot } from './harness/shots'
import { startLonelySite } from './harness/site'

const { site, alice } = await opening(startLonelySite(), 'Alice')

const box = (page: Page) => page.getByRole('textbox', { name: 'Write a post' })
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true })
const toggle = (page: Page) => page.getByRole('button', { name: /^Drafts \(\d+\)$/ })
const rows = (page: Page) => page.getByRole('region', { name: 'Drafts' }).getByRole('listitem')
const row = (page: Page, text: string) => rows(page).filter({ hasText: text })
const description = (page: Page) => page.getByRole('textbox', { name: 'Describe the image' })

/** Waits for the box to hold these words. */
async function holds(page: Page, text: string): Promise<void> {
  await page.waitForFunction((words) => {
    const written = document.querySelector<HTMLTextAreaElement>('form.card textarea')
    return written !== null && !written.readOnly && written.value === words
  }, text)
}

async function keep(page: Page, text: string): Promise<void> {
  await box(page).fill(text)
  await button(page, 'Keep for later').click()
  await holds(page, '')
}

/** They stand at the foot of the composer when somebody comes to write: before, nothing may move the page. */
async function open(page: Page): Promise<void> {
  if (!(await toggle(page).isVisible())) await box(page).click()
  if ((await toggle(page).getAttribute('aria-expanded')) === 'false') await toggle(page).click()
  await rows(page).first().waitFor()
}

/** What has the focus, by its name and what it is about. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const at = document.activeElement
    const about = document.getElementById(at?.getAttribute('aria-describedby') ?? '')
    return [at?.getAttribute('aria-label') ?? at?.textContent.trim(), about?.textContent]
      .filter(Boolean)
      .join(': ')
  })
}

/** What is kept of pictures that are not posted yet. */
function onDisk(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const opened = indexedDB.open('drafts-of-synereo')
        opened.onsuccess = () => {
          const asked = opened.result.transaction('open').objectStore('open').getAll()
          asked.onsuccess = () => {
            opened.result.close()
            resolve(JSON.stringify(asked.result))
          }
        }
      }),
  )
}

/** Puts an image in the box, with its description. */
async function pick(page: Page, alt: string): Promise<void> {
  const file = { name: 'picture.png', mimeType: 'image/png', buffer: picture(64, 64) }
  await page.getByLabel('Add image').setInputFiles(file)
  await description(page).last().fill(alt)
}

beforeAll(async () => {
  await alice.begin()
  await alice.goTo('Stream')
})

/** No drafts, and nothing in the box. */
beforeEach(async () => {
  await alice.page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        for (const key of Object.keys(localStorage))
          if (key.startsWith('synereo-post-draft-')) localStorage.removeItem(key)
        const opened = indexedDB.open('drafts-of-synereo')
        opened.onerror = () => reject(new Error('no drafts'))
        opened.onsuccess = () => {
          const db = opened.result
          const clearing = db.transaction(['kept', 'open'], 'readwrite')
          clearing.objectStore('kept').clear()
          clearing.objectStore('open').clear()
          clearing.oncomplete = () => {
            db.close()
            resolve()
          }
        }
      }),
  )
  await alice.page.goto(`${site.url}#/stream`)
  await alice.page.reload()
  await alice.ready()
  await holds(alice.page, '')
})

describe('the list of drafts', () => {
  it('[DR4] [DR8] keeps words, warning and pictures for later; what is posted then is in it no more', async () => {
    const { page } = alice
    await box(page).fill('swifts over the harbour')
    await button(page, 'Add a warning').click()
    await page.getByRole('textbox', { name: 'Warning' }).fill('birds')
    await pick(page, 'A dot')
    await button(page, 'Keep for later').click()
    await holds(page, '')
    await description(page).waitFor({ state: 'detached' })
    await page.reload()
    await alice.ready()
    await open(page)
    expect(await row(page, 'swifts over the harbour').innerText()).toMatch(/1 picture · with a warning/)
    await keepShot(page, 'drafts with a picture')

    await row(page, 'swifts').getByRole('button', { name: 'Use' }).click()
    await holds(page, 'swifts over the harbour')
    expect(await page.getByRole('textbox', { name: 'Warning' }).inputValue()).toBe('birds')
    expect(await description(page).inputValue()).toBe('A dot')
    expect(await focused(page)).toBe('Write a post')
    await toggle(page).waitFor({ state: 'detached' })
    await button(page, 'Post').click()
    await page.getByRole('article').getByText('birds').waitFor()
    await page.reload()
    await alice.ready()
    await holds(page, '')
    expect([await toggle(page).count(), await description(page).count()]).toEqual([0, 0])
    expect(alice.faults).toEqual([])
  })

  it('[DR5] puts aside what is being written when a draft is used, and says so', async () => {
    const { page } = alice
    await keep(page, 'the first')
    await box(page).fill('the second')
    await pick(page, 'Of the second')
    await open(page)
    await row(page, 'the first').getByRole('button', { name: 'Use' }).click()
    await holds(page, 'the first')
    await page.getByText('What you were writing is kept under Drafts.').waitFor()
    expect(await description(page).count()).toBe(0)
    await open(page)
    await row(page, 'the second').getByRole('button', { name: 'Use' }).click()
    await holds(page, 'the second')
    expect(await description(page).inputValue()).toBe('Of the second')
    expect(await toggle(page).innerText()).toBe('Drafts (1)')
  })

  it('[DR6] is the same in another tab, which learns of what happens in this', async () => {
    const { page } = alice
    const other = new Person(alice.context, await alice.context.newPage(), site, 'Alice')
    await other.page.goto(site.url)
    await other.ready()
    await other.goTo('Stream')
    await keep(page, 'in both tabs')
    await keep(page, 'stays')
    await open(other.page)
    await row(other.page, 'in both tabs').waitFor()
    await open(page)
    await row(page, 'in both tabs').getByRole('button', { name: 'Use' }).click()
    await holds(page, 'in both tabs')
    await row(other.page, 'in both tabs').waitFor({ state: 'detached' })
    expect(await toggle(other.page).innerText()).toBe('Drafts (1)')
    await holds(other.page, '')
    await other.page.close()
    expect([...alice.faults, ...other.faults]).toEqual([])
  })

  it('[DR7] is bounded: what is too much stays in the box, and the page says why', async () => {
    const { page } = alice
    await keep(page, 'the first')
    await page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          const opened = indexedDB.open('drafts-of-synereo')
          opened.onsuccess = () => {
            const filling = opened.result.transaction('kept', 'readwrite')
            for (let at = 1; at < 50; at += 1)
              filling.objectStore('kept').put({
                id: `${at}`,
                text: `draft ${at}`,
                called: [],
                warning: null,
                pictures: [],
                changedMs: at,
              })
            filling.oncomplete = () => resolve()
          }
        }),
    )
    await box(page).fill('one too many')
    await button(page, 'Keep for later').click()
    await page.getByText('There are as many drafts as this browser keeps, 50.').waitFor()
    await holds(page, 'one too many')
    expect(await rows(page).count()).toBe(50)
    await row(page, 'the first').getByRole('button', { name: 'Use' }).click()
    await holds(page, 'the first')
    expect(await toggle(page).innerText()).toBe('Drafts (50)')
  })

  it('[DR8] [U43] gives back by Undo what was deleted, also from another view, whose title has the focus then', async () => {
    const { page } = alice
    await keep(page, 'deleted by mistake')
    await open(page)
    await row(page, 'deleted').getByRole('button', { name: 'Delete' }).click()
    await toggle(page).waitFor({ state: 'detached' })
    await alice.goTo('Notifications')
    await page.getByRole('heading', { level: 1, name: 'Notifications' }).waitFor()
    await button(page, 'Undo').press('Enter')
    await until('the title has the focus', async () => (await focused(page)) === 'Notifications')
    await alice.goTo('Latest')
    await open(page)
    await row(page, 'deleted by mistake').waitFor()
    expect(alice.faults).toEqual([])
  })

  it('[DR8] is used by keyboard: after each act the focus is where one goes on', async () => {
    const { page } = alice
    for (const text of ['one', 'two', 'three']) {
      await box(page).fill(text)
      await button(page, 'Keep for later').press('Enter')
      await holds(page, '')
      expect(await focused(page)).toBe('Write a post')
    }
    await toggle(page).press('Enter')
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('Use: three')
    await row(page, 'two').getByRole('button', { name: 'Delete' }).press('Enter')
    await row(page, 'two').waitFor({ state: 'detached' })
    expect(await focused(page)).toBe('Use: one')
    await button(page, 'Undo').press('Enter')
    await row(page, 'two').waitFor()
    expect(await focused(page)).toBe('Use: two')
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await rows(page).first().waitFor({ state: 'detached' })
    expect(await focused(page)).toBe('Drafts (3)')
    await page.keyboard.press('Enter')
    await row(page, 'one').getByRole('button', { name: 'Use' }).press('Enter')
    await holds(page, 'one')
    expect(await focused(page)).toBe('Write a post')
  })

  it('[DR9] has the pictures of a post that is being written after a reload; without words a closed tab leaves a draft', async () => {
    const { page } = alice
    const other = new Person(alice.context, await alice.context.newPage(), site, 'Alice')
    await other.page.goto(site.url)
    await other.ready()
    await other.goTo('Stream')
    await pick(other.page, 'Of a closed tab')
    await until('the picture is on the disk', async () => (await onDisk(page)).includes('Of a closed tab'))
    await other.page.reload()
    await other.ready()
    expect(await description(other.page).inputValue()).toBe('Of a closed tab')
    await other.page.close()
    await page.reload()
    await alice.ready()
    await open(page)
    await row(page, 'Of a closed tab').getByRole('button', { name: 'Use' }).click()
    await description(page).waitFor()
    expect(await description(page).inputValue()).toBe('Of a closed tab')
    expect([...alice.faults, ...other.faults]).toEqual([])
  })

  it('[DR10] takes back what stood in a post that is withdrawn to be written again, and puts aside what was in the box', async () => {
    const { page } = alice
    await box(page).fill('A heron at the #river')
    await button(page, 'Add a warning').click()
    await page.getByRole('textbox', { name: 'Warning' }).fill('birds')
    await pick(page, 'The heron')
    await button(page, 'Post').click()
    await alice.article('A heron').waitFor()
    await holds(page, '')
    await box(page).fill('something else')
    await alice.goTo('My profile')
    await writeAgain(page)
    await holds(page, 'A heron at the #river')
    expect(await page.getByRole('textbox', { name: 'Warning' }).inputValue()).toBe('birds')
    expect(await description(page).inputValue()).toBe('The heron')
    expect(await focused(page)).toBe('Write a post')
    await alice.article('A heron').waitFor({ state: 'detached' })
    await page.getByText('The post was withdrawn; what stood in it is in the box again.').waitFor()
    expect(await toggle(page).innerText()).toBe('Drafts (1)')
    expect(await violations(page)).toEqual([])
    await keepShot(page, 'written again')
    // As it is, with nothing changed, it is a post of its own.
    await page.reload()
    await alice.ready()
    await holds(page, 'A heron at the #river')
    await button(page, 'Post').click()
    await alice.article('A heron').locator('img').waitFor()
    await writeAgain(page)
    await holds(page, 'A heron at the #river')
    expect(alice.faults).toEqual([])
  })
})

/** By the menu of the post about the heron. */
async function writeAgain(page: Page): Promise<void> {
  await alice.article('A heron').getByRole('button', { name: 'More' }).click()
  await button(page, 'Withdraw this post…').click()
  await keepShot(page, 'withdraw or write again')
  await button(page, 'Withdraw and write again').click()
}
