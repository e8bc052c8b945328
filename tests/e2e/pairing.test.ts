/** Two people alone: the site is static, and no relay was ever started. */
import { beforeAll, describe, expect, it } from 'vitest'
import { opening } from './harness/opening'
import { codeOf, connectWith } from './harness/pairing'
import { until } from './harness/people'
import { picture } from './harness/picture'
import { startLonelySite } from './harness/site'

const { alice, bob } = await opening(startLonelySite(), 'Alice', 'Bob')

beforeAll(async () => {
  await alice.begin()
  await bob.begin()
})

describe('pairing without a server', () => {
  it('[U46] her invite link leads nobody to her, which she is told, and to the codes', async () => {
    const { page } = alice
    await page.getByRole('status').getByText('No relay is set: meet somebody by a code').waitFor()
    await alice.goTo('Connections')
    await page.getByText('nobody finds you by this link').waitFor()
    await page.getByRole('button', { name: 'Meet by a code' }).click()
    await page.keyboard.press('Tab')
    const pair = page.getByRole('button', { name: 'Pair without a server' })
    await until('the codes are next', () => pair.evaluate((button) => button === document.activeElement))
  })

  it('[E25] what is no code, cut off or her own is refused in plain words, and she may try again', async () => {
    await alice.goTo('Connections')
    await bob.goTo('Connections')
    const own = await codeOf(alice)
    const alert = alice.page.getByRole('alert')
    await connectWith(alice, 'hello')
    await alert.getByText('This is not a pairing code.').waitFor()
    await connectWith(alice, own.slice(0, 200))
    await alert.getByText('This code is damaged').waitFor()
    await connectWith(alice, own)
    await alert.getByText('This is your own code.').waitFor()
    await alice.page.getByText('Your code as a picture').click()
    await alice.page.getByRole('img', { name: 'Your code as a picture' }).waitFor()
    await alice.page.getByRole('button', { name: 'Give up' }).click()
    await alert.waitFor({ state: 'detached' })
  })

  it('[E25] two codes, broken over lines as by a mail program, link alice and bob directly', async () => {
    const hers = await codeOf(alice)
    const his = await codeOf(bob)
    await connectWith(alice, his)
    await alice.page.getByText('The code of Bob is taken.').waitFor()
    await connectWith(bob, hers.replace(/(.{60})/g, '$1\n  '))
    await bob.page.getByText('You are linked with Alice, with nobody in between.').waitFor()
    await alice.page.getByText('You are linked with Bob, with nobody in between.').waitFor()
    for (const { page } of [alice, bob])
      await page.getByRole('list', { name: 'Peers' }).getByText('directly').waitFor()
  })

  it('[E26] they follow each other, converse, and an image comes across', async () => {
    await bob.page.getByRole('link', { name: 'Open the page of Alice' }).click()
    await bob.follow()
    await alice.page.getByRole('link', { name: 'Open the page of Bob' }).click()
    // She gave him the code, so his follow is returned, as with an invite link.
    await alice.page.getByRole('button', { name: 'Unfollow', exact: true }).waitFor()
    await bob.post('Met without anybody', { file: picture(600, 400), alt: 'A red square' })
    await alice.goTo('Stream')
    const post = alice.article('Met without anybody')
    const image = post.getByRole('img', { name: 'A red square' })
    await image.waitFor()
    await alice.page.waitForFunction(() => {
      const shown = document.querySelector<HTMLImageElement>('img[alt="A red square"]')
      return shown !== null && shown.naturalWidth > 0
    })
    await post.getByRole('link', { name: 'now' }).first().click()
    await alice.page.getByRole('textbox', { name: 'Write a comment' }).fill('So it is.')
    await alice.page.getByRole('button', { name: 'Send' }).click()
    await bob.article('Met without anybody').getByRole('link', { name: 'now' }).first().click()
    await bob.page.getByText('So it is.').waitFor()
  })

  it('[NV3] Connections says how fast bob answers and what the link has carried, and goes on counting', async () => {
    await alice.goTo('Connections')
    const carried = alice.page
      .getByRole('list', { name: 'Peers' })
      .getByText(/^Answers within \d+ ms; [\d.]+ kB sent, [\d.]+ kB received\.$/)
    await carried.waitFor()
    const before = await carried.innerText()
    await bob.post('A word more')
    await until('the link has carried more', async () => (await carried.innerText()) !== before)
  })

  it('[E25] alice pairs with the next at once, and the link with bob stays', async () => {
    await alice.goTo('Connections')
    await alice.page.getByRole('button', { name: 'Pair with somebody else' }).click()
    await alice.page.getByRole('textbox', { name: 'Your code' }).waitFor()
    await alice.page.getByRole('list', { name: 'Peers' }).getByText('Bob').waitFor()
  })

  it('[E25] nothing went wrong, and nobody else was asked for anything', () => {
    expect([...alice.faults, ...bob.faults]).toEqual([])
  })
})
