/** Alice, bob and charlie in the picture of alice's network. */
import { beforeAll, describe, expect, it } from 'vitest'
import { violations } from './harness/axe'
import { openFilled } from './harness/filled'
import { isFocused } from './harness/keys'
import { opening } from './harness/opening'
import type { Person } from './harness/people'
import { until } from './harness/people'
import { startSite } from './harness/site'

const { site, browser, alice, bob, charlie } = await opening(startSite(), 'Alice', 'Bob', 'Charlie')

beforeAll(async () => {
  await bob.begin()
  await charlie.begin(await bob.inviteLink())
  await charlie.follow()
  await charlie.post('Of lakes')
  await bob.goTo('Stream')
  await bob.article('Of lakes').getByRole('button', { name: 'Like', exact: true }).click()
  await bob.post('Of rivers')
  await alice.begin()
})

function picture(person: Person) {
  return person.page.getByRole('application', { name: 'Picture of your network' })
}

async function settled(person: Person): Promise<void> {
  await person.page.locator('[data-settled="true"]').waitFor()
}

function chosen(person: Person) {
  return person.page.getByRole('region', { name: 'Chosen person' })
}

/** The middle of what is drawn in a colour, on the page: where an eye would find it. */
async function coloured(
  person: Person,
  colour: readonly number[],
): Promise<{ readonly x: number; readonly y: number }> {
  const shot = (await picture(person).screenshot()).toString('base64')
  // Whoever takes a picture may have scrolled to it.
  const box = await picture(person).boundingBox()
  if (box === null) throw new Error('there is no picture')
  const found = await person.page.evaluate(
    async ({ png, wanted }) => {
      const bytes = Uint8Array.from(atob(png), (character) => character.charCodeAt(0))
      const bitmap = await createImageBitmap(new Blob([bytes]))
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
      if (context === null) return []
      context.drawImage(bitmap, 0, 0)
      const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height)
      const isWanted = (x: number, y: number): boolean =>
        wanted.every(
          (value, channel) => Math.abs(value - (data[(y * bitmap.width + x) * 4 + channel] ?? 0)) < 4,
        )
      // Inside of a disc, not on a line or an outline of the same colour.
      const around = [
        [0, 0],
        [3, 0],
        [-3, 0],
        [0, 3],
        [0, -3],
      ] as const
      const points: [x: number, y: number][] = []
      for (let y = 3; y < bitmap.height - 3; y += 1)
        for (let x = 3; x < bitmap.width - 3; x += 1)
          if (around.every(([right, down]) => isWanted(x + right, y + down))) points.push([x, y])
      return points
    },
    { png: shot, wanted: colour },
  )
  const middle = (axis: 0 | 1): number => {
    const values = found.map((point) => point[axis]).sort((a, b) => a - b)
    return values[values.length >> 1] ?? 0
  }
  return { x: box.x + middle(0), y: box.y + middle(1) }
}

