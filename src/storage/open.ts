import { openDB, type IDBPDatabase } from 'idb'
import type { NetworkId } from '../records/types'
import { MIGRATIONS } from './migrations'
import type { SynereoDb } from './schema'

export type Database = IDBPDatabase<SynereoDb>

/**
 * Opens the one database of a network, upgrading it step by step.
 * @param onClosedByBrowser called when the browser ended the connection (profile wiped, a newer version opened in
 *   another tab): what is held in memory may no longer be written, the page should be loaded again.
 */
export async function openDatabase(network: NetworkId, onClosedByBrowser: () => void): Promise<Database> {
  const db = await openDB<SynereoDb>(databaseOf(network), MIGRATIONS.length, {
    upgrade(upgraded, oldVersion, newVersion, transaction) {
      for (const migrate of MIGRATIONS.slice(oldVersion, newVersion ?? MIGRATIONS.length)) {
        migrate(upgraded, transaction)
      }
    },
    blocking() {
      // Another tab wants to upgrade: stepping aside is the only way it can, and this code is then outdated.
      db.close()
      onClosedByBrowser()
    },
    terminated: onClosedByBrowser,
  })
  return db
}

export function databaseOf(network: NetworkId): string {
  return `synereo-${network}`
}

/** True for the error that a browser raises when the origin's storage is used up. */
export function isQuotaExceeded(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'QuotaExceededError'
}
