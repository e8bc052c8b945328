import { describe, expect, it } from 'vitest'
import { ENGLISH_GUIDE, GUIDES } from '../../tools/starter/guide'
import { opening } from './harness/opening'
import { startLonelySite } from './harness/site'

const { site, alice } = await opening(startLonelySite('as-shipped'), 'Alice')

const section = () => alice.page.getByRole('region', { name: 'To begin with' })
const firstPost = () => section().getByRole('article').first()

describe('a first visit with nobody there', () => {
  it('[SH3] finds something to read in the Stream, marked as shipped with the page', async () => {
    await alice.begin()
    await firstPost().getByText('Shipped with this page.').waitFor()
    expect(await section().getByRole('article').count()).toBe(ENGLISH_GUIDE.posts.length)
    expect(await firstPost().textContent()).toContain(ENGLISH_GUIDE.posts[0]?.slice(0, 40))
    expect(await alice.page.getByRole('heading', { name: 'It is quiet here' }).isVisible()).toBe(true)
  })

  it('[SH3] is linked with nobody and attends nobody by it', async () => {
    expect(await alice.links()).toBe(0)
    await alice.goTo('My profile')
    await alice.page.getByText('0 followed').waitFor()
  })

  it('[SH3] finds under their tag those of its own language alone, and writes to nobody who could not read it', async () => {
    await alice.goTo('Stream')
    await firstPost().getByRole('link', { name: '#synereo' }).click()
    await alice.page.getByRole('heading', { level: 1, name: '#synereo' }).waitFor()
    const first = alice.page.getByRole('article').first()
    await first.waitFor()
    expect(await first.getAttribute('aria-setsize')).toBe(String(ENGLISH_GUIDE.posts.length))
    await first.getByRole('link', { name: ENGLISH_GUIDE.name }).click()
    await alice.page.getByRole('heading', { level: 1, name: ENGLISH_GUIDE.name }).waitFor()
    expect(await alice.page.getByRole('button', { name: 'Mute' }).count()).toBe(1)
    expect(await alice.page.getByRole('link', { name: 'Message', exact: true }).count()).toBe(0)
    expect(await alice.page.getByRole('button', { name: 'Introduce to someone' }).count()).toBe(0)
  })

  it('[SH3] finds in a search those of its own language alone', async () => {
    await alice.goTo('Search')
    await alice.page
      .getByRole('link', { name: `#synereo ${ENGLISH_GUIDE.posts.length}`, exact: true })
      .waitFor()
    await alice.page.getByRole('searchbox').fill('#synereo')
    await alice.page
      .getByRole('heading', { name: `Posts ${ENGLISH_GUIDE.posts.length}`, exact: true })
      .waitFor()
  })

  it('[SH3] finds them in their place after it has seen and liked them', async () => {
    await alice.goTo('Stream')
    await firstPost().getByRole('button', { name: 'Like', exact: true }).click()
    await firstPost().getByRole('button', { name: 'Like', pressed: true }).waitFor()
    await firstPost().getByRole('button', { name: 'Why here' }).click()
    await alice.page.getByRole('dialog').locator('dd[title]').first().waitFor()
    await alice.page.getByRole('dialog').getByText('It was shipped with this page').waitFor()
    await alice.page.keyboard.press('Escape')
    expect(await section().getByRole('article').count()).toBe(ENGLISH_GUIDE.posts.length)
    expect(await alice.page.getByRole('region', { name: 'Posts by current' }).count()).toBe(0)
  })

  it('[SH3] shows its own post before them', async () => {
    await alice.post('my first words')
    await alice.goTo('Stream')
    await firstPost().waitFor()
    const articles = await alice.page.getByRole('article').allTextContents()
    expect(articles[0]).toContain('my first words')
    expect(articles[1]).toContain(ENGLISH_GUIDE.name)
  })

  it('[SH3] reads them in the language of the page', async () => {
    const german = await alice.context.newPage()
    alice.watch(german)
    await german.goto(`${site.url}#/settings`)
    await german.getByRole('combobox', { name: 'Language' }).selectOption('Deutsch')
    await german.getByRole('navigation').getByRole('link', { name: 'Stream' }).click()
    const posts = german.getByRole('region', { name: 'Für den Anfang' }).getByRole('article')
    await posts.first().getByText('Kam mit dieser Seite.').waitFor()
    expect(await posts.first().textContent()).toContain(GUIDES.de?.posts[0]?.slice(0, 40))
    expect(await posts.count()).toBe(ENGLISH_GUIDE.posts.length)
    await german.evaluate(() => (location.hash = '#/settings'))
    await german.getByRole('combobox', { name: 'Sprache' }).selectOption('English')
    await german.getByRole('heading', { name: 'Settings' }).waitFor()
    await german.close()
  })

  it('[SH3] keeps them without the host, and asks for the file no more', async () => {
    const asked: string[] = []
    alice.page.on('request', (request) => asked.push(request.url()))
    await alice.page.reload()
    await alice.ready()
    await firstPost().waitFor()
    await alice.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
    await site.stopHost()
    await alice.page.reload()
    await firstPost().waitFor()
    expect(asked.filter((url) => url.endsWith('.car'))).toEqual([])
  })

  it('[SH3] is rid of them when it mutes who says it', async () => {
    await firstPost().getByRole('link', { name: ENGLISH_GUIDE.name }).click()
    await alice.page.getByRole('button', { name: 'Mute', exact: true }).click()
    await alice.goTo('Stream')
    await alice.article('my first words').waitFor()
    await section().waitFor({ state: 'detached' })
    expect(alice.faults).toEqual([])
  })
})
