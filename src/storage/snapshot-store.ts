import { err, ok, type Result } from '../lib/result'
import { isQuotaExceeded, type Database } from './open'
import type { SnapshotRow } from './schema'

/** The attention engine's last snapshot, for the next start. Nothing is lost when it is not there. */
export class SnapshotStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  /** Null when there is none that this build made. */
  async latest(build: string): Promise<SnapshotRow | null> {
    const row = await this.#db.get('snapshots', 'attention')
    return row?.build === build ? row : null
  }

  /** In the place of the one before. */
  async keep(snapshot: SnapshotRow): Promise<Result<void, 'full'>> {
    try {
      const transaction = this.#db.transaction('snapshots', 'readwrite', { durability: 'relaxed' })
      await transaction.store.put(snapshot, 'attention')
      await transaction.done
      return ok(undefined)
    } catch (error) {
      if (isQuotaExceeded(error)) return err('full')
      throw error
    }
  }

  /** Makes room for what cannot be made anew. */
  async drop(): Promise<void> {
    await this.#db.delete('snapshots', 'attention')
  }
}
