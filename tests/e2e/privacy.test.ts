/** Bob links only with whom he follows; alice finds her device; charlie looks into another network. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { violations } from './harness/axe'
import { launchBrowser, Person, until } from './harness/people'
import { startSite, type Site } from './harness/site'

const OTHER = networkFile('Lake people')
const REEDS = networkFile('Reeds')

function networkFile(name: string): string {
  return JSON.stringify({ name, manifest: { v: 1, name }, relays: [], stun: [] })
}

let site: Site
let browser: Browser
let alice: Person
let bob: Person
let charlie: Person

beforeAll(async () => {
  site = await startSite()
  browser = await launchBrowser()
  alice = await Person.open(browser, site, 'Alice')
  bob = await Person.open(browser, site, 'Bob')
  charlie = await Person.open(browser, site, 'Charlie')
  await alice.begin()
  await bob.begin(await alice.inviteLink())
  await bob.follow()
})

afterAll(async () => {
  await browser.close()
  await site.stop()
})

async function linkedWith(person: Person): Promise<string[]> {
  await person.goTo('Connections')
  const peers = person.page.getByRole('list', { name: 'Peers' })
  return (await peers.getByRole('listitem').allInnerTexts()).map((text) => text.split(/\s/)[0] ?? '').sort()
}

describe('who learns where one is', () => {
  it('[PV1] [E64] who links only with people followed has no link with a stranger, who has one with others', async () => {
    await bob.goTo('Settings')
    await bob.page.getByRole('checkbox', { name: 'Link directly only with people I follow' }).check()
    await charlie.begin(await alice.inviteLink())
    await charlie.follow()
    await charlie.post('Of lakes')
    await alice.goTo('Latest')
    await alice.article('Of lakes').waitFor()
    await until('alice is linked with both', async () => (await linkedWith(alice)).join() === 'Bob,Charlie')
    await alice.post('Of swifts')
    await bob.goTo('Latest')
    await bob.article('Of swifts').waitFor()
    for (const person of [bob, charlie]) {
      let linked: string[] = []
      // The list may come a moment after its view.
      await until(`${person.name} is linked`, async () => (linked = await linkedWith(person)).length > 0)
      expect(linked).toEqual(['Alice'])
    }
  })

  it('[PV1] [E64] turned off again they find each other, and turned on the link ends', async () => {
    await bob.goTo('Settings')
    const only = bob.page.getByRole('checkbox', { name: 'Link directly only with people I follow' })
    await only.uncheck()
    await until('bob is linked with charlie', async () => (await linkedWith(bob)).join() === 'Alice,Charlie')
    await bob.goTo('Settings')
    await only.check()
    await until('no longer', async () => (await linkedWith(bob)).join() === 'Alice')
  })
})

describe('devices and networks', () => {
  it('[U20] [E64] the devices of the owner are listed, and that none can be shut out is said', async () => {
    await alice.goTo('Settings')
    const devices = alice.page.getByRole('region', { name: 'Devices' })
    await devices.getByRole('listitem').filter({ hasText: 'This browser' }).waitFor()
    expect(await devices.getByRole('listitem').count()).toBe(1)
    await devices.getByText('A device cannot be shut out').waitFor()
    expect(await violations(alice.page)).toEqual([])
  })

  it('[U21] [NV7] [E64] another network is looked at before one goes there, and said to be another; what is here is here again on the way back', async () => {
    await charlie.goTo('Settings')
    const networks = charlie.page.getByRole('region', { name: 'Networks' })
    const field = networks.getByLabel('An invite link, the address of a network.json, or its text')
    await field.fill('a lake')
    await networks.getByRole('button', { name: 'Look at it' }).click()
    await networks.getByRole('alert').getByText('This names no network').waitFor()
    await field.fill(new URL('network.json', site.url).href)
    await networks.getByRole('button', { name: 'Look at it' }).click()
    await networks.getByRole('alert').getByText('the network you are in').waitFor()
    await field.fill(networkFile('\u202eSynereo\n'))
    await networks.getByRole('button', { name: 'Look at it' }).click()
    await networks.getByText('It is the network “Synereo”.', { exact: true }).waitFor()
    await networks.getByText('It is another network than the one that you are in').waitFor()
    await field.fill(OTHER)
    await networks.getByRole('button', { name: 'Look at it' }).click()
    await networks.getByText('It is the network “Lake people”.').waitFor()
    await networks.getByRole('button', { name: 'Go to this network' }).click()
    await charlie.page.getByRole('button', { name: 'Start' }).click()
    await charlie.page.getByText('This is the network “Lake people”.').waitFor()
    await charlie.page.getByRole('textbox', { name: 'Your name' }).fill('Charlotte')
    await charlie.page.getByRole('button', { name: 'Continue' }).click()
    await charlie.page.getByRole('button', { name: 'Later' }).click()
    await charlie.goTo('Settings')
    await networks.getByText('This is the network “Lake people”.').waitFor()
    await networks.getByRole('button', { name: 'Back to the network of this page' }).click()
    await charlie.ready()
    await charlie.goTo('Latest')
    await charlie.article('Of lakes').waitFor()
  })

  it('[NV6] a chosen network in which nobody has begun says which it is, and leads back, whatever the address', async () => {
    const { page } = charlie
    await page.evaluate((text) => localStorage.setItem('synereo-network', text), REEDS)
    await page.goto(`${site.url}#/settings`)
    await page.reload()
    await page.getByText('This is the network “Reeds”.').waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'I have 12 words' }).click()
    await page.getByRole('textbox', { name: 'Your 12 words' }).waitFor()
    await page.getByRole('button', { name: 'Back to the network of this page' }).click()
    await charlie.ready()
    await charlie.goTo('Latest')
    await charlie.article('Of lakes').waitFor()
  })

  it('[E9] nobody complains', () => {
    expect([...alice.faults, ...bob.faults, ...charlie.faults]).toEqual([])
  })
})
