/** What somebody meets who opens the page, or a link that they were sent, before they have a name. */
import { describe, expect, it } from 'vitest'
import { ENGLISH_GUIDE } from '../../tools/starter/guide'
import { opening } from './harness/opening'
import { Person } from './harness/people'
import { startLonelySite } from './harness/site'
import { UNKNOWN_POST } from './harness/unknown-post'

const { site, browser, alice } = await opening(startLonelySite('as-shipped'), 'Alice')

const title = (person: Person, name: string) => person.page.getByRole('heading', { level: 1, name })
const posts = (person: Person) =>
  person.page.getByRole('region', { name: 'To begin with' }).getByRole('article')

/** From the name on, wherever that leads. */
async function choosesName({ page, name }: Person): Promise<void> {
  await page.getByRole('textbox', { name: 'Your name' }).fill(name)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Later' }).click()
}

describe('before somebody has a name', () => {
  it('[U33] she reads what came with the page, and nothing moves when it comes', async () => {
    await alice.context.addInitScript(() => {
      Object.assign(globalThis, { shifted: 0 })
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { value: number })[])
          (globalThis as unknown as { shifted: number }).shifted += entry.value
      }).observe({ type: 'layout-shift', buffered: true })
    })
    await alice.page.goto(site.url)
    await posts(alice)
      .first()
      .getByText(ENGLISH_GUIDE.posts[0]?.slice(0, 40) ?? '')
      .waitFor()
    expect(await posts(alice).count()).toBe(ENGLISH_GUIDE.posts.length)
    const shifted = await alice.page.evaluate(() => (globalThis as unknown as { shifted: number }).shifted)
    expect(shifted).toBeLessThan(0.05)
  })

  it('[U33] Like and a link lead her to the name, and back to reading', async () => {
    await posts(alice).first().getByRole('link', { name: '#synereo' }).click()
    await title(alice, 'Who are you?').waitFor()
    await alice.page.getByRole('button', { name: 'Back' }).click()
    await posts(alice).nth(1).getByRole('button', { name: 'Like' }).click()
    await alice.page.getByText('For this you need a name.').waitFor()
    await alice.page.waitForFunction(() => document.activeElement?.textContent === 'Who are you?')
  })

  it('[U33] once she has one, the post that she pressed is there, and can be liked', async () => {
    await choosesName(alice)
    await title(alice, 'Post').waitFor()
    const post = alice.page.getByRole('article').first()
    expect(await post.textContent()).toContain(ENGLISH_GUIDE.posts[1]?.slice(0, 40))
    await post.getByRole('button', { name: 'Like', exact: true, pressed: false }).click()
    await post.getByRole('button', { name: 'Like', exact: true, pressed: true }).waitFor()
    expect(alice.faults).toEqual([])
  })
})

describe('a link that a newcomer was sent', () => {
  const shipped = () => alice.page.url().split('#')[1] ?? ''

  it.each([
    { what: 'a post', hash: `${UNKNOWN_POST}?by=`, greets: 'You were sent a post', leads: 'Post' },
    { what: 'a tag', hash: '#/tag/bees', greets: 'You were sent posts about #bees', leads: '#bees' },
  ])('[U34] is said to be of $what, and it is there after the name', async ({ hash, greets, leads }) => {
    const bob = await Person.open(browser, site, 'Bob')
    await bob.page.goto(`${site.url}${hash}`)
    await title(bob, greets).waitFor()
    await bob.page.getByText('Once you have begun, this page asks them for it.').waitFor()
    // What he does with something else meanwhile does not lead him away from it.
    await posts(bob).first().getByRole('button', { name: 'Comment' }).click()
    await choosesName(bob)
    await title(bob, leads).waitFor()
    expect(new URL(bob.page.url()).hash).toBe(hash)
    expect(bob.faults).toEqual([])
    await bob.context.close()
  })

  it('[U53] with the address of a post that none can have is greeted like anybody, and is told so after the name', async () => {
    const bob = await Person.open(browser, site, 'Bob')
    await bob.page.goto(`${site.url}#/post/garbage`)
    await title(bob, 'Your attention is worth something. Keep it.').waitFor()
    await bob.page.getByRole('button', { name: 'Start' }).click()
    await choosesName(bob)
    await title(bob, 'No post').waitFor()
    expect(bob.faults).toEqual([])
    await bob.context.close()
  })

  it('[U34] of a post that is here shows it before the others, and asks nobody for it', async () => {
    const bob = await Person.open(browser, site, 'Bob')
    const author = await alice.page
      .getByRole('article')
      .first()
      .getByRole('link', { name: ENGLISH_GUIDE.name })
      .getAttribute('href')
    await bob.page.goto(`${site.url}#${shipped()}?by=${author?.split('/').at(-1) ?? ''}`)
    await title(bob, 'You were sent a post').waitFor()
    const first = bob.page.getByRole('article').first()
    await first.getByText(ENGLISH_GUIDE.posts[1]?.slice(0, 40) ?? '').waitFor()
    expect(await posts(bob).count()).toBe(ENGLISH_GUIDE.posts.length - 1)
    expect(await bob.page.getByText('Once you have begun').count()).toBe(0)
    await bob.page.getByRole('button', { name: 'Start' }).click()
    await choosesName(bob)
    await title(bob, 'Post').waitFor()
    await first.getByText(ENGLISH_GUIDE.posts[1]?.slice(0, 40) ?? '').waitFor()
    expect(bob.faults).toEqual([])
    await bob.context.close()
  })
})
