/**
 * What a witness answers. Everything it says it has kept before (log), and says again the same when asked again. It
 * believes its own book alone: whoever brings a fact has no say.
 */
import type { DeviceSigner } from '../identity/types'
import { Queue } from '../lib/queue'
import type { Book, News } from './book'
import { EPOCH_RULES, type EpochRules } from './epoch-rules'
import { finalFact, type Fact } from './facts'
import { turnIfDue } from './carry-over'
import { frozenFacts } from './freeze'
import { Handover, isOfChange } from './handover'
import { offerIn, ownKey, type Campaign } from './ledger'
import { opinionOf, type OpinionFault, type Outlook } from './opinion'
import { ROUND_RULES, type RoundRules } from './round-rules'
import { signReport, signStatement, unsignedBlock } from './signing'
import { SLOT_RULES, type SlotRecord, type SlotRules } from './slot-rules'
import { slotKey, slotOf } from './slots'
import type { CloseReportBody, Quorum, Stage, Statement, StatementBody } from './statements'
import { rowBitsOf } from './table'
import type { Tally } from './tally'
import { isOver, type SeenView } from './timely'
import type { AccountId, BlockId, KeyId, SignedBlock, Slot, SlotKey } from './types'

/** A statement and, with a vote for a claim, the time that was looked at. */
export interface KeptStatement {
  readonly body: StatementBody
  readonly view: SeenView | null
}

/** Where a witness keeps what it says before it says it. Resolves when a crash can no longer lose it. */
export interface WitnessLog {
  keepStatement(kept: KeptStatement): Promise<void>
  keepReport(body: CloseReportBody): Promise<void>
  /** That something which it said is not here: from now on, for good. */
  keepForgotten(): Promise<void>
  /** That its epoch is over for it. */
  keepFrozen(epoch: number): Promise<void>
}

/** What a former run of the same witness kept. */
export interface WitnessMemory {
  readonly statements: readonly KeptStatement[]
  readonly reports: readonly CloseReportBody[]
  readonly hasForgotten: boolean
  /** The last epoch that is over for it; -1 for none. */
  readonly frozenEpoch: number
}

export type RefusalFault = OpinionFault | 'spoke-otherwise'

export interface Refusal {
  readonly slot: Slot
  readonly value: BlockId
  readonly fault: RefusalFault
}

export interface Answer {
  /** For everybody. */
  readonly say: readonly Fact[]
  /** For whoever asked: what was said before, or what is final by now. */
  readonly reply: readonly Fact[]
  /** For whoever asked too. */
  readonly refusal: Refusal | null
  /** What the book learned on the way. */
  readonly news: readonly News[]
}

/** What comes of one fact, while it is being worked on. */
interface Turn {
  readonly say: Fact[]
  readonly reply: Fact[]
  readonly refusals: Refusal[]
  readonly news: News[]
}

export interface WitnessParts {
  readonly book: Book
  readonly signer: DeviceSigner
  readonly log: WitnessLog
  readonly memory: WitnessMemory
  readonly now: () => number
  /** Lets others on the machine have their turn. */
  readonly breathe?: () => Promise<void>
  /** Others only to show what breaks without them. */
  readonly rules?: WitnessRules
}

export interface WitnessRules extends SlotRules {
  /** A report says what may still become final; a vote after it would not be in it. */
  readonly votesAfterReport: boolean
  /** Who finds words of its own that it does not remember has lost its log, and might say otherwise now. */
  readonly fallsSilent: boolean
  /** What it adds after its list may complete a quorum that the next epoch does not know of. */
  readonly saysWhenFrozen: boolean
  /** How it agrees with others on the beginning of the next epoch. */
  readonly rounds: RoundRules
  /** Which beginnings keep what it said. */
  readonly mayStandBehind: EpochRules['mayStandBehind']
}

export const WITNESS_RULES: WitnessRules = {
  ...SLOT_RULES,
  ...{ votesAfterReport: false, fallsSilent: true, saysWhenFrozen: false },
  ...{ rounds: ROUND_RULES, mayStandBehind: EPOCH_RULES.mayStandBehind },
}

interface Saying {
  readonly stage: Stage
  readonly value: BlockId
  readonly view: SeenView | null
}

