/**
 * What a witness answers. Everything it says it has kept before (log), and says again the same when asked again. It
 * believes its own book alone: whoever brings a fact has no say.
 */
import { Queue } from '../lib/queue'
import { BlockWords } from './block-words'
import { turnIfDue } from './carry-over'
import { CloseReports } from './close-reports'
import { EPOCH_RULES } from './epoch-rules'
import { askedSlot, wordsIn } from './fact-places'
import { isOfChange, type Fact } from './facts'
import { frozenFacts } from './freeze'
import { Handover } from './handover'
import { slotKey } from './slots'
import type { StatementBody } from './statements'
import type { KeyId } from './types'
import type { Answer, Turn, WitnessParts } from './witness-answer'
import { WITNESS_RULES, type WitnessRules } from './witness-rules'

export class Witness {
  readonly #parts: WitnessParts
  readonly #rules: WitnessRules
  readonly #words: BlockWords
  readonly #reports: CloseReports
  readonly #queue = new Queue()
  #handover: Handover
  #hasForgotten: boolean
  #frozenEpoch: number

  constructor(parts: WitnessParts) {
    this.#parts = parts
    this.#rules = parts.rules ?? WITNESS_RULES
    this.#hasForgotten = parts.memory.hasForgotten
    this.#frozenEpoch = parts.memory.frozenEpoch
    this.#reports = new CloseReports(parts)
    this.#words = new BlockWords(parts, this.#rules, this.#reports)
    this.#handover = this.#newHandover()
    for (const kept of parts.memory.statements) {
      this.#words.remember(kept)
      this.#rememberRound(kept.body)
    }
  }

