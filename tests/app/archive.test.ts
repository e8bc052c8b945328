import 'fake-indexeddb/auto'
import { CarReader } from '@ipld/car/reader'
import { CID } from 'multiformats/cid'
import { sha256 } from 'multiformats/hashes/sha2'
import { describe, expect, it, vi } from 'vitest'
import { exportArchive, type ExportWish } from '../../src/app/archive-export'
import { importArchive, type ImportInit } from '../../src/app/archive-import'
import { ArchiveWithdrawals } from '../../src/app/archive-withdrawals'
import { keepHistory, keepHistoryIfRoom } from '../../src/app/history'
import { KeptImages } from '../../src/app/image-prefetch'
import { Ingest } from '../../src/app/ingest'
import { isPinned } from '../../src/app/keep-only'
import { Refusals } from '../../src/app/refusals'
import { wordsIn } from '../../src/app/storage-desk'
import { stretch } from '../../src/identity/argon2'
import { lockWords } from '../../src/identity/passphrase'
import { newWords } from '../../src/identity/words'
import type { HasBlocks } from '../../src/peer/image-blocks'
import { nextTask } from '../../src/lib/next-task'
import { Queue } from '../../src/lib/queue'
import { writeArchiveRoot } from '../../src/records/archive-root'
import { cidOf } from '../../src/records/codec'
import { readHistoryPart, readHistoryRoot, writeHistoryRoot } from '../../src/records/history-root'
import type { NetworkId, RecordCid, VerifiedRecord } from '../../src/records/types'
import { blocksOf as shownAs, withdrawalBy } from '../../src/records/withdrawal'
import { readWithdrawals, writeWithdrawals } from '../../src/records/withdrawal-block'
import { IdbBlockStore } from '../../src/storage/block-store'
import { writeCar, type CarBlock } from '../../src/storage/car'
import { openDatabase } from '../../src/storage/open'
import { MemoryRecordStore } from '../../src/storage/memory-record-store'
import { picture } from '../e2e/harness/picture'
import { Author, START_MS, testNetwork } from '../helpers/author'
import { blocksOf, FORKED_WORDS, forkedLog, LAPTOP, recordsOf } from '../helpers/forked-log'

const NOW_MS = START_MS + 86_400_000
/** Cut into four blocks under one root. */
const PICTURE = new Uint8Array(picture(1_000, 700))
let opened = 0

async function blockStore(): Promise<IdbBlockStore> {
  opened += 1
  return new IdbBlockStore(await openDatabase(`archive-${opened}` as NetworkId, () => undefined))
}

/** Alice has written a post with an image and keeps what bob wrote. */
async function aliceWithBob() {
  const store = new MemoryRecordStore()
  const blockstore = await blockStore()
  const alice = await Author.create({ store })
  const bob = await Author.create({ store })
  const cid = await new KeptImages(blockstore).addImage(PICTURE)
  const bytes = PICTURE.byteLength
  const image = { cid, type: 'image/png', bytes, width: 1_000, height: 700, alt: 'A gradient' } as const
  await alice.write({ kind: 'post', body: { text: 'Keep me', tags: [], images: [image] } })
  await alice.write({ kind: 'follow', body: { person: bob.person, invite: null } })
  await bob.post('Me too')
  const write = (wish: Partial<ExportWish> = {}): Promise<Blob> =>
    exportArchive(
      { store, blockstore, network: testNetwork, nowMs: NOW_MS },
      { person: null, words: null, ...wish },
    )
  return { alice, bob, store, blockstore, image, write }
}

/** A browser that takes files in. */
async function browser(network = testNetwork) {
  const store = new MemoryRecordStore()
  const blocks = await blockStore()
  const ingest = new Ingest({
    store,
    network,
    queue: new Queue(),
    refusals: new Refusals(),
    now: () => NOW_MS,
    breathe: nextTask,
    entriesWanted: () => 0,
    changed: () => undefined,
    early: () => undefined,
    refused: () => undefined,
    exhausted: () => undefined,
    storageFull: () => undefined,
  })
  const images = new KeptImages(blocks)
  const progress: number[] = []
  const added: number[] = []
  const init: ImportInit = {
    network,
    store,
    addImage: (bytes) => {
      added.push(bytes.byteLength)
      return images.addImage(bytes)
    },
    takeIn: (records) => ingest.takeIn(records),
    takeInBranches: (records) => ingest.takeInBranches(records),
    progress: (done) => progress.push(done),
  }
  const take = (file: Blob) => importArchive(file, init)
  return { store, ingest, blocks, images, added, progress, take }
}

