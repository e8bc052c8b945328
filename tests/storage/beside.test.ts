import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import type { NetworkId } from '../../src/records/types'
import { LogEnds } from '../../src/social/log-ends'
import { openDatabase } from '../../src/storage/open'
import { IdbRecordStore } from '../../src/storage/record-store'
import { SnapshotStore } from '../../src/storage/snapshot-store'
import { Author } from '../helpers/author'

describe('what stands beside a log', () => {
  it('[SY18] drops the snapshot of the model, which says by the ends of logs what it knows', async () => {
    const db = await openDatabase('beside' as NetworkId, () => undefined)
    const [store, snapshots] = [new IdbRecordStore(db), new SnapshotStore(db)]
    await snapshots.keep({ build: 'this', position: [], bytes: new Blob(['known']) })
    expect(await snapshots.latest('this')).not.toBeNull()
    const post = await (await Author.create()).post('there')
    await store.appendBeside([Object.freeze({ ...post, isBeside: true as const })])
    expect(await snapshots.latest('this')).toBeNull()
  })

  it('[SY18] is in no position, and whatever knows a position knows it', async () => {
    const alice = await Author.create()
    const post = Object.freeze({ ...(await alice.post('there')), isBeside: true as const })
    const ends = new LogEnds()
    const device = await alice.store.get((await alice.store.cidAt(alice.logId(), 0)) ?? post.cid)
    if (device === null) throw new Error('her log begins with her device')
    ends.note(device)
    ends.note(post)
    expect(ends.value()?.map(({ seq }) => seq)).toEqual([0])
    expect(ends.covers(post)).toBe(true)
  })
})
