/** What an author wrote, in a database as an earlier build made it: today's store asks for what came later. */
import type { IDBPDatabase } from 'idb'
import type { SynereoDb } from '../../src/storage/schema'
import type { Author } from './author'

export async function keepAsEarlier(db: IDBPDatabase<SynereoDb>, { store }: Author): Promise<void> {
  for await (const record of store.all()) {
    const { person, device, seq, time } = record.header
    await db.put('entries', { person, device, seq, cid: record.cid, blockKeys: [], record })
    await db.put('heads', { person, device, seq, cid: record.cid, time })
  }
}
