import { readFile, rm } from 'node:fs/promises'
import { CarReader } from '@ipld/car/reader'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readArchiveRoot } from '../../src/records/archive-root'
import { opening } from './harness/opening'
import { Person, until } from './harness/people'
import { picture } from './harness/picture'
import { PINNING_SERVICE, startPinningService, TOKEN } from './harness/pinning-service'
import { startLonelySite, startSite } from './harness/site'

const { site, browser } = await opening(startSite())
/** Where nobody can meet anybody. */
const lonely = await startLonelySite()
const pins = await startPinningService()
const hosts = { url: site.url, relay: site.relay, witnesses: pins.delegates, services: [PINNING_SERVICE] }
const alice = await Person.open(browser, hosts, 'Alice')
let file: string
/** The address of her profile, behind the one of the site. */
let alicesPage: string

beforeAll(async () => {
  await pins.serve(alice.context)
  await alice.begin()
  await alice.post('Keep me for good', { file: picture(800, 600), alt: 'A gradient' })
  await alice.post('And me')
  await alice.goTo('My profile')
  await alice.page.waitForURL(/#\/person\//)
  alicesPage = new URL(alice.page.url()).hash
})

afterAll(async () => {
  await pins.stop()
  await lonely.stop()
  if (file !== undefined) await rm(file, { force: true })
})

describe('what alice keeps', () => {
  it('[E34] is counted, and leaves the browser as one CAR file, her words under a passphrase', async () => {
    const kept = alice.page.getByRole('region', { name: 'Kept in this browser' })
    // Device, name, two posts, and the key for letters, which is announced when the rest runs.
    await until('all five are counted', async () => {
      await alice.goTo('Settings')
      await alice.goTo('Storage')
      await kept.getByRole('row', { name: /What you wrote.*records/ }).waitFor()
      return (await kept.getByRole('row', { name: /What you wrote.*5 records/ }).count()) > 0
    })
    await kept.getByRole('row', { name: /Images.*1 image/ }).waitFor()
    await alice.page.getByLabel('With your twelve words').check()
    await alice.page.getByLabel('Passphrase', { exact: true }).fill('short')
    await alice.page.getByRole('button', { name: 'Export everything' }).click()
    await alice.page.getByRole('alert').getByText('at least 10 characters').waitFor()
    await alice.page.getByLabel('Passphrase', { exact: true }).fill('long enough')
    const [download] = await Promise.all([
      alice.page.waitForEvent('download'),
      alice.page.getByRole('button', { name: 'Export everything' }).click(),
    ])
    expect(download.suggestedFilename()).toMatch(/^synereo-with-words-\d{4}-\d\d-\d\d\.car$/)
    file = await download.path()
    const reader = await CarReader.fromBytes(await readFile(file))
    const [root, ...others] = await reader.getRoots()
    expect(others).toEqual([])
    const archive = readArchiveRoot((root && (await reader.get(root)))?.bytes ?? new Uint8Array())
    expect(archive).toMatchObject({ value: { words: { cost: { memoryKiB: 65_536, passes: 3 } } } })
  })

  it('[E34] fills the browser of charlie, who can reach nobody, with posts, image and words', async () => {
    const charlie = await Person.open(browser, lonely, 'Charlie')
    await charlie.begin()
    await charlie.goTo('Storage')
    await charlie.page.getByLabel('Import', { exact: true }).setInputFiles({
      name: 'nonsense.car',
      mimeType: 'application/vnd.ipld.car',
      buffer: Buffer.from('nonsense'),
    })
    await charlie.page.getByRole('alert').getByText('no archive of Synereo').waitFor()
    await charlie.page.getByLabel('Import', { exact: true }).setInputFiles(file)
    await charlie.page.getByText('5 new records were taken in. 1 image came with it.').waitFor()
    await charlie.page.getByLabel('Passphrase of the file').fill('long enough')
    await charlie.page.getByRole('button', { name: 'Show the words' }).click()
    const words = (await charlie.page.locator('p[translate="no"]').textContent()) ?? ''
    expect(words.split(' ')).toHaveLength(12)
    await charlie.page.goto(`${lonely.url}${alicesPage}`)
    await charlie.article('And me').waitFor()
    await charlie.article('Keep me for good').getByRole('img', { name: 'A gradient' }).waitFor()

    // A lost device: a fresh browser becomes alice again, and the file brings her history.
    const again = await Person.open(browser, lonely, 'Alice')
    await again.page.goto(lonely.url)
    await again.page.getByRole('button', { name: 'I have 12 words' }).click()
    await again.page.getByRole('textbox', { name: 'Your 12 words' }).fill(words)
    await again.page.getByRole('button', { name: 'Recover' }).click()
    await again.ready()
    await again.goTo('Storage')
    await again.page.getByLabel('Import', { exact: true }).setInputFiles(file)
    await again.page.getByText('5 new records were taken in.').waitFor()
    await again.goTo('My profile')
    await again.page.getByRole('heading', { name: 'Alice' }).waitFor()
    await again.article('And me').waitFor()
    expect([...charlie.faults, ...again.faults]).toEqual([])
  })

  it('[E35] is kept by a pinning service that she names, every post with its image', async () => {
    await alice.goTo('Storage')
    await alice.page.getByText('Name a pinning service', { exact: true }).click()
    await alice.page.getByRole('textbox', { name: 'Pinning service' }).fill('http://pins.example')
    await alice.page.getByLabel('Access token').fill('wrong')
    await alice.page.getByRole('button', { name: 'Pin', exact: true }).click()
    await alice.page.getByRole('alert').getByText('begins with https://').waitFor()
    await alice.page.getByRole('textbox', { name: 'Pinning service' }).fill(PINNING_SERVICE)
    await alice.page.getByRole('button', { name: 'Pin', exact: true }).click()
    await alice.page.getByRole('alert').getByText('does not accept this access token').waitFor()
    await alice.page.getByLabel('Access token').fill(TOKEN)
    await alice.page.getByRole('button', { name: 'Pin', exact: true }).click()
    await alice.page.getByText('Pinned: the service keeps all you have written').waitFor()
    // What the service keeps is enough for anybody to have it all again.
    const dora = await Person.open(browser, lonely, 'Dora')
    await dora.begin()
    await dora.goTo('Storage')
    const buffer = await pins.car()
    const pinned = { name: 'pinned.car', mimeType: 'application/vnd.ipld.car', buffer }
    await dora.page.getByLabel('Import', { exact: true }).setInputFiles(pinned)
    await dora.page.getByText('5 new records were taken in. 1 image came with it.').waitFor()
    await dora.page.goto(`${lonely.url}${alicesPage}`)
    await dora.article('Keep me for good').getByRole('img', { name: 'A gradient' }).waitFor()
    expect(dora.faults).toEqual([])
    // The browser itself reports the answer 401.
    expect(alice.faults.filter((fault) => !fault.includes('status of 401'))).toEqual([])
  })
})
