/**
 * What a witness says of blocks: votes, acknowledgements, vows and voids. Each is kept before it is said, and said again
 * the same when it is asked again.
 */
import { certificateFacts } from './certificate'
import { finalFact, type Fact } from './facts'
import type { CloseReports } from './close-reports'
import { accountsOf, ownKey, type Ledger } from './ledger'
import { opinionOf, type Outlook } from './opinion'
import { factBytes, signStatement, unsignedBlock } from './signing'
import type { SlotRecord } from './slot-rules'
import { slotKey, slotOf } from './slots'
import { StandingClaims } from './standing-claims'
import type { Stage, Statement, StatementBody } from './statements'
import type { Tally } from './tally'
import type { SeenView } from './timely'
import type { AccountId, BlockId, SignedBlock, Slot, SlotKey } from './types'
import type { Turn, WitnessParts } from './witness-answer'
import { proofName, type KeptProof, type KeptStatement } from './witness-log'
import type { WitnessRules } from './witness-rules'

interface Saying {
  readonly stage: Stage
  readonly value: BlockId
  readonly view: SeenView | null
  readonly proof: KeptProof | null
}

export class BlockWords {
  readonly #parts: WitnessParts
  readonly #rules: WitnessRules
  readonly #reports: CloseReports
  readonly #said = new Map<SlotKey, Map<Stage, StatementBody>>()
  /** What is said again is not signed again. */
  readonly #signed = new WeakMap<StatementBody, Statement>()
  readonly #standing = new StandingClaims()
  /** Of each account the furthest place at which it voted in this epoch. */
  readonly #lastVoted = new Map<AccountId, number>()
  readonly #views = new Map<AccountId, SeenView[]>()

  constructor(parts: WitnessParts, rules: WitnessRules, reports: CloseReports) {
    this.#parts = parts
    this.#rules = rules
    this.#reports = reports
  }

