import 'fake-indexeddb/auto'
import { openDB } from 'idb'
import { describe, expect, it } from 'vitest'
import type { NetworkId } from '../../src/records/types'
import { MIGRATIONS } from '../../src/storage/migrations'
import { openDatabase } from '../../src/storage/open'
import { IdbRecordStore } from '../../src/storage/record-store'
import type { SynereoDb } from '../../src/storage/schema'
import { Author } from '../helpers/author'
import { keepAsEarlier } from '../helpers/earlier-database'

describe('a database of an earlier build', () => {
  it('[SY20] is opened with what shows to others that posts were withdrawn', async () => {
    const name = 'earlier' as NetworkId
    const alice = await Author.create()
    const post = await alice.post('regretted')
    await alice.write({ kind: 'retract', body: { entry: post.cid } })
    const earlier = await openDB<SynereoDb>(`synereo-${name}`, 8, {
      upgrade(db, _from, _to, transaction) {
        for (const migrate of MIGRATIONS.slice(0, 8)) migrate(db, transaction)
      },
    })
    await keepAsEarlier(earlier, alice)
    earlier.close()
    const store = new IdbRecordStore(await openDatabase(name, () => undefined))
    expect(await store.withdrawal(post.cid, alice.person)).toEqual(
      await alice.store.withdrawal(post.cid, alice.person),
    )
    expect(await store.range(alice.logId(), 0, 10)).toEqual(await alice.store.range(alice.logId(), 0, 10))
  })
})
