/**
 * The ledger at work on one machine: what arrives is read by the gate and heard by the participant, what that says goes
 * out, what is final is kept, and what is open is asked for until it is settled. The same for a page and for a witness
 * that runs alone.
 */
import type { Fact } from '../amp/facts'
import { readFact, type FactFault } from '../amp/gate'
import { isOfSomething } from '../amp/known-matter'
import { readListed } from '../amp/listed'
import type { Terms } from '../amp/manifest'
import { factBytes } from '../amp/signing'
import { readSuccessor } from '../amp/successor'
import type { AccountId, ForkProof, WitnessProof } from '../amp/types'
import type { Answer, RefusalFault } from '../amp/witness-answer'
import type { Result } from '../lib/result'
import type { Heard } from '../peer/ledger-line'
import { FinalReader, type Listed } from './final-reader'
import { FinalsShelf } from './finals-shelf'
import { dropProofs, recallProofs } from './kept-proofs'
import { LedgerAnswers } from './ledger-answers'
import type { DeskInit, Line } from './ledger-desk-init'
import { LedgerPlaces } from './ledger-places'
import type { GrantAnswer } from './money-state'
import { ProvenFaults } from './proven-faults'
import { QuorumReading } from './quorum-reading'
import { WitnessQuestions, type WitnessAnswer } from './witness-questions'

/** What is open is asked for again: a witness may have been away, or an answer lost. */
const RETRY_MS = 2_000
/** What was missed is looked for this often, though nothing is known to be open. */
const CATCH_UP_MS = 20_000
/** One cause makes many faults, and what failed is tried again every two seconds: it is told this often. */
const TELL_FAULT_MS = 10 * 60_000
/** While the witnesses change, whoever is behind waits for no more than this. */
const CHANGING_MS = 5_000
/** What is left of campaigns whose sponsor is gone is looked for this often; a look alone costs nothing. */
const GIVE_BACK_EVERY_MS = 60_000
/** Pages begin with it spread over so long, each at another moment in each run, or all would ask at once; a witness at once. */
const GIVE_BACK_SPREAD_MS = 6 * 3_600_000
/** Passed on by whoever learns something from it, and by nobody else. */
const ONCE: ReadonlySet<Fact['t']> = new Set(['twice', 'lie', 'successor', 'turn'])
/** Proofs of what somebody did, which whoever found them tells: those who hear of them here need not. */
const PROOFS: ReadonlySet<Fact['t']> = new Set(['twice', 'lie'])

export class LedgerDesk {
  readonly #init: DeskInit
  #line: Line | null = null
  readonly #finals: FinalsShelf
  #pumping: Promise<void> | null = null
  #pumpAgain = false
  #isStopped = false
  #timer: ReturnType<typeof setInterval> | undefined
  #lastCatchUp = -Infinity
  #lastGiveBack = -Infinity
  readonly #shareOfSpread = Math.random()
  #nowMs: () => number = () => 0
  #isBroken = false
  #tending = false
  /** What a new epoch is begun with is still to be read. */
  #isTurning = false
  #toldFaultMs = -Infinity
  /** With which the epoch of now began, as it is shown to others. */
  #lastTurn: Uint8Array | null = null
  readonly #proven: ProvenFaults
  readonly #places: LedgerPlaces
  readonly #answers: LedgerAnswers
  readonly #questions: WitnessQuestions
  readonly #reading: QuorumReading

