import 'fake-indexeddb/auto'
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import { sha256 } from 'multiformats/hashes/sha2'
import { describe, expect, it } from 'vitest'
import type { NetworkId } from '../../src/records/types'
import { IdbBlockStore } from '../../src/storage/block-store'
import { openDatabase } from '../../src/storage/open'
import { IdbRecordStore } from '../../src/storage/record-store'
import { Author } from '../helpers/author'

let opened = 0

async function openBoth() {
  opened += 1
  const db = await openDatabase(`blocks-${opened}` as NetworkId, () => undefined)
  return { db, blocks: new IdbBlockStore(db), records: new IdbRecordStore(db) }
}

async function block(text: string): Promise<{ cid: CID; bytes: Uint8Array }> {
  const bytes = new TextEncoder().encode(text)
  return { cid: CID.createV1(raw.code, await sha256.digest(bytes)), bytes }
}

async function read(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const part of source) parts.push(part)
  return new Uint8Array(parts.flatMap((part) => [...part]))
}

describe('blocks for Helia', () => {
  it('[S5] are there once put has answered, however many are put at once', async () => {
    const { blocks } = await openBoth()
    const many = await Promise.all(Array.from({ length: 100 }, (_, index) => block(`block ${index}`)))
    await Promise.all(many.map(({ cid, bytes }) => blocks.put(cid, bytes)))
    for (const { cid, bytes } of many) expect(await read(blocks.get(cid))).toEqual(bytes)
  })

  it('[S10] take no more room than their bytes, also when they came as a part of a long message', async () => {
    const { db, blocks } = await openBoth()
    const { cid, bytes } = await block('short')
    const message = new Uint8Array(1_000_000)
    message.set(bytes, 500)
    await blocks.put(cid, message.subarray(500, 500 + bytes.byteLength))
    const [kept] = await db.getAll('blocks')
    expect(kept).toEqual(bytes)
    expect(kept?.buffer.byteLength).toBe(bytes.byteLength)
  })

  it('[S5] a put that comes while another is being written is written too', async () => {
    const { blocks } = await openBoth()
    const first = await block('first')
    const second = await block('second')
    const writing = blocks.put(first.cid, first.bytes)
    await Promise.resolve()
    await blocks.put(second.cid, second.bytes)
    await writing
    expect(await blocks.has(second.cid)).toBe(true)
  })

  it('[S6] entries and bodies of records are found by their CID', async () => {
    const { blocks, records } = await openBoth()
    const alice = await Author.create({ store: records })
    const post = await alice.post('hello')
    expect(await read(blocks.get(CID.parse(post.cid)))).toEqual(post.entryBlock)
    expect(await read(blocks.get(CID.parse(post.header.bodyCid)))).toEqual(post.bodyBlock)
  })

  it('[S6] the body of a withdrawn post is not given out any more', async () => {
    const { blocks, records } = await openBoth()
    const alice = await Author.create({ store: records })
    const post = await alice.post('regretted')
    await alice.write({ kind: 'retract', body: { entry: post.cid } })
    expect(await blocks.has(CID.parse(post.header.bodyCid))).toBe(false)
    await expect(read(blocks.get(CID.parse(post.header.bodyCid)))).rejects.toThrow('no block')
  })

  it('[S6] of two people with the same body, one may withdraw and the other keeps it', async () => {
    const { blocks, records } = await openBoth()
    const alice = await Author.create({ store: records })
    const bob = await Author.create({ store: records })
    const hers = await alice.post('same words')
    const his = await bob.post('same words')
    expect(his.header.bodyCid).toBe(hers.header.bodyCid)
    await alice.write({ kind: 'retract', body: { entry: hers.cid } })
    expect(await blocks.has(CID.parse(his.header.bodyCid))).toBe(true)
  })

  it('[S5] what is deleted is gone, and what is missing is refused by name', async () => {
    const { blocks } = await openBoth()
    const { cid, bytes } = await block('gone')
    await blocks.put(cid, bytes)
    await blocks.delete(cid)
    await expect(read(blocks.get(cid))).rejects.toMatchObject({ name: 'NotFoundError' })
  })
})
