import 'fake-indexeddb/auto'
import { openDB } from 'idb'
import { describe, expect, it } from 'vitest'
import type { NetworkId } from '../../src/records/types'
import { MIGRATIONS } from '../../src/storage/migrations'
import { openDatabase } from '../../src/storage/open'
import { IdbRecordStore } from '../../src/storage/record-store'
import type { SynereoDb } from '../../src/storage/schema'
import { SnapshotStore } from '../../src/storage/snapshot-store'
import { Author } from '../helpers/author'
import { keepAsEarlier } from '../helpers/earlier-database'

const BUILD = 'build 1'

function blobOf(text: string): Blob {
  return new Blob([text])
}

describe('a kept snapshot', () => {
  it('[S9] is the last one of the same build, and may be dropped', async () => {
    const db = await openDatabase('snapshots' as NetworkId, () => undefined)
    const store = new SnapshotStore(db)
    expect(await store.latest(BUILD)).toBeNull()
    expect((await store.keep({ build: BUILD, position: [], bytes: blobOf('one') })).ok).toBe(true)
    expect((await store.keep({ build: BUILD, position: [], bytes: blobOf('two') })).ok).toBe(true)
    expect(await (await store.latest(BUILD))?.bytes.text()).toBe('two')
    expect(await store.latest('build 2')).toBeNull()
    await store.drop()
    expect(await store.latest(BUILD)).toBeNull()
  })

  it('[S9] has its place in a database that an earlier version made', async () => {
    const old = await openDB<SynereoDb>('synereo-third', 3, {
      upgrade: (db, from, to, transaction) => {
        for (const migrate of MIGRATIONS.slice(from, to ?? 0)) migrate(db, transaction)
      },
    })
    const alice = await Author.create()
    const post = await alice.post('from before')
    await keepAsEarlier(old, alice)
    old.close()
    const db = await openDatabase('third' as NetworkId, () => undefined)
    const store = new SnapshotStore(db)
    expect(await store.latest(BUILD)).toBeNull()
    const position = await new IdbRecordStore(db).heads()
    await store.keep({ build: BUILD, position, bytes: blobOf('one') })
    expect((await store.latest(BUILD))?.position.map(({ cid }) => cid)).toEqual([post.cid])
  })
})
