import { beforeAll, describe, expect, it } from 'vitest'
import { opening } from './harness/opening'
import { until } from './harness/people'
import { startSite } from './harness/site'

/** What is taken back is gone at those who are here within this time (rule U7). */
const GONE_MS = 5_000

const { site, alice, bob } = await opening(startSite(), 'Alice', 'Bob')

beforeAll(async () => {
  await alice.begin()
  await bob.begin(await alice.inviteLink())
  await bob.follow()
})

describe('what is not said yet, and what is taken back', () => {
  it('[U6] a post that is being written is there again after a reload, goes on, and is empty once it is posted', async () => {
    await alice.goTo('Stream')
    const box = alice.page.getByRole('textbox', { name: 'Write a post' })
    await box.fill('The bees')
    await alice.page.reload()
    await alice.ready()
    expect(await box.inputValue()).toBe('The bees')
    await box.press('End')
    await box.pressSequentially(' are back')
    await alice.page.getByRole('button', { name: 'Post', exact: true }).click()
    await alice.article('The bees are back').waitFor()
    await alice.page.reload()
    await alice.ready()
    expect(await box.inputValue()).toBe('')
    await alice.goTo('Latest')
    await bob.goTo('Latest')
    await bob.article('The bees are back').waitFor()
  })

  it('[U7] a like that bob takes back is gone at alice', async () => {
    const like = bob.article('The bees are back').getByRole('button', { name: 'Like', exact: true })
    const likes = alice.article('The bees are back').getByTitle('1 like')
    await like.click()
    await likes.waitFor()
    await like.click()
    await likes.waitFor({ state: 'detached', timeout: GONE_MS })
    expect(await like.getAttribute('aria-pressed')).toBe('false')
  })

  it('[TA8] a word that bob mutes folds the post and says why, until he shows it or unmutes the word', async () => {
    await bob.goTo('Settings')
    await bob.page.getByRole('textbox', { name: 'Word to mute' }).fill('BEES')
    await bob.page.getByRole('button', { name: 'Mute this word' }).click()
    await bob.page.getByRole('button', { name: 'Unmute bees' }).waitFor()
    await bob.goTo('Latest')
    await bob.page.getByText('Folded, since you have muted the word “bees”.').waitFor()
    expect(await bob.article('The bees are back').count()).toBe(0)
    await bob.page.getByRole('button', { name: 'Show it' }).click()
    await bob.article('The bees are back').waitFor()
    await bob.goTo('Settings')
    await bob.page.getByRole('button', { name: 'Unmute bees' }).click()
    await bob.goTo('Latest')
    await bob.article('The bees are back').waitFor()
  })

  it('[U7] a post that alice withdraws is gone at bob within five seconds, and his page says so', async () => {
    const post = bob.article('The bees are back')
    const link = await post.locator('a:has(time)').getAttribute('href')
    const atAlice = alice.article('The bees are back')
    await atAlice.getByRole('button', { name: 'More', exact: true }).click()
    await alice.page.getByRole('button', { name: 'Withdraw this post…' }).click()
    await alice.page.getByRole('button', { name: 'Withdraw for good' }).click()
    await post.waitFor({ state: 'detached', timeout: GONE_MS })
    await bob.page.goto(`${site.url}${link ?? ''}`)
    await until('bob is told', async () => (await bob.page.getByText(/withdr/).count()) > 0)
    expect([...alice.faults, ...bob.faults]).toEqual([])
  })
})
