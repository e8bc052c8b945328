/** What each tab shows of the letters kept in this browser, and what the owner settles about those who wrote them. */
import type { PersonId } from '../identity/types'
import type { Correspondent, Letter } from '../records/letters-held'
import type { RecordCid } from '../records/types'
import { conversationsOf, roomFor, type Conversation, type LetterRoom } from '../social/conversations'
import type { LetterStore } from '../storage/letter-store'

export class Mailbox {
  readonly #store: LetterStore
  readonly #follows: (person: PersonId) => boolean
  #letters: readonly Letter[] = []
  #correspondents: readonly Correspondent[] = []

  constructor(store: LetterStore, follows: (person: PersonId) => boolean) {
    this.#store = store
    this.#follows = follows
  }

  async read(): Promise<void> {
    ;[this.#letters, this.#correspondents] = [await this.#store.letters(), await this.#store.correspondents()]
  }

  conversations(): readonly Conversation[] {
    return conversationsOf({
      letters: this.#letters,
      correspondents: this.#correspondents,
      follows: this.#follows,
    })
  }

  /** @param isFollowed whether they follow the owner */
  roomFor(person: PersonId, isFollowed: boolean): LetterRoom {
    return roomFor(this.#letters, person, isFollowed)
  }

  ownLetters(): readonly Letter[] {
    return this.#letters.filter(({ isOwn }) => isOwn)
  }

  settle(person: PersonId, settled: Partial<Omit<Correspondent, 'person'>>): Promise<void> {
    return this.#store.settle(person, settled)
  }

  /** @returns what puts them back */
  async drop(cids: readonly RecordCid[]): Promise<() => Promise<void>> {
    const dropped = this.#letters.filter(({ cid }) => cids.includes(cid))
    await this.#store.drop(cids)
    return () => this.#store.putBack(dropped)
  }
}