describe('the Network view', () => {
  it('[NV1] is of alice alone before she attends anybody', async () => {
    await alice.goTo('Network')
    await alice.page.getByText('You, and nobody near you yet.').waitFor()
    await alice.page.getByRole('tab', { name: 'Table' }).click()
    await alice.page.getByText('Nobody is near you yet').waitFor()
  })

  it('[NV2] has bob once alice follows him and likes his post, in the table with a bond', async () => {
    await alice.page.goto(await bob.inviteLink())
    await alice.follow()
    await alice.goTo('Stream')
    await alice.article('Of rivers').getByRole('button', { name: 'Like', exact: true }).click()
    await alice.goTo('Network')
    await alice.page.getByRole('tab', { name: 'Table' }).click()
    const row = alice.page.getByRole('row').filter({ has: alice.page.getByRole('link', { name: 'Bob' }) })
    await until('charlie has come as well', async () => {
      const again = alice.page.getByRole('button', { name: 'Something has changed: look again' })
      if (await again.isVisible()) await again.click()
      return alice.page.getByRole('row').getByRole('link', { name: 'Charlie' }).isVisible()
    })
    // A like, or a like and a look: 2 or 3 of engagement, by ten more.
    expect(await row.getByRole('cell').nth(1).innerText()).toMatch(/^(17|23)%$/)
    await alice.page.getByRole('button', { name: 'Name' }).click()
    await alice.page.getByRole('columnheader', { name: 'Name' }).waitFor()
    expect(await alice.page.getByRole('rowheader').allInnerTexts()).toEqual(['Bob', 'Charlie'])
    await alice.page.getByRole('button', { name: 'Name' }).click()
    expect(await alice.page.getByRole('rowheader').allInnerTexts()).toEqual(['Charlie', 'Bob'])
  })

  it('[NV1] is gone through with the keyboard alone: choose, read, open', async () => {
    await alice.page.getByRole('tab', { name: 'Table' }).focus()
    await alice.page.keyboard.press('ArrowLeft')
    await settled(alice)
    await until('the picture has the focus', async () => {
      await alice.page.keyboard.press('Tab')
      return picture(alice).evaluate((element) => element === document.activeElement)
    })
    await alice.page.keyboard.press('ArrowRight')
    await chosen(alice).getByText('This is you.').waitFor()
    // Where people stand depends on their keys. Any two steps come one after the other here: each leads to the next person
    // there is in that direction, and stays where there is none.
    const steps =
      'Right Right Up Up Right Left Down Down Up Down Left Left Up Right Down Right Up Left'.split(' ')
    let step = 0
    await until('bob is chosen', async () => {
      await alice.page.keyboard.press(`Arrow${steps[step++ % steps.length] ?? ''}`)
      return (await chosen(alice).getByRole('link').innerText()) === 'Bob'
    })
    await chosen(alice)
      .getByText(/^You follow and attend Bob: a synapse of (17|23)%\.$/)
      .waitFor()
    await chosen(alice).getByText('Bob follows you, and no more yet.').waitFor()
    for (const key of ['+', '-', '0']) await alice.page.keyboard.press(key)
    await alice.page.keyboard.press('Enter')
    await alice.page.keyboard.press('Enter')
    await alice.page.getByRole('heading', { name: 'Bob' }).waitFor()
  })

  it('[NV1] lets alice choose by pointer, and nobody again beside it', async () => {
    await alice.goTo('Network')
    await settled(alice)
    // What becomes known meanwhile moves the picture: it is looked at anew until the pointer is over her.
    await until('the pointer is over alice', async () => {
      const you = await coloured(alice, [0x4a, 0x3f, 0xd1])
      await alice.page.mouse.move(you.x - 1, you.y)
      await alice.page.mouse.move(you.x, you.y)
      const cursor = () => document.querySelector<HTMLElement>('[role="application"]')?.style.cursor
      return (await alice.page.evaluate(cursor)) === 'pointer'
    })
    await alice.page.mouse.down()
    await alice.page.mouse.up()
    await chosen(alice).getByText('This is you.').waitFor()
    await picture(alice).focus()
    await alice.page.keyboard.press('Escape')
    await chosen(alice).waitFor({ state: 'detached' })
  })

  it('[A28] shows how it was before: nobody was tied eight weeks ago', async () => {
    await alice.page.getByRole('tab', { name: 'Table' }).click()
    const slider = alice.page.getByRole('slider', { name: 'Day shown' })
    await slider.focus()
    expect(await slider.getAttribute('aria-valuetext')).toBe('today')
    await alice.page.keyboard.press('Home')
    expect(await slider.getAttribute('aria-valuetext')).toMatch(/, 8 weeks ago$/)
    await alice.page.getByText('On that day: you and 0 people, with 0 ties.').waitFor()
    const row = alice.page.getByRole('row').filter({ has: alice.page.getByRole('link', { name: 'Bob' }) })
    expect(await row.getByRole('cell').allInnerTexts()).toEqual(expect.arrayContaining(['–', '–', '0']))
    await alice.page.getByRole('button', { name: 'Play' }).click()
    await until('it is today again', async () => (await slider.getAttribute('aria-valuetext')) === 'today')
    await alice.page.getByRole('button', { name: 'Play' }).waitFor()
  })

  it('[U5] axe finds nothing in the picture, nor in the table', async () => {
    expect(await violations(alice.page)).toEqual([])
    await alice.page.getByRole('tab', { name: 'Picture' }).click()
    await settled(alice)
    expect(await violations(alice.page)).toEqual([])
  })

  it('[NV2] is a table and a sentence where the browser cannot draw', async () => {
    const { page } = charlie
    await page.addInitScript(() => {
      HTMLCanvasElement.prototype.getContext = () => null
    })
    await page.reload()
    await charlie.ready()
    await charlie.goTo('Network')
    await page.getByText('This browser cannot draw the picture, because it has no WebGL.').waitFor()
    await page.getByRole('table').getByRole('link', { name: 'Bob' }).waitFor()
    expect(await page.getByRole('tab').count()).toBe(0)
  })

  it('[U5] axe finds nothing at 360 px either, light and dark, with sixty people in it', async () => {
    const dora = await openFilled(browser, site, 60, { viewport: { width: 360, height: 740 } })
    await dora.goTo('Network')
    await settled(dora)
    await dora.page
      .getByRole('button', { name: /Around/ })
      .first()
      .click()
    await dora.page.getByRole('button', { name: /Around/, pressed: true }).waitFor()
    expect(await violations(dora.page)).toEqual([])
    await dora.page.emulateMedia({ colorScheme: 'dark' })
    await dora.page.getByRole('tab', { name: 'Table' }).click()
    const next = dora.page.getByRole('button', { name: 'Next' })
    await next.click()
    await dora.page.getByText(/^51 to \d+ of \d+ people$/).waitFor()
    // There is no page behind it, and the focus stays all the same (rule U9).
    expect([await next.isEnabled(), await isFocused(next)]).toEqual([false, true])
    expect(await violations(dora.page)).toEqual([])
    const isWider = await dora.page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
    expect(isWider).toBe(false)
    expect(dora.faults).toEqual([])
    await dora.context.close()
  })

  it('[E9] nobody complained meanwhile', () => {
    expect([...alice.faults, ...bob.faults, ...charlie.faults]).toEqual([])
  })
})
