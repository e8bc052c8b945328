import 'fake-indexeddb/auto'
import type { NetworkId } from '../../src/records/types'
import { MemoryRecordStore } from '../../src/storage/memory-record-store'
import { openDatabase } from '../../src/storage/open'
import { IdbRecordStore } from '../../src/storage/record-store'
import { recordStoreContract } from '../contract/record-store'

let opened = 0

recordStoreContract('memory', async () => new MemoryRecordStore())
recordStoreContract('IndexedDB', async () => {
  opened += 1
  return new IdbRecordStore(await openDatabase(`test-${opened}` as NetworkId, () => undefined))
})
