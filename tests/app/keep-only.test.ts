import 'fake-indexeddb/auto'
import fc from 'fast-check'
import { CID } from 'multiformats/cid'
import * as Digest from 'multiformats/hashes/digest'
import { describe, expect, it } from 'vitest'
import { blocksOfImage } from '../../src/app/archive-export'
import { keepHistory } from '../../src/app/history'
import { KeptImages } from '../../src/app/image-prefetch'
import { keptPeople, wantedOnly } from '../../src/app/interest'
import { letGo } from '../../src/app/keep-only'
import type { PersonId } from '../../src/identity/types'
import { RAW } from '../../src/records/fields'
import type { BlockCid, Image, NetworkId, Tag, VerifiedRecord } from '../../src/records/types'
import { IdbBlockStore } from '../../src/storage/block-store'
import { dropLogs } from '../../src/storage/letting-go'
import { openDatabase, type Database } from '../../src/storage/open'
import { IdbRecordStore } from '../../src/storage/record-store'
import type { SelfRow } from '../../src/storage/schema'
import { Society } from '../../src/social/society'
import { picture } from '../e2e/harness/picture'
import { Author, testNetwork } from '../helpers/author'
import { anyHistory, historians, written } from '../helpers/histories'

let opened = 0

/** A browser of this person. */
async function browserOf(person: PersonId): Promise<Database> {
  opened += 1
  const db = await openDatabase(`keep-only-${opened}` as NetworkId, () => undefined)
  await db.put('self', { person } as SelfRow, 'self')
  return db
}

async function recordsIn(db: Database): Promise<VerifiedRecord[]> {
  const records: VerifiedRecord[] = []
  for await (const record of new IdbRecordStore(db).all()) records.push(record)
  return records
}

function letGoOf(db: Database, kept: Iterable<PersonId>, added: readonly Image[] = []): Promise<void> {
  return letGo({ db, network: testNetwork, kept: new Set(kept), added })
}

async function isWhole(db: Database, image: Image): Promise<boolean> {
  return (await blocksOfImage({ blockstore: new IdbBlockStore(db) }, image)).length > 0
}

describe('who is kept', () => {
  const [alice, bob, charlie, dora, erik] = ['alice', 'bob', 'charlie', 'dora', 'erik'] as PersonId[]
  const circle = {
    following: () => [bob as PersonId],
    joined: () => ['bees' as Tag],
    members: () => [charlie as PersonId],
  }

  it('[KO1] oneself, who is followed, whose labels count, whose posts are bookmarked, and who is known of the own tags', () => {
    const kept = keptPeople(alice as PersonId, circle, {
      labellers: [dora as PersonId],
      bookmarked: ['frieda' as PersonId],
    })
    expect([...kept].sort()).toEqual([alice, bob, charlie, dora, 'frieda'])
    // Whose page is open is asked for, and goes when others are let go.
    expect([...wantedOnly([alice, erik] as PersonId[], [], kept).keys()]).toEqual([
      alice,
      erik,
      bob,
      dora,
      'frieda',
      charlie,
    ])
  })
})

