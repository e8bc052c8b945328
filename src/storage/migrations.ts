import type { IDBPDatabase, IDBPTransaction, StoreNames } from 'idb'
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
    db.createObjectStore('retractions', { keyPath: 'target' })
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
]
