/**
 * Whom to ask for branches of logs that are missing here (rule SY18): one link after the other, those who hold one being
 * unknown, and after each round more seldom. Pure: time is an argument.
 */
import type { RecordCid } from '../records/types'

/** A branch by its end, and the entry of it that is missing next, from the end on. */
export interface Sought {
  readonly head: RecordCid
  readonly next: RecordCid
}

/** Often it is its log that comes to the end named, a moment later. */
export const BRANCH_FIRST_MS = 5_000
/** Who has it has answered by then, through any relay. */
export const BRANCH_PAUSE_MS = 2_000
/** After so many rounds the pause is 2 s · 2⁷, four minutes. */
const MAX_DOUBLINGS = 7

interface Search {
  readonly next: RecordCid
  dueMs: number
  tries: number
  /** Who was asked last: if it goes on, they have the rest. */
  asked: string | null
}

export class BranchSearch {
  #searches = new Map<RecordCid, Search>()

  /** These are looked for, and no others. What of one has come brings on the question for the rest, to whoever gave it. */
  seek(branches: readonly Sought[], nowMs: number): void {
    const former = this.#searches
    this.#searches = new Map(
      branches.map(({ head, next }) => {
        const known = former.get(head)
        const begun = known ?? { next: head, dueMs: nowMs + BRANCH_FIRST_MS, tries: 0, asked: null }
        return [head, begun.next === next ? begun : { ...begun, next, dueMs: nowMs, tries: 0 }]
      }),
    )
  }

  get isSeeking(): boolean {
    return this.#searches.size > 0
  }

  /** Whom to ask now, for which entry and those before it. */
  step(nowMs: number, links: readonly string[]): { readonly link: string; readonly end: RecordCid }[] {
    if (links.length === 0) return []
    const questions: { link: string; end: RecordCid }[] = []
    for (const search of this.#searches.values()) {
      if (search.dueMs > nowMs) continue
      const goesOn = search.tries === 0 && search.asked !== null && links.includes(search.asked)
      const last = search.asked === null ? -1 : links.indexOf(search.asked)
      const link = goesOn ? search.asked : links[(last + 1) % links.length]
      if (link === undefined || link === null) continue
      search.asked = link
      search.tries += 1
      const rounds = Math.floor(search.tries / links.length)
      search.dueMs = nowMs + BRANCH_PAUSE_MS * 2 ** Math.min(rounds, MAX_DOUBLINGS)
      questions.push({ link, end: search.next })
    }
    return questions
  }
}
