/**
 * Folds everything that is kept so that what came after a position is told as changes of what was known there (rule
 * SO9). First all that the position covers, since an undo may lie in another log than what it undoes.
 */
import type { KnowledgeChange } from '../attention/types'
import type { LogHead } from '../records/store'
import type { VerifiedRecord } from '../records/types'
import { LogEnds } from './log-ends'
import type { Society } from './society'

export class CatchUp {
  readonly #society: Society
  readonly #position: LogEnds
  /** Ends that were not seen yet, by CID. */
  readonly #unseen: Set<string>
  readonly #later: VerifiedRecord[] = []
  #hasWithdrawal = false

  constructor(society: Society, position: readonly LogHead[]) {
    this.#society = society
    this.#position = new LogEnds(position)
    this.#unseen = new Set(position.map(({ cid }) => cid))
  }

  /** Records as they are kept, of each log in order. */
  add(records: readonly VerifiedRecord[]): void {
    const covered: VerifiedRecord[] = []
    for (const record of records) {
      this.#unseen.delete(record.cid)
      if (this.#position.covers(record)) covered.push(record)
      else {
        this.#later.push(record)
        this.#hasWithdrawal ||= record.kind === 'retract'
      }
    }
    this.#society.apply({ added: covered, forgotten: [], source: 'disk' })
  }

  /** What came after the position, once everything has been added; each step folds the next few records. */
  *later(recordsPerStep: number): Iterable<KnowledgeChange> {
    for (let from = 0; from < this.#later.length; from += recordsPerStep) {
      const added = this.#later.slice(from, from + recordsPerStep)
      yield this.#society.apply({ added, forgotten: [], source: 'disk' })
    }
  }

  /**
   * Whether the changes say all. Not so when the position is of other logs than those kept; nor when something was
   * withdrawn after it: the store has forgotten what it said, so nobody can tell what was known of it.
   */
  get isExact(): boolean {
    return this.#unseen.size === 0 && !this.#hasWithdrawal
  }
}
