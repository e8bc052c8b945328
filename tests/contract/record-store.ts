/** What every record store must do; run on memory and on IndexedDB by tests/storage/record-store.test.ts. */
import { describe, expect, it } from 'vitest'
import type { LogId, RecordStore } from '../../src/records/store'
import { MAX_FORKS_PER_LOG } from '../../src/records/limits'
import type { RecordCid, VerifiedRecord } from '../../src/records/types'
import { Author } from '../helpers/author'
import { testDevice } from '../helpers/test-person'

export function recordStoreContract(name: string, open: () => Promise<RecordStore>): void {
  async function alice(): Promise<{ author: Author; store: RecordStore; log: LogId }> {
    const store = await open()
    const author = await Author.create({ store })
    return { author, store, log: { person: author.person, device: author.signer.device } }
  }

  async function everything(store: RecordStore): Promise<VerifiedRecord[]> {
    const records: VerifiedRecord[] = []
    for await (const record of store.all()) records.push(record)
    return records
  }

  describe(`a record store in ${name}`, () => {
    it('[S1] gives back what was appended, in order', async () => {
      const { author, store, log } = await alice()
      const post = await author.post('hello')
      expect((await store.head(log))?.cid).toBe(post.cid)
      expect((await store.get(post.cid))?.body).toEqual(post.body)
      expect(await store.cidAt(log, 1)).toBe(post.cid)
      expect((await store.range(log, 0, 10)).map(({ entry }) => entry.byteLength > 0)).toEqual([true, true])
      expect(await store.range(log, 1, 10)).toEqual([{ entry: post.entryBlock, body: post.bodyBlock }])
      expect((await everything(store)).map(({ cid }) => cid)).toContain(post.cid)
    })

    it('[S2] refuses an append that does not follow the head, and keeps nothing of the batch', async () => {
      const { author, store, log } = await alice()
      const elsewhere = await Author.create()
      const first = await elsewhere.post('one')
      const second = await elsewhere.post('two')
      expect(await store.append([second])).toEqual({ ok: false, error: 'conflict' })
      const device = await elsewhere.store.get(
        (await elsewhere.store.cidAt(elsewhere.logId(), 0)) ?? first.cid,
      )
      if (device === null) throw new Error('no device entry')
      expect(await store.append([device, second])).toEqual({ ok: false, error: 'conflict' })
      expect(await store.head(elsewhere.logId())).toBeNull()
      expect((await store.head(log))?.seq).toBe(0)
      expect(await store.append([device, first, second])).toEqual({ ok: true, value: [] })
      expect(author.person).toBe(log.person)
    })

    it('[S2] of two writers at one place only one wins', async () => {
      const { author, store, log } = await alice()
      const shared = Author.twin(author)
      const [mine, other] = await Promise.allSettled([author.post('mine'), shared.post('other')])
      expect([mine.status, other.status].sort()).toEqual(['fulfilled', 'rejected'])
      expect((await store.head(log))?.seq).toBe(1)
    })

    it('[S3] forgets the body of a withdrawn post in the same step, and its place stays', async () => {
      const { author, store, log } = await alice()
      const post = await author.post('regretted')
      const { entryBlock: entry, bodyBlock: body } = await author.write({
        ...{ kind: 'retract', body: { entry: post.cid } },
      })
      const kept = await store.get(post.cid)
      expect(kept?.body).toBeNull()
      expect(kept?.bodyBlock).toBeNull()
      const withdrawal = { entry, body, certificate: author.certificate }
      expect(await store.range(log, 1, 1)).toEqual([{ entry: post.entryBlock, body: null, withdrawal }])
      expect(await store.withdrawal(post.cid, author.person)).toEqual(withdrawal)
    })

    it('[S3] of a withdrawn comment only stays where it stood', async () => {
      const { author, store, log } = await alice()
      const post = await author.post('hello')
      const body = { post: post.cid, author: author.person, parent: null, text: 'regretted', quiet: false }
      const comment = await author.write({ kind: 'comment', body: { ...body, warning: 'regrets' } })
      await author.write({ kind: 'retract', body: { entry: comment.cid } })
      const kept = await store.get(comment.cid)
      expect(kept?.body).toEqual({ ...body, text: '' })
      expect(kept?.bodyBlock).toBeNull()
      const [shown] = await store.range(log, 2, 1)
      expect([shown?.entry, shown?.body]).toEqual([comment.entryBlock, null])
      expect(shown?.withdrawal).toEqual(await store.withdrawal(comment.cid, author.person))
    })

    it('[S3] a post that comes after its withdrawal is kept without its body', async () => {
      const words = 'legal winner thank year wave sausage worth useful legal winner thank yellow'
      const laptop = await Author.create({ words })
      const phone = await Author.create({ words })
      const post = await laptop.post('regretted')
      const retraction = await phone.write({ kind: 'retract', body: { entry: post.cid } })
      const store = await open()
      await store.append([...(await everything(phone.store))])
      expect(retraction.kind).toBe('retract')
      expect(await store.append([...(await everything(laptop.store))])).toEqual({
        ok: true,
        value: [post.cid],
      })
      expect((await store.get(post.cid))?.body).toBeNull()
    })

    it('[S2] [S3] one batch may be of several logs, and of a withdrawal before what it withdraws', async () => {
      const words = 'legal winner thank year wave sausage worth useful legal winner thank yellow'
      const [laptop, phone] = [await Author.create({ words }), await Author.create({ words })]
      const post = await laptop.post('regretted')
      const last = await laptop.post('stays')
      const retraction = await phone.write({ kind: 'retract', body: { entry: post.cid } })
      const [ofLaptop, ofPhone] = [await everything(laptop.store), await everything(phone.store)]
      const [first, ...rest] = ofLaptop
      if (first === undefined) throw new Error('no device entry')
      const store = await open()
      expect(await store.append([first, ...ofPhone, ...rest])).toEqual({ ok: true, value: [post.cid] })
      expect((await store.get(post.cid))?.bodyBlock).toBeNull()
      expect((await store.head(laptop.logId()))?.cid).toBe(last.cid)
      expect((await store.head(phone.logId()))?.cid).toBe(retraction.cid)
      // One that does not follow leaves nothing of the others either.
      const again = await open()
      expect(await again.append([first, ...ofPhone, last])).toEqual({ ok: false, error: 'conflict' })
      expect(await again.heads()).toEqual([])
      expect(await everything(again)).toEqual([])
    })

    it("[S3] nobody else's withdrawal and none of a device certificate has an effect", async () => {
      const { author, store, log } = await alice()
      const post = await author.post('stays')
      const mallory = await Author.create({ store })
      const target = await mallory.post('decoy')
      await mallory.write({ kind: 'retract', body: { entry: target.cid } })
      const device = await store.cidAt(log, 0)
      if (device === null) throw new Error('no device entry')
      await author.write({ kind: 'retract', body: { entry: device } })
      expect((await store.get(post.cid))?.body).not.toBeNull()
      expect((await store.get(device))?.body).not.toBeNull()
    })

    it('[S3] a stranger who withdraws a post before it comes leaves it as it is, and its author takes it back all the same', async () => {
      const [author, mallory, store] = [await Author.create(), await Author.create(), await open()]
      const post = await author.post('stays')
      const retract = { kind: 'retract', body: { entry: post.cid } } as const
      await mallory.write(retract)
      await store.append(await everything(mallory.store))
      await store.append(await everything(author.store))
      expect((await store.get(post.cid))?.body).toEqual(post.body)
      expect(await store.withdrawal(post.cid, author.person)).toBeNull()
      // Later she does it herself; what mallory said first or last is nothing to her post.
      const own = await author.write(retract)
      expect(await store.append([own])).toEqual({ ok: true, value: [post.cid] })
      const again = await open()
      for (const from of [author, mallory]) await again.append(await everything(from.store))
      expect((await again.get(post.cid))?.bodyBlock).toBeNull()
    })

    it('[S3] [SY20] a post that comes without its body and with what shows that it was withdrawn is passed on with that', async () => {
      const [author, store] = [await Author.create(), await open()]
      const post = await author.post('regretted')
      await author.write({ kind: 'retract', body: { entry: post.cid } })
      const [first] = await everything(author.store)
      const withdrawal = await author.store.withdrawal(post.cid, author.person)
      if (first === undefined || withdrawal === null) throw new Error('nothing was withdrawn')
      const bare = Object.freeze({ ...post, body: null, bodyBlock: null, withdrawal }) as VerifiedRecord
      await store.append([first, bare])
      expect(await store.range(author.logId(), 1, 1)).toEqual([
        { entry: post.entryBlock, body: null, withdrawal },
      ])
    })

    it('[SY20] nothing is passed on from a place whose body is missing without that', async () => {
      const [author, store] = [await Author.create(), await open()]
      const [post] = [await author.post('lost'), await author.post('behind it')]
      const [first, , last] = await everything(author.store)
      if (first === undefined || last === undefined) throw new Error('nothing was written')
      await store.append([first, Object.freeze({ ...post, body: null, bodyBlock: null }), last])
      expect(await store.range(author.logId(), 0, 10)).toHaveLength(1)
    })

    it('[S4] keeps a fork as evidence, once', async () => {
      const { author, store, log } = await alice()
      const post = await author.post('hello')
      const evidence = { ...log, seq: 1, held: post.cid, other: post.cid, otherEntry: post.entryBlock }
      await store.keepFork(evidence)
      await store.keepFork(evidence)
      expect(await store.forks()).toEqual([evidence])
    })

    it('[S4] keeps so much evidence of a log and no more, and that of others all the same', async () => {
      const { author, store, log } = await alice()
      const post = await author.post('hello')
      const evidence = { ...log, seq: 1, held: post.cid, otherEntry: post.entryBlock }
      for (let count = 0; count < MAX_FORKS_PER_LOG + 5; count += 1)
        await store.keepFork({ ...evidence, other: `other ${String(count)}` as RecordCid })
      expect(await store.forks()).toHaveLength(MAX_FORKS_PER_LOG)
      const bob = await Author.create()
      await store.keepFork({ ...evidence, ...bob.logId(), other: post.cid })
      expect(await store.forks()).toHaveLength(MAX_FORKS_PER_LOG + 1)
    })

    it('[SY18] keeps a branch beside its log, which stays as it was, and takes the entries over when it comes to them', async () => {
      const words = 'legal winner thank year wave sausage worth useful legal winner thank yellow'
      const signer = testDevice('laptop')
      const [store, other] = [await open(), await Author.create({ words, signer })]
      const author = await Author.create({ words, signer, store })
      const log = author.logId()
      const posts = [await other.post('there'), await other.post('there, too')]
      const beside = posts.map((post) => Object.freeze({ ...post, isBeside: true as const }))
      expect(await store.appendBeside(beside)).toEqual({ ok: true, value: [] })
      expect(await store.appendBeside(beside)).toEqual({ ok: true, value: [] })
      expect([await store.countBeside(log), (await store.head(log))?.seq]).toEqual([2, 0])
      expect((await store.beside(log)).map(({ cid }) => cid)).toEqual(posts.map(({ cid }) => cid))
      expect(await store.range(log, 0, 10)).toHaveLength(1)
      expect(await store.cidAt(log, 1)).toBeNull()
      expect((await store.get(at(posts, 1).cid))?.body).toEqual(at(posts, 1).body)
      expect((await everything(store)).map(({ cid }) => cid)).toEqual(
        expect.arrayContaining(posts.map(({ cid }) => cid)),
      )
      expect(await store.append([at(posts, 0)])).toEqual({ ok: true, value: [] })
      expect([await store.countBeside(log), (await store.head(log))?.seq]).toEqual([1, 1])
      expect(await everything(store)).toHaveLength(3)
      await other.write({ kind: 'retract', body: { entry: at(posts, 1).cid } })
      const [taking] = (await everything(other.store)).slice(-1)
      if (taking === undefined) throw new Error('nothing was taken back')
      expect(await store.appendBeside([Object.freeze({ ...taking, isBeside: true as const })])).toEqual({
        ok: true,
        value: [at(posts, 1).cid],
      })
      expect((await store.get(at(posts, 1).cid))?.bodyBlock).toBeNull()
    })
  })
}

function at(records: readonly VerifiedRecord[], index: number): VerifiedRecord {
  const record = records[index]
  if (record === undefined) throw new Error(`expected ${index + 1} records`)
  return record
}
