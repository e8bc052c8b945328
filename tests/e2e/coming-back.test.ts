import type { BrowserContext } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { opening } from './harness/opening'
import { Person, until } from './harness/people'
import { picture } from './harness/picture'
import { startSite } from './harness/site'

const { site, browser, alice, bob, charlie } = await opening(startSite(), 'Alice', 'Bob', 'Charlie')
const aliceAgain = await Person.open(browser, site, 'Alice')
let words = ''

beforeAll(async () => {
  await alice.begin()
  await alice.goTo('Settings')
  await alice.page.getByRole('button', { name: 'Show recovery words' }).click()
  const items = alice.page.getByRole('region', { name: 'Backup' }).getByRole('listitem')
  await items.nth(11).waitFor()
  words = (await items.allInnerTexts()).map((item) => item.replace(/^\d+\s*/, '')).join(' ')
  await bob.begin(await alice.inviteLink())
  await bob.follow()
  await alice.page.getByText('Bob came by your invite').waitFor()
  await bob.goTo('Stream')
})

/** Opens the page as somebody who has twelve words. */
async function recover(person: Person, typed: string): Promise<void> {
  await person.page.goto(site.url)
  await person.page.getByRole('button', { name: 'I have 12 words' }).click()
  await person.page.getByRole('textbox', { name: 'Your 12 words' }).fill(typed)
  await person.page.getByRole('button', { name: 'Recover' }).click()
  await person.page.getByRole('textbox', { name: 'Write a post' }).waitFor()
}

async function editProfile(person: Person, about: string, hue: number): Promise<void> {
  await person.goTo('My profile')
  await person.page.getByRole('button', { name: 'Edit profile' }).click()
  await person.page.getByRole('textbox', { name: 'About you' }).fill(about)
  await person.page.getByRole('slider', { name: 'Your colour' }).fill(String(hue))
  await person.page.getByRole('button', { name: 'Save' }).click()
  await person.page.getByText(about).waitFor()
}

/** What the open page of a person says of them. */
async function profileShown({ page }: Person): Promise<string> {
  const header = page.getByRole('main').locator('header').first()
  const name = await header.getByRole('heading').innerText()
  const about =
    (await header.locator('.about').count()) === 0 ? '' : await header.locator('.about').innerText()
  const hue = await header
    .locator('[style*="--hue"]')
    .first()
    .evaluate((mark) => mark.style.getPropertyValue('--hue'))
  return `${name}, ${about}, ${hue}`
}

/** The image of the post is decoded and on the screen, within two seconds of the post, and nobody had to ask again. */
async function seesImage(person: Person, text: string): Promise<void> {
  await person.article(text).waitFor()
  const image = person.article(text).getByRole('img', { name: 'A sunrise' })
  await image.waitFor({ timeout: 2_000 })
  await until('the image is decoded', () =>
    image.evaluate((shown: HTMLImageElement) => shown.naturalWidth > 0),
  )
  expect(await person.page.getByRole('button', { name: 'Try again' }).count()).toBe(0)
}

async function withoutWebRtc(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => Reflect.deleteProperty(globalThis, 'RTCPeerConnection'))
}

describe('coming back', () => {
  it('[E20] after a reload the image is there, at alice and at bob, three times', async () => {
    await alice.post('First light', { file: picture(1_600, 1_200), alt: 'A sunrise' })
    await bob.article('First light').getByRole('img', { name: 'A sunrise' }).waitFor()
    await alice.goTo('Latest')
    for (let time = 1; time <= 3; time += 1) {
      for (const person of [alice, bob]) {
        await person.page.reload()
        await seesImage(person, 'First light')
      }
    }
    await Promise.all([alice.ready(), bob.ready()])
    expect([...alice.faults, ...bob.faults]).toEqual([])
  })

  it('[E20] the image is there also where no peer can be started', async () => {
    const dana = await Person.open(browser, site, 'Dana')
    await dana.begin()
    await dana.post('My garden', { file: picture(800, 600), alt: 'A sunrise' })
    await withoutWebRtc(dana.context)
    await dana.page.reload()
    await dana.page.getByRole('status').filter({ hasText: 'cannot connect to others' }).waitFor()
    await dana.goTo('Latest')
    await seesImage(dana, 'My garden')
    await dana.page.reload()
    await seesImage(dana, 'My garden')
    await dana.post('My other garden', { file: picture(640, 480), alt: 'A sunrise' })
    await seesImage(dana, 'My other garden')
    await dana.context.close()
  })

  it('[E21] alice recovers in another browser: name, about and colour stay, here, there and at bob', async () => {
    await editProfile(alice, 'Climbs trees', 77)
    await recover(aliceAgain, words)
    await aliceAgain.goTo('My profile')
    await aliceAgain.page.getByText('Climbs trees').waitFor()
    await aliceAgain.page.getByText('1 followed').waitFor()
    await aliceAgain.page.getByText('1 follower known here').waitFor()
    await until('bob keeps the log of the new device', async () => (await bob.links()) >= 2)
    await bob.goTo('Stream')
    await bob.article('First light').getByRole('link', { name: 'Alice' }).first().click()
    await bob.page.getByText('Climbs trees').waitFor()
    await alice.goTo('My profile')
    for (const person of [alice, aliceAgain, bob]) {
      expect(await profileShown(person)).toBe('Alice, Climbs trees, 77')
    }
  })

  it('[E22] what she posts on the new device reaches bob, and her old device', async () => {
    await bob.goTo('Stream')
    await aliceAgain.post('From my new phone')
    await bob.article('From my new phone').waitFor()
    await alice.goTo('Latest')
    await alice.article('From my new phone').waitFor()
    await aliceAgain.goTo('Latest')
    await seesImage(aliceAgain, 'First light')
    await alice.goTo('My profile')
    expect(await profileShown(alice)).toBe('Alice, Climbs trees, 77')
    expect([alice, aliceAgain, bob].flatMap(({ faults }) => faults)).toEqual([])
  })

  it('[E24] charlie opens the link of alice, signs up, loads the page again and follows: she follows back', async () => {
    await charlie.begin(await alice.inviteLink())
    await charlie.page.getByRole('heading', { name: 'Alice' }).waitFor()
    await charlie.page.reload()
    await charlie.ready()
    await charlie.page.getByRole('heading', { name: 'Alice' }).waitFor()
    await charlie.follow()
    await alice.page.getByText('Charlie came by your invite').waitFor()
    await charlie.page.getByText('2 followed').waitFor()
    expect([alice, charlie].flatMap(({ faults }) => faults)).toEqual([])
  })

  it('[E23] who recovers where nobody keeps their log has no name, and may set one', async () => {
    const eve = await Person.open(browser, site, 'Eve')
    // Twelve words that nobody has ever used.
    await recover(eve, 'legal winner thank year wave sausage worth useful legal winner thank yellow')
    await eve.goTo('My profile')
    await eve.page.getByRole('heading', { name: 'Somebody' }).waitFor()
    await eve.page.getByRole('button', { name: 'Edit profile' }).click()
    await eve.page.getByRole('textbox', { name: 'Your name' }).fill('Eve')
    await eve.page.getByRole('button', { name: 'Save' }).click()
    await eve.page.getByRole('heading', { name: 'Eve' }).waitFor()
    expect(eve.faults).toEqual([])
  })
})