describe('letting go', () => {
  it('[KO2] takes nothing of the owner, nor of whom is kept, whatever was written; everybody else is gone', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, fc.boolean(), async (history, keepsBob) => {
        const authors = await historians()
        await written(history, authors)
        const [alice, , bob] = authors
        if (alice === undefined || bob === undefined) throw new Error('nobody there')
        const db = await browserOf(alice.person)
        for (const author of authors) {
          const records: VerifiedRecord[] = []
          for await (const record of author.store.all()) records.push(record)
          await new IdbRecordStore(db).append(records)
        }
        const before = await recordsIn(db)
        const headsBefore = await new IdbRecordStore(db).heads()
        const kept = new Set(keepsBob ? [alice.person, bob.person] : [alice.person])
        await letGoOf(db, kept)
        expect(await recordsIn(db)).toEqual(before.filter(({ header }) => kept.has(header.person)))
        expect(await new IdbRecordStore(db).heads()).toEqual(
          headsBefore.filter(({ person }) => kept.has(person)),
        )
        // What is left is a society, and each log can be gone on with.
        new Society().apply({ added: await recordsIn(db), forgotten: [], source: 'disk' })
        db.close()
      }),
      { seed: 41, numRuns: 25 },
    )
  })

  it('[KO2] refuses the owner, whoever asks for it, and where nobody is the owner', async () => {
    const alice = await Author.create()
    const db = await browserOf(alice.person)
    const own = await Author.create({ store: new IdbRecordStore(db) })
    await db.put('self', { person: own.person } as SelfRow, 'self')
    await expect(letGoOf(db, [alice.person])).rejects.toThrow('owner')
    await expect(dropLogs(db, own.person)).rejects.toThrow('owner')
    await db.delete('self', 'self')
    await expect(dropLogs(db, alice.person)).rejects.toThrow('owner')
    expect(await recordsIn(db)).toHaveLength(1)
  })

  it('[KO2] leaves own images whole, also where others show the same, or a part of it', async () => {
    const alice = await Author.create()
    const db = await browserOf(alice.person)
    const store = new IdbRecordStore(db)
    const images = new KeptImages(new IdbBlockStore(db))
    const [here, mallory] = [await Author.create({ store }), await Author.create({ store })]
    await db.put('self', { person: here.person } as SelfRow, 'self')
    async function added(width: number): Promise<Image> {
      const bytes = new Uint8Array(picture(width, 700))
      const cid = await images.addImage(bytes)
      return { cid, type: 'image/png', bytes: bytes.byteLength, width, height: 700, alt: '' }
    }
    const [own, drafted, others] = [await added(1_000), await added(900), await added(800)]
    const blocks = await blocksOfImage({ blockstore: new IdbBlockStore(db) }, own)
    const leaf = blocks.find(({ cid }) => cid.toString() !== own.cid)
    if (leaf === undefined) throw new Error('an image of one block')
    const part = {
      ...own,
      cid: CID.createV1(0x55, leaf.cid.multihash).toString() as BlockCid,
      bytes: leaf.bytes.byteLength,
    }
    const show = (author: Author, ...shown: Image[]) =>
      author.write({ kind: 'post', body: { text: '', tags: [], images: shown } })
    // The clock was ahead when it was written, and has been set right since.
    here.nowMs = Date.now() + 2 * 3_600_000
    await show(here, own)
    await show(mallory, own, drafted, others, part)
    await letGoOf(db, [here.person], [drafted])
    expect(await isWhole(db, own)).toBe(true)
    expect(await isWhole(db, drafted)).toBe(true)
    expect(await new IdbBlockStore(db).has(CID.parse(others.cid))).toBe(false)
  })

  it('[KO2] an image that is here in part, as when the page ended while it came, goes or stays like a whole one', async () => {
    const alice = await Author.create()
    const db = await browserOf(alice.person)
    const store = new IdbRecordStore(db)
    const blockstore = new IdbBlockStore(db)
    const [here, mallory] = [await Author.create({ store }), await Author.create({ store })]
    await db.put('self', { person: here.person } as SelfRow, 'self')
    const inPart = async (width: number): Promise<{ image: Image; left: readonly CID[] }> => {
      const bytes = new Uint8Array(picture(width, 700))
      const cid = await new KeptImages(blockstore).addImage(bytes)
      const image: Image = { cid, type: 'image/png', bytes: bytes.byteLength, width, height: 700, alt: '' }
      const blocks = (await blocksOfImage({ blockstore }, image)).map((block) => block.cid)
      const [missing] = blocks.filter((block) => block.toString() !== cid)
      if (missing === undefined) throw new Error('an image of one block')
      await blockstore.delete(missing)
      return { image, left: blocks.filter((block) => block !== missing) }
    }
    const [going, staying] = [await inPart(900), await inPart(1_000)]
    const show = (author: Author, ...images: Image[]) =>
      author.write({ kind: 'post', body: { text: '', tags: [], images } })
    await show(here, staying.image)
    await show(mallory, going.image, staying.image)
    expect(going.left.length).toBeGreaterThan(2)
    await letGoOf(db, [here.person])
    for (const cid of going.left) expect(await blockstore.has(cid)).toBe(false)
    for (const cid of staying.left) expect(await blockstore.has(cid)).toBe(true)
  })

  it("[KO2] leaves the owner's history for a pinning service, also where somebody calls its blocks images", async () => {
    const alice = await Author.create()
    const db = await browserOf(alice.person)
    const store = new IdbRecordStore(db)
    const blockstore = new IdbBlockStore(db)
    const [here, mallory] = [await Author.create({ store }), await Author.create({ store })]
    await db.put('self', { person: here.person } as SelfRow, 'self')
    await here.post('to be pinned')
    const heads = (await store.heads()).filter(({ person }) => person === here.person)
    await keepHistory({ store, blockstore, network: testNetwork }, heads)
    const hashes = await db.getAllKeys('blocks')
    expect(hashes).toHaveLength(2)
    const images = await Promise.all(
      hashes.map(async (hash): Promise<Image> => {
        const cid = CID.createV1(RAW, Digest.decode(hash)).toString() as BlockCid
        const bytes = (await db.get('blocks', hash))?.byteLength ?? 0
        return { cid, type: 'image/png', bytes, width: 1, height: 1, alt: '' }
      }),
    )
    await mallory.write({ kind: 'post', body: { text: '', tags: [], images } })
    await letGoOf(db, [here.person])
    expect(await db.getAllKeys('blocks')).toEqual(hashes)
  })
})
