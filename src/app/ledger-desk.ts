/**
 * The ledger at work on one machine: what arrives is read by the gate and heard by the participant, what that says goes
 * out, what is final is kept, and what is open is asked for until it is settled. The same for a page and for a witness
 * that runs alone.
 */
import type { LedgerDeclaration } from '../amp/declaration'
import {
  decodeAnswer,
  decodeRequest,
  encodeAnswer,
  encodeRequest,
  type ExchangeAnswer,
} from '../amp/exchange'
import type { Fact } from '../amp/facts'
import { inOrder, isDoubleSpend } from '../amp/forks'
import { readFact, type FactFault } from '../amp/gate'
import { MAX_FACTS_PER_EXCHANGE } from '../amp/limits'
import { isQuorum, type Terms } from '../amp/manifest'
import type { Participant } from '../amp/participant'
import { readSuccessor } from '../amp/successor'
import { factBytes } from '../amp/signing'
import type { AccountId, ForkProof, KeyId, VerifySignature } from '../amp/types'
import type { Answer, Refusal, RefusalFault } from '../amp/witness'
import type { Result } from '../lib/result'
import type { Heard } from '../peer/ledger-line'
import { FinalReader } from './final-reader'
import { ToldProofs } from './told-proofs'

/** What became final, in the order in which it was kept: a peer reads it from any place on. */
export interface FinalsStore {
  finals(): Promise<readonly Uint8Array[]>
  keepFinals(facts: readonly Uint8Array[]): Promise<void>
  mark(list: string): Promise<number>
  keepMark(list: string, next: number): Promise<void>
}

/** The way to others; LedgerLine in a running peer. */
export interface Line {
  say(facts: readonly Uint8Array[]): Promise<void>
  ask(to: string, question: Uint8Array): Promise<Uint8Array>
  neighbours(): Promise<string[]>
}

export interface DeskInit {
  readonly declaration: LedgerDeclaration
  readonly participant: Participant
  readonly store: FinalsStore
  readonly verify: VerifySignature
  /** Names the list of finals of this run, so that others know from where on they know it. */
  readonly mark: string
  /** Something of the ledger has changed. */
  readonly changed: () => void
  /** Two ends of one place are proven: more than a third of the witnesses are bad. */
  readonly broken: () => void
  /** Machines that are asked from now on: the next witnesses. */
  readonly helpers?: (addresses: readonly string[]) => void
  /** An owner signed two blocks for one place. */
  readonly forked: (proof: ForkProof) => void
  /** Gives starter AMP; false for no. */
  readonly grant: (account: AccountId) => Promise<boolean>
  /** What a witness says of all that is final; null of who is none. */
  readonly attest: (account: AccountId) => Promise<ExchangeAnswer | null>
  /** The last checkpoint that this witness saw a quorum sign; null of who is none. */
  readonly sealed: (account: AccountId) => ExchangeAnswer | null
}

/** What is open is asked for again: a witness may have been away, or an answer lost. */
const RETRY_MS = 2_000
/** What was missed is looked for this often, though nothing is known to be open. */
const CATCH_UP_MS = 20_000
/** While the witnesses change, whoever is behind waits for no more than this. */
const CHANGING_MS = 5_000
/** Facts that one question may bring: each costs a signature check, and what a page has open is fewer. */
const MAX_ASKED = 24
/** An answer of finals is closed when it has reached this. */
const STRETCH_BYTES = 128 * 1024

/** Passed on by whoever learns something from it, and by nobody else. */
const ONCE: ReadonlySet<Fact['t']> = new Set(['twice', 'successor', 'turn'])