export class Witness {
  readonly #parts: WitnessParts
  readonly #rules: WitnessRules
  readonly #said = new Map<SlotKey, Map<Stage, StatementBody>>()
  readonly #views = new Map<AccountId, SeenView[]>()
  readonly #claimed = new Map<BlockId, Set<AccountId>>()
  readonly #reports = new Map<BlockId, CloseReportBody>()
  readonly #queue = new Queue()
  #handover: Handover
  #hasForgotten: boolean
  #frozenEpoch: number

  constructor(parts: WitnessParts) {
    this.#parts = parts
    this.#rules = parts.rules ?? WITNESS_RULES
    this.#hasForgotten = parts.memory.hasForgotten
    this.#frozenEpoch = parts.memory.frozenEpoch
    this.#handover = this.#newHandover()
    for (const kept of parts.memory.statements) this.#remember(kept)
    for (const report of parts.memory.reports)
      if (report.epoch === this.#epoch) this.#reports.set(report.campaign, report)
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
    let count = 0
    for (const stages of this.#said.values()) if (stages.has('vote')) count += 1
    return count
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
      return this.#hasForgotten ? null : frozenFacts(this.#parts.book, this.#records())
    })
  }

  /** What the others are to be shown while its epoch ends, again and again; nothing at other times. */
  tend(): Promise<readonly Fact[]> {
    return this.#queue.run(async () => {
      if (!this.#isHandingOver) return []
      const said = await this.#handover.look()
      return [...said, ...(await this.#handover.shown())]
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
      if (isAsked) await this.#again(asked, turn)
      if (isAsked && fact.t === 'block') this.#showOther(fact.signed, turn)
      await this.#consider(slotKey(asked), turn)
    }
    if (fact.t === 'plea' || fact.t === 'forked') await this.#considerVow(fact, turn)
    if (fact.t === 'closing') await this.#report(fact.campaign, turn)
    // The list grows while what waited for a final becomes final itself.
    for (const item of turn.news) if (item.t === 'final') await this.#considerAfter(item.final.signed, turn)
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
      if (isShown || isFirst) (isFirst ? turn.say : turn.reply).push(...(await this.#handover.shown()))
    }
    const epoch = this.#epoch
    turn.news.push(...(await turnIfDue(book, this.#parts.breathe)))
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
    const said = wordsIn(fact)
    if (said === null) return false
    const isOwn =
      'witness' in said ? said.witness === own : said.signatures.some(({ witness }) => witness === own)
    if (said.slot.kind === 'epoch')
      return isOwn && !this.#handover.hasSaid(said.t, said.slot.round, said.value)
    return isOwn && this.#said.get(slotKey(said.slot))?.get(said.t)?.value !== said.value
  }

  /** A proposal that comes again: its answer may have been lost, or said in a former run. */
  async #again(slot: Slot, turn: Turn): Promise<void> {
    const final = this.#parts.book.finalAt(slotKey(slot))
    if (final !== undefined) {
      turn.reply.push(finalFact(final))
      return
    }
    for (const body of this.#said.get(slotKey(slot))?.values() ?? [])
      turn.reply.push(await this.#utter(body, turn))
  }

  /** Who signs for a place a second time without knowing, from an old backup say, is shown what they have forgotten. */
  #showOther({ id, block }: SignedBlock, turn: Turn): void {
    const key = slotKey(slotOf(block))
    const voted = this.#said.get(key)?.get('vote')?.value
    const other =
      voted === undefined || voted === id ? undefined : this.#parts.book.tally(key)?.candidate(voted)
    if (other !== undefined) turn.reply.push({ t: 'block', signed: other })
  }

  /** What waited for this final may now be voted on. */
  async #considerAfter({ block }: SignedBlock, turn: Turn): Promise<void> {
    const { ledger } = this.#parts.book
    const accounts = block.t === 'claim' ? [block.viewer] : [block.account]
    if (block.t === 'send') accounts.push(block.to)
    for (const account of accounts) await this.#consider(slotKey(ledger.nextSlot(account)), turn)
  }

  /** Says of one place whatever may be said now. */
  async #consider(key: SlotKey, turn: Turn): Promise<void> {
    for (;;) {
      const tally = this.#parts.book.tally(key)
      const next = tally === undefined ? null : await this.#next(key, tally, turn)
      if (tally === undefined || next === null) return
      await this.#speak(tally.slot, next, turn)
    }
  }

  async #next(key: SlotKey, tally: Tally, turn: Turn): Promise<Saying | null> {
    const record = this.#record(key)
    const [certified] = tally.quorumValues('vote')
    // What it could not show to others, when the epoch ends, it does not stand behind.
    const isHeld = certified !== undefined && tally.candidate(certified) !== undefined
    if (isHeld && record.acked === null && this.#rules.mayAck(record, certified))
      return { stage: 'ack', value: certified, view: null }
    const [vowed] = tally.quorumValues('vow')
    if (vowed !== undefined && !record.voided) return { stage: 'void', value: vowed, view: null }
    for (const signed of tally.candidates()) {
      if (signed.block.t === 'skip' || record.voted === signed.id) continue
      const opinion = await opinionOf(signed, this.#outlook(signed))
      if (opinion.for === 'vote' && this.#rules.mayVote(record, signed.id))
        return { stage: 'vote', value: signed.id, view: opinion.view }
      if (opinion.for === 'waiting') continue
      const fault = opinion.for === 'refusal' ? opinion.fault : 'spoke-otherwise'
      turn.refusals.push({ slot: tally.slot, value: signed.id, fault })
    }
    return null
  }

  #outlook({ block }: SignedBlock): Outlook {
    const { book, now } = this.#parts
    const isClaim = block.t === 'claim'
    return {
      book,
      nowMs: now(),
      seen: isClaim ? (this.#views.get(block.viewer) ?? []) : [],
      // After a report no vote: it would not be in it.
      isClosedHere: isClaim && this.#reports.has(block.campaign) && !this.#rules.votesAfterReport,
    }
  }

  /** Only what its owner asks to void, or two blocks of the owner prove to be stuck: strangers cancel nothing. */
  async #considerVow(fact: Extract<Fact, { t: 'plea' | 'forked' }>, turn: Turn): Promise<void> {
    const { account, seq } = fact.t === 'plea' ? fact.plea : fact
    const { book } = this.#parts
    const slot: Slot = { kind: 'account', account, seq }
    const key = slotKey(slot)
    const owner = book.ledger.account(account)
    if (seq !== owner.seq + 1) return
    const isAsked =
      fact.t === 'plea'
        ? fact.plea.key === owner.key || fact.plea.key === ownKey(account)
        : book.tally(key)?.fork() != null
    // A certified block is to be finished.
    const isCertified = (book.tally(key)?.quorumValues('vote').length ?? 0) > 0
    const record = this.#record(key)
    const vowed = this.#said.get(key)?.get('vow')
    if (isAsked && vowed !== undefined) {
      turn.reply.push(await this.#utter(vowed, turn))
      return
    }
    if (!isAsked || isCertified || !this.#rules.mayVow(record)) return
    const { ledger } = book.ledger.terms
    const skip = await unsignedBlock({ v: 1, ledger, t: 'skip', account, seq, prev: owner.head })
    book.take({ t: 'block', signed: skip })
    turn.say.push({ t: 'block', signed: skip })
    await this.#speak(slot, { stage: 'vow', value: skip.id, view: null }, turn)
    await this.#consider(key, turn)
  }

  async #report(id: BlockId, turn: Turn): Promise<void> {
    const { book, now, log, signer } = this.#parts
    const campaign = book.ledger.campaigns.get(id)
    if (campaign === undefined || campaign.owed !== null) return
    const body =
      this.#reports.get(id) ?? (isOver(campaign, book.ledger, now()) ? this.#newReport(campaign) : null)
    if (body === null) return
    const isNew = !this.#reports.has(id)
    if (isNew) {
      await log.keepReport(body)
      this.#reports.set(id, body)
    }
    const fact: Fact = { t: 'report', report: await signReport(body, signer) }
    book.take(fact)
    // Who asks again is answered alone.
    ;(isNew ? turn.say : turn.reply).push(fact)
  }

  #newReport(campaign: Campaign): CloseReportBody | null {
    const { book, signer, now } = this.#parts
    const table = book.ledger.tableOf(campaign)
    if (table === undefined) return null
    // What it spoke for, and what became final without it: before it was a witness, or while it was away.
    const paid = table.rows
      .map(({ viewer }) => viewer)
      .filter((viewer) => book.ledger.settled.has(slotKey({ kind: 'claim', campaign: campaign.id, viewer })))
    const claimed = new Set([...(this.#claimed.get(campaign.id) ?? []), ...paid])
    const rows = [...claimed].map((viewer) => offerIn(table, viewer)?.row ?? 0)
    const { ledger, epoch } = book.ledger.terms
    const bits = rowBitsOf(rows, table.rows.length)
    return {
      v: 1,
      ledger,
      t: 'close',
      epoch,
      campaign: campaign.id,
      witness: signer.device,
      claimed: bits,
      timeMs: now(),
    }
  }

  async #speak(slot: Slot, { stage, value, view }: Saying, turn: Turn): Promise<void> {
    const { book, log, signer, now } = this.#parts
    const { ledger, epoch } = book.ledger.terms
    const body: StatementBody = {
      ...{ v: 1, ledger, t: stage, epoch, slot, value },
      witness: signer.device,
      timeMs: now(),
    }
    await log.keepStatement({ body, view })
    this.#remember({ body, view })
    turn.say.push(await this.#utter(body, turn))
  }

  async #utter(body: StatementBody, turn: Turn): Promise<Fact> {
    const fact: Fact = { t: 'said', statement: await signStatement(body, this.#parts.signer) }
    turn.news.push(...this.#parts.book.take(fact))
    return fact
  }

  /** A place that the epoch before left open is decided anew; who comes late may have spoken in this one already. */
  #beginEpoch(): void {
    const { statements, reports } = this.#parts.memory
    this.#handover = this.#newHandover()
    this.#said.clear()
    this.#reports.clear()
    for (const { body } of statements) this.#rememberWord(body)
    for (const report of reports) if (report.epoch === this.#epoch) this.#reports.set(report.campaign, report)
  }

  #newHandover(): Handover {
    const { book, signer, now, log } = this.#parts
    return new Handover({
      ...{ book, signer, now, rules: this.#rules },
      keep: (body) => log.keepStatement({ body, view: null }),
      list: () => this.#records().map(([key, record]) => [key, EPOCH_RULES.listOf(record)] as const),
    })
  }

  #records(): (readonly [SlotKey, SlotRecord])[] {
    return [...this.#said.keys()].map((key) => [key, this.#record(key)] as const)
  }

  #rememberWord(body: StatementBody): void {
    if (body.epoch !== this.#epoch) return
    this.#handover.remember(body)
    if (body.slot.kind === 'epoch') return
    const key = slotKey(body.slot)
    const stages = this.#said.get(key) ?? new Map<Stage, StatementBody>()
    this.#said.set(key, stages.set(body.t, body))
  }

  #remember({ body, view }: KeptStatement): void {
    this.#rememberWord(body)
    if (view !== null) this.#views.set(view.viewer, [...(this.#views.get(view.viewer) ?? []), view])
    if (body.slot.kind === 'claim') {
      const viewers = this.#claimed.get(body.slot.campaign) ?? new Set<AccountId>()
      this.#claimed.set(body.slot.campaign, viewers.add(body.slot.viewer))
    }
  }

  #record(key: SlotKey): SlotRecord {
    const said = this.#said.get(key)
    return {
      voted: said?.get('vote')?.value ?? null,
      acked: said?.get('ack')?.value ?? null,
      vowed: said?.has('vow') ?? false,
      voided: said?.has('void') ?? false,
    }
  }
}

function wordsIn(fact: Fact): Statement | Quorum | null {
  switch (fact.t) {
    case 'said':
      return fact.statement
    case 'begin':
      return fact.said
    case 'quorum':
      return fact.quorum
    case 'turn':
      return fact.turn.quorum
    case 'final':
    case 'certified':
      return fact.final.proof
    case 'block':
    case 'table':
    case 'receipt':
    case 'plea':
    case 'forked':
    case 'closing':
    case 'report':
    case 'twice':
    case 'successor':
      return null
  }
}

/** The place that a fact is about, if it is about one. */
function askedSlot(fact: Fact): Slot | null {
  switch (fact.t) {
    case 'block':
      return slotOf(fact.signed.block)
    case 'receipt':
      return { kind: 'claim', campaign: fact.receipt.campaign, viewer: fact.receipt.viewer }
    case 'said':
      return fact.statement.slot
    case 'quorum':
      return fact.quorum.slot
    case 'final':
    case 'certified':
      return fact.final.proof.slot
    case 'table':
    case 'plea':
    case 'forked':
    case 'closing':
    case 'report':
    case 'twice':
    case 'successor':
    case 'begin':
    case 'turn':
      return null
  }
}
