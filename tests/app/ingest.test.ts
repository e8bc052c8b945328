import { describe, expect, it } from 'vitest'
import { MAX_EARLY_PER_LOG } from '../../src/app/early'
import { Ingest } from '../../src/app/ingest'
import { Refusals } from '../../src/app/refusals'
import { verify, type Verify } from '../../src/identity/keys'
import type { PersonId } from '../../src/identity/types'
import { newWords } from '../../src/identity/words'
import { nextTask } from '../../src/lib/next-task'
import { Queue } from '../../src/lib/queue'
import { err } from '../../src/lib/result'
import { MAX_DEVICES_PER_PERSON } from '../../src/peer/config'
import type { RecordStore } from '../../src/records/store'
import type { RecordBlocks, RecordCid } from '../../src/records/types'
import { MemoryRecordStore } from '../../src/storage/memory-record-store'
import { decodeCanonical, encodeCanonical } from '../../src/records/codec'
import { signRecord } from '../../src/records/sign'
import { Author, START_MS, testNetwork } from '../helpers/author'

/** What alice's page does with what bob sends. */
function intake(
  wanted: ReadonlyMap<PersonId, number>,
  store: RecordStore = new MemoryRecordStore(),
  check: Verify = verify,
  clock = { nowMs: START_MS + 86_400_000 },
  /** So many records of no use were asked for. */
  excused = 0,
) {
  const refusals = new Refusals()
  const added: RecordCid[] = []
  const early: RecordCid[] = []
  const gone: RecordCid[] = []
  const exhausted: string[] = []
  const placeless: PersonId[] = []
  let breaths = 0
  const ingest = new Ingest({
    store,
    network: testNetwork,
    queue: new Queue(),
    breathe: () => {
      breaths += 1
      return nextTask()
    },
    verify: check,
    refusals,
    now: () => clock.nowMs,
    entriesWanted: (person) => wanted.get(person) ?? 0,
    changed: (change) => added.push(...change.added.map(({ cid }) => cid)),
    early: ({ came, left }) => {
      early.push(...came.map(({ cid }) => cid))
      gone.push(...left.map(({ cid }) => cid))
    },
    refused: () => undefined,
    exhausted: (from) => exhausted.push(from),
    storageFull: () => undefined,
    noPlace: (_from, { person }) => void placeless.push(person),
    excuse: () => (excused -= 1) >= 0,
  })
  return {
    ...{ ingest, store, refusals, added, early, gone, exhausted, placeless, clock },
    breaths: () => breaths,
  }
}

async function blocksOf(author: Author): Promise<RecordBlocks[]> {
  const blocks: RecordBlocks[] = []
  for await (const { entryBlock, bodyBlock } of author.store.all())
    blocks.push({ entry: entryBlock, body: bodyBlock })
  return blocks
}

/** What this author writes next, without its first. */
async function gapped(author: Author, count: number): Promise<RecordBlocks[]> {
  const before = (await blocksOf(author)).length
  for (let made = 0; made <= count; made += 1) await author.post(`more ${made}`)
  return (await blocksOf(author)).slice(before + 1)
}

