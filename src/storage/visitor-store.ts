import type { RecordCid } from '../records/types'
import { isQuotaExceeded, type Database } from './open'
import type { TakenBackRow, VisitorRow } from './schema'

interface Change {
  readonly came: readonly VisitorRow[]
  readonly left: readonly RecordCid[]
  readonly takenBack: readonly TakenBackRow[]
  readonly forgotten: readonly RecordCid[]
}

/**
 * The shelf of visitors as it stood (src/app/visitors.ts): in no log, and offered by no sync. Beside it, which of them were
 * taken back (src/app/taken-back.ts).
 */
export class VisitorStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  /** In the order in which they came. */
  async all(): Promise<VisitorRow[]> {
    return (await this.#db.getAll('visitors')).sort((a, b) => a.cameMs - b.cameMs)
  }

  /** In the order in which they were taken back. */
  async takenBack(): Promise<TakenBackRow[]> {
    return (await this.#db.getAll('takenBack')).sort((a, b) => a.atMs - b.atMs)
  }

  /**
   * Where room is needed: those who are on the shelf visit until the page is closed. What was taken back stays so: that
   * is a name each, and nothing else here knows it.
   */
  async clear(): Promise<void> {
    await this.#db.clear('visitors')
  }

  /** Some have come and some have left. On a full disk nobody is kept: visitors are the first that can be done without. */
  async change(change: Change): Promise<void> {
    try {
      await this.#write(change)
    } catch (error) {
      if (!isQuotaExceeded(error)) throw error
      // Undone with what came: those who left are not to be back after a reload.
      if (change.came.length > 0) await this.change({ ...change, came: [] })
      else if (change.takenBack.length > 0) await this.change({ ...change, takenBack: [] })
    }
  }

  async #write({ came, left, takenBack, forgotten }: Change): Promise<void> {
    // What was taken back is told once, and not again: it is to outlive the machine as well.
    const durability = takenBack.length > 0 ? 'strict' : 'relaxed'
    const transaction = this.#db.transaction(['visitors', 'takenBack'], 'readwrite', { durability })
    const [visitors, memory] = [transaction.objectStore('visitors'), transaction.objectStore('takenBack')]
    await Promise.all([
      ...came.map((row) => visitors.put(row, row.record.cid)),
      ...left.map((cid) => visitors.delete(cid)),
      ...takenBack.map((row) => memory.put(row)),
      ...forgotten.map((cid) => memory.delete(cid)),
      transaction.done,
    ])
  }
}
