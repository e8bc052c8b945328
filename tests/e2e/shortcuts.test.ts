/** Keys of one sign: along the posts, on them, and from view to view. */
import { expect, it } from 'vitest'
import { opening } from './harness/opening'
import { startLonelySite } from './harness/site'

const { alice } = await opening(startLonelySite(), 'Alice')
const { page } = alice

/** More than a screen of them. */
const POSTS = 12
const postText = (number: number) => `Post number ${number}.`

const focused = page.locator(':focus')
const box = (name: string) => page.getByRole('textbox', { name })
const title = (name: string) => page.getByRole('heading', { level: 1, name })
const press = (key: string) => page.keyboard.press(key)
const isFocused = (text: string) => page.locator('article:focus').filter({ hasText: text }).waitFor()

/** Where the post that has the focus begins on the screen. */
const topPx = () => focused.evaluate((element) => element.getBoundingClientRect().top)

it('[U23] lead along the posts, act on the one that has the focus, and go from view to view', async () => {
  await alice.begin()
  for (let number = 1; number <= POSTS; number += 1) await alice.post(postText(number))
  await alice.goTo('Latest')
  await title('Latest').waitFor()
  await page.getByRole('feed').waitFor()

  for (let number = POSTS; number >= 1; number -= 1) {
    await press('j')
    await isFocused(postText(number))
    const top = await topPx()
    expect(top).toBeGreaterThanOrEqual(0)
    expect(top).toBeLessThan(await page.evaluate(() => innerHeight))
  }
  await press('j')
  await isFocused(postText(1))
  await press('k')
  await isFocused(postText(2))

  await press('l')
  await alice.article(postText(2)).getByRole('button', { name: 'Like', pressed: true }).waitFor()
  await isFocused(postText(2))
  await press('b')
  await page.getByText('Bookmarked.').waitFor()
  await press('s')
  await page.getByRole('dialog', { name: 'Share' }).waitFor()
  // In a dialog they are silent.
  await press('j')
  await press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await isFocused(postText(2))

  await press('Control+l')
  await press('Enter')
  await title('Post').waitFor()
  await page.getByRole('button', { name: 'Like', pressed: true }).waitFor()
  await press('r')
  await box('Write a comment').and(focused).waitFor()
  // Where something is typed they are letters.
  await page.keyboard.type('j l ?')
  expect(await box('Write a comment').inputValue()).toBe('j l ?')
  await page.getByRole('button', { name: 'Send' }).click()
  await title('Post').click()
  await press('j')
  await isFocused(postText(2))
  await press('j')
  await page.locator('[data-comment]:focus').filter({ hasText: 'j l ?' }).waitFor()
  await press('r')
  await page.getByText('Answering a comment.').waitFor()

  await title('Post').click()
  for (const [key, view] of [
    ['l', 'Latest'],
    ['n', 'Notifications'],
    ['m', 'Messages'],
    ['p', 'Alice'],
    ['s', 'Stream'],
  ] as const) {
    await press('g')
    await press(key)
    await title(view).waitFor()
  }
  await press('g')
  await press('n')
  await title('Notifications').waitFor()
  await press('n')
  await title('Stream').waitFor()
  await box('Write a post').and(focused).waitFor()
  expect(await box('Write a post').inputValue()).toBe('')
  await title('Stream').click()

  await press('?')
  const keys = page.getByRole('dialog', { name: 'Keys' })
  await keys.getByText('Goes to the next post or comment').waitFor()
  await press('Escape')
  await press('/')
  await page.getByRole('searchbox').and(focused).waitFor()

  await alice.goTo('Settings')
  await page.getByRole('checkbox', { name: 'Keys of one sign' }).uncheck()
  await page.getByRole('button', { name: 'Show all keys' }).click()
  await keys.getByText('Keys of one sign are turned off in Settings').waitFor()
  await press('Escape')
  await alice.goTo('Latest')
  await page.getByRole('feed').waitFor()
  for (const key of ['j', '?', '/', 'g', 's']) await press(key)
  expect(await page.locator('article:focus, dialog').count()).toBe(0)
  expect(await title('Latest').count()).toBe(1)
  expect(alice.faults).toEqual([])
})
