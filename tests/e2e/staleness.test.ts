import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { presenceTopic } from '../../src/peer/config'
import { signPresence } from '../../src/peer/presence'
import { networkIdOf } from '../../src/records/network-id'
import { networkWith } from '../../tools/site'
import { Author } from '../helpers/author'
import { startGossip } from './harness/node-peer'
import { launchBrowser, Person, until } from './harness/people'
import { startSite, type Site } from './harness/site'

/** Sooner than bob's page would: what is measured is how long alice's page takes. */
const SAID_EACH_MS = 3_000

let site: Site
let browser: Browser
let alice: Person
let charlie: Person
/** Somebody at the relay who says who he is, and whom nobody can be linked with. */
let bob: Author
let gossip: Awaited<ReturnType<typeof startGossip>>
let saying: ReturnType<typeof setInterval>

beforeAll(async () => {
  site = await startSite()
  browser = await launchBrowser()
  alice = await Person.open(browser, site, 'Alice')
  charlie = await Person.open(browser, site, 'Charlie')
  bob = await Author.create({ network: await networkIdOf((await networkWith([])).manifest) })
  await bob.post('the second entry')
  gossip = await startGossip(site.relay)
  await charlie.begin()
  await alice.begin(await charlie.inviteLink())
  await until('alice is linked with charlie', async () => (await alice.links()) > 0)
})

afterAll(async () => {
  clearInterval(saying)
  await gossip.stop()
  await browser.close()
  await site.stop()
})

async function sayPresence(): Promise<void> {
  const { network, person, signer, certificate } = bob
  const head = await bob.store.head({ person, device: signer.device })
  const presence = {
    person,
    device: signer.device,
    peerId: gossip.peerId,
    relays: [],
    time: Date.now(),
    head,
  }
  await gossip.publish(presenceTopic(network), await signPresence(network, presence, certificate, signer))
}

describe('what somebody followed has written and nobody brings', () => {
  it('[E65] [HB1] is known within a minute from their presence, and said on their profile and under Connections', async () => {
    const newer = /has written something newer that has not reached you yet/
    await alice.page.goto(`${site.url}#/person/${bob.person}`)
    await alice.page.getByRole('button', { name: 'Follow', exact: true }).click()
    await alice.page.getByRole('button', { name: 'Unfollow' }).waitFor()
    const beganMs = Date.now()
    saying = setInterval(() => void sayPresence(), SAID_EACH_MS)
    await sayPresence()
    await alice.page.getByRole('status').filter({ hasText: newer }).waitFor({ timeout: 60_000 })
    expect(Date.now() - beganMs).toBeLessThan(60_000)
    await alice.goTo('Connections')
    await alice.page.getByRole('region', { name: 'People you are linked with' }).getByText(newer).waitFor()
    // Whoever does not follow him is told nothing of it.
    await charlie.goTo('Connections')
    expect(await charlie.page.getByText(newer).count()).toBe(0)
    expect([...alice.faults, ...charlie.faults]).toEqual([])
  })
})
