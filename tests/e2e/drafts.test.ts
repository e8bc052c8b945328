/** What is being written, over reloads and in several tabs. */
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { opening } from './harness/opening'
import { Person } from './harness/people'
import { picture } from './harness/picture'
import { startLonelySite } from './harness/site'

const { site, alice } = await opening(startLonelySite(), 'Alice')

beforeAll(async () => {
  await alice.begin()
  await alice.goTo('Stream')
})

const box = (page: Page) => page.getByRole('textbox', { name: 'Write a post' })

/** Waits for the box to hold these words. */
async function holds(page: Page, text: string): Promise<void> {
  await page.waitForFunction((words) => {
    const written = document.querySelector<HTMLTextAreaElement>('form.card textarea')
    return written !== null && !written.readOnly && written.value === words
  }, text)
}

describe('a draft', () => {
  it('[DR1] [E70] of a post that went out is let go, though the page was loaded again in the middle', async () => {
    await box(alice.page).fill('posted and loaded again')
    const name = await alice.page.evaluate(() => sessionStorage.getItem('synereo-tab') ?? '')
    const kept = await alice.page.evaluate((key) => localStorage.getItem(key) ?? '', name)
    expect(kept).toContain('posted and loaded again')
    await alice.page.getByRole('button', { name: 'Post', exact: true }).click()
    await alice.article('posted and loaded again').waitFor()
    // As a page leaves it that is loaded again before the answer comes.
    await alice.page.evaluate(([key, draft]) => localStorage.setItem(key, draft), [name, kept] as const)
    await alice.page.reload()
    await alice.ready()
    await alice.article('posted and loaded again').waitFor()
    await holds(alice.page, '')
    expect(await alice.page.evaluate((key) => localStorage.getItem(key), name)).toBeNull()
  })

  it('[DR2] [E70] is that of its tab, also over a reload, and of a closed tab goes to the next that is opened', async () => {
    await box(alice.page).fill('of the first tab')
    const second = new Person(alice.context, await alice.context.newPage(), site, 'Alice')
    await second.page.goto(site.url)
    await second.ready()
    await second.goTo('Stream')
    await holds(second.page, '')
    await box(second.page).fill('of the second tab')
    await second.page.reload()
    await second.ready()
    await holds(second.page, 'of the second tab')
    await second.page.close()

    const third = new Person(alice.context, await alice.context.newPage(), site, 'Alice')
    await third.page.goto(site.url)
    await third.ready()
    await third.goTo('Stream')
    await holds(third.page, 'of the second tab')
    await alice.page.reload()
    await alice.ready()
    await holds(alice.page, 'of the first tab')
    expect([alice, second, third].flatMap(({ faults }) => faults)).toEqual([])
  })

  it('[DR3] [E70] has its pictures and their descriptions still when another view was open', async () => {
    const file = { name: 'picture.png', mimeType: 'image/png', buffer: picture(64, 64) }
    await alice.goTo('Stream')
    await alice.page.getByLabel('Add image').setInputFiles(file)
    await alice.page.getByRole('textbox', { name: 'Describe the image' }).fill('A dot')
    await alice.goTo('Notifications')
    await alice.goTo('Latest')
    const description = alice.page.getByRole('textbox', { name: 'Describe the image' })
    expect(await description.inputValue()).toBe('A dot')
    await holds(alice.page, 'of the first tab')
    await alice.page.getByRole('button', { name: 'Post', exact: true }).click()
    await alice.article('of the first tab').getByRole('img', { name: 'A dot' }).waitFor()
    await description.waitFor({ state: 'detached' })
    await holds(alice.page, '')
    expect(alice.faults).toEqual([])
  })

  it('[U55] of the profile is there after another view and a reload, and gone once it is given up or saved', async () => {
    const { page } = alice
    const about = page.getByRole('textbox', { name: 'About you' })
    const edit = page.getByRole('button', { name: 'Edit profile' })
    // The tab of the test before is in front.
    await page.bringToFront()
    await alice.goTo('My profile')
    await edit.click()
    await about.fill('I count swifts')
    await alice.goTo('Notifications')
    await page.goBack()
    await about.waitFor()
    expect(await about.inputValue()).toBe('I count swifts')
    await page.reload()
    await alice.ready()
    await about.waitFor()
    expect(await about.inputValue()).toBe('I count swifts')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await edit.click()
    expect(await about.inputValue()).toBe('')
    await about.fill('I count swallows')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('I count swallows').waitFor()
    await about.waitFor({ state: 'detached' })
    await alice.goTo('Notifications')
    await page.goBack()
    await page.getByText('I count swallows').waitFor()
    expect(await about.count()).toBe(0)
    expect(alice.faults).toEqual([])
  })
})
