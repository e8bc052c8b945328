/**
 * Lets go of the logs that were found to be too much (app/budget-desk.ts), before the page reads what is kept: what runs
 * has read them, and would go on with entries that are no longer there.
 */
import type { PersonId } from '../identity/types'
import type { NetworkId } from '../records/types'
import { Society } from '../social/society'
import { DeviceStore } from '../storage/device-store'
import { KeepingStore } from '../storage/keeping-store'
import type { Database } from '../storage/open'
import { attendedPeople } from './interest'
import { letGo } from './keep-only'
import { chosenBy, tasteFrom } from './taste'

/** Whoever was followed, or subscribed to, since they were chosen stays: asked of the disk, as nothing runs yet. */
export async function letGoOfWaiting(db: Database, network: NetworkId, nowMs: number): Promise<void> {
  const store = new KeepingStore(db)
  const [{ going }, self] = [await store.row(), await db.get('self', 'self')]
  if (going.length === 0 || self === undefined) return
  const attended = await attendedOnDisk(db, self.person)
  const gone = going.filter(({ person }) => !attended.has(person))
  const people = new Set(gone.map(({ person }) => person))
  await letGo({ db, network, kept: { has: (person) => !people.has(person) }, added: [] })
  if (gone.length === 0) return store.wait([])
  const bytes = gone.reduce((sum, each) => sum + each.bytes, 0)
  await store.tell({ atMs: nowMs, people: people.size, images: 0, visitors: 0, bytes }, [])
}

async function attendedOnDisk(db: Database, owner: PersonId): Promise<ReadonlySet<PersonId>> {
  // An array comes after every text, so that this is between all logs of the person and those of the next.
  const rows = await db.getAll('entries', IDBKeyRange.bound([owner], [owner, []]))
  const society = new Society()
  society.apply({ added: rows.map(({ record }) => record), forgotten: [], source: 'disk' })
  return attendedPeople(owner, society, chosenBy(tasteFrom(await new DeviceStore(db).taste())))
}
