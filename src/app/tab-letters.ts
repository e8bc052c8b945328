/** Letters as this tab shows them. What reads them is fetched after the first paint; until then there are none. */
import type { PersonId } from '../identity/types'
import type { Letter } from '../records/letters-held'
import type { RecordCid } from '../records/types'
import type { Conversation, LetterRoom } from '../social/conversations'
import type { Society } from '../social/society'
import type { Database } from '../storage/open'
import type { Synereo } from './api'
import type { Mailbox } from './mailbox'

const NO_ROOM: LetterRoom = { letters: 0, chars: 0 }

export interface TabLettersInit {
  readonly db: Database
  readonly society: Pick<Society, 'follows'>
  readonly viewer: () => PersonId | null
  /** They have been read again. */
  readonly read: () => void
  /** The other tabs have to read them again. */
  readonly tellOthers: () => void
}

export class TabLetters {
  readonly #init: TabLettersInit
  #mailbox: Mailbox | null = null

  constructor(init: TabLettersInit) {
    this.#init = init
  }

  async open(): Promise<void> {
    const [{ Mailbox: Box }, { LetterStore }] = await Promise.all([
      import('./mailbox'),
      import('../storage/letter-store'),
    ])
    this.#mailbox = new Box(new LetterStore(this.#init.db), (person) => this.#follows(person))
    await this.read()
  }

  async read(): Promise<void> {
    await this.#mailbox?.read()
    this.#init.read()
  }

  /** Here, and in the other tabs. */
  async changed(): Promise<void> {
    this.#init.tellOthers()
    await this.read()
  }

  conversations(): readonly Conversation[] | null {
    return this.#mailbox?.conversations() ?? null
  }

  ownLetters(): readonly Letter[] {
    return this.#mailbox?.ownLetters() ?? []
  }

  roomFor(to: PersonId): LetterRoom {
    const viewer = this.#init.viewer()
    const isFollowed = viewer !== null && this.#init.society.follows(to, viewer)
    return this.#mailbox?.roomFor(to, isFollowed) ?? NO_ROOM
  }

  async settle(...settled: Parameters<Synereo['settleLetters']>): Promise<void> {
    await this.#mailbox?.settle(...settled)
    await this.changed()
  }

  async drop(letters: readonly RecordCid[]): Promise<() => Promise<void>> {
    const putBack = await this.#mailbox?.drop(letters)
    await this.changed()
    return async () => {
      await putBack?.()
      await this.changed()
    }
  }

  #follows(person: PersonId): boolean {
    const viewer = this.#init.viewer()
    return viewer !== null && this.#init.society.follows(viewer, person)
  }
}
