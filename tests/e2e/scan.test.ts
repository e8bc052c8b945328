/** Two people pair by showing each other their screens: one has a camera, the other a picture of the code. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chromiumPath } from '../../tools/chromium'
import { filmed } from './harness/filmed'
import { opening } from './harness/opening'
import { FLAGS, Person } from './harness/people'
import { picture } from './harness/picture'
import { startLonelySite } from './harness/site'

const { site, alice } = await opening(startLonelySite(), 'Alice')
let folder: string
let bobs: Browser
let bob: Person

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'synereo-film-'))
  await alice.begin()
  // What his camera sees is settled when his browser starts.
  const film = join(folder, 'code.y4m')
  await writeFile(film, filmed(await codeOf(alice)))
  bobs = await chromium.launch({
    executablePath: chromiumPath(),
    args: [...FLAGS, '--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`],
  })
  bob = await Person.open(bobs, site, 'Bob')
  await bob.page.addInitScript(noteCameras)
  await bob.begin()
})

afterAll(async () => {
  await bobs.close()
  await rm(folder, { recursive: true })
})

declare global {
  interface Window {
    /** Set by {@link noteCameras}. */
    cameras?: MediaStreamTrack[]
  }
}

/** Runs in the page: remembers every camera that it opens. */
function noteCameras(): void {
  const cameras: MediaStreamTrack[] = (window.cameras = [])
  const { mediaDevices } = navigator
  const open = mediaDevices.getUserMedia.bind(mediaDevices)
  mediaDevices.getUserMedia = async (wished) => {
    const stream = await open(wished)
    cameras.push(...stream.getTracks())
    return stream
  }
}

/** "live" or "ended" of every camera that was opened so far. */
function camerasOf({ page }: Person): Promise<string[]> {
  return page.evaluate(() => (window.cameras ?? []).map(({ readyState }) => readyState))
}

async function codeOf(person: Person): Promise<string> {
  await person.goTo('Connections')
  await person.page.getByRole('button', { name: 'Pair without a server' }).click()
  const box = person.page.getByRole('textbox', { name: 'Your code' })
  await box.waitFor()
  return box.inputValue()
}

async function openScanner({ page }: Person): Promise<Locator> {
  await page.getByRole('button', { name: 'Scan their code' }).click()
  const dialog = page.getByRole('dialog', { name: 'Scan their code' })
  await dialog.waitFor()
  return dialog
}

describe('scanning a code', () => {
  it('[E48] no camera, a file that is no picture and a picture without a code are said in plain words', async () => {
    const dialog = await openScanner(alice)
    await dialog.getByRole('alert').getByText('No camera was found on this device.').waitFor()
    const file = dialog.getByLabel('A picture of the code')
    await file.setInputFiles({ name: 'code.png', mimeType: 'image/png', buffer: Buffer.from('no picture') })
    await dialog.getByText('This file is not a picture that the browser can open.').waitFor()
    await file.setInputFiles({ name: 'red.png', mimeType: 'image/png', buffer: picture(600, 400) })
    await dialog.getByText('No code was found in this picture.').waitFor()
    await alice.page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })

  it('[E48] a refused camera is said, and can be allowed', async () => {
    await bob.context.grantPermissions([])
    await codeOf(bob)
    const dialog = await openScanner(bob)
    await dialog.getByRole('alert').getByText('The camera is not allowed for this page.').waitFor()
    await bob.page.keyboard.press('Escape')
    await bob.context.grantPermissions(['camera'])
    expect(await camerasOf(bob)).toEqual([])
  })

  it('[E48] his camera reads her code, and is off as soon as it is read', async () => {
    // It may be read before anybody could see the scanner.
    await bob.page.getByRole('button', { name: 'Scan their code' }).click()
    await bob.page.getByText('The code of Alice is taken.').waitFor()
    expect(await camerasOf(bob)).toEqual(['ended'])
  })

  it('[E48] she chooses a picture of his code, and they are linked', async () => {
    await bob.page.getByText('Your code as a picture').click()
    const drawn = bob.page.getByRole('img', { name: 'Your code as a picture' })
    const dialog = await openScanner(alice)
    await dialog
      .getByLabel('A picture of the code')
      .setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: await drawn.screenshot() })
    await alice.page.getByText('You are linked with Bob, with nobody in between.').waitFor()
    await bob.page.getByText('You are linked with Alice, with nobody in between.').waitFor()
  })

  it('[E48] a pairing that is given up closes the scanner, and the next one does not open it', async () => {
    await alice.page.getByRole('button', { name: 'Done' }).click()
    await codeOf(alice)
    const dialog = await openScanner(alice)
    const other = await alice.context.newPage()
    await other.goto(`${site.url}#/connections`)
    await other.getByRole('button', { name: 'Give up' }).click()
    await dialog.waitFor({ state: 'detached' })
    await other.getByRole('button', { name: 'Pair without a server' }).click()
    await alice.page.getByRole('button', { name: 'Scan their code' }).waitFor()
    expect(await dialog.count()).toBe(0)
    await other.close()
  })

  it('[E48] nothing went wrong, and no picture went anywhere', () => {
    expect([...alice.faults, ...bob.faults]).toEqual([])
  })
})
