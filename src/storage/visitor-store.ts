import type { RecordCid } from '../records/types'
import { isQuotaExceeded, type Database } from './open'
import type { VisitorRow } from './schema'

/** The shelf of visitors as it stood (src/app/visitors.ts): in no log, and offered by no sync. */
export class VisitorStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  /** In the order in which they came. */
  async all(): Promise<VisitorRow[]> {
    return (await this.#db.getAll('visitors')).sort((a, b) => a.cameMs - b.cameMs)
  }

  /** Where room is needed: those who are on the shelf visit until the page is closed. */
  async clear(): Promise<void> {
    await this.#db.clear('visitors')
  }

  /** Some have come and some have left. On a full disk nobody is kept: visitors are the first that can be done without. */
  async change(came: readonly VisitorRow[], left: readonly RecordCid[]): Promise<void> {
    try {
      const transaction = this.#db.transaction('visitors', 'readwrite', { durability: 'relaxed' })
      await Promise.all([
        ...came.map((row) => transaction.store.put(row, row.record.cid)),
        ...left.map((cid) => transaction.store.delete(cid)),
        transaction.done,
      ])
    } catch (error) {
      if (!isQuotaExceeded(error)) throw error
      // Undone with what came: those who left are not to be back after a reload.
      if (came.length > 0) await this.change([], left)
    }
  }
}