  get #epoch(): number {
    return this.#parts.book.ledger.terms.epoch
  }

  get device(): KeyId {
    return this.#parts.signer.device
  }

  /** It lost what it said, so it says nothing more (rule AM29). */
  get hasForgotten(): boolean {
    return this.#hasForgotten
  }

  /** It says nothing more, for good or in this epoch (rules AM29, AM56). */
  get isSilent(): boolean {
    const isFrozen = this.#isFrozen && !this.#rules.saysWhenFrozen
    return this.#hasForgotten || isFrozen || !this.#isNamed
  }

  get #isFrozen(): boolean {
    return this.#frozenEpoch >= this.#epoch
  }

  /** Among the witnesses of the epoch that it is in. */
  get #isNamed(): boolean {
    return this.#parts.book.ledger.terms.weights.has(this.#parts.signer.device)
  }

  /** How many votes it gave. */
  get votes(): number {
    return this.#words.votes
  }

  /**
   * One fact after the other: between a look at what was said and its keeping nothing else may be said.
   * @param isAsked somebody waits for an answer; else the fact is only passed on
   */
  hear(fact: Fact, isAsked: boolean): Promise<Answer> {
    return this.#queue.run(() => this.#hear(fact, isAsked))
  }

  /** It says nothing more in this epoch, and shows what it acknowledged and voided; null while it lacks a proof. */
  freeze(): Promise<readonly Fact[] | null> {
    return this.#queue.run(async () => {
      await this.#freeze()
      return this.#hasForgotten ? null : frozenFacts(this.#parts.book, this.#words.records())
    })
  }

  /** What the others are to be shown while its epoch ends, again and again; nothing at other times. */
  tend(): Promise<readonly Fact[]> {
    return this.#queue.run(async () => {
      if (!this.#isHandingOver) return []
      const said = await this.#handover.look()
      return [...said, ...(await this.#handover.shown(true))]
    })
  }

  get #isHandingOver(): boolean {
    const { successor } = this.#parts.book.change
    return successor !== null && this.#isNamed && this.#isFrozen && !this.#hasForgotten
  }

  /** On the disk before anything comes of it. */
  async #freeze(): Promise<void> {
    if (this.#isFrozen) return
    await this.#parts.log.keepFrozen(this.#epoch)
    this.#frozenEpoch = this.#epoch
  }

  /** Takes in what a former run kept of the ledger, and says nothing to it. */
  recall(fact: Fact): Promise<void> {
    return this.#queue.run(async () => {
      await this.#noticeLoss(fact)
      this.#parts.book.take(fact)
      await this.#change(fact, false, { say: [], reply: [], refusals: [], news: [] })
    })
  }

  async #hear(fact: Fact, isAsked: boolean): Promise<Answer> {
    await this.#noticeLoss(fact)
    const turn: Turn = { say: [], reply: [], refusals: [], news: this.#parts.book.take(fact) }
    await this.#change(fact, isAsked, turn)
    if (this.isSilent) return { say: turn.say, reply: turn.reply, refusal: null, news: turn.news }
    const asked = askedSlot(fact)
    if (asked !== null) {
      if (isAsked) await this.#words.again(asked, turn)
      if (isAsked && fact.t === 'block') this.#words.showOther(fact.signed, turn)
      await this.#words.consider(slotKey(asked), turn)
    }
    if (fact.t === 'plea' || fact.t === 'forked') await this.#words.considerVow(fact, turn)
    if (fact.t === 'closing') await this.#reports.report(fact.campaign, turn)
    // The list grows while what waited for a final becomes final itself.
    for (const item of turn.news)
      if (item.t === 'final') await this.#words.considerAfter(item.final.signed, turn)
    const key = asked === null ? undefined : slotKey(asked)
    const refusal = turn.refusals.findLast(({ slot }) => slotKey(slot) === key) ?? null
    return { say: turn.say, reply: turn.reply, refusal: isAsked ? refusal : null, news: turn.news }
  }

  /** Whoever hears that the witnesses change freezes first, and shows its list then. */
  async #change(fact: Fact, isAsked: boolean, turn: Turn): Promise<void> {
    const { book } = this.#parts
    if (book.change.successor !== null && this.#isNamed) await this.#freeze()
    if (isOfChange(fact) && book.isOfNow(fact) && this.#isHandingOver) {
      turn.say.push(...(await this.#handover.look()))
      const isFirst = turn.news.some(({ t }) => t === 'successor')
      const isShown = isAsked && fact.t === 'successor'
      if (isShown || isFirst) (isFirst ? turn.say : turn.reply).push(...(await this.#handover.shown(isFirst)))
    }
    const epoch = this.#epoch
    if (isOfChange(fact)) turn.news.push(...(await turnIfDue(book, this.#parts.breathe)))
    if (this.#epoch !== epoch) this.#beginEpoch()
  }

  /** Kept before anything comes of the fact: who loads the page again would not hear it a second time. */
  async #noticeLoss(fact: Fact): Promise<void> {
    if (!this.#rules.fallsSilent || !this.#parts.book.isOfNow(fact) || !this.#isForgotten(fact)) return
    this.#hasForgotten = true
    await this.#parts.log.keepForgotten()
  }

  /** Said with this witness's own key, and not remembered. */
  #isForgotten(fact: Fact): boolean {
    const own = this.#parts.signer.device
    // It would remember the one, and not have said the other (rule AM117).
    if (fact.t === 'lie') return fact.proof.a.witness === own
    const said = wordsIn(fact)
    if (said === null) return false
    const isOwn =
      'witness' in said ? said.witness === own : said.signatures.some(({ witness }) => witness === own)
    if (said.slot.kind === 'epoch')
      return isOwn && !this.#handover.hasSaid(said.t, said.slot.round, said.value)
    return isOwn && !this.#words.hasSaid(said.t, said.slot, said.value)
  }

  #beginEpoch(): void {
    const { statements } = this.#parts.memory
    this.#handover = this.#newHandover()
    this.#words.beginEpoch(statements)
    this.#reports.beginEpoch()
    for (const { body } of statements) this.#rememberRound(body)
  }

  #rememberRound(body: StatementBody): void {
    if (body.epoch === this.#epoch) this.#handover.remember(body)
  }

  #newHandover(): Handover {
    const { book, signer, now, log } = this.#parts
    return new Handover({
      ...{ book, signer, now, rules: this.#rules },
      keep: (body, proof) => log.keepStatement({ body, view: null }, proof),
      list: () => this.#words.records().map(([key, record]) => [key, EPOCH_RULES.listOf(record)] as const),
    })
  }
}
