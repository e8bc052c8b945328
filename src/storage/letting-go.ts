import type { PersonId } from '../identity/types'
import type { Database } from './open'

/** Everything that is kept of a person's logs. Throws for the owner of this browser, whose words may be nowhere else. */
export async function dropLogs(db: Database, person: PersonId): Promise<void> {
  const transaction = db.transaction(['self', 'entries', 'heads', 'forks'], 'readwrite', {
    durability: 'strict',
  })
  const self = await transaction.objectStore('self').get('self')
  if (self === undefined || self.person === person) {
    transaction.abort()
    await transaction.done.catch(() => undefined)
    throw new Error('expected somebody other than the owner')
  }
  // An array comes after every text, so that this is between all logs of the person and those of the next.
  const ofPerson = IDBKeyRange.bound([person], [person, []])
  await Promise.all([
    transaction.objectStore('entries').delete(ofPerson),
    transaction.objectStore('heads').delete(ofPerson),
    transaction.objectStore('forks').delete(ofPerson),
    transaction.done,
  ])
}
