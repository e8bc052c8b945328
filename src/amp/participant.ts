/** One peer of the ledger: whoever it is, it keeps a book; it may be a witness, and it may own accounts. */
import type { Book, News } from './book'
import { turnIfDue } from './carry-over'
import { finalFact, isOfChange, type Fact } from './facts'
import type { Purse } from './purse'
import { abandoned, returningFacts } from './rest'
import { slotKey } from './slots'
import type { BlockId, Final, KeyId } from './types'
import type { Witness } from './witness'
import type { Answer, Refusal } from './witness-answer'

/** The others have their turn when these are back; a handful of them fits in one question. */
const MAX_RETURNS_AT_ONCE = 4

export interface Advance {
  readonly ask: readonly Fact[]
  readonly say: readonly Fact[]
  readonly news: readonly News[]
}

export class Participant {
  readonly book: Book
  readonly witness: Witness | null
  readonly #purses: readonly Purse[]

  #givenBack = 0
  readonly #breathe: (() => Promise<void>) | undefined

  /**
   * @param purses one of each account that is spent from here
   * @param breathe lets others on the machine have their turn while it looks whether an epoch is over
   */
  constructor(book: Book, witness: Witness | null, purses: readonly Purse[], breathe?: () => Promise<void>) {
    this.#breathe = breathe
    this.book = book
    this.witness = witness
    this.#purses = purses
  }

  /** True while there is something to sign, or something signed that is not settled. */
  get isWaiting(): boolean {
    return this.#purses.some((purse) => purse.isWaiting())
  }

  /** A witness will not vote for what was proposed from here. */
  hearRefusal(witness: KeyId, refusal: Refusal): void {
    for (const purse of this.#purses) purse.hearRefusal(witness, refusal)
  }

  /**
   * Whatever is to be said to everybody, what is answered to who brought the fact, and what was learned.
   * @param isAsked somebody waits for an answer; else the fact is only passed on
   */
  async hear(fact: Fact, isAsked: boolean): Promise<Answer> {
    if (this.witness !== null) return this.witness.hear(fact, isAsked)
    const news = this.book.take(fact)
    return {
      say: [],
      reply: [],
      refusal: null,
      news: [...news, ...(await this.#turnAfter(fact))],
    }
  }

  /** What is to be shown to the other witnesses again and again, while the epoch of this one ends. */
  async tend(): Promise<readonly Fact[]> {
    return (await this.witness?.tend()) ?? []
  }

  /** What a former run kept, before anybody is heard. */
  async recall(fact: Fact): Promise<void> {
    if (this.witness !== null) await this.witness.recall(fact)
    else {
      this.book.take(fact)
      await this.#turnAfter(fact)
    }
  }

  async #turnAfter(fact: Fact): Promise<News[]> {
    // What the end stands on may come after the words of it: a table is no final, nor is what is only certified.
    const mayComplete = (fact.t === 'table' || fact.t === 'certified') && this.book.change.agreed() !== null
    return isOfChange(fact) || mayComplete ? turnIfDue(this.book, this.#breathe) : []
  }

  /**
   * Signs what is in line. `ask` is to be shown to the witnesses: what is new, or all that is open if `again`.
   * Whoever is a witness itself is the first to be asked.
   * @param maySign false while it is not known how the account stands: what is open is shown all the same
   */
  async advance(again: boolean, maySign = true): Promise<Advance> {
    const ask: Fact[] = []
    for (const purse of this.#purses) {
      const signed = maySign ? await purse.advance() : null
      if (signed !== null || again) ask.push(...purse.proposals())
      ask.push(...purse.quorums(again))
      if (again) ask.push(...(await purse.undoing()))
    }
    return { ask, ...(await this.#hearAll(ask)) }
  }

  /** What is to be shown to the witnesses of campaigns whose sponsor is gone; whoever is one itself is asked first. */
  async giveBack(nowMs: number): Promise<Advance> {
    const ask: Fact[] = []
    const all = abandoned(this.book.ledger, nowMs)
    // In turn: one that does not get on must not hold up the others.
    const from = this.#givenBack % Math.max(1, all.length)
    this.#givenBack = from + MAX_RETURNS_AT_ONCE
    for (const campaign of all.slice(from, from + MAX_RETURNS_AT_ONCE))
      ask.push(...(await returningFacts(this.book, campaign, nowMs)))
    return { ask, ...(await this.#hearAll(ask)) }
  }

  async #hearAll(facts: readonly Fact[]): Promise<Pick<Advance, 'say' | 'news'>> {
    const say: Fact[] = []
    const news: News[] = []
    for (const fact of facts) {
      const answer = await this.hear(fact, false)
      say.push(...answer.say)
      news.push(...answer.news)
    }
    return { say, news }
  }

  /** The finals from the given one on, in the order in which they came here, with their tables. */
  factsSince(from: number): Fact[] {
    return this.book
      .finals()
      .slice(from)
      .flatMap((final) => this.factsOf(final))
  }

  /** What is final here and not there. */
  factsLackedBy(other: Book): Fact[] {
    return this.book
      .finals()
      .filter(({ proof }) => !other.ledger.settled.has(slotKey(proof.slot)))
      .flatMap((final) => this.factsOf(final))
  }

  /** A final with the table that it needs. */
  factsOf(final: Final): Fact[] {
    const { block } = final.signed
    return [finalFact(final), ...(block.t === 'spon' ? this.#tableFact(block.table) : [])]
  }

  /**
   * What goes into the list of finals at the end of an epoch: whoever reads it in order ends the epoch there. Pages are worth
   * nothing before they are named.
   */
  turnFacts({ turn, carried, pages }: Extract<News, { t: 'turn' }>): Fact[] {
    return [
      ...carried.flatMap((final) => this.factsOf(final)),
      { t: 'turn', turn },
      ...pages.map((page): Fact => ({ t: 'page', page })),
    ]
  }

  #tableFact(id: BlockId): Fact[] {
    const table = this.book.ledger.tableById(id)
    return table === undefined ? [] : [{ t: 'table', table }]
  }
}