  constructor(init: DeskInit) {
    this.#init = init
    this.#places = new LedgerPlaces(init)
    this.#proven = new ProvenFaults(init)
    this.#questions = new WitnessQuestions({
      places: this.#places,
      line: () => this.#line,
      grant: init.grant,
    })
    this.#finals = new FinalsShelf({
      keepFinals: (facts) => init.store.keepFinals(facts),
      isOver: () => this.#isStopped,
    })
    this.#answers = new LedgerAnswers({
      ...{ mark: init.mark, grant: init.grant, attest: init.attest, sealed: init.sealed },
      ...{ finals: () => this.#finals.facts, lastTurn: () => this.#lastTurn },
      ...{ lies: () => this.#proven.lies(), doubleSpends: () => this.#proven.doubleSpends() },
      read: (bytes) => this.#readWhy(bytes),
      hear: (fact) => this.#hearFact(fact, true),
      written: (fact) => this.#written(fact),
    })
    const reader = new FinalReader({
      ask: (place, question) => this.#questions.ask(place, question),
      take: (bytes) => this.#takeListed(bytes),
      held: () => this.#finals.facts.length,
      takeProof: async (bytes) => {
        const fact = await this.#read(bytes)
        if (fact !== null && PROOFS.has(fact.t)) await this.#hearFact(fact, false)
      },
      // What comes after the end of an epoch cannot be read before it: nobody's list is passed over meanwhile.
      isIncomplete: () =>
        init.participant.book.isIncomplete || init.participant.book.change.agreed() !== null,
      isOver: () => this.#isStopped,
      store: {
        mark: (list) => init.store.mark(list),
        keepMark: (list, next) => this.#keepMark(list, next),
      },
      now: () => this.#nowMs(),
    })
    this.#reading = new QuorumReading({
      ...{ places: this.#places, reader },
      meet: () => this.#questions.meet(),
      ended: () => {
        init.changed()
        void this.pump(false)
      },
      failed: (error) => this.#fail(error),
    })
  }

  /** For the next run: only once it finds all that was read. This run knows by itself how far that is. */
  async #keepMark(list: string, next: number): Promise<void> {
    if (!this.#finals.isWhole) return
    await this.#init.store.keepMark(list, next).catch((error: unknown) => this.#fail(error))
  }

  async #takeListed(bytes: Uint8Array): Promise<Listed> {
    const { participant, verify } = this.#init
    const read = await readListed(bytes, this.#terms, participant.book.ledger.settled, verify)
    if (this.#isStopped) return 'wrong'
    if (!read.ok) {
      // What counts of an epoch that is over is known here: it is passed over.
      if (read.error === 'settled' || read.error === 'past-epoch') return 'known'
      return read.error === 'bad-signature' ? 'forged' : 'wrong'
    }
    const { news } = await this.#hearFact(read.value, false)
    return news.length > 0 ? 'news' : 'known'
  }

  /** What is kept here, before anybody is asked. It was verified when it was kept. */
  async load(): Promise<void> {
    const { store, participant } = this.#init
    for (const bytes of await store.finals()) {
      const fact = await readFact(bytes, this.#terms, () => Promise.resolve(true))
      if (!fact.ok) continue
      await participant.recall(fact.value)
      if (fact.value.t === 'turn') this.#lastTurn = bytes
      this.#finals.recall(bytes)
    }
    await recallProofs(this.#init, () => this.#isStopped)
    await this.#proven.recallLies()
    await this.#readDeclared()
  }

  /** What network.json declares of later epochs is checked like what comes from anybody. */
  async #readDeclared(): Promise<void> {
    const { declaration, verify } = this.#init
    for (const signed of declaration.successors) {
      const successor = await readSuccessor(signed, this.#terms, verify)
      if (successor.ok) await this.#hearFact({ t: 'successor', successor: successor.value }, false)
    }
  }

  /** A double spend that a former run kept. */
  recallFork(proof: ForkProof): void {
    this.#proven.recallFork(proof)
  }

  /** @param nowMs a clock that only has to go on */
  start(line: Line, nowMs: () => number): void {
    this.#line = line
    this.#nowMs = nowMs
    const look = (): void => {
      if (this.#isOpen()) {
        this.behind(this.#questions.meet())
        void this.pump(true)
      }
      this.behind(this.#tend())
      this.behind(this.#finals.keepRest())
      this.behind(this.#proven.keepRest())
      this.behind(this.#beginEpoch())
      this.behind(this.#giveBack())
      // Nothing is signed before a quorum was heard, so that is tried more often.
      const isChanging = this.#init.participant.book.change.successor !== null
      const restMs = isChanging ? CHANGING_MS : CATCH_UP_MS
      if (this.maySign && nowMs() - this.#lastCatchUp < restMs) return
      this.#lastCatchUp = nowMs()
      void this.catchUp()
    }
    look()
    void this.pump(true)
    this.#timer = setInterval(look, RETRY_MS)
  }

  stop(): void {
    this.#isStopped = true
    clearInterval(this.#timer)
    this.#line = null
  }

  /** From gossip. */
  async hear(bytes: Uint8Array): Promise<Heard> {
    const read = await this.#readWhy(bytes)
    // Whoever is an epoch behind or ahead is not to blame for passing it on.
    if (!read.ok)
      return read.error === 'past-epoch' || read.error === 'other-epoch' ? 'nothing-new' : 'no-fact'
    const fact = read.value
    // Who passed it on is not to blame for what goes wrong here.
    const answer = await this.#hearFact(fact, false).catch(() => null)
    if (answer === null) return 'nothing-new'
    const { news } = answer
    void this.pump(false)
    // One for each place goes round: whoever signs a hundred blocks for it makes no hundred messages.
    if (ONCE.has(fact.t)) return news.length === 0 ? 'nothing-new' : 'fact'
    const isOfUse = news.length > 0 || isOfSomething(fact, this.#init.participant.book, this.#nowMs())
    return isOfUse ? 'fact' : 'nothing-new'
  }

  /** Asks the witnesses in turn for starter AMP until one gives some. */
  askForGrant(account: AccountId): Promise<GrantAnswer> {
    return this.#questions.askForGrant(account)
  }

  /** One question to every witness that can be asked; null of each that is away. */
  askEach(question: Uint8Array): Promise<WitnessAnswer[]> {
    return this.#questions.askEach(question)
  }

  /** Signs what is in line and asks the witnesses; each answer comes back here. @param again for all that is open */
  pump(again: boolean): Promise<void> {
    if (this.#pumping !== null) {
      this.#pumpAgain = true
      return this.#pumping
    }
    this.#pumping = this.#pump(again)
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#pumping = null
        if (!this.#pumpAgain) return
        this.#pumpAgain = false
        void this.pump(false)
      })
    return this.#pumping
  }

  /** Shows facts to everybody and asks the witnesses about them. */
  async ask(facts: readonly Fact[]): Promise<void> {
    const written = facts.map((fact) => this.#written(fact))
    if (written.length === 0) return
    void this.#line?.say(written)
    await this.#askAll(written)
  }

  /** Hears it here, and shows it to everybody. */
  async announce(fact: Fact): Promise<void> {
    await this.#hearFact(fact, false)
    await this.ask([fact])
  }

  #askAll(written: readonly Uint8Array[]): Promise<void> {
    return this.#questions.askAll(written, (answered) => this.#hearAnswer(answered))
  }

  /** Nobody clicks for it: whoever holds the campaign sees to what its sponsor left (rule AM96). */
  async #giveBack(): Promise<void> {
    const now = this.#nowMs()
    if (!this.maySign || now - this.#lastGiveBack < GIVE_BACK_EVERY_MS) return
    this.#lastGiveBack = now
    const { participant } = this.#init
    const waitMs = participant.witness === null ? this.#shareOfSpread * GIVE_BACK_SPREAD_MS : 0
    const { ask, say, news } = await participant.giveBack(now - waitMs)
    await this.#note(news)
    if (say.length > 0) void this.#line?.say(say.map((fact) => this.#written(fact)))
    await this.ask(ask)
  }

  /** While the epoch of this witness ends, the others are shown what they need until they have agreed. */
  async #tend(): Promise<void> {
    if (this.#tending) return
    this.#tending = true
    try {
      const facts = await this.#init.participant.tend()
      await this.#askAll(facts.map((fact) => this.#written(fact)))
    } finally {
      this.#tending = false
    }
  }

  /**
   * What became final while nobody told us. Ends once the finals of a quorum of witnesses were read to their end, or
   * no more can be read: whoever judges the ledger by it waits for that, though it was asked for before.
   */
  catchUp(): Promise<void> {
    return this.#line === null ? Promise.resolve() : this.#reading.read()
  }

  /**
   * True once the finals of a quorum of witnesses were read to the end in this run: a device that was away, or begins
   * from a copy, would sign for places that are taken. Never when the ledger contradicts itself.
   */
  get maySign(): boolean {
    return !this.#isBroken && this.#reading.isDone
  }

  /** Of the epoch that the ledger is in here. */
  get #terms(): Terms {
    return this.#init.participant.book.ledger.terms
  }

  async #pump(again: boolean): Promise<void> {
    const { ask, say, news } = await this.#init.participant.advance(again, this.maySign)
    await this.#note(news)
    void this.#line?.say(say.map((fact) => this.#written(fact)))
    if (ask.length === 0) return
    this.#init.changed()
    // Not waited for: the answers of a quorum are enough to go on, and one witness may be away.
    this.behind(this.ask(ask))
  }

  async #hearAnswer({ key, answer }: WitnessAnswer): Promise<void> {
    if (answer?.t !== 'facts') return
    for (const { slot, value, fault } of answer.refusals)
      this.#init.participant.hearRefusal(key, { slot, value, fault: fault as RefusalFault })
    for (const bytes of answer.facts) {
      const fact = await this.#read(bytes)
      if (fact !== null) await this.#hearFact(fact, false)
    }
    this.#init.changed()
    void this.pump(false)
  }

  async #hearFact(fact: Fact, isAsked: boolean): Promise<Answer> {
    const answer = await this.#init.participant.hear(fact, isAsked).catch((error: unknown) => {
      this.#finals.noteMissed()
      this.#fail(error)
      throw error
    })
    await this.#note(answer.news, PROOFS.has(fact.t))
    if (answer.say.length > 0) void this.#line?.say(answer.say.map((one) => this.#written(one)))
    return answer
  }

  /** @param isTold others were told the proof among it by whoever found it */
  async #note(news: Answer['news'], isTold = false): Promise<void> {
    if (news.length === 0) return
    const { participant, changed, broken, forked } = this.#init
    for (const item of news) {
      if (item.t === 'lie') this.#noteLie(item.proof, isTold)
      if (item.t !== 'fork') continue
      forked(item.proof)
      const bytes = this.#proven.takeFork(item.proof)
      if (bytes !== null && !isTold) void this.#line?.say([bytes])
    }
    if (news.some(({ t }) => t === 'broken')) {
      this.#isBroken = true
      broken()
    }
    const facts = news
      .flatMap((item): Fact[] => {
        if (item.t === 'final') return participant.factsOf(item.final)
        if (item.t === 'successor') return [item]
        return item.t === 'turn' ? participant.turnFacts(item) : []
      })
      .map((fact) => this.#written(fact))
    if (news.some(({ t }) => t === 'successor')) this.#init.helpers?.(this.helpers())
    const turn = news.findLast((item) => item.t === 'turn')
    if (turn !== undefined) {
      this.#lastTurn = this.#written({ t: 'turn', turn: turn.turn })
      this.#turned(news)
    }
    try {
      await this.#finals.keep(facts)
      // Behind what is final: a start without that needs the proofs.
      if (!this.#isStopped) await dropProofs(this.#init, news)
    } catch (error) {
      this.#fail(error) // It counts all the same, and a start finds out anew what is settled.
    }
    changed()
  }

  /** The new witnesses are asked at once. Witnesses tell of it; who misses it reads it among the finals. */
  #turned(news: Answer['news']): void {
    for (const item of news)
      if (item.t === 'turn' && this.#init.participant.witness !== null)
        void this.#line?.say([this.#written({ t: 'turn', turn: item.turn })])
    this.#lastCatchUp = -Infinity
    this.#isTurning = true
    this.behind(this.#beginEpoch())
    void this.pump(true)
  }

  /** Who lost its finals in a crash, and comes to this epoch again, may have spoken in it. */
  async #beginEpoch(): Promise<void> {
    if (!this.#isTurning) return
    this.#isTurning = false
    try {
      await recallProofs(this.#init, () => this.#isStopped)
      if (!this.#isStopped) await this.#proven.recallLies()
      await this.#readDeclared()
    } catch (error) {
      this.#isTurning = true
      throw error
    }
  }

  /** Nobody waits for it: what goes wrong is told, and tried again (rule AM94). */
  behind(work: Promise<unknown>): void {
    void work.catch((error: unknown) => this.#fail(error))
  }

  #fail(error: unknown): void {
    const now = this.#nowMs()
    // The store of a page that goes is closed, which is no fault.
    if (this.#isStopped || now - this.#toldFaultMs < TELL_FAULT_MS) return
    this.#toldFaultMs = now
    this.#init.failed(error)
  }

  #noteLie(proof: WitnessProof, isTold: boolean): void {
    const lie = this.#proven.takeLie(proof)
    if (lie === null) return
    if (!this.#isStopped) this.behind(lie.keep())
    if (!isTold) void this.#line?.say([lie.bytes])
  }

  async #read(bytes: Uint8Array): Promise<Fact | null> {
    const read = await this.#readWhy(bytes)
    return read.ok ? read.value : null
  }

  #readWhy(bytes: Uint8Array): Promise<Result<Fact, FactFault>> {
    return readFact(bytes, this.#terms, this.#init.verify)
  }

  #written(fact: Fact): Uint8Array {
    return factBytes(fact, this.#terms.ledger)
  }

  #isOpen(): boolean {
    return this.#init.participant.isWaiting
  }

  /** Where any of them may be asked. */
  helpers(): string[] {
    return this.#places.all()
  }

  /**
   * Of a question that came over a stream; null for bytes that are none.
   * @param forged is told when it brings what is signed by nobody
   */
  answer(question: Uint8Array, forged: () => void = () => undefined): Promise<Uint8Array | null> {
    return this.#answers.answer(question, forged)
  }
}
