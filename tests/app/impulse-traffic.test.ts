import { describe, expect, it } from 'vitest'
import { MAX_VISIT_MS } from '../../src/app/taken-back'
import { HEARD_IMPULSE_BURST, IMPULSE_BURST, MAX_IMPULSE_FANOUT } from '../../src/peer/config'
import { encodeImpulse } from '../../src/peer/impulse-message'
import { signRecord } from '../../src/records/sign'
import type { CarriedBlocks, Draft, SignedRecord, VerifiedRecord } from '../../src/records/types'
import { Author } from '../helpers/author'
import { START_MS } from '../helpers/author'
import { ImpulsePage, link, unlink } from '../helpers/impulse-page'

const DAY_MS = 86_400_000
const NOTHING = new Uint8Array()
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

  it('[KO1] what somebody wrote whose log is not asked for does not visit who keeps only what is, whoever likes it', async () => {
    const { alice, bob, charlie, all } = await line()
    charlie.keepsOnlyWanted = true
    charlie.wanted.set(bob.author.person, Infinity)
    const fresh = await alice.post('fresh')
    const own = await bob.post('of bob')
    await bob.like(fresh)
    await all()
    expect(bob.stream()).toEqual(['fresh'])
    expect(charlie.stream()).toEqual(['of bob'])
    expect(charlie.traffic.visitors()).toEqual([])
    // Nor does what strangers make of somebody's posts.
    await alice.hold(bob.author)
    await alice.like(own)
    await all()
    expect(bob.society.post(own.cid)?.likedBy).toEqual([alice.author.person])
    expect(charlie.society.post(own.cid)?.likedBy).toEqual([])
    expect(charlie.exhausted).toEqual([])
  })

  it('[SY9] its author is told of how many linked pages it was told: who asks for the log, and whom an impulse reached', async () => {
    const { alice, charlie, all } = await line()
    link(alice, charlie)
    const post = await alice.post('fresh')
    const { person } = alice.author
    expect(alice.traffic.toldOf(post.cid, person)).toBe(0)
    // She attends neither, and an impulse goes where something is made of her.
    await all()
    const reached = alice.sent.map(({ to }) => to)
    expect(alice.traffic.toldOf(post.cid, person)).toBe(new Set([...reached, 'bob']).size)
    alice.wantedBy.set('charlie', new Set([person]))
    expect(alice.traffic.toldOf(post.cid, person)).toBe(2)
    unlink(alice, charlie)
    expect(alice.traffic.toldOf(post.cid, person)).toBe(1)
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

  it('[IP4] a post of somebody whom nobody attends comes with the like that carries it', async () => {
    const { bob, charlie, all } = await line()
    const dora = await Author.create()
    dora.nowMs = NOW - 60_000
    const post = await dora.post('by the way')
    await bob.hold(dora)
    await all()
    expect(charlie.stream()).toEqual([])
    await bob.like(post)
    await all()
    expect(charlie.stream()).toEqual(['by the way'])
    expect(charlie.refusals.counts()).toEqual([])
  })

  it('[IP4] the like that carries a post may be of a log that is still being fetched', async () => {
    const { bob, charlie, all } = await line()
    const dora = await Author.create()
    dora.nowMs = NOW - 60_000
    const post = await dora.post('by the way')
    await bob.hold(dora)
    await bob.write({ kind: 'profile', body: { name: 'Bob', about: '', hue: 2 } })
    await bob.like(post)
    await all()
    expect(charlie.stream()).toEqual(['by the way'])
    await charlie.hold(bob.author)
    expect(charlie.society.post(post.cid)?.likedBy).toEqual([bob.author.person])
    expect(charlie.traffic.visitors().map(({ cid }) => cid)).toEqual([post.cid])
    expect(charlie.refusals.counts()).toEqual([])
  })

  it('[IP8] many different posts for one place to come of a log that is held are one', async () => {
    const { alice, charlie, all } = await line()
    await charlie.follow(alice)
    await charlie.hold(alice.author)
    await all()
    const place = await alice.author.place()
    if (place.head === null) throw new Error('the log has begun')
    const ahead = { ...place, head: { ...place.head, seq: place.head.seq + 7 } }
    for (let count = 0; count < 50; count += 1) {
      const draft: Draft = { kind: 'post', body: { text: `lie ${count}`, tags: [], images: [] } }
      const signed = await signRecord(draft, ahead, alice.author.signer)
      if (!signed.ok) throw new Error(signed.error)
      await charlie.traffic.receive('bob', encodeImpulse([carried(alice.author, signed.value)]))
    }
    await all()
    expect(charlie.stream()).toEqual(['lie 0'])
    expect(charlie.traffic.visitors()).toEqual([])
  })

  it('[IP4] whoever is linked later is told of what is strong then', async () => {
    const { alice, bob, charlie, all } = await line()
    unlink(bob, charlie)
    await alice.post('while you were away')
    await all()
    bob.nowMs += 300_000
    await bob.evaluate()
    link(bob, charlie)
    await all()
    expect(charlie.stream()).toEqual(['while you were away'])
  })

  it('[IP1] of many who attend us those are told first whom we attend, however much the others make of us', async () => {
    const { alice, bob, charlie } = await line()
    await bob.follow(charlie)
    await charlie.hold(bob.author)
    const post = await bob.post('mine')
    for (let count = 0; count < MAX_IMPULSE_FANOUT; count += 1) {
      const sybil = await ImpulsePage.open(`sybil ${count}`, NOW, NOW - 30_000)
      await sybil.follow(bob)
      await sybil.hold(bob.author)
      await sybil.like(post)
      await bob.hold(sybil.author)
      link(bob, sybil)
    }
    for (const page of [bob, charlie]) await page.evaluate()
    bob.sent.length = 0
    await alice.post('for few')
    await alice.evaluate()
    await bob.evaluate()
    expect(bob.sent).toHaveLength(MAX_IMPULSE_FANOUT)
    expect(bob.sent.map(({ to }) => to)).toContain('charlie')
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

  it('[IP2] what was said by a peer that never said who it is goes with it: whoever comes at its place is told', async () => {
    const { alice, bob, all } = await line()
    unlink(alice, bob)
    alice.unproven.add('bob')
    link(alice, bob)
    const post = await alice.post('fresh')
    await alice.traffic.receive('bob', encodeImpulse([carried(alice.author, post)]))
    unlink(alice, bob)
    alice.unproven.clear()
    link(alice, bob)
    await all()
    expect(bob.stream()).toEqual(['fresh'])
  })

  it('[VS1] who visits visits again after a reload, and no longer than without it', async () => {
    const { alice, charlie, all } = await line()
    await alice.post('still here')
    await all()
    const again = await charlie.reloaded()
    expect(again.stream()).toEqual(['still here'])
    const names = ({ traffic }: ImpulsePage): string[] =>
      traffic
        .visitors()
        .map(({ cid }) => cid)
        .sort()
    expect(names(again)).toEqual(names(charlie))
    expect((await again.reloaded(MAX_VISIT_MS - 1)).traffic.visitors()).not.toEqual([])
    expect((await again.reloaded(MAX_VISIT_MS + 1)).traffic.visitors()).toEqual([])
    // They were let go of, and do not come back with a clock that is set back.
    expect((await again.reloaded()).traffic.visitors()).toEqual([])
  })

  it('[VS1] what was taken back, or has come home into its log, does not visit again', async () => {
    const { alice, charlie, all } = await line()
    const post = await alice.post('regretted')
    await all()
    await alice.write({ kind: 'retract', body: { entry: post.cid } })
    await all()
    expect((await charlie.reloaded()).traffic.visitors().map(({ cid }) => cid)).not.toContain(post.cid)
    await alice.post('comes home')
    await all()
    expect((await charlie.reloaded()).stream()).toEqual(['comes home'])
    await charlie.hold(alice.author)
    expect((await charlie.reloaded()).traffic.visitors()).toEqual([])
  })

  it('[VS2] what was taken back while it visited stays away after a reload, whoever has an old copy', async () => {
    const { alice, bob, charlie, all } = await line()
    const post = await alice.post('regretted')
    await all()
    const copy = bob.sent[0]?.message ?? NOTHING
    expect(charlie.stream()).toEqual(['regretted'])
    await alice.write({ kind: 'retract', body: { entry: post.cid } })
    await all()

    const again = await charlie.reloaded()
    await again.traffic.receive('somebody else', copy)
    await again.evaluate()
    expect(again.stream()).toEqual([])
    expect(again.refusals.counts()).toEqual([])
    // Nor after another, nor where it comes before the disk has been read.
    const third = await again.reloaded(DAY_MS, async (page) => {
      await page.evaluate()
      await page.traffic.receive('somebody else', copy)
      expect(page.traffic.visitors().map(({ cid }) => cid)).toContain(post.cid)
    })
    expect(third.stream()).toEqual([])
    expect(third.traffic.visitors().map(({ cid }) => cid)).not.toContain(post.cid)
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
    // The post, which was the first that either sent, once more.
    await bob.traffic.receive('somebody else', alice.sent[0]?.message ?? NOTHING)
    await charlie.traffic.receive('somebody else', bob.sent[0]?.message ?? NOTHING)
    for (const page of [bob, charlie]) expect(page.society.post(post.cid)).toBeNull()
    expect(charlie.refusals.counts()).toEqual([])
  })

  it('[IP5] who takes back everything at once is told of to the last, within the share of each link', async () => {
    const { alice, charlie, bob, all } = await line()
    const posts: VerifiedRecord[] = []
    for (let count = 0; count < 3 * IMPULSE_BURST; count += 1) {
      posts.push(await alice.post(`post ${count}`))
      if (count % IMPULSE_BURST !== 0) continue
      await all()
      for (const page of [alice, bob, charlie]) page.nowMs += 1_000 * IMPULSE_BURST
    }
    await all()
    const before = alice.sent.length
    for (const { cid } of posts) await alice.write({ kind: 'retract', body: { entry: cid } })
    expect(alice.sent.length - before).toBeLessThanOrEqual(2 * IMPULSE_BURST)
    for (let minute = 0; minute < 3; minute += 1) {
      for (const page of [alice, bob, charlie]) page.nowMs += 1_000 * IMPULSE_BURST
      await all()
    }
    for (const page of [bob, charlie]) {
      expect(page.traffic.visitors().filter(({ kind }) => kind === 'post')).toEqual([])
      expect(page.refusals.counts()).toEqual([])
    }
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
    const lie = await unlogged(alice.author, {
      kind: 'post',
      body: { text: 'never in the log', tags: [], images: [] },
    })
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

describe('what is pushed', () => {
  it('[IP7] of strangers who reach nobody here costs no signature check, and is blamed on nobody', async () => {
    const { charlie } = await line()
    const mallory = await Author.create()
    mallory.nowMs = NOW - DAY_MS
    const before = charlie.checks
    const spam = carried(mallory, await mallory.post('buy'))
    // mallory likes it herself, and has a friend who does.
    const friend = await Author.create()
    friend.nowMs = NOW - DAY_MS
    const on = { post: (await mallory.post('buy more')).cid, author: mallory.person }
    const like = carried(friend, await friend.write({ kind: 'like', body: on }))
    expect(await charlie.traffic.receive('mallory', encodeImpulse([spam, like]))).toBe(true)
    expect(charlie.checks).toBe(before)
    expect(charlie.traffic.visitors()).toEqual([])
    expect(charlie.refusals.counts()).toEqual([{ reason: 'not-wanted', count: 2 }])
    expect(charlie.exhausted).toEqual([])
  })

  it.each(['bob', 'alice'] as const)(
    '[IP7] with a like that %s, who is near, never signed lets nothing in',
    async (name) => {
      const pages = await line()
      const { charlie } = pages
      const near = pages[name].author
      const mallory = await Author.create()
      mallory.nowMs = NOW - DAY_MS
      const post = await mallory.post('they like this')
      const like = await signedBy(near, mallory, {
        kind: 'like',
        body: { post: post.cid, author: mallory.person },
      })
      const message = encodeImpulse([carried(mallory, post), carried(near, like)])
      await charlie.traffic.receive('mallory', message)
      expect(charlie.society.held(post.cid)).toBeNull()
      expect(charlie.refusals.counts()).toContainEqual({ reason: 'bad-signature', count: 1 })
    },
  )

  it('[IP7] under a certificate that nobody gave is refused, and so is what is no kind of an impulse', async () => {
    const { alice, charlie } = await line()
    const post = carried(alice.author, await alice.post('hello'))
    const stolen = { ...post, certificate: charlie.author.certificate }
    await charlie.traffic.receive('mallory', encodeImpulse([stolen]))
    const follow = carried(alice.author, await alice.follow(charlie))
    await charlie.traffic.receive('mallory', encodeImpulse([follow]))
    expect(charlie.traffic.visitors()).toEqual([])
    expect(charlie.refusals.counts()).toEqual([
      { reason: 'bad-certificate', count: 1 },
      { reason: 'bad-schema', count: 1 },
    ])
    expect(await charlie.traffic.receive('mallory', Uint8Array.of(1, 2, 3))).toBe(false)
  })

  it('[IP7] beyond its share is not looked at, and ends with being cut off; others are heard', async () => {
    const { alice, bob, charlie, all } = await line()
    const mallory = await Author.create()
    mallory.nowMs = NOW - DAY_MS
    const spam = encodeImpulse([carried(mallory, await mallory.post('buy'))])
    for (let count = 0; count < HEARD_IMPULSE_BURST + 150; count += 1)
      await charlie.traffic.receive('mallory', spam)
    expect(charlie.refusals.counts()).toEqual([
      { reason: 'not-wanted', count: HEARD_IMPULSE_BURST },
      { reason: 'over-budget', count: 150 },
    ])
    expect(charlie.exhausted).toEqual([])
    for (let count = 0; count < 50; count += 1) await charlie.traffic.receive('mallory', spam)
    expect(charlie.exhausted).toEqual(['mallory'])
    expect(await charlie.traffic.receive('mallory', spam)).toBe(false)
    await alice.post('meanwhile')
    await all()
    expect([bob.stream(), charlie.stream()]).toEqual([['meanwhile'], ['meanwhile']])
  })

  it('[IP5] takes nothing back that somebody else wrote', async () => {
    const { alice, bob, charlie, all } = await line()
    const post = await alice.post('stays')
    await all()
    const lie = await unlogged(bob.author, { kind: 'retract', body: { entry: post.cid } })
    await charlie.traffic.receive('bob', encodeImpulse([carried(bob.author, lie)]))
    expect(charlie.society.post(post.cid)?.text).toBe('stays')
  })

  it('[IP4] of somebody who does not reach us any more leaves', async () => {
    const { alice, charlie, all } = await line()
    await alice.post('fading')
    await all()
    expect(charlie.traffic.visitors()).not.toEqual([])
    charlie.nowMs += 4 * DAY_MS
    await charlie.evaluate()
    await charlie.evaluate()
    expect(charlie.traffic.visitors().filter(({ kind }) => kind === 'post')).toEqual([])
    expect(charlie.stream()).toEqual([])
  })
})

function carried({ certificate }: Author, { entryBlock, bodyBlock }: SignedRecord): CarriedBlocks {
  return { entry: entryBlock, body: bodyBlock, certificate }
}

/** Signed for the next place of the log, and not written there. */
async function unlogged(author: Author, draft: Draft): Promise<SignedRecord> {
  const signed = await signRecord(draft, await author.place(), author.signer)
  if (!signed.ok) throw new Error(signed.error)
  return signed.value
}

/** As the author would have signed it, by somebody else. */
async function signedBy(author: Author, forger: Author, draft: Draft): Promise<SignedRecord> {
  const signer = {
    device: author.signer.device,
    sign: (bytes: Uint8Array<ArrayBuffer>) => forger.signer.sign(bytes),
  }
  const signed = await signRecord(draft, await author.place(), signer)
  if (!signed.ok) throw new Error(signed.error)
  return signed.value
}
