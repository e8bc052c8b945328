import { describe, expect, it } from 'vitest'
import { encodeImpulse } from '../../src/peer/impulse-message'
import { signRecord } from '../../src/records/sign'
import type { CarriedBlocks, SignedRecord } from '../../src/records/types'
import type { Author} from '../helpers/author';
import { START_MS } from '../helpers/author'
import { ImpulsePage, link } from '../helpers/impulse-page'

const DAY_MS = 86_400_000
const NOW = START_MS + 30 * DAY_MS

/**
 * alice — bob — charlie in a line: bob follows alice, charlie follows bob, and each knows what the other two said of
 * themselves up to now. Nobody asks for alice's log.
 */
async function line(alicesAgeMs = 60_000) {
  const [alice, bob, charlie] = [
    await ImpulsePage.open('alice', NOW, NOW - alicesAgeMs),
    await ImpulsePage.open('bob', NOW),
    await ImpulsePage.open('charlie', NOW),
  ]
  await alice.write({ kind: 'profile', body: { name: 'Alice', about: '', hue: 1 } })
  await bob.follow(alice)
  await charlie.follow(bob)
  await alice.hold(bob.author)
  await bob.hold(charlie.author)
  await charlie.hold(bob.author)
  link(alice, bob)
  link(bob, charlie)
  for (const page of [alice, bob, charlie]) await page.evaluate()
  const all = async (): Promise<void> => {
    for (const page of [alice, bob, charlie, bob, charlie]) await page.evaluate()
  }
  return { alice, bob, charlie, all }
}

describe('impulses between pages', () => {
  it('[IP4] a post travels along synapses to somebody who keeps no log of its author', async () => {
    const { alice, bob, charlie, all } = await line()
    await alice.post('fresh')
    await all()
    expect(bob.stream()).toEqual(['fresh'])
    expect(charlie.stream()).toEqual(['fresh'])
    expect(charlie.society.person(alice.author.person).name).toBe('Alice')
    expect(await charlie.author.store.head(alice.author.logId())).toBeNull()
    for (const page of [alice, bob, charlie])
      expect([page.name, page.refusals.counts()]).toEqual([page.name, []])
  })

  it('[IP4] a post of too little charge does not, until a like recharges it, which goes with it', async () => {
    const { alice, bob, charlie, all } = await line(4 * DAY_MS)
    const post = await alice.post('old')
    await all()
    expect(bob.stream()).toEqual(['old'])
    expect(charlie.stream()).toEqual([])
    expect(bob.sent).toEqual([])
    await bob.like(post)
    await all()
    expect(charlie.stream()).toEqual(['old'])
    expect(charlie.society.post(post.cid)?.likedBy).toEqual([bob.author.person])
  })

  it('[IP2] nobody is told twice, nor what they said, nor what they ask for and the sync brings', async () => {
    const { alice, bob, charlie, all } = await line()
    const post = await alice.post('fresh')
    await all()
    await all()
    expect(alice.sent.map(({ to }) => to)).toEqual(['bob'])
    expect(bob.sent.map(({ to }) => to)).toEqual(['charlie'])
    expect(charlie.sent).toEqual([])
    // From now on bob has alice's log, and charlie asks for it.
    await bob.hold(alice.author)
    bob.wantedBy.set('charlie', new Set([alice.author.person]))
    await alice.post('by the sync')
    await bob.hold(alice.author)
    await bob.like(post)
    await all()
    expect(bob.stream()).toContain('by the sync')
    expect(bob.sent.map(({ to }) => to)).toEqual(['charlie', 'charlie'])
    expect(charlie.stream()).toEqual(['fresh'])
  })

  it('[IP5] what is taken back is gone at everybody whom an impulse brought it, and does not come again', async () => {
    const { alice, bob, charlie, all } = await line()
    const post = await alice.post('regretted')
    const like = await bob.like(post)
    await all()
    expect(charlie.society.post(post.cid)?.likedBy).toEqual([bob.author.person])
    await bob.write({ kind: 'undo', body: { entry: like.cid } })
    await all()
    expect(charlie.society.post(post.cid)?.likedBy).toEqual([])
    await alice.write({ kind: 'retract', body: { entry: post.cid } })
    await all()
    for (const page of [bob, charlie]) expect(page.society.post(post.cid)).toBeNull()
    for (const { to, message } of [...alice.sent, ...bob.sent])
      await (to === 'bob' ? bob : charlie).traffic.receive('somebody else', message)
    for (const page of [bob, charlie]) expect(page.society.post(post.cid)).toBeNull()
    expect(charlie.refusals.counts()).toEqual([])
  })

  it('[IP6] when its log comes a visitor is at home; of two at one place the log is right, and the other is evidence', async () => {
    const { alice, charlie, all } = await line()
    await alice.post('one thing')
    await all()
    expect(charlie.traffic.visitors().map(({ kind }) => kind)).toEqual(['post', 'profile'])
    await charlie.hold(alice.author)
    await all()
    expect(charlie.traffic.visitors()).toEqual([])
    expect(charlie.stream()).toEqual(['one thing'])
    expect(await charlie.author.store.forks()).toEqual([])

    // alice signs two entries for one place, and charlie does not ask for her log just now.
    charlie.wanted.delete(alice.author.person)
    const lie = await unlogged(alice.author, 'never in the log')
    await alice.post('kept')
    expect(await charlie.traffic.receive('bob', encodeImpulse([carried(alice.author, lie)]))).toBe(true)
    await all()
    expect(charlie.stream()).toContain('never in the log')
    await charlie.hold(alice.author)
    await all()
    expect(charlie.stream()).not.toContain('never in the log')
    expect((await charlie.author.store.forks()).map(({ other }) => other)).toEqual([lie.cid])
  })
})

function carried({ certificate }: Author, { entryBlock, bodyBlock }: SignedRecord): CarriedBlocks {
  return { entry: entryBlock, body: bodyBlock, certificate }
}

/** Signed for the next place of the log, and not written there. */
async function unlogged(author: Author, text: string): Promise<SignedRecord> {
  const draft = { kind: 'post', body: { text, tags: [], images: [] } } as const
  const signed = await signRecord(draft, await author.place(), author.signer)
  if (!signed.ok) throw new Error(signed.error)
  return signed.value
}
