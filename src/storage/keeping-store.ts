import type { BlockCid } from '../records/types'
import type { Database } from './open'
import type { KeepingRow, LetGoRow } from './schema'

/** More is not read by anybody; each is one line. */
const MAX_TOLD = 5

/** What waits to be let go, and what the owner is told of it. */
export class KeepingStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async row(): Promise<KeepingRow> {
    return (await this.#db.get('keeping', 'keeping')) ?? { going: [], told: [] }
  }

  /** These wait from now on, and no others. */
  async wait(going: KeepingRow['going']): Promise<void> {
    await this.#change((row) => ({ ...row, going }))
  }

  /** Nobody waits any more, and this is told. */
  async tell(letGo: LetGoRow, going: KeepingRow['going']): Promise<void> {
    await this.#change((row) => ({ ...row, going, told: [letGo, ...row.told].slice(0, MAX_TOLD) }))
  }

  /** Images of withdrawn posts that wait to be let go, and no others. */
  async withdraw(withdrawn: readonly BlockCid[]): Promise<void> {
    await this.#change((row) => ({ ...row, withdrawn }))
  }

  async full(isNearlyFull: boolean): Promise<void> {
    await this.#change((row) => ({ ...row, isNearlyFull }))
  }

  async #change(change: (row: KeepingRow) => KeepingRow): Promise<void> {
    const transaction = this.#db.transaction('keeping', 'readwrite', { durability: 'relaxed' })
    const row = (await transaction.store.get('keeping')) ?? { going: [], told: [] }
    await transaction.store.put(change(row), 'keeping')
    await transaction.done
  }
}
