/**
 * Keys of devices that are made before their network, since its ledger is to name them as witnesses: in a database of no
 * network, and of this host alone, which no other may read. A key goes into one network and is then no longer here.
 */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { DeviceId } from '../identity/types'

export interface ReservedKey {
  readonly device: DeviceId
  readonly pair: CryptoKeyPair
}

interface ReservedDb extends DBSchema {
  keys: { key: DeviceId; value: ReservedKey }
}

/** Otherwise than those of networks, of which one may be called keys. */
const NAME = 'keys-of-synereo'

export class ReservedKeys {
  readonly #db: IDBPDatabase<ReservedDb>

  private constructor(db: IDBPDatabase<ReservedDb>) {
    this.#db = db
  }

  static async open(): Promise<ReservedKeys> {
    const db = await openDB<ReservedDb>(NAME, 1, {
      upgrade: (upgraded) => void upgraded.createObjectStore('keys', { keyPath: 'device' }),
      blocking: () => db.close(),
    })
    return new ReservedKeys(db)
  }

  close(): void {
    this.#db.close()
  }

  /** There is one at most, since another is made only when there is none. */
  async get(): Promise<ReservedKey | null> {
    const [key] = await this.#db.getAll('keys', null, 1)
    return key ?? null
  }

  /** Unless another tab has kept one meanwhile. @returns the one that is kept, which is on the disk */
  async keep(made: ReservedKey): Promise<ReservedKey> {
    // Its code goes to somebody who founds a network with it.
    const transaction = this.#db.transaction('keys', 'readwrite', { durability: 'strict' })
    const [key] = await transaction.store.getAll(null, 1)
    if (key === undefined) await transaction.store.put(made)
    await transaction.done
    return key ?? made
  }

  async drop(device: DeviceId): Promise<void> {
    await this.#db.delete('keys', device)
  }
}
