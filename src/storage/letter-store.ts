import type { PersonId } from '../identity/types'
import type { Correspondent, Letter } from '../records/letters-held'
import type { RecordCid } from '../records/types'
import type { Database } from './open'
import type { InboxKeyRow } from './schema'

/** Opened letters, the keys that open them, and what the owner settled about their writers. Never sent anywhere. */
export class LetterStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  letters(): Promise<Letter[]> {
    return this.#db.getAll('letters')
  }

  correspondents(): Promise<Correspondent[]> {
    return this.#db.getAll('correspondents')
  }

  /** Sealed letters that need not be tried again, whether they opened or not. */
  async tried(): Promise<Set<RecordCid>> {
    return new Set(await this.#db.getAllKeys('triedLetters'))
  }

  /** Notes that a letter was tried, and keeps what stood in it; null when it is not for the owner or not taken. */
  async keep(cid: RecordCid, letter: Letter | null): Promise<void> {
    const transaction = this.#db.transaction(['letters', 'triedLetters'], 'readwrite', {
      durability: 'strict',
    })
    await transaction.objectStore('triedLetters').put(true, cid)
    if (letter !== null) await transaction.objectStore('letters').put(letter)
    await transaction.done
  }

  /** Deleted letters stay tried, so that they do not come back from the log. */
  async drop(cids: readonly RecordCid[]): Promise<void> {
    const transaction = this.#db.transaction('letters', 'readwrite', { durability: 'strict' })
    for (const cid of cids) await transaction.store.delete(cid)
    await transaction.done
  }

  /** Letters that were deleted, and are wanted after all. */
  async putBack(letters: readonly Letter[]): Promise<void> {
    const transaction = this.#db.transaction('letters', 'readwrite', { durability: 'strict' })
    for (const letter of letters) await transaction.store.put(letter)
    await transaction.done
  }

  /** Two tabs may settle something at once: both count. */
  async settle(person: PersonId, settled: Partial<Omit<Correspondent, 'person'>>): Promise<void> {
    const transaction = this.#db.transaction('correspondents', 'readwrite', { durability: 'relaxed' })
    const kept = (await transaction.store.get(person)) ?? { person, standing: 'open', readUntil: 0 }
    await transaction.store.put({ ...kept, ...settled })
    await transaction.done
  }

  /** The newest first. */
  async inboxKeys(): Promise<InboxKeyRow[]> {
    return (await this.#db.getAll('inboxKeys')).reverse()
  }

  async keepInboxKey(row: InboxKeyRow): Promise<void> {
    await this.#db.put('inboxKeys', row)
  }

  async dropInboxKey({ createdAt }: InboxKeyRow): Promise<void> {
    await this.#db.delete('inboxKeys', createdAt)
  }
}
