/** Letters as they are kept on a device once they are opened: nothing of this is ever sent. */
import type { PersonId } from '../identity/types'
import type { LetterMatter } from './letter-matter'
import type { RecordCid } from './types'

export interface Letter {
  readonly cid: RecordCid
  /** Whoever wrote it, or for an own one whom it is for. */
  readonly with: PersonId
  readonly isOwn: boolean
  /** Unix milliseconds, by the writer's clock … */
  readonly time: number
  /** … and by the one here, when it was opened. */
  readonly keptAt: number
  readonly text: string
  /** Not there in plain words, as in all that earlier builds kept. */
  readonly matter?: LetterMatter
}

/** What the owner has settled about somebody who writes; nothing of it is told to anybody. */
export interface Correspondent {
  readonly person: PersonId
  readonly standing: 'open' | 'accepted' | 'declined'
  /** What was kept up to then has been read. */
  readonly readUntil: number
}