export class LedgerDesk {
  readonly #init: DeskInit
  #line: Line | null = null
  readonly #finals: Uint8Array[] = []
  #pumping: Promise<void> | null = null
  #pumpAgain = false
  #isStopped = false
  #timer: ReturnType<typeof setInterval> | undefined
  #lastCatchUp = -Infinity
  #catchingUp: Promise<void> | null = null
  #nowMs: () => number = () => 0
  #isBroken = false
  #tending = false
  /** With which the epoch of now began, as it is shown to others. */
  #lastTurn: Uint8Array | null = null
  /** Witnesses whose finals were read to the end in this run. */
  readonly #heard = new Set<KeyId>()
  readonly #proofs = new ToldProofs()
  readonly #reader: FinalReader

  constructor(init: DeskInit) {
    this.#init = init
    this.#reader = new FinalReader({
      ask: (place, question) => this.#ask(place, question),
      take: async (bytes) => {
        const read = await this.#readWhy(bytes)
        if (this.#isStopped) return false
        if (read.ok) await this.#hearFact(read.value, false)
        // What counts of an epoch that is over is known here: it is passed over.
        return read.ok || read.error === 'past-epoch'
      },
      takeProof: async (bytes) => {
        const fact = await this.#read(bytes)
        if (fact?.t === 'twice') await this.#hearFact(fact, false)
      },
      // What comes after the end of an epoch cannot be read before it: nobody's list is passed over meanwhile.
      isIncomplete: () =>
        init.participant.book.isIncomplete || init.participant.book.change.agreed() !== null,
      isOver: () => this.#isStopped,
      store: init.store,
      now: () => this.#nowMs(),
    })
  }

  /** What is kept here, before anybody is asked. It was verified when it was kept. */
  async load(): Promise<void> {
    const { store, participant } = this.#init
    for (const bytes of await store.finals()) {
      const fact = await readFact(bytes, this.#terms, () => Promise.resolve(true))
      if (!fact.ok) continue
      await participant.recall(fact.value)
      if (fact.value.t === 'turn') this.#lastTurn = bytes
      this.#finals.push(bytes)
    }
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
    if (!isDoubleSpend(proof)) return
    const fact: Fact = { t: 'twice', proof: inOrder(proof) }
    this.#init.participant.book.take(fact)
    this.#keepProof(fact.proof)
  }

  /** @param nowMs a clock that only has to go on */
  start(line: Line, nowMs: () => number): void {
    this.#line = line
    this.#nowMs = nowMs
    const look = (): void => {
      if (this.#isOpen()) void this.pump(true)
      void this.#tend()
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
    const { news } = await this.#hearFact(fact, false)
    void this.pump(false)
    // One for each place goes round: whoever signs a hundred blocks for it makes no hundred messages.
    return ONCE.has(fact.t) && news.length === 0 ? 'nothing-new' : 'fact'
  }

  /** Of a question that came over a stream; null for bytes that are none. */
  async answer(question: Uint8Array): Promise<Uint8Array | null> {
    const request = decodeRequest(question)
    if (request === undefined) return null
    switch (request.t) {
      case 'ask':
        if (request.facts.length > MAX_ASKED) return null
        return encodeAnswer(await this.#answerAsk(request.facts))
      case 'since':
        return encodeAnswer(this.#stretch(request.mark === this.#init.mark ? request.from : 0))
      case 'proofs':
        return encodeAnswer({ t: 'facts', facts: this.#proofs.all(), refusals: [] })
      case 'grant':
        return encodeAnswer((await this.#init.grant(request.account)) ? { t: 'granted' } : { t: 'no' })
      case 'checkpoint':
        return encodeAnswer((await this.#init.attest(request.account)) ?? { t: 'no' })
      case 'sealed':
        return encodeAnswer(this.#init.sealed(request.account) ?? { t: 'no' })
    }
  }

  /** Asks the witnesses in turn for starter AMP until one gives some. */
  async askForGrant(account: AccountId): Promise<boolean> {
    const question = encodeRequest({ t: 'grant', account })
    for (const { address } of this.#witnesses()) {
      const answer = await this.#ask(address, question)
      if (answer?.t === 'granted') return true
    }
    return false
  }

  /** One question to every witness that can be asked; null of each that is away. */
  askEach(question: Uint8Array): Promise<{ readonly key: KeyId; readonly answer: ExchangeAnswer | null }[]> {
    return Promise.all(
      this.#witnesses().map(async ({ key, address }) => ({
        key,
        answer: await this.#ask(address, question),
      })),
    )
  }

  /** Signs what is in line and asks the witnesses; each answer comes back here. @param again for all that is open */
  pump(again: boolean): Promise<void> {
    if (this.#pumping !== null) {
      this.#pumpAgain = true
      return this.#pumping
    }
    this.#pumping = this.#pump(again).finally(() => {
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

  async #askAll(written: readonly Uint8Array[]): Promise<void> {
    const questions: Uint8Array[] = []
    for (let from = 0; from < written.length; from += MAX_ASKED)
      questions.push(encodeRequest({ t: 'ask', facts: written.slice(from, from + MAX_ASKED) }))
    await Promise.all(
      this.#witnesses().map(async ({ key, address }) => {
        for (const question of questions) await this.#askOne(key, address, question)
      }),
    )
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
    this.#catchingUp ??= this.#catchUp().finally(() => {
      this.#catchingUp = null
    })
    return this.#catchingUp
  }

  async #catchUp(): Promise<void> {
    if (this.#line === null) return
    const places = new Set([
      ...[...this.#addresses()].flatMap(([, [address]]) => address ?? []),
      ...(await this.#line.neighbours()),
    ])
    const read = new Set<KeyId>()
    await new Promise<void>((resolve, reject) => {
      let left = places.size
      const look = (): void => {
        if (left === 0 || this.#isQuorum(read)) resolve()
      }
      const end = (place: string, isWhole: boolean): void => {
        left -= 1
        if (isWhole)
          for (const key of this.#keysAt(place)) {
            this.#heard.add(key)
            read.add(key)
          }
        this.#init.changed()
        void this.pump(false)
        look()
      }
      for (const place of places)
        this.#reader.read(place).then((isWhole) => {
          end(place, isWhole)
        }, reject)
      look()
    })
  }

  /**
   * True once the finals of a quorum of witnesses were read to the end in this run: a device that was away, or begins
   * from a copy, would sign for places that are taken. Never when the ledger contradicts itself.
   */
  get maySign(): boolean {
    return !this.#isBroken && this.#isQuorum(this.#heard)
  }

  /** @param others beside this machine itself, if it is a witness */
  #isQuorum(others: ReadonlySet<KeyId>): boolean {
    const own = this.#init.participant.witness?.device
    return isQuorum(own === undefined ? others : [...others, own], this.#terms)
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
    void this.ask(ask)
  }

  async #askOne(key: KeyId, address: string, question: Uint8Array): Promise<void> {
    const answer = await this.#ask(address, question)
    if (answer?.t !== 'facts') return
    for (const { slot, value, fault } of answer.refusals)
      this.#init.participant.purse?.hearRefusal(key, { slot, value, fault: fault as RefusalFault })
    for (const bytes of answer.facts) {
      const fact = await this.#read(bytes)
      if (fact !== null) await this.#hearFact(fact, false)
    }
    this.#init.changed()
    void this.pump(false)
  }

  async #answerAsk(facts: readonly Uint8Array[]): Promise<ExchangeAnswer> {
    const said: Fact[] = []
    const refusals: Refusal[] = []
    let isBehind = false
    for (const bytes of facts) {
      const read = await this.#readWhy(bytes)
      isBehind ||= !read.ok && read.error === 'past-epoch'
      if (!read.ok) continue
      const answer = await this.#hearFact(read.value, true)
      said.push(...answer.reply, ...answer.say)
      if (answer.refusal !== null) refusals.push(answer.refusal)
    }
    const written = said.slice(-MAX_FACTS_PER_EXCHANGE).map((fact) => this.#written(fact))
    // Whoever is still in the epoch before is shown its end.
    if (isBehind && this.#lastTurn !== null) written.unshift(this.#lastTurn)
    return { t: 'facts', facts: written.slice(0, MAX_FACTS_PER_EXCHANGE), refusals }
  }

  #stretch(from: number): ExchangeAnswer {
    const facts: Uint8Array[] = []
    let size = 0
    for (const fact of this.#finals.slice(from, from + MAX_FACTS_PER_EXCHANGE)) {
      facts.push(fact)
      size += fact.byteLength
      if (size >= STRETCH_BYTES) break
    }
    const next = from + facts.length
    return { t: 'finals', facts, mark: this.#init.mark, next, isMore: next < this.#finals.length ? 1 : 0 }
  }

  async #hearFact(fact: Fact, isAsked: boolean): Promise<Answer> {
    const answer = await this.#init.participant.hear(fact, isAsked)
    await this.#note(answer.news, fact.t === 'twice')
    if (answer.say.length > 0) void this.#line?.say(answer.say.map((one) => this.#written(one)))
    return answer
  }

  /** @param isTold others were told the double spend among it by whoever found it */
  async #note(news: Answer['news'], isTold = false): Promise<void> {
    if (news.length === 0) return
    const { participant, store, changed, broken, forked } = this.#init
    for (const item of news) {
      if (item.t !== 'fork') continue
      forked(item.proof)
      if (!isDoubleSpend(item.proof)) continue
      const bytes = this.#keepProof(inOrder(item.proof))
      if (!isTold) void this.#line?.say([bytes])
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
    if (news.some(({ t }) => t === 'turn')) {
      this.#lastTurn = facts.at(-1) ?? null
      this.#turned(news)
    }
    if (facts.length > 0) {
      this.#finals.push(...facts)
      // What is final is read from others again; the store of a page that goes is closed.
      if (!this.#isStopped) await store.keepFinals(facts)
    }
    changed()
  }

  /** The new witnesses are asked at once. Witnesses tell of it; who misses it reads it among the finals. */
  #turned(news: Answer['news']): void {
    for (const item of news)
      if (item.t === 'turn' && this.#init.participant.witness !== null)
        void this.#line?.say([this.#written({ t: 'turn', turn: item.turn })])
    this.#lastCatchUp = -Infinity
    void this.#readDeclared()
    void this.pump(true)
  }

  #keepProof(proof: ForkProof): Uint8Array {
    const bytes = this.#written({ t: 'twice', proof })
    this.#proofs.keep(proof, bytes)
    return bytes
  }

  async #ask(place: string, question: Uint8Array): Promise<ExchangeAnswer | null> {
    try {
      const answer = await this.#line?.ask(place, question)
      return answer === undefined ? null : (decodeAnswer(answer) ?? null)
    } catch {
      return null // Away, or too slow: it is asked again.
    }
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
    const { purse } = this.#init.participant
    return purse !== null && purse.isWaiting()
  }

  #keysAt(place: string): KeyId[] {
    return this.#witnesses().flatMap(({ key, address }) => (address === place ? [key] : []))
  }

  #witnesses(): { readonly key: KeyId; readonly address: string }[] {
    return [...this.#addresses()].flatMap(([key, [address]]) =>
      address === undefined || !this.#terms.weights.has(key) ? [] : [{ key, address }],
    )
  }

  /** Where any of them may be asked. */
  helpers(): string[] {
    return [...this.#addresses().values()].flat()
  }

  /**
   * Where others may be asked: those of the epoch that it is in, those that come after it, and whoever network.json
   * names besides, since those that were witnesses once know what was final then. Never this machine.
   */
  #addresses(): Map<KeyId, readonly string[]> {
    const { declaration, participant } = this.#init
    const next = participant.book.change.successor?.signed.manifest.witnesses ?? []
    const found = new Map<KeyId, readonly string[]>(
      [...next, ...this.#terms.manifest.witnesses].map(({ key, addresses }) => [key, addresses]),
    )
    for (const [key, addresses] of declaration.addresses) found.set(key, addresses)
    if (participant.witness !== null) found.delete(participant.witness.device)
    return found
  }
}
