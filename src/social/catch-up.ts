/**
 * Folds everything that is kept so that what came after a position is told as changes of what was known there (rule
 * SO9). First all that the position covers, since an undo may lie in another log than what it undoes.
 */
import type { LogHead } from '../records/store'
import type { VerifiedRecord } from '../records/types'
import { LogEnds } from './log-ends'
import type { Society } from './society'

export class CatchUp {
  /** What came after the position, to be folded once everything has been added. */
  readonly later: VerifiedRecord[] = []
  readonly #society: Society
  readonly #position: LogEnds | null
  /** Ends that were not seen yet, by CID. */
  readonly #unseen: Set<string>
  #hasWithdrawal = false

  /** @param position null: everything is told anew, and nothing is later */
  constructor(society: Society, position: readonly LogHead[] | null) {
    this.#society = society
    this.#position = position && new LogEnds(position)
    this.#unseen = new Set(position?.map(({ cid }) => cid))
  }

  /** Records as they are kept, of each log in order. */
  add(records: readonly VerifiedRecord[]): void {
    const covered: VerifiedRecord[] = []
    for (const record of records) {
      this.#unseen.delete(record.cid)
      if (this.#position?.covers(record) ?? true) covered.push(record)
      else {
        this.later.push(record)
        this.#hasWithdrawal ||= record.kind === 'retract'
      }
    }
    this.#society.apply({ added: covered, forgotten: [], source: 'disk' })
  }

  /**
   * Whether what is later says all. Not so when the position is of other logs than those kept; nor when something was
   * withdrawn after it: the store has forgotten what it said, so nobody can tell what was known of it.
   */
  get isExact(): boolean {
    return this.#unseen.size === 0 && !this.#hasWithdrawal
  }
}
