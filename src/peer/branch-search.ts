/**
 * Whom to ask for branches of logs that are missing here (rule SY18): one link after the other, those who hold one being
 * unknown, and after each round more seldom. Which of them have a place says the app, which is told when one had its turn
 * (rule SY28). Pure: time is an argument.
 */
import type { RecordCid } from '../records/types'

/** A branch by its end, and the entry of it that is missing next, from the end on. */
export interface Sought {
  readonly head: RecordCid
  readonly next: RecordCid
  /** In which everybody linked was asked for it in vain, before it had this place. */
  readonly rounds: number
}

/** Often it is its log that comes to the end named, a moment later. */
export const BRANCH_FIRST_MS = 5_000
/** Who has it has answered by then, through any relay. */
export const BRANCH_PAUSE_MS = 2_000
/** What was displaced goes on where it stood: more than are ever looked for, of some hundred bytes each. */
const MAX_REMEMBERED = 1_024
/** After so many rounds the pause is 2 s · 2⁷, four minutes. */
const MAX_DOUBLINGS = 7

interface Search {
  readonly next: RecordCid
  dueMs: number
  /** Before it had this place, while nothing comes of it. */
  readonly roundsBefore: number
  /** Since something came of it … */
  tries: number
  /** … and in this turn, whatever came: who gives a branch entry by entry does not keep its place by that. */
  triesInTurn: number
  /** The app was not told yet. */
  isTurnOver: boolean
  /** Who was asked last … */
  asked: string | null
  /** … and gave something: they have the rest. */
  goesOn: boolean
}

export class BranchSearch {
  #searches = new Map<RecordCid, Search>()
  /** By end that has no place now: who was asked for it last. The oldest first. */
  readonly #askedBefore = new Map<RecordCid, string>()

  /** These are looked for, and no others. What of one has come brings on the question for the rest, to whoever gave it. */
  seek(branches: readonly Sought[], nowMs: number): void {
    const former = this.#searches
    for (const [head, { asked }] of former) this.#remember(head, asked)
    this.#searches = new Map(
      branches.map(({ head, next, rounds }) => {
        const begun = former.get(head) ?? {
          ...{ next, dueMs: nowMs + BRANCH_FIRST_MS, roundsBefore: rounds },
          ...{ tries: 0, triesInTurn: 0, isTurnOver: false },
          ...{ asked: this.#askedBefore.get(head) ?? null, goesOn: false },
        }
        const goesOn = { ...begun, next, dueMs: nowMs, roundsBefore: 0, tries: 0, goesOn: true }
        return [head, begun.next === next ? begun : goesOn]
      }),
    )
  }

  #remember(head: RecordCid, asked: string | null): void {
    if (asked === null) return
    this.#askedBefore.delete(head)
    this.#askedBefore.set(head, asked)
    const [oldest] = this.#askedBefore.keys()
    if (this.#askedBefore.size > MAX_REMEMBERED && oldest !== undefined) this.#askedBefore.delete(oldest)
  }

  get isSeeking(): boolean {
    return this.#searches.size > 0
  }

  /** The ends that had a turn, of as many questions as there are links; each is told once. */
  turnsOver(nowMs: number): RecordCid[] {
    const heads: RecordCid[] = []
    for (const [head, search] of this.#searches) {
      if (!search.isTurnOver || search.dueMs > nowMs) continue
      search.isTurnOver = false
      // By the next step another may have its place.
      if (search.tries > 0) search.dueMs = nowMs + 1
      heads.push(head)
    }
    return heads
  }

  /** Whom to ask now, for which entry and those before it. */
  step(nowMs: number, links: readonly string[]): { readonly link: string; readonly end: RecordCid }[] {
    if (links.length === 0) return []
    const questions: { link: string; end: RecordCid }[] = []
    for (const search of this.#searches.values()) {
      if (search.dueMs > nowMs) continue
      const last = search.asked === null ? -1 : links.indexOf(search.asked)
      const link = links[search.goesOn && last >= 0 ? last : (last + 1) % links.length]
      if (link === undefined) continue
      search.goesOn = false
      search.asked = link
      search.tries += 1
      search.triesInTurn += 1
      if (search.triesInTurn >= links.length) {
        search.triesInTurn = 0
        search.isTurnOver = true
      }
      const rounds = search.roundsBefore + Math.floor(search.tries / links.length)
      search.dueMs = nowMs + BRANCH_PAUSE_MS * 2 ** Math.min(rounds, MAX_DOUBLINGS)
      questions.push({ link, end: search.next })
    }
    return questions
  }
}
