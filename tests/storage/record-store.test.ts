import 'fake-indexeddb/auto'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { NetworkId, VerifiedRecord } from '../../src/records/types'
import { MemoryRecordStore } from '../../src/storage/memory-record-store'
import { openDatabase } from '../../src/storage/open'
import { IdbRecordStore } from '../../src/storage/record-store'
import { recordStoreContract } from '../contract/record-store'
import { Author } from '../helpers/author'

let opened = 0

recordStoreContract('memory', async () => new MemoryRecordStore())
recordStoreContract('IndexedDB', inBrowser)

async function inBrowser(): Promise<IdbRecordStore> {
  opened += 1
  return new IdbRecordStore(await openDatabase(`test-${opened}` as NetworkId, () => undefined))
}

describe('a batch that cannot be kept', () => {
  afterEach(() => vi.restoreAllMocks())

  /** What a page of alice's wrote, and a store in which the third entry meets this. */
  async function failing(at: (transaction: IDBTransaction) => void) {
    const alice = await Author.create()
    for (const text of ['one', 'two', 'three']) await alice.post(text)
    const records: VerifiedRecord[] = []
    for await (const record of alice.store.all()) records.push(record)
    const store = await inBrowser()
    const add = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, 'add')?.value as Add
    let entries = 0
    vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(function (this: IDBObjectStore, row) {
      const request = add.call(this, row)
      entries += 1
      if (entries === 3) at(this.transaction)
      return request
    })
    return { store, records, alice }
  }

  // Vitest fails a run in which a rejection is handled by nobody.
  it('[S2] for want of room is said to be just that, once, and leaves nothing of it', async () => {
    const { store, records, alice } = await failing((transaction) =>
      queueMicrotask(() => (transaction as unknown as Aborting)._abort('QuotaExceededError')),
    )
    expect(await store.append(records)).toEqual({ ok: false, error: 'full' })
    vi.restoreAllMocks()
    expect(await store.heads()).toEqual([])
    expect(await store.append(records)).toEqual({ ok: true, value: [] })
    expect((await store.head(alice.logId()))?.seq).toBe(3)
  })

  it('[S2] as something else is wrong leaves nothing of it either', async () => {
    const { store, records } = await failing(() => {
      throw new Error('a row that is none')
    })
    await expect(store.append(records)).rejects.toThrow('a row that is none')
    vi.restoreAllMocks()
    expect(await store.heads()).toEqual([])
    expect(await store.append(records)).toEqual({ ok: true, value: [] })
  })
})

type Add = (this: IDBObjectStore, row: unknown) => IDBRequest<IDBValidKey>

/** How fake-indexeddb ends a transaction as a browser does. */
interface Aborting {
  _abort(why: string): void
}
