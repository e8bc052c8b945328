import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newWords } from '../../src/identity/words'
import { admit, readRecord } from '../../src/records/admit'
import { decodeBundle, encodeBundle } from '../../src/records/bundle'
import { networkIdOf } from '../../src/records/network-id'
import { signRecord } from '../../src/records/sign'
import type { Draft, RecordBlocks, RejectReason, Tag, VerifiedRecord } from '../../src/records/types'
import { Author, testNetwork } from '../helpers/author'
import { hostileRecords } from '../helpers/hostile-records'

async function offer(to: Author, blocks: RecordBlocks, nowMs: number): Promise<RejectReason | 'accepted'> {
  const read = await readRecord(blocks, testNetwork, nowMs)
  if (!read.ok) return read.error
  const verdict = await admit(read.value, to.store)
  return verdict.ok ? 'accepted' : verdict.error
}

function blocksOf(record: VerifiedRecord): RecordBlocks {
  return { entry: record.entryBlock, body: record.bodyBlock }
}

async function aliceWithPosts(): Promise<Author> {
  const alice = await Author.create()
  await alice.post('one')
  await alice.post('two')
  return alice
}

describe('the way in', () => {
  it('[V1] more than a hundred records that are wrong in every way are refused, each for its own reason', async () => {
    const words = newWords().join(' ')
    const alice = await Author.create({ words })
    await alice.post('one')
    await alice.post('two')
    const own: RecordBlocks[] = []
    for await (const record of alice.store.all()) own.push(blocksOf(record))
    const bob = await Author.create({ store: alice.store })
    const foreign = await bob.post('of bob')
    const { network, person, signer } = alice
    const records = await hostileRecords({
      network,
      person,
      words,
      signer,
      records: own,
      foreign: foreign.cid,
    })
    expect(records.length).toBeGreaterThanOrEqual(100)
    const wrong: string[] = []
    for (const { name, reason, blocks } of records) {
      const verdict = await offer(alice, blocks, alice.nowMs)
      if (verdict !== reason) wrong.push(`${name}: expected ${reason}, got ${verdict}`)
    }
    expect(wrong).toEqual([])
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })

  it('[V2] what signs and keeps the rules is accepted, on every kind', async () => {
    const alice = await aliceWithPosts()
    const bob = await Author.create({ store: alice.store })
    const post = await alice.post('hello #world')
    const act = { post: post.cid, author: alice.person }
    const drafts: Draft[] = [
      { kind: 'profile', body: { name: 'بوب', about: 'line\nline', hue: 359 } },
      { kind: 'follow', body: { person: alice.person, invite: new Uint8Array(32) } },
      { kind: 'unfollow', body: { person: alice.person } },
      { kind: 'join', body: { tag: 'world' as Tag } },
      { kind: 'leave', body: { tag: 'world' as Tag } },
      { kind: 'lens', body: { name: 'Far', ranking: { baseTransmission: 0.45 } } },
      { kind: 'like', body: act },
      { kind: 'share', body: { ...act, text: '' } },
      { kind: 'comment', body: { ...act, parent: null, text: '👍🏽', quiet: true } },
      {
        kind: 'undo',
        body: {
          entry: post.cid === act.post ? (await bob.write({ kind: 'like', body: act })).cid : post.cid,
        },
      },
    ]
    for (const draft of drafts) expect((await bob.write(draft)).kind).toBe(draft.kind)
    const like = await bob.write({ kind: 'like', body: act })
    expect((await bob.write({ kind: 'undo', body: { entry: like.cid } })).kind).toBe('undo')
    expect((await alice.write({ kind: 'retract', body: { entry: post.cid } })).kind).toBe('retract')
  })

  it('[V3] the same record again is a duplicate, and no fault', async () => {
    const alice = await aliceWithPosts()
    const post = await alice.post('three')
    expect(await offer(alice, blocksOf(post), alice.nowMs)).toBe('duplicate')
  })

  it('[V4] nobody undoes or withdraws what somebody else wrote', async () => {
    const alice = await aliceWithPosts()
    const post = await alice.post('mine')
    const mallory = await Author.create({ store: alice.store })
    for (const kind of ['undo', 'retract'] as const) {
      const signed = await signRecord(
        { kind, body: { entry: post.cid } },
        await mallory.place(),
        mallory.signer,
      )
      if (!signed.ok) throw new Error(signed.error)
      expect(await admit(signed.value, mallory.store)).toEqual({ ok: false, error: 'wrong-author' })
    }
  })

  it('[V5] a record of another network is refused, though everything else holds', async () => {
    const elsewhere = await networkIdOf({ v: 1, name: 'elsewhere' })
    const alice = await Author.create({ network: elsewhere })
    const post = await alice.post('hello')
    expect(await offer(await Author.create(), blocksOf(post), alice.nowMs)).toBe('other-network')
  })

  it('[V6] an entry whose body was forgotten keeps its place in the log', async () => {
    const alice = await Author.create()
    const post = await alice.post('forgotten')
    const after = await alice.post('after')
    const device = await alice.store.get((await alice.store.cidAt(alice.logId(), 0)) ?? post.cid)
    if (device === null) throw new Error('no device entry')
    const bob = await Author.create()
    for (const blocks of [blocksOf(device), { entry: post.entryBlock, body: null }, blocksOf(after)]) {
      const read = await readRecord(blocks, testNetwork, alice.nowMs)
      if (!read.ok) throw new Error(read.error)
      const verdict = await admit(read.value, bob.store)
      if (!verdict.ok) throw new Error(verdict.error)
      await bob.store.append([verdict.value])
    }
    expect((await bob.store.get(post.cid))?.body).toBeNull()
  })

  it('[V6] nothing but a post or a comment is taken in without its body', async () => {
    const alice = await Author.create()
    const bob = await Author.create()
    const post = await alice.post('hello')
    const about = { post: post.cid, author: alice.person }
    const written = [
      post,
      await alice.write({ kind: 'comment', body: { ...about, parent: null, text: 'me', quiet: false } }),
      await alice.write({ kind: 'profile', body: { name: 'Alice', about: '', hue: 1 } }),
      await alice.write({ kind: 'follow', body: { person: bob.person, invite: null } }),
      await alice.write({ kind: 'like', body: about }),
      await alice.write({ kind: 'share', body: { ...about, text: '' } }),
      await alice.write({ kind: 'retract', body: { entry: post.cid } }),
    ]
    const verdicts = written.map(async ({ kind, entryBlock }) => {
      const read = await readRecord({ entry: entryBlock, body: null }, testNetwork, alice.nowMs)
      return [kind, read.ok ? 'read' : read.error]
    })
    expect(await Promise.all(verdicts)).toEqual([
      ['post', 'read'],
      ['comment', 'read'],
      ['profile', 'body-missing'],
      ['follow', 'body-missing'],
      ['like', 'body-missing'],
      ['share', 'body-missing'],
      ['retract', 'body-missing'],
    ])
  })

  it('[V7] any single byte changed makes it another record that nobody signed', async () => {
    const alice = await aliceWithPosts()
    const signed = await signRecord(
      { kind: 'post', body: { text: 'x', tags: [], images: [] } },
      await alice.place(),
      alice.signer,
    )
    if (!signed.ok) throw new Error(signed.error)
    const { entryBlock, bodyBlock } = signed.value
    if (bodyBlock === null) throw new Error('no body')
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.nat(), fc.integer({ min: 1, max: 255 }), async (inBody, at, by) => {
        const entry = Uint8Array.from(entryBlock)
        const body = Uint8Array.from(bodyBlock)
        const target = inBody ? body : entry
        target[at % target.byteLength] = (target[at % target.byteLength] ?? 0) ^ by
        expect(await offer(alice, { entry, body }, alice.nowMs)).not.toBe('accepted')
      }),
      { seed: 3, numRuns: 500 },
    )
  })

  it('[V8] random bytes are answered, never thrown at, and never accepted', async () => {
    const alice = await aliceWithPosts()
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 600 }),
        fc.option(fc.uint8Array({ maxLength: 600 })),
        async (entry, body) => {
          expect(await offer(alice, { entry, body }, alice.nowMs)).not.toBe('accepted')
          decodeBundle(entry, 1_000)
        },
      ),
      { seed: 4, numRuns: 1_000 },
    )
  })

  it('[R1] a bundle gives back the blocks that were put in', async () => {
    const alice = await aliceWithPosts()
    const post = await alice.post('three')
    const records = [blocksOf(post), { entry: post.entryBlock, body: null }]
    expect(decodeBundle(encodeBundle(records), 10_000)).toEqual({ ok: true, value: records })
    expect(decodeBundle(encodeBundle(records), 10)).toEqual({ ok: false, error: 'too-large' })
  })

  it('[L1] a clock that was set back does not break the order of the own log', async () => {
    const alice = await aliceWithPosts()
    const before = await alice.post('before')
    alice.nowMs -= 3_600_000
    const after = await alice.post('after')
    expect(after.header.time).toBe(before.header.time)
  })

  it('[R2] a draft that others would refuse is refused at home, with the reason', async () => {
    const alice = await aliceWithPosts()
    const place = await alice.place()
    const draft: Draft = { kind: 'post', body: { text: 'x'.repeat(5_001), tags: [], images: [] } }
    expect(await signRecord(draft, place, alice.signer)).toEqual({ ok: false, error: 'bad-schema' })
  })
})