async function blocksIn(file: Blob): Promise<{ roots: CID[]; blocks: CarBlock[] }> {
  const reader = await CarReader.fromBytes(new Uint8Array(await file.arrayBuffer()))
  const blocks: CarBlock[] = []
  for await (const block of reader.blocks()) blocks.push(block)
  return { roots: await reader.getRoots(), blocks }
}

async function carOf(root: CID | undefined, blocks: readonly CarBlock[]): Promise<Blob> {
  if (root === undefined) throw new Error('the archive has a root')
  async function* each() {
    for (const block of await Promise.resolve(blocks)) yield block
  }
  const parts: Uint8Array<ArrayBuffer>[] = []
  for await (const part of writeCar(root, each())) parts.push(new Uint8Array(part))
  return new Blob(parts)
}

describe('an archive', () => {
  it('[AR1] holds every log that is kept here, with its images, and fills another browser', async () => {
    const { alice, bob, store, image, write } = await aliceWithBob()
    const { take, blocks, images, progress, ...other } = await browser()
    const taken = await take(await write())
    expect(taken).toEqual({
      ok: true,
      value: {
        ...{ taken: 5, known: 0, refused: 0, images: 1, hasWords: false },
        contents: { people: [alice.person, bob.person], morePeople: 0, tags: [] },
      },
    })
    expect(new Set(await other.store.heads())).toEqual(new Set(await store.heads()))
    expect(await blocks.has((await blocksIn(await write())).blocks[0]?.cid as CID)).toBe(false)
    const read = await images.image(image.cid, image.bytes, new AbortController().signal)
    expect(Buffer.from(read ?? []).equals(PICTURE)).toBe(true)
    expect(progress.at(-1)).toBe(5)
  })

  it('[AR5] brings a picture once, however many posts show it and however often', async () => {
    const { alice, image, write } = await aliceWithBob()
    for (const text of ['Again', 'And again'])
      await alice.write({ kind: 'post', body: { text, tags: [], images: [image, image] } })
    const { take, added } = await browser()
    expect(await take(await write())).toMatchObject({ ok: true, value: { taken: 7, images: 1 } })
    expect(added).toEqual([PICTURE.byteLength])
  })

  it('[AR5] brings a picture that an earlier post announced wrongly', async () => {
    const { alice, image, write } = await aliceWithBob()
    const { take, added } = await browser()
    const mallory = await Author.create({ store: alice.store })
    await mallory.write({ kind: 'post', body: { text: 'x', tags: [], images: [{ ...image, width: 9 }] } })
    expect(await take(await write())).toMatchObject({ ok: true, value: { images: 1 } })
    expect(added).toHaveLength(1)
  })

  it('[AR1] of one person holds her logs alone, and taking it in twice changes nothing', async () => {
    const { alice, store, write } = await aliceWithBob()
    const { take, ...other } = await browser()
    const file = await write({ person: alice.person })
    expect(await take(file)).toMatchObject({ ok: true, value: { taken: 3, known: 0 } })
    expect(await take(file)).toMatchObject({ ok: true, value: { taken: 0, known: 3, refused: 0 } })
    expect(await other.store.heads()).toEqual([await store.head(alice.logId())])
  })

  it('[AR1] holds what was dated ahead before the clock was set right', async () => {
    const { alice, store, blockstore, write } = await aliceWithBob()
    alice.nowMs = NOW_MS + 2 * 3_600_000
    const last = await alice.post('From tomorrow')
    const file = await write({ person: alice.person })
    expect((await blocksIn(file)).blocks.map(({ cid }) => cid.toString())).toContain(last.cid)
    // There nobody believes the date yet, but all that was before.
    const { take } = await browser()
    expect(await take(file)).toMatchObject({ ok: true, value: { taken: 3, refused: 1 } })
    const head = await store.head(alice.logId())
    if (head === null) throw new Error('no log')
    const put = new Set<string>()
    const blocks: HasBlocks['blockstore'] = {
      has: (cid) => blockstore.has(cid),
      get: (cid) => blockstore.get(cid),
      put: async (cid, bytes) => (
        bytes instanceof Uint8Array && put.add(Buffer.from(bytes).toString('latin1')),
        cid
      ),
    }
    await keepHistory({ store, blockstore: blocks, network: testNetwork }, [head])
    expect([...put].some((bytes) => bytes.includes(Buffer.from(last.entryBlock).toString('latin1')))).toBe(
      true,
    )
  })

  it('[AR1] [AR4] is not made without an entry that cannot be read', async () => {
    const { alice, store, blockstore } = await aliceWithBob()
    const init = { store, blockstore, network: 'bafyelsewhere' as NetworkId, nowMs: NOW_MS }
    await expect(exportArchive(init, { person: alice.person, words: null })).rejects.toThrow('other-network')
    await expect(keepHistory(init, await store.heads())).rejects.toThrow('other-network')
  })

  it('[PI1] finds no room on a full disk, which is said, while what is broken still throws', async () => {
    const { alice, store, blockstore } = await aliceWithBob()
    const heads = (await store.heads()).filter(({ person }) => person === alice.person)
    const failing = (error: Error): HasBlocks['blockstore'] => ({
      has: (cid) => blockstore.has(cid),
      get: (cid) => blockstore.get(cid),
      put: () => Promise.reject(error),
    })
    const asked = (error: Error) =>
      keepHistoryIfRoom({ store, blockstore: failing(error), network: testNetwork }, heads)
    expect(await asked(new DOMException('full', 'QuotaExceededError'))).toEqual({
      ok: false,
      error: 'storage-full',
    })
    await expect(asked(new Error('a bug'))).rejects.toThrow('a bug')
  })

  it('[AR2] is read whatever the order of its blocks, and also as the log that IPFS tools export', async () => {
    const { alice, store, write } = await aliceWithBob()
    const { roots, blocks } = await blocksIn(await write({ person: alice.person }))
    const one = await browser()
    expect(await one.take(await carOf(roots[0], blocks.toReversed()))).toMatchObject({ value: { taken: 3 } })
    const head = await store.head(alice.logId())
    const last = blocks.find(({ cid }) => cid.toString() === head?.cid)
    const two = await browser()
    expect(await two.take(await carOf(last?.cid, blocks.slice(1)))).toMatchObject({
      value: { taken: 3, images: 1, hasWords: false },
    })
  })

  it('[AR2] with a block that is not what its name says brings nothing that builds on it', async () => {
    const { alice, write } = await aliceWithBob()
    const { roots, blocks } = await blocksIn(await write({ person: alice.person }))
    for (const [index, { cid, bytes }] of blocks.entries()) {
      const forged = { cid, bytes: bytes.map((byte, at) => (at === bytes.byteLength - 1 ? byte ^ 1 : byte)) }
      const { take, ...other } = await browser()
      const taken = await take(await carOf(roots[0], blocks.with(index, forged)))
      if (!taken.ok) {
        expect([index, taken.error]).toEqual([0, 'not-an-archive'])
        continue
      }
      const { taken: count, refused, images } = taken.value
      expect(count + images).toBeLessThan(4)
      expect(count + refused).toBeLessThanOrEqual(3)
      // Nothing of what came counts as withdrawn.
      for await (const { bodyBlock } of other.store.all()) expect(bodyBlock).not.toBeNull()
    }
  })

  it('[AR2] of another network, or no archive at all, changes nothing and is named', async () => {
    const { write } = await aliceWithBob()
    const elsewhere = await browser('bafyelsewhere' as NetworkId)
    expect(await elsewhere.take(await write())).toEqual({ ok: false, error: 'other-network' })
    const { take, store } = await browser()
    const none = { ok: false, error: 'not-an-archive' }
    expect(await take(new Blob())).toEqual(none)
    expect(await take(new Blob(['<html>']))).toEqual(none)
    const whole = new Uint8Array(await (await write()).arrayBuffer())
    expect(await take(new Blob([whole.slice(0, whole.byteLength - 9)]))).toEqual(none)
    const { blocks } = await blocksIn(await write())
    const body = blocks.find(({ bytes }) => Buffer.from(bytes).includes('Keep me'))
    expect(await take(await carOf(body?.cid, blocks))).toEqual(none)
    expect(await store.heads()).toEqual([])
  })

  it('[AR4] of what a pinning service keeps reaches nothing but that, and is taken in as well', async () => {
    const { alice, bob, store, blockstore, write } = await aliceWithBob()
    const liked = await store.head(bob.logId())
    await alice.write({ kind: 'like', body: { post: liked?.cid as RecordCid, author: bob.person } })
    const heads = (await store.heads()).filter(({ person }) => person === alice.person)
    const kept = new Map<string, CarBlock>()
    const blocks: HasBlocks['blockstore'] = {
      has: (cid) => blockstore.has(cid),
      get: (cid) => blockstore.get(cid),
      put(cid, bytes) {
        if (bytes instanceof Uint8Array) kept.set(cid.toString(), { cid, bytes })
        return blockstore.put(cid, bytes)
      },
    }
    const root = await keepHistory({ store, blockstore: blocks, network: testNetwork }, heads)
    const history = readHistoryRoot(kept.get(root)?.bytes ?? new Uint8Array())
    if (!history.ok) throw new Error('the root is no history')
    const part = readHistoryPart(kept.get(history.value.parts[0] ?? '')?.bytes ?? new Uint8Array())
    if (!part.ok) throw new Error('the part is none')
    expect([part.value.records.length, part.value.images.length]).toEqual([4, 1])
    const image = await blocksIn(await write({ person: alice.person }))
    const { take, ...other } = await browser()
    const file = await carOf(CID.parse(root), [...kept.values(), ...image.blocks])
    expect(await take(file)).toMatchObject({ ok: true, value: { taken: 4, images: 1 } })
    expect(await other.store.heads()).toEqual(heads)
    expect(readHistoryPart(writeHistoryRoot({ network: testNetwork, parts: [] })).ok).toBe(false)
  })

  it('[AR1] [AR4] [SY18] holds also the branch that stands beside its log, whichever of the two somebody has already', async () => {
    const { left, right, merge } = await forkedLog({ common: 2, one: 130, other: 3 })
    const all = [...new Set([...left, ...right, ...merge].map(({ cid }) => cid))].sort()
    const has = async ({ store }: Pick<Awaited<ReturnType<typeof browser>>, 'store'>) =>
      (await recordsOf(store)).map(({ cid }) => cid).sort()
    const origin = await browser()
    for (const part of [left, merge]) await origin.ingest.takeIn(blocksOf(part))
    await origin.ingest.takeInBranches(blocksOf(right.toReversed()))
    expect(await has(origin)).toEqual(all)
    const place = { store: origin.store, blockstore: origin.blocks, network: testNetwork }
    const archive = await exportArchive({ ...place, nowMs: NOW_MS }, { person: null, words: null })
    const pinned: CarBlock[] = []
    const blocks: HasBlocks['blockstore'] = {
      has: (cid) => origin.blocks.has(cid),
      get: (cid) => origin.blocks.get(cid),
      put: async (cid, bytes) => (bytes instanceof Uint8Array && pinned.push({ cid, bytes }), cid),
    }
    const root = await keepHistory({ ...place, blockstore: blocks }, await origin.store.heads())
    for (const file of [archive, await carOf(CID.parse(root), pinned)])
      for (const held of [[], left, right]) {
        const other = await browser()
        if (held.length > 0) await other.ingest.takeIn(blocksOf(held))
        expect(await other.take(file)).toMatchObject({
          ok: true,
          value: { taken: all.length - held.length, refused: 0 },
        })
        expect(await has(other)).toEqual(all)
      }
  })

  /**
   * Bob's browser holds alice's laptop log, in which a post is withdrawn, and one beside it; the phone on which she withdrew
   * them he does not hold.
   */
  async function withdrawnElsewhere() {
    const { left, right, merge, healed } = await forkedLog({ common: 2, one: 120, other: 3 })
    const [inLog, beside] = [left[3], right[4]]
    if (inLog === undefined || beside === undefined) throw new Error('expected posts of hers')
    const phone = await Author.create({ words: FORKED_WORDS })
    for (const { cid } of [inLog, beside]) await phone.write({ kind: 'retract', body: { entry: cid } })
    const carrier = await browser()
    const all = [phone.store, healed.store]
    for (const store of all) await carrier.ingest.takeIn(blocksOf(await recordsOf(store)))
    await carrier.ingest.takeIn(blocksOf(left))
    await carrier.ingest.takeInBranches(blocksOf(right.toReversed()))
    const bob = await browser()
    const log = left[0]?.header ?? phone.logId()
    await bob.ingest.takeIn(blocksOf(merge))
    await bob.ingest.takeIn(await carrier.store.range(log, 0, 1_000))
    const branch = (await carrier.store.beside(log)).toReversed()
    await bob.ingest.takeInBranches(
      await Promise.all(
        branch.map(async (record) =>
          shownAs(record, await carrier.store.withdrawal(record.cid, record.header.person)),
        ),
      ),
    )
    const records = await recordsOf(bob.store)
    expect(records.filter(({ bodyBlock }) => bodyBlock === null)).toHaveLength(2)
    return { bob, records, phone }
  }

  it('[AR1] [AR7] brings a log on from a post that was withdrawn in another, which is not in the file', async () => {
    const { bob, records, phone } = await withdrawnElsewhere()
    const place = { store: bob.store, blockstore: bob.blocks, network: testNetwork }
    const archive = await exportArchive({ ...place, nowMs: NOW_MS }, { person: phone.person, words: null })
    const other = await browser()
    expect(await other.take(archive)).toMatchObject({ value: { taken: records.length, refused: 0 } })
    expect(await recordsOf(other.store)).toEqual(records)
    // What came so goes on from there.
    const again = await exportArchive(
      { ...place, store: other.store, nowMs: NOW_MS },
      { person: null, words: null },
    )
    expect(await (await browser()).take(again)).toMatchObject({
      value: { taken: records.length, refused: 0 },
    })
  })

  it('[AR4] [AR7] brings it too from a pinning service, in a part behind all others', async () => {
    const { bob, records } = await withdrawnElsewhere()
    const pinned = new Map<string, CarBlock>()
    const blockstore: HasBlocks['blockstore'] = {
      has: (cid) => bob.blocks.has(cid),
      get: (cid) => bob.blocks.get(cid),
      put: async (cid, bytes) => (
        bytes instanceof Uint8Array && pinned.set(cid.toString(), { cid, bytes }),
        cid
      ),
    }
    const place = { store: bob.store, blockstore, network: testNetwork }
    const root = await keepHistory(place, await bob.store.heads())
    const other = await browser()
    const file = await carOf(CID.parse(root), [...pinned.values()])
    expect(await other.take(file)).toMatchObject({ value: { taken: records.length, refused: 0 } })
    expect(await recordsOf(other.store)).toEqual(records)
    const history = readHistoryRoot(pinned.get(root)?.bytes ?? new Uint8Array())
    const parts = history.ok ? history.value.parts.map((part) => pinned.get(part)?.bytes) : []
    const kinds = parts.map((part = new Uint8Array()) => [readHistoryPart(part).ok, readWithdrawals(part).ok])
    expect(kinds.at(-1)).toEqual([false, true])
    expect(kinds.slice(0, -1).every(([isPart]) => isPart)).toBe(true)
    // It is no image that may be let go.
    expect(parts.every((part = new Uint8Array()) => isPinned(part))).toBe(true)
  })

  it('[AR1] [AR7] holds a log to its end, whenever a post of it is withdrawn while the file is made', async () => {
    const phone = await Author.create({ words: FORKED_WORDS })
    const laptop = await Author.create({ words: FORKED_WORDS, signer: LAPTOP })
    const posts = [await laptop.post('first'), await laptop.post('second'), await laptop.post('third')]
    await phone.write({ kind: 'retract', body: { entry: posts[1]?.cid as RecordCid } })
    const written = await recordsOf(laptop.store)
    const retract = await recordsOf(phone.store)
    const blockstore = await blockStore()
    for (let reading = 0, isOver = false; !isOver; reading += 1) {
      const store = new MemoryRecordStore()
      await store.append(written)
      let left = reading
      const read = async <T>(answer: () => Promise<T>): Promise<T> => {
        if (left === 0) await store.append(retract)
        left -= 1
        return answer()
      }
      const heads = store.heads.bind(store)
      const range = store.range.bind(store)
      const beside = store.beside.bind(store)
      store.heads = () => read(heads)
      store.range = (...asked) => read(() => range(...asked))
      store.beside = (log) => read(() => beside(log))
      const init = { store, blockstore, network: testNetwork, nowMs: NOW_MS }
      const file = await exportArchive(init, { person: null, words: null })
      isOver = left >= 0
      const { take, store: there } = await browser()
      expect(await take(file)).toMatchObject({ value: { refused: 0 } })
      expect((await there.head(laptop.logId()))?.cid).toBe(posts[2]?.cid)
      if (isOver) expect(reading).toBeGreaterThan(4)
    }
  })

  it('[AR4] [AR7] brings what is before a part that is missing, over posts that were withdrawn elsewhere', async () => {
    const laptop = await Author.create({ words: FORKED_WORDS, signer: LAPTOP })
    const posts: VerifiedRecord[] = []
    for (let count = 0; count < 40; count += 1) posts.push(await laptop.post(`${count} ${'x'.repeat(4_000)}`))
    const head = await laptop.store.head(laptop.logId())
    const phone = await Author.create({ words: FORKED_WORDS })
    await phone.write({ kind: 'retract', body: { entry: posts[3]?.cid as RecordCid } })
    await laptop.store.append(await recordsOf(phone.store))
    const pinned = new Map<string, CarBlock>()
    const kept = await blockStore()
    const blocks: HasBlocks['blockstore'] = {
      has: (cid) => kept.has(cid),
      get: (cid) => kept.get(cid),
      put: async (cid, bytes) => (
        bytes instanceof Uint8Array && pinned.set(cid.toString(), { cid, bytes }),
        cid
      ),
    }
    if (head === null) throw new Error('expected a log')
    const place = { store: laptop.store, blockstore: blocks, network: testNetwork }
    const root = await keepHistory(place, [head])
    const history = readHistoryRoot(pinned.get(root)?.bytes ?? new Uint8Array())
    const parts = history.ok ? history.value.parts : []
    const [first, second] = parts.map((part) => readHistoryPart(pinned.get(part)?.bytes ?? new Uint8Array()))
    const before = first?.ok === true ? first.value.records.length : 0
    expect([before > 4, second?.ok, parts.length]).toEqual([true, true, 4])
    pinned.delete(parts[1] ?? '')
    const { take, store } = await browser()
    const file = await carOf(CID.parse(root), [...pinned.values()])
    expect(await take(file)).toMatchObject({ value: { taken: before, refused: 0 } })
    expect((await store.head(head))?.seq).toBe(before - 1)
  })

  it('[AR7] believes no withdrawal that is not of the author', async () => {
    const alice = await Author.create()
    const mallory = await Author.create()
    const post = await alice.post('stays')
    await mallory.write({ kind: 'retract', body: { entry: post.cid } })
    const [first, retract] = await recordsOf(mallory.store)
    const shown = retract === undefined ? null : withdrawalBy(retract, first ?? null)
    if (shown === null) throw new Error('expected a withdrawal')
    const records = (await recordsOf(alice.store)).map(({ cid, entryBlock, header, bodyBlock }) => [
      { cid: CID.parse(cid), bytes: entryBlock },
      ...(cid === post.cid || bodyBlock === null
        ? []
        : [{ cid: CID.parse(header.bodyCid), bytes: bodyBlock }]),
    ])
    const bytes = writeWithdrawals([shown])
    const named = await cidOf(bytes)
    const heads = [post.cid, named]
    const root = writeArchiveRoot({ network: testNetwork, time: NOW_MS, heads, words: null })
    const cid = CID.parse(await cidOf(root))
    const file = await carOf(cid, [{ cid, bytes: root }, ...records.flat(), { cid: CID.parse(named), bytes }])
    const { take, store } = await browser()
    expect(await take(file)).toMatchObject({ value: { taken: 1, refused: 1 } })
    expect(await store.get(post.cid)).toBeNull()
  })

  it('[AR2] whose blocks or header are larger than any of ours is none', async () => {
    const { write } = await aliceWithBob()
    const { roots, blocks } = await blocksIn(await write())
    const { take } = await browser()
    const none = { ok: false, error: 'not-an-archive' }
    const huge = new Uint8Array(2 * 1024 ** 2 + 1)
    const cid = CID.createV1(0x55, await sha256.digest(huge))
    expect(await take(await carOf(roots[0], [...blocks, { cid, bytes: huge }]))).toEqual(none)
    // A header that claims a megabyte, and a length that never ends.
    expect(await take(new Blob([new Uint8Array([0x80, 0x80, 0x40, 0xa2])]))).toEqual(none)
    expect(await take(new Blob([new Uint8Array(20).fill(0xff)]))).toEqual(none)
  })

  it('[AR2] that names a log many times reads it once', async () => {
    const { alice, store, write } = await aliceWithBob()
    const { blocks } = await blocksIn(await write({ person: alice.person }))
    const head = (await store.head(alice.logId()))?.cid as RecordCid
    const heads = Array.from({ length: 500 }, () => head)
    const root = writeArchiveRoot({ network: testNetwork, time: NOW_MS, heads, words: null })
    const cid = CID.parse(await cidOf(root))
    const { take } = await browser()
    expect(await take(await carOf(cid, [{ cid, bytes: root }, ...blocks.slice(1)]))).toMatchObject({
      value: { taken: 3, known: 0 },
    })
  })

  it('[AR9] reads what shows withdrawals once, however often its root names it, and so many in all, whatever they are worth', async () => {
    const phone = await Author.create()
    const post = await phone.post('withdrawn')
    const retract = await phone.write({ kind: 'retract', body: { entry: post.cid } })
    const [first] = await recordsOf(phone.store)
    const shown = withdrawalBy(retract, first ?? null)
    if (shown === null) throw new Error('expected a withdrawal')
    const bytes = writeWithdrawals([shown])
    const named = await cidOf(bytes)
    const often = Array.from({ length: 8_000 }, () => named)
    for (const root of [
      writeArchiveRoot({ network: testNetwork, time: NOW_MS, heads: often, words: null }),
      writeHistoryRoot({ network: testNetwork, parts: often }),
    ]) {
      const cid = CID.parse(await cidOf(root))
      const file = await carOf(cid, [
        { cid, bytes: root },
        { cid: CID.parse(named), bytes },
      ])
      const noted = vi.spyOn(ArchiveWithdrawals.prototype, 'noteShown')
      await (await browser()).take(file)
      expect(noted.mock.calls.filter(([of]) => of.length > 0)).toHaveLength(1)
      noted.mockRestore()
    }
    const bare = [{ entry: post.entryBlock, body: null }]
    const withShown = async (before: number) => {
      const withdrawals = new ArchiveWithdrawals(testNetwork)
      const worthless = { ...shown, entry: new Uint8Array([0]) }
      await withdrawals.noteShown([...Array.from({ length: before }, () => worthless), shown])
      return withdrawals.withShown(bare)
    }
    expect(await withShown(99_999)).toEqual([{ ...bare[0], withdrawal: shown }])
    expect(await withShown(100_000)).toEqual(bare)
  })

  it('[AR3] holds the twelve words under a passphrase only when that is wished', async () => {
    const { write } = await aliceWithBob()
    const words = newWords()
    const locking = { stretch, isSmall: true }
    const locked = await lockWords(words, 'correct horse', locking)
    const file = await write({ words: locked.ok ? locked.value : null })
    const { take } = await browser()
    expect(await take(file)).toMatchObject({ value: { taken: 5, hasWords: true } })
    expect(await wordsIn(file, 'correct horse', stretch)).toEqual({ ok: true, value: words })
    expect(await wordsIn(file, 'wrong horse', stretch)).toEqual({ ok: false, error: 'wrong-passphrase' })
    expect(await wordsIn(await write(), 'correct horse', stretch)).toEqual({
      ok: false,
      error: 'not-an-archive',
    })
  })
})