describe('the intake', () => {
  it('[SY7] takes in the records of people who were asked for, in one change a batch', async () => {
    const bob = await Author.create()
    await bob.post('hello')
    const { ingest, added, refusals } = intake(new Map([[bob.person, Infinity]]))
    await ingest.receive('peer', await blocksOf(bob))
    expect(added).toHaveLength(2)
    expect(refusals.counts()).toEqual([])
  })

  it('[SY7] keeps nothing of people whom nobody asked for, and blames nobody', async () => {
    const mallory = await Author.create()
    for (let count = 0; count < 300; count += 1) await mallory.post(`spam ${count}`)
    const { ingest, added, exhausted, refusals, store } = intake(new Map())
    await ingest.receive('peer', await blocksOf(mallory))
    expect(added).toEqual([])
    expect(await store.heads()).toEqual([])
    expect(exhausted).toEqual([])
    expect(refusals.counts()).toEqual([{ reason: 'not-wanted', count: 301 }])
  })

  it('[SY20] does not take a post in without its words where nothing shows that they were withdrawn, and takes it whole from whoever has it', async () => {
    const bob = await Author.create()
    const post = await bob.post('for good')
    const whole = await blocksOf(bob)
    const stripped = whole.map(({ entry, body }, place) => ({ entry, body: place === 1 ? null : body }))
    const { ingest, store, refusals } = intake(new Map([[bob.person, Infinity]]))
    await ingest.receive('mallory', stripped)
    await ingest.receiveFresh('mallory', stripped)
    expect(refusals.counts()).toEqual([{ reason: 'body-missing', count: 2 }])
    expect(refusals.spent('mallory', START_MS + 86_400_000)).toBeGreaterThan(0)
    await ingest.receive('charlie', whole)
    expect((await store.get(post.cid))?.body).toEqual(post.body)
  })

  it('[SY20] believes nobody but its author that a post was withdrawn, and no word about another one', async () => {
    const bob = await Author.create()
    const [post, other] = [await bob.post('for good'), await bob.post('regretted')]
    const [first, entry] = await blocksOf(bob)
    if (first === undefined || entry === undefined) throw new Error('nothing was written')
    await bob.write({ kind: 'retract', body: { entry: other.cid } })
    const mallory = await Author.create()
    await mallory.write({ kind: 'retract', body: { entry: post.cid } })
    const lies = [
      await bob.store.withdrawal(other.cid, bob.person),
      await mallory.store.withdrawal(post.cid, mallory.person),
    ]
    for (const withdrawal of lies) {
      if (withdrawal === null) throw new Error('nothing was withdrawn')
      const { ingest, store, refusals } = intake(new Map([[bob.person, Infinity]]))
      await ingest.receive('mallory', [first, { entry: entry.entry, body: null, withdrawal }])
      expect(refusals.counts()).toEqual([{ reason: 'body-missing', count: 1 }])
      expect(await store.get(post.cid)).toBeNull()
    }
  })

  it('[SY20] takes a withdrawn post in as whoever has it passes it on, from hand to hand', async () => {
    const bob = await Author.create()
    const post = await bob.post('regretted')
    await bob.write({ kind: 'retract', body: { entry: post.cid } })
    let held: RecordStore = bob.store
    for (const from of ['charlie', 'dora']) {
      const { ingest, store, refusals, added } = intake(new Map([[bob.person, Infinity]]))
      // Without the entry that withdraws it, which comes later.
      await ingest.receive(from, await held.range(bob.logId(), 0, 2))
      expect(refusals.counts()).toEqual([])
      expect(added).toHaveLength(2)
      expect((await store.get(post.cid))?.bodyBlock).toBeNull()
      held = store
    }
  })

  it('[V10] [SY20] a copy without its words of what is here is passed over, with no signature checked', async () => {
    const bob = await Author.create()
    const post = await bob.post('regretted')
    const whole = await blocksOf(bob)
    let checked = 0
    const { ingest, store, refusals } = intake(new Map([[bob.person, Infinity]]), undefined, (...signed) => {
      checked += 1
      return verify(...signed)
    })
    await ingest.receive('charlie', whole)
    await bob.write({ kind: 'retract', body: { entry: post.cid } })
    const [bare] = await bob.store.range(bob.logId(), 1, 1)
    if (bare === undefined) throw new Error('nothing was withdrawn')
    expect(bare.withdrawal).toBeDefined()
    const before = checked
    for (let count = 0; count < 20; count += 1) {
      await ingest.receive('mallory', [bare, bare])
      await ingest.receiveFresh('mallory', [bare])
    }
    expect(checked).toBe(before)
    expect(await ingest.takeIn([bare])).toEqual({ ok: true, value: { taken: 0, known: 1, refused: 0 } })
    expect(refusals.counts()).toEqual([])
    // The entry that withdraws it is what takes it back.
    await ingest.receive('charlie', await bob.store.range(bob.logId(), 2, 1))
    expect((await store.get(post.cid))?.bodyBlock).toBeNull()
  })

  it("[V9] some hundred records of no use are nobody's fault, and thousands end the patience with whoever sends them", async () => {
    const [bob, mallory] = [await Author.create(), await Author.create()]
    await bob.post('wanted')
    await mallory.post('of nobody asked for')
    const { ingest, exhausted, refusals } = intake(new Map([[bob.person, Infinity]]))
    const [wanted, unwanted] = [await blocksOf(bob), await blocksOf(mallory)]
    await ingest.receive('charlie', wanted)
    for (let count = 0; count < 300; count += 1) await ingest.receive('charlie', [...wanted, ...unwanted])
    expect(exhausted).toEqual([])
    expect(refusals.counts()).toEqual([{ reason: 'not-wanted', count: 300 * unwanted.length }])
    for (let count = 0; count < 1_600; count += 1) await ingest.receive('dora', unwanted)
    expect(exhausted).toContain('dora')
    expect(exhausted).not.toContain('charlie')
  })

  it('[V9] blames nobody for a date to come, since the own clock may be slow', async () => {
    const bob = await Author.create()
    bob.nowMs += 10 * 86_400_000
    for (let count = 0; count < 300; count += 1) await bob.post(`post ${count}`)
    const { ingest, added, exhausted, refusals } = intake(new Map([[bob.person, Infinity]]))
    await ingest.receive('peer', (await blocksOf(bob)).slice(1))
    expect(added).toEqual([])
    expect(exhausted).toEqual([])
    expect(refusals.counts()).toEqual([{ reason: 'from-the-future', count: 300 }])
  })

  it('[V9] blames nobody for the gap behind what came too early for a slow clock, and takes all of it later', async () => {
    const bob = await Author.create()
    bob.nowMs += 10 * 86_400_000
    for (let count = 0; count < 600; count += 1) await bob.post(`post ${count}`)
    const blocks = await blocksOf(bob)
    const wanted = new Map([[bob.person, Infinity]])
    const { ingest, added, exhausted, refusals, clock } = intake(wanted, undefined, undefined, undefined, 600)
    await ingest.receive('peer', blocks.slice(0, 300))
    clock.nowMs += 20 * 86_400_000
    await ingest.receive('peer', blocks.slice(300))
    expect(exhausted).toEqual([])
    expect(refusals.spent('peer', clock.nowMs)).toBe(0)
    for (const begin of [0, 300, 600]) await ingest.receive('peer', blocks.slice(begin, begin + 300))
    expect(added).toHaveLength(blocks.length)
  })

  it.each(['full', 'conflict'] as const)(
    '[V9] what is under way behind a batch that could not be kept (%s) is refused, is nobody to blame for, and comes in later',
    async (reason) => {
      const bob = await Author.create()
      for (let count = 0; count < 900; count += 1) await bob.post(`post ${count}`)
      const blocks = await blocksOf(bob)
      const store = new MemoryRecordStore()
      const keep = store.append.bind(store)
      store.append = async () => err(reason)
      const wanted = new Map([[bob.person, Infinity]])
      const { ingest, added, exhausted, refusals } = intake(wanted, store, verify, undefined, 300)
      await ingest.receive('peer', blocks.slice(0, 300))
      store.append = keep
      await ingest.receive('peer', blocks.slice(300, 600))
      expect(refusals.counts()).toEqual([{ reason: 'gap', count: 300 }])
      expect(refusals.spent('peer', START_MS)).toBe(0)
      for (const begin of [0, 300, 600]) await ingest.receive('peer', blocks.slice(begin, begin + 300))
      expect(added).toHaveLength(900)
      // What has a gap now is its sender's fault again.
      await ingest.receive('peer', [...blocks.slice(900), ...(await gapped(bob, 300))])
      expect(exhausted).toContain('peer')
    },
  )

  it('[SY29] asks no more for what comes too early, which costs its sender where it was not asked for', async () => {
    const bob = await Author.create()
    bob.nowMs += 10 * 86_400_000
    for (let count = 0; count < 100; count += 1) await bob.post(`post ${count}`)
    const blocks = await blocksOf(bob)
    const { ingest, exhausted, placeless, refusals, clock } = intake(
      new Map([[bob.person, Infinity]]),
      ...[undefined, undefined, undefined, 128],
    )
    await ingest.receive('peer', blocks)
    expect(placeless).toContain(bob.person)
    expect(refusals.spent('peer', clock.nowMs)).toBe(0)
    for (let times = 0; times < 40; times += 1) await ingest.receive('peer', blocks)
    expect(exhausted).toContain('peer')
  })

  it("[V9] names that are made up do not make what follows a real one anybody's fault", async () => {
    const bob = await Author.create()
    bob.nowMs += 10 * 86_400_000
    for (let count = 0; count < 3; count += 1) await bob.post(`post ${count}`)
    const blocks = await blocksOf(bob)
    const { ingest, refusals, clock } = intake(new Map([[bob.person, Infinity]]))
    await ingest.receive('bob', blocks.slice(0, 2))
    const stranger = await Author.create()
    stranger.nowMs += 10 * 86_400_000
    const { entryBlock, bodyBlock: body } = await stranger.post('from the future')
    const written = decodeCanonical(entryBlock)
    if (!written.ok) throw new Error(written.error)
    for (let count = 0; count <= 1_000; count += 1) {
      const device = new Uint8Array(new Uint32Array(8).fill(count).buffer)
      await ingest.receive(`mallory ${count}`, [
        { entry: encodeCanonical({ ...(written.value as object), device }), body },
      ])
    }
    clock.nowMs += 20 * 86_400_000
    await ingest.receive('bob', blocks.slice(2))
    expect(refusals.spent('bob', clock.nowMs)).toBeLessThan(0.01)
  })

  it('[V9] the same that cannot be kept yet, pushed again and again, costs', async () => {
    const bob = await Author.create()
    for (let count = 0; count < 3; count += 1) await bob.post(`post ${count}`)
    const blocks = await blocksOf(bob)
    const newest = blocks.slice(-1)
    const { ingest, early, exhausted } = intake(new Map([[bob.person, Infinity]]))
    await ingest.receive('charlie', blocks.slice(0, 1))
    for (let times = 0; times < 4_000; times += 1) await ingest.receiveFresh('peer', newest)
    expect(early).toHaveLength(1)
    expect(exhausted).toContain('peer')
  })

  it('[V11] lets the page breathe also when the clock was set back', async () => {
    const bob = await Author.create()
    await bob.post('once')
    const [block] = await blocksOf(bob)
    const { ingest, clock, breaths } = intake(new Map([[bob.person, Infinity]]))
    await ingest.takeIn(block === undefined ? [] : [block])
    const before = breaths()
    clock.nowMs -= 3_600_000
    await ingest.takeIn(block === undefined ? [] : [block])
    expect(breaths()).toBeGreaterThan(before)
  })

  it('[SY7] takes so many entries of a stranger and no more', async () => {
    const charlie = await Author.create()
    for (let count = 0; count < 5; count += 1) await charlie.post(`post ${count}`)
    const { ingest, added } = intake(new Map([[charlie.person, 3]]))
    await ingest.receive('peer', await blocksOf(charlie))
    expect(added).toHaveLength(3)
  })

  it('[SY7] keeps the logs of so many devices of one person and no more, and those go on', async () => {
    const words = newWords().join(' ')
    const devices = await Promise.all(
      Array.from({ length: MAX_DEVICES_PER_PERSON + 1 }, () => Author.create({ words })),
    )
    const [first] = devices
    if (first === undefined) throw new Error('there is at least one')
    const { ingest, store } = intake(new Map([[first.person, Infinity]]))
    for (const device of devices) await ingest.receive('peer', await blocksOf(device))
    expect(await store.heads()).toHaveLength(MAX_DEVICES_PER_PERSON)
    await first.post('and on')
    await ingest.receive('peer', await blocksOf(first))
    const { person } = first
    expect(await store.head({ person, device: first.signer.device })).toMatchObject({ seq: 1 })
  })

  it('[SY13] shows a fresh post whose log is still being fetched, keeps it when its turn comes, and blames nobody', async () => {
    const bob = await Author.create()
    for (let count = 0; count < 3; count += 1) await bob.post(`old ${count}`)
    const { cid } = await bob.post('fresh')
    const blocks = await blocksOf(bob)
    const { ingest, store, added, early, refusals } = intake(new Map([[bob.person, Infinity]]))
    await ingest.receive('peer', blocks.slice(0, 1))
    await ingest.receiveFresh('peer', blocks.slice(-1))
    expect(early).toEqual([cid])
    expect(await store.heads()).toMatchObject([{ seq: 0 }])
    await ingest.receive('peer', blocks.slice(1))
    expect(added.at(-1)).toBe(cid)
    expect(refusals.counts()).toEqual([])
  })

  it('[SY13] shows nothing early of whom nobody asked for, of a device without certificate, or that another signed', async () => {
    const bob = await Author.create()
    await bob.post('old')
    const { cid } = await bob.post('fresh')
    const blocks = await blocksOf(bob)
    const fresh = blocks.slice(-1)
    const unasked = intake(new Map())
    await unasked.ingest.receiveFresh('peer', fresh)
    const uncertified = intake(new Map([[bob.person, Infinity]]))
    await uncertified.ingest.receiveFresh('peer', fresh)
    const forged = intake(new Map([[bob.person, Infinity]]))
    await forged.ingest.receive('peer', blocks.slice(0, 1))
    const entry = Buffer.from(fresh[0]?.entry ?? [])
    const place = entry.indexOf((await bob.store.get(cid))?.signature ?? 'none')
    entry[place] = (entry[place] ?? 0) ^ 1
    await forged.ingest.receiveFresh('peer', [
      { entry: Uint8Array.from(entry), body: fresh[0]?.body ?? null },
    ])
    expect([unasked.early, uncertified.early, forged.early]).toEqual([[], [], []])
    expect(forged.refusals.counts()).toEqual([{ reason: 'bad-signature', count: 1 }])
  })

  /** What bob's browser signs at whatever place, beside his log. */
  async function pushing(bob: Author, ingest: Ingest) {
    await ingest.receive('peer', await blocksOf(bob))
    const place = await bob.place()
    const posts: RecordCid[] = []
    const push = async (seq: number, text: string): Promise<void> => {
      if (place.head === null) throw new Error('the log has begun')
      const head = { ...place.head, seq: seq - 1 }
      const draft = { kind: 'post', body: { text, tags: [], images: [] } } as const
      const signed = await signRecord(draft, { ...place, head }, bob.signer)
      if (!signed.ok) throw new Error(signed.error)
      posts.push(signed.value.cid)
      await ingest.receiveFresh('peer', [{ entry: signed.value.entryBlock, body: signed.value.bodyBlock }])
    }
    return { push, posts }
  }

  it('[SY13] shows one post at a place; where the log has another, that leaves and is evidence', async () => {
    const bob = await Author.create()
    const { ingest, store, early, gone, refusals } = intake(new Map([[bob.person, Infinity]]))
    const { push, posts } = await pushing(bob, ingest)
    for (let count = 0; count < 20; count += 1) await push(2, `lie ${count}`)
    expect(early).toEqual(posts.slice(0, 1))
    expect(refusals.counts()).toEqual([{ reason: 'fork', count: 19 }])

    await bob.post('one')
    await bob.post('two')
    await ingest.receive('peer', await blocksOf(bob))
    expect(gone).toEqual(posts.slice(0, 1))
    expect((await store.forks()).map(({ other }) => other)).toEqual(posts.slice(0, 1))
  })

  it('[SY13] shows so many of a log and no more; the first leave for what is newer', async () => {
    const bob = await Author.create()
    const { ingest, early, gone } = intake(new Map([[bob.person, Infinity]]))
    const { push, posts } = await pushing(bob, ingest)
    const from = 10
    for (let seq = from; seq < from + 2 * MAX_EARLY_PER_LOG; seq += 1) await push(seq, `post ${seq}`)
    expect(early).toEqual(posts)
    expect(gone).toEqual(posts.slice(0, MAX_EARLY_PER_LOG))
    await push(from - 1, 'older than all that are shown')
    expect(early).toHaveLength(2 * MAX_EARLY_PER_LOG)
    expect(gone).toHaveLength(MAX_EARLY_PER_LOG)
  })

  it('[SY15] blames nobody for carrying a log that its author forked, and keeps the evidence', async () => {
    const words = newWords().join(' ')
    const mallory = await Author.create({ words })
    const twin = await Author.create({ words, signer: mallory.signer })
    await mallory.post('to some')
    for (let count = 0; count < 260; count += 1) await twin.post(`to others ${count}`)
    const { ingest, exhausted, store, refusals } = intake(new Map([[mallory.person, Infinity]]))
    await ingest.receive('some', await blocksOf(mallory))
    await ingest.receive('honest', await blocksOf(twin))
    expect(exhausted).toEqual([])
    expect(refusals.counts().map(({ reason }) => reason)).toEqual(['fork', 'gap'])
    expect(await store.forks()).toHaveLength(1)
  })

  it('[SY15] checks one signature of a log that its author forks, whatever else of that kind comes', async () => {
    const words = newWords().join(' ')
    const mallory = await Author.create({ words })
    let checked = 0
    const counting: Verify = (...signed) => {
      checked += 1
      return verify(...signed)
    }
    const { ingest, exhausted, store, refusals } = intake(
      new Map([[mallory.person, Infinity]]),
      undefined,
      counting,
    )
    await mallory.post('to some')
    await ingest.receive('some', await blocksOf(mallory))
    const before = checked
    for (let count = 0; count < 20; count += 1) {
      const twin = await Author.create({ words, signer: mallory.signer })
      await twin.post(`to others ${count}`)
      const [, post] = await blocksOf(twin)
      if (post === undefined) throw new Error('the twin wrote nothing')
      await ingest.receiveFresh('mallory', [post])
      await ingest.receive('mallory', [post])
    }
    expect(checked - before).toBe(1)
    expect(exhausted).toEqual([])
    expect(refusals.counts()).toEqual([{ reason: 'fork', count: 40 }])
    expect(await store.forks()).toHaveLength(1)
    await mallory.post('goes on')
    await ingest.receiveFresh('mallory', (await blocksOf(mallory)).slice(-1))
    expect(await store.head({ person: mallory.person, device: mallory.signer.device })).toMatchObject({
      seq: 2,
    })
  })

  it('[SY15] blames nobody for carrying a log whose author takes back what is of somebody else', async () => {
    const [bob, mallory] = [await Author.create(), await Author.create()]
    const { cid: entry } = await bob.post('hello')
    await mallory.write({ kind: 'retract', body: { entry } })
    for (let count = 0; count < 260; count += 1) await mallory.post(`afterwards ${count}`)
    const wanted = [bob, mallory].map(({ person }) => [person, Infinity] as const)
    const { ingest, exhausted, refusals } = intake(new Map(wanted))
    await ingest.receive('bob', await blocksOf(bob))
    await ingest.receive('honest', await blocksOf(mallory))
    expect(exhausted).toEqual([])
    expect(refusals.counts().map(({ reason }) => reason)).toEqual(['wrong-author', 'gap'])
  })

  it('[SY3] takes in what is fresh before a backlog that came earlier', async () => {
    const bob = await Author.create()
    for (let count = 0; count < 40; count += 1) await bob.post(`old ${count}`)
    const alice = await Author.create()
    const { cid } = await alice.post('fresh')
    const { ingest, added } = intake(
      new Map([
        [bob.person, Infinity],
        [alice.person, Infinity],
      ]),
    )
    const old = await blocksOf(bob)
    const batches = [old.slice(0, 10), old.slice(10, 20), old.slice(20, 30), old.slice(30)]
    const taken = batches.map((batch) => ingest.receive('a peer', batch))
    await ingest.receiveFresh('another', await blocksOf(alice))
    expect(added).toHaveLength(10 + 2)
    await Promise.all(taken)
    expect(added).toHaveLength(old.length + 2)
    expect(added.indexOf(cid)).toBe(11)
  })
})
