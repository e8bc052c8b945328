/** Links that people hand to each other, and what they lead to. */
import { beforeAll, describe, expect, it } from 'vitest'
import { opening } from './harness/opening'
import { Person } from './harness/people'
import { startSite } from './harness/site'

const { site, browser, alice, bob } = await opening(startSite(), 'Alice', 'Bob')

beforeAll(async () => {
  await alice.begin()
  await bob.begin(await alice.inviteLink())
  await bob.follow()
  await bob.post('Swifts over the harbour.')
})

async function linkOf(person: Person, text: string): Promise<string> {
  await person.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await person.page.evaluate(() => {
    Reflect.deleteProperty(Navigator.prototype, 'share')
  })
  await person.article(text).getByRole('button', { name: 'More' }).click()
  await person.page.getByRole('button', { name: 'Share link' }).last().click()
  await person.page.getByText('Link copied.').waitFor()
  return person.page.evaluate(() => navigator.clipboard.readText())
}

describe('a link', () => {
  it('[U14] of a post brings it to a newcomer who attends nobody, when its author is away', async () => {
    const elsa = await Person.open(browser, site, 'Elsa')
    await elsa.begin(await alice.inviteLink())
    await elsa.follow()
    await elsa.post('Eels in the river.')
    await elsa.article('Eels').getByText('Held by').waitFor()
    const link = await linkOf(elsa, 'Eels')
    await alice.page.getByRole('list', { name: 'Peers' }).getByText('Elsa').waitFor()
    await elsa.context.close()
    await alice.page.getByRole('list', { name: 'Peers' }).getByText('Elsa').waitFor({ state: 'detached' })

    const carol = await Person.open(browser, site, 'Carol')
    await carol.begin(link)
    await carol.page.getByRole('heading', { level: 1, name: 'Post' }).waitFor()
    await carol.article('Eels in the river.').waitFor()
    expect(carol.faults).toEqual([])
    await carol.context.close()
  })

  it('[U14] of a person who is nobody says so under a title of its own', async () => {
    await bob.page.evaluate(() => (location.hash = '#/person/junk'))
    await bob.page.getByRole('heading', { level: 1, name: 'Nobody' }).waitFor()
    await bob.page.waitForFunction(() => document.title.startsWith('Nobody'))
    await bob.goTo('Stream')
  })
})

describe('the invite link', () => {
  it('[U14] greets with who invites, and with nothing else before', async () => {
    const link = await alice.inviteLink()
    const frank = await Person.open(browser, site, 'Frank')
    await frank.context.addInitScript(() => {
      const titles = new Set<string>()
      Object.assign(globalThis, { titles })
      new MutationObserver(() => {
        for (const { textContent } of document.querySelectorAll('h1')) titles.add(textContent.trim())
      }).observe(document, { subtree: true, childList: true, characterData: true })
    })
    await frank.page.goto(link)
    await frank.page.getByRole('heading', { level: 1, name: 'Alice invites you' }).waitFor()
    const seen = await frank.page.evaluate(() => [
      ...(globalThis as unknown as { titles: Set<string> }).titles,
    ])
    expect(seen.filter((title) => title !== 'Opening the invite link…')).toEqual(['Alice invites you'])
    await frank.context.close()
  })

  it('[U14] is a picture, too, to be scanned from a screen', async () => {
    await alice.inviteLink()
    const picture = alice.page.getByRole('img', { name: 'The link as a picture' })
    expect(await picture.isVisible()).toBe(false)
    await alice.page.getByText('The link as a picture').click()
    await picture.waitFor()
    const { width = 0, height = 0 } = (await picture.boundingBox()) ?? {}
    expect([Math.round(width), Math.round(width)]).toEqual([Math.round(height), 384])
  })
})

describe('a link in a text', () => {
  it('[LK8] is drawn with the host that it leads to', async () => {
    await bob.goTo('Stream')
    const box = bob.page.getByRole('textbox', { name: 'Write a post' })
    await box.fill('The same as https://google.com\u2215login.evil.example/x')
    await bob.page.getByRole('button', { name: 'Post', exact: true }).click()
    await alice.goTo('Latest')
    const link = alice.article('The same as').getByRole('link', { name: 'https://', exact: false })
    expect(await link.textContent()).toBe('https://google.xn--comlogin-0f7d.evil.example/x')
    expect(await link.getAttribute('href')).toBe(await link.textContent())
  })
})

describe('words with which a post is shared', () => {
  it('[U3] stand there as a post does: of long ones the beginning', async () => {
    await alice.goTo('Stream')
    await alice.article('Swifts over').getByRole('button', { name: 'Share', exact: true }).click()
    const dialog = alice.page.getByRole('dialog', { name: 'Share', exact: true })
    await dialog.getByRole('textbox').fill(`Look. ${'More of it. '.repeat(400)}The end.`)
    await dialog.getByRole('button', { name: 'Share', exact: true }).click()
    await bob.goTo('Stream')
    const shared = bob.article('Shared by Alice')
    await shared.getByText('Look. More of it.').waitFor()
    expect(await shared.getByText('The end.').count()).toBe(0)
    await shared.getByRole('button', { name: 'Show more' }).click()
    await shared.getByText('The end.').waitFor()
    expect([...alice.faults, ...bob.faults]).toEqual([])
  })
})
