import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { networkIdOf } from '../../src/records/network-id'
import type { VerifiedRecord } from '../../src/records/types'
import { networkWith } from '../../tools/site'
import { Author } from '../helpers/author'
import { startNodePeer, type NodePeer } from './harness/node-peer'
import { opening } from './harness/opening'
import type { Person } from './harness/people'
import { until } from './harness/people'
import { pushTo } from './harness/pusher'
import { startSite } from './harness/site'

const DAY_MS = 86_400_000
/** What is taken back is gone at those who are here within this time. */
const GONE_MS = 5_000

const { site, bob, charlie } = await opening(startSite(), 'Bob', 'Charlie')
/** Writes a log that nobody gets: whatever is seen of her has come by impulse. */
let alice: Author
let alicesNode: NodePeer
let mallorysNode: NodePeer

beforeAll(async () => {
  alice = await authorHere()
  // Her clock is four days slow, so that what she writes has little charge left.
  alice.nowMs = Date.now() - 4 * DAY_MS
  alicesNode = await startNodePeer()
  mallorysNode = await startNodePeer()
  await bob.begin()
  await charlie.begin(await bob.inviteLink())
  await charlie.follow()
})

afterAll(async () => {
  await alicesNode.stop()
  await mallorysNode.stop()
})

async function authorHere(): Promise<Author> {
  return Author.create({ network: await networkIdOf((await networkWith([])).manifest) })
}

/** Somebody's page, on which they can be followed. */
async function followAt(person: Person, author: Author): Promise<void> {
  await person.page.evaluate((id) => (location.hash = `#/person/${id}`), author.person)
  await person.follow()
}

describe('a post of somebody whose log nobody holds', () => {
  it('[E46] goes from page to page along synapses as far as its charge carries it, and further when it is liked', async () => {
    const profile = await alice.write({ kind: 'profile', body: { name: 'Alice', about: '', hue: 20 } })
    const old = await alice.post('Four days old')
    await followAt(bob, alice)
    const link = await pushTo(bob, site.relay, alicesNode, alice)
    await bob.goTo('Stream')
    await charlie.goTo('Stream')
    await link.push(old, profile)
    await bob.article('Four days old').waitFor()

    alice.nowMs = Date.now() - 60_000
    const fresh = await alice.post('A minute old')
    await link.push(fresh)
    await charlie.article('A minute old').waitFor()
    expect(await charlie.article('A minute old').textContent()).toContain('Alice')
    // The older one went past bob first, and had not enough to cross to charlie.
    expect(await charlie.article('Four days old').count()).toBe(0)

    await bob.article('Four days old').getByRole('button', { name: 'Like', exact: true }).click()
    await charlie.article('Four days old').waitFor()

    await link.push(await alice.write({ kind: 'retract', body: { entry: fresh.cid } }))
    for (const person of [bob, charlie])
      await person.article('A minute old').waitFor({ state: 'detached', timeout: GONE_MS })
    expect(await charlie.article('Four days old').count()).toBe(1)

    // A second tab shows the same; and after a reload bob tells again what he told.
    const tab = await charlie.context.newPage()
    charlie.watch(tab)
    await tab.goto(site.url)
    await tab.getByRole('article').filter({ hasText: 'Four days old' }).waitFor()
    await tab.close()
    await charlie.page.reload()
    await charlie.ready()
    await charlie.article('Four days old').waitFor()
    expect([...bob.faults, ...charlie.faults]).toEqual([])
  })

  it('[E47] a peer that pushes a thousand posts of strangers is cut off, and none of them is shown', async () => {
    const mallory = await authorHere()
    mallory.nowMs = Date.now() - 3_600_000
    const { connection, push } = await pushTo(bob, site.relay, mallorysNode, mallory)
    const posts: VerifiedRecord[] = []
    for (let count = 0; count < 200; count += 1) posts.push(await mallory.post(`Buy number ${count}.`))
    const flood = (async () => {
      for (let count = 0; count < 1_000; count += 1) {
        const post = posts[count % posts.length]
        if (post !== undefined) await push(post)
      }
      // It ends when she is cut off.
    })().catch(() => undefined)
    await bob.post('In the midst of it')
    await charlie.article('In the midst of it').waitFor()
    await flood
    await until('mallory is cut off', async () => Promise.resolve(connection.status !== 'open'), 10_000)
    await bob.goTo('Latest')
    await bob.article('In the midst of it').waitFor()
    expect(await bob.article('Buy number').count()).toBe(0)
    expect([...bob.faults, ...charlie.faults]).toEqual([])
  })
})
