/** Two people alone: the site is static, and no relay was ever started. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, Person } from './harness/people'
import { picture } from './harness/picture'
import { startLonelySite } from './harness/site'

let site: Awaited<ReturnType<typeof startLonelySite>>
let browser: Browser
let alice: Person
let bob: Person

beforeAll(async () => {
  site = await startLonelySite()
  browser = await launchBrowser()
  alice = await Person.open(browser, site, 'Alice')
  bob = await Person.open(browser, site, 'Bob')
  await alice.begin()
  await bob.begin()
})

afterAll(async () => {
  await browser.close()
  await site.stop()
})

/** Opens the pairing and gives the code. */
async function codeOf({ page }: Person): Promise<string> {
  await page.getByRole('button', { name: 'Pair without a server' }).click()
  const box = page.getByRole('textbox', { name: 'Your code' })
  await box.waitFor()
  return box.inputValue()
}

async function connectWith({ page }: Person, code: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Their code' }).fill(code)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
}

describe('pairing without a server', () => {
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

  it('[E25] nothing went wrong, and nobody else was asked for anything', () => {
    expect([...alice.faults, ...bob.faults]).toEqual([])
  })
})