  /** How many votes it gave in this epoch. */
  get votes(): number {
    let count = 0
    for (const stages of this.#said.values()) if (stages.has('vote')) count += 1
    return count
  }

  hasSaid(stage: Stage, slot: Slot, value: BlockId): boolean {
    return this.#said.get(slotKey(slot))?.get(stage)?.value === value
  }

  records(): (readonly [SlotKey, SlotRecord])[] {
    return [...this.#said.keys()].map((key) => [key, this.record(key)] as const)
  }

  /** A place that the epoch before left open is decided anew; who comes late may have spoken in this one already. */
  beginEpoch(statements: readonly KeptStatement[]): void {
    this.#said.clear()
    this.#standing.clear()
    this.#lastVoted.clear()
    for (const { body } of statements) this.#rememberWord(body)
  }

  remember({ body, view }: KeptStatement): void {
    this.#rememberWord(body)
    if (view !== null) this.#views.set(view.viewer, [...(this.#views.get(view.viewer) ?? []), view])
    this.#reports.noteWord(body)
  }

  #rememberWord(body: StatementBody): void {
    if (body.epoch !== this.#parts.book.ledger.terms.epoch || body.slot.kind === 'epoch') return
    const key = slotKey(body.slot)
    const stages = this.#said.get(key) ?? new Map<Stage, StatementBody>()
    this.#said.set(key, stages.set(body.t, body))
    if (body.t !== 'vote') return
    this.#standing.note(body.slot)
    if (body.slot.kind !== 'account') return
    const { account, seq } = body.slot
    this.#lastVoted.set(account, Math.max(seq, this.#lastVoted.get(account) ?? -1))
  }

  /** A proposal that comes again: its answer may have been lost, or said in a former run. */
  async again(slot: Slot, turn: Turn): Promise<void> {
    const final = this.#parts.book.finalAt(slotKey(slot))
    if (final !== undefined) {
      turn.reply.push(finalFact(final))
      return
    }
    for (const body of this.#said.get(slotKey(slot))?.values() ?? [])
      turn.reply.push(await this.#utter(body, turn))
  }

  /** Who signs for a place a second time without knowing, from an old backup say, is shown what they have forgotten. */
  showOther({ id, block }: SignedBlock, turn: Turn): void {
    const key = slotKey(slotOf(block))
    const voted = this.#said.get(key)?.get('vote')?.value
    const other =
      voted === undefined || voted === id ? undefined : this.#parts.book.tally(key)?.candidate(voted)
    if (other !== undefined) turn.reply.push({ t: 'block', signed: other })
  }

  /** What waited for this final may now be voted on. */
  async considerAfter({ block }: SignedBlock, turn: Turn): Promise<void> {
    const { ledger } = this.#parts.book
    for (const account of accountsOf(block, ledger))
      await this.consider(slotKey(ledger.nextSlot(account)), turn)
  }

  /** Says of one place whatever may be said now. */
  async consider(key: SlotKey, turn: Turn): Promise<void> {
    for (;;) {
      const tally = this.#parts.book.tally(key)
      const next = tally === undefined ? null : await this.#next(key, tally, turn)
      if (tally === undefined || next === null) return
      await this.#speak(tally.slot, next, turn)
    }
  }

  async #next(key: SlotKey, tally: Tally, turn: Turn): Promise<Saying | null> {
    const record = this.record(key)
    const [certified] = tally.trustedValues('vote')
    if (certified !== undefined && record.acked === null && this.#rules.mayAck(record, certified)) {
      const proof = this.#proofOf(tally, 'ack', certified)
      if (proof !== null) return { stage: 'ack', value: certified, view: null, proof }
    }
    const [vowed] = tally.trustedValues('vow')
    if (vowed !== undefined && !record.voided) {
      await this.#makeSkip(tally, vowed, turn)
      if (this.#parts.book.tally(key) !== tally) return null
      const proof = this.#proofOf(tally, 'void', vowed)
      if (proof !== null) return { stage: 'void', value: vowed, view: null, proof }
    }
    for (const signed of tally.candidates()) {
      if (signed.block.t === 'skip' || record.voted === signed.id) continue
      const opinion = await opinionOf(signed, this.#outlook(signed))
      const mayVote = opinion.for === 'vote' && this.#rules.mayVote(record, signed.id)
      // No refusal: there is room again when others are settled, and after the end it stays owed (rule AM101).
      if (mayVote && !this.#hasRoom(signed)) {
        await this.#reports.noteHeldUp(tally.slot)
        continue
      }
      if (mayVote && !this.#rules.mayReturn(this.#returnedElsewhere(signed))) {
        turn.refusals.push({ slot: tally.slot, value: signed.id, fault: 'returned-elsewhere' })
        continue
      }
      if (mayVote) return { stage: 'vote', value: signed.id, view: opinion.view, proof: null }
      if (opinion.for === 'waiting') continue
      const fault = opinion.for === 'refusal' ? opinion.fault : 'spoke-otherwise'
      const isTooLate = fault === 'closed' || fault === 'too-late'
      if (isTooLate && this.#reports.isToBeOwed(tally.slot)) continue
      turn.refusals.push({ slot: tally.slot, value: signed.id, fault })
    }
    return null
  }

  /** For what else that takes back the same rest it voted, at a place that is not settled (rule AM95). */
  #returnedElsewhere({ block }: SignedBlock): 'nothing' | 'open' | 'vowed' {
    const { book } = this.#parts
    if (block.t === 'refund') {
      const rest = slotKey({ kind: 'rest', campaign: block.campaign })
      return this.record(rest).voted === null ? 'nothing' : 'open'
    }
    if (block.t !== 'rest') return 'nothing'
    const [sponsor] = accountsOf(block, book.ledger)
    if (sponsor === undefined) return 'nothing'
    const key = slotKey(book.ledger.nextSlot(sponsor))
    const { voted, vowed } = this.record(key)
    // Behind its own vote: what was final there is still to be read.
    if ((this.#lastVoted.get(sponsor) ?? -1) > book.ledger.account(sponsor).seq + 1) return 'open'
    if (voted === null) return 'nothing'
    const other = book.tally(key)?.candidate(voted)?.block
    // Of a block that it cannot look at any more it assumes the worst.
    const isOther = other !== undefined && !(other.t === 'refund' && other.campaign === block.campaign)
    return isOther ? 'nothing' : vowed ? 'vowed' : 'open'
  }

  #hasRoom({ block }: SignedBlock): boolean {
    return block.t !== 'claim' || this.#standing.hasRoom(block, this.#parts.book)
  }

  /** What it could not show to others, when the epoch ends, it does not stand behind: null then. */
  #proofOf(tally: Tally, stage: 'ack' | 'void', value: BlockId): KeptProof | null {
    const { book } = this.#parts
    const { ledger, epoch } = book.ledger.terms
    const proof = tally.quorum(stage === 'ack' ? 'vote' : 'vow', value)
    const signed = tally.candidate(value)
    const facts = proof === null || signed === undefined ? null : certificateFacts(book, { signed, proof })
    if (facts === null) return null
    const name = proofName(epoch, stage, slotKey(tally.slot))
    return { name, facts: facts.map((fact) => factBytes(fact, ledger)) }
  }

  /** There is one skip for each place, so whoever was not shown it makes it. */
  async #makeSkip(tally: Tally, wanted: BlockId, turn: Turn): Promise<void> {
    const { book } = this.#parts
    const { slot } = tally
    if (slot.kind !== 'account' || tally.candidate(wanted) !== undefined) return
    const { account, seq } = slot
    const skip = await skipAt(book.ledger, account, seq)
    if (skip.id === wanted) turn.news.push(...book.take({ t: 'block', signed: skip }))
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
  async considerVow(fact: Extract<Fact, { t: 'plea' | 'forked' }>, turn: Turn): Promise<void> {
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
    if (!isAsked) return
    const vowed = this.#said.get(key)?.get('vow')
    if (vowed !== undefined) {
      turn.reply.push(await this.#utter(vowed, turn))
      return
    }
    // A certified block is to be finished: its owner, who shows it no more, is told what was said of it.
    if ((book.tally(key)?.trustedValues('vote').length ?? 0) > 0) {
      for (const said of this.#said.get(key)?.values() ?? []) turn.reply.push(await this.#utter(said, turn))
      return
    }
    if (!this.#rules.mayVow(this.record(key))) return
    const skip = await skipAt(book.ledger, account, seq)
    book.take({ t: 'block', signed: skip })
    turn.say.push({ t: 'block', signed: skip })
    await this.#speak(slot, { stage: 'vow', value: skip.id, view: null, proof: null }, turn)
    await this.consider(key, turn)
  }

  async #speak(slot: Slot, { stage, value, view, proof }: Saying, turn: Turn): Promise<void> {
    const { book, log, signer, now } = this.#parts
    const { ledger, epoch } = book.ledger.terms
    const body: StatementBody = {
      ...{ v: 1, ledger, t: stage, epoch, slot, value },
      witness: signer.device,
      timeMs: now(),
    }
    await log.keepStatement({ body, view }, proof)
    this.remember({ body, view })
    turn.say.push(await this.#utter(body, turn))
  }

  async #utter(body: StatementBody, turn: Turn): Promise<Fact> {
    const statement = this.#signed.get(body) ?? (await signStatement(body, this.#parts.signer))
    this.#signed.set(body, statement)
    const fact: Fact = { t: 'said', statement }
    turn.news.push(...this.#parts.book.take(fact))
    return fact
  }

  record(key: SlotKey): SlotRecord {
    const said = this.#said.get(key)
    return {
      voted: said?.get('vote')?.value ?? null,
      acked: said?.get('ack')?.value ?? null,
      vowed: said?.has('vow') ?? false,
      voided: said?.has('void') ?? false,
    }
  }
}

function skipAt(ledger: Ledger, account: AccountId, seq: number): Promise<SignedBlock> {
  const prev = ledger.account(account).head
  return unsignedBlock({ v: 1, ledger: ledger.terms.ledger, t: 'skip', account, seq, prev })
}
