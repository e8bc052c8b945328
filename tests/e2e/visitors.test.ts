import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { networkIdOf } from '../../src/records/network-id'
import type { VerifiedRecord } from '../../src/records/types'
import { networkWith } from '../../tools/site'
import { Author } from '../helpers/author'
import { startNodePeer, type NodePeer } from './harness/node-peer'
import { opening } from './harness/opening'
import { until } from './harness/people'
import { carriedBy, pushTo } from './harness/pusher'
import { startSite } from './harness/site'

/** What is taken back is gone at those who are here within this time. */
const GONE_MS = 5_000

const { site, bob } = await opening(startSite(), 'Bob')
/** Bob attends her. Nobody has her log, nor charlie's: all that is seen of them has come by impulse. */
let alice: Author
/** A stranger to bob, whom alice likes. */
let charlie: Author
const nodes: NodePeer[] = []

beforeAll(async () => {
  const network = await networkIdOf((await networkWith([])).manifest)
  ;[alice, charlie] = [await Author.create({ network }), await Author.create({ network })]
  charlie.nowMs = Date.now() - 60_000
  // What she likes was written before.
  alice.nowMs = Date.now() - 30_000
  await bob.begin()
  await bob.page.evaluate((id) => (location.hash = `#/person/${id}`), alice.person)
  await bob.follow()
})

afterAll(async () => {
  await leave()
})

/** Another peer comes, which has what alice likes of charlie. */
async function somebody() {
  const node = await startNodePeer()
  nodes.push(node)
  const { pushCarried } = await pushTo(bob, site.relay, node, alice)
  return {
    pushLiked: (post: VerifiedRecord, profile: VerifiedRecord, like: VerifiedRecord) =>
      pushCarried([carriedBy(charlie, post), carriedBy(charlie, profile), carriedBy(alice, like)]),
    pushTakenBack: (word: VerifiedRecord) => pushCarried([carriedBy(charlie, word)]),
  }
}

/** Everybody but bob is gone, and his page knows it. */
async function leave(): Promise<void> {
  for (const node of nodes.splice(0)) await node.stop()
}

async function reload(): Promise<void> {
  await bob.page.reload()
  await bob.ready()
  await bob.goTo('Stream')
}

function likedByAlice(post: VerifiedRecord): Promise<VerifiedRecord> {
  return alice.write({ kind: 'like', body: { post: post.cid, author: charlie.person } })
}

function likes(article: Locator): Locator {
  return article.getByTitle('1 like')
}

describe('a visiting post of a stranger', () => {
  it('[E49] is there after a reload with nobody else online, with its engagement; what was taken back does not come back', async () => {
    const profile = await charlie.write({ kind: 'profile', body: { name: 'Charlie', about: '', hue: 200 } })
    const kept = await charlie.post('From a stranger')
    const keptLike = await likedByAlice(kept)
    const regretted = await charlie.post('Said too soon')
    const regrettedLike = await likedByAlice(regretted)
    const first = await somebody()
    await bob.goTo('Stream')
    await first.pushLiked(kept, profile, keptLike)
    await first.pushLiked(regretted, profile, regrettedLike)
    for (const text of ['From a stranger', 'Said too soon']) await likes(bob.article(text)).waitFor()

    await leave()
    await until('nobody is linked with bob', async () => (await bob.links()) === 0)
    await reload()
    for (const text of ['From a stranger', 'Said too soon']) {
      await likes(bob.article(text)).waitFor()
      expect(await bob.article(text).textContent()).toContain('Charlie')
    }

    const second = await somebody()
    await bob.goTo('Stream')
    await second.pushTakenBack(await charlie.write({ kind: 'retract', body: { entry: regretted.cid } }))
    await bob.article('Said too soon').waitFor({ state: 'detached', timeout: GONE_MS })
    await leave()
    await reload()
    await likes(bob.article('From a stranger')).waitFor()
    expect(await bob.article('Said too soon').count()).toBe(0)

    // A third one was away meanwhile, and has the old copy.
    const third = await somebody()
    const later = await charlie.post('And then')
    const laterLike = await likedByAlice(later)
    await bob.goTo('Stream')
    await third.pushLiked(regretted, profile, regrettedLike)
    await third.pushLiked(later, profile, laterLike)
    await likes(bob.article('And then')).waitFor()
    expect(await bob.article('Said too soon').count()).toBe(0)
    await bob.article('And then').getByRole('link', { name: 'Charlie' }).first().click()
    await bob.page.getByRole('heading', { level: 1, name: 'Charlie' }).waitFor()
    await bob.article('And then').waitFor()
    expect(await bob.article('Said too soon').count()).toBe(0)
    expect(bob.faults).toEqual([])
  })
})
