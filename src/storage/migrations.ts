import type { IDBPDatabase, IDBPTransaction, StoreNames } from 'idb'
import { withdrawalBy } from '../records/withdrawal'
import type { SynereoDb } from './schema'

type Upgrade = (
  db: IDBPDatabase<SynereoDb>,
  transaction: IDBPTransaction<SynereoDb, StoreNames<SynereoDb>[], 'versionchange'>,
) => void

/** One function per version, in order; a released one is never edited, since it has already run elsewhere. */
export const MIGRATIONS: readonly Upgrade[] = [
  function version1(db) {
    const entries = db.createObjectStore('entries', { keyPath: ['person', 'device', 'seq'] })
    entries.createIndex('byCid', 'cid', { unique: true })
    entries.createIndex('byBlock', 'blockKeys', { multiEntry: true })
    db.createObjectStore('heads', { keyPath: ['person', 'device'] })
    db.createObjectStore('retractions' as StoreNames<SynereoDb>, { keyPath: 'target' })
    db.createObjectStore('forks', { keyPath: ['person', 'device', 'seq', 'other'] })
    db.createObjectStore('blocks')
    db.createObjectStore('self')
    db.createObjectStore('transportKey')
    db.createObjectStore('views', { keyPath: 'post' })
    db.createObjectStore('invites', { keyPath: 'secret' })
    db.createObjectStore('peers', { keyPath: 'peerId' })
  },
  function version2(db, transaction) {
    db.createObjectStore('receivedInvites', { keyPath: 'person' })
    transaction.objectStore('peers').createIndex('bySeenAt', 'seenAt')
  },
  function version3(db) {
    db.createObjectStore('taste')
  },
  function version4(db) {
    db.createObjectStore('snapshots')
  },
  function version5(db) {
    db.createObjectStore('letters', { keyPath: 'cid' })
    db.createObjectStore('triedLetters')
    db.createObjectStore('correspondents', { keyPath: 'person' })
    db.createObjectStore('inboxKeys', { keyPath: 'createdAt' })
  },
  function version6(db) {
    db.createObjectStore('visitors')
  },
  function version7(db) {
    db.createObjectStore('takenBack', { keyPath: 'cid' })
  },
  function version8(db) {
    db.createObjectStore('keeping')
  },
  function version9(db, transaction) {
    // Who withdrew what, with what shows it to others, in place of the bare fact.
    db.deleteObjectStore('retractions' as StoreNames<SynereoDb>)
    db.createObjectStore('withdrawals', { keyPath: ['target', 'person'] })
    void showWithdrawals(transaction)
  },
]

/** Requests of the upgrade alone are awaited, or IndexedDB would end it early. */
async function showWithdrawals(
  transaction: IDBPTransaction<SynereoDb, StoreNames<SynereoDb>[], 'versionchange'>,
): Promise<void> {
  const entries = transaction.objectStore('entries')
  for (let cursor = await entries.openCursor(); cursor !== null; cursor = await cursor.continue()) {
    const { record, person, device } = cursor.value
    if (record.kind !== 'retract' || record.body === null) continue
    const shown = withdrawalBy(record, (await entries.get([person, device, 0]))?.record ?? null)
    if (shown !== null)
      await transaction.objectStore('withdrawals').put({ target: record.body.entry, person, shown })
  }
}
