/**
 * A witness whose epoch ends: it has frozen, shows what it acknowledged and voided, and agrees with the others in rounds
 * (round-rules.ts) on one beginning of the next epoch that keeps all of it. A quorum of them has kept what each of a
 * quorum said, which is what three lists of four are for (epoch-rules.ts).
 */
import type { DeviceSigner } from '../identity/types'
import type { Beginning } from './beginning'
import { beginningId } from './beginning'
import type { Book } from './book'
import { beginningOf, carriedBy, certifiedIn, isSame } from './carry-over'
import type { EpochRules, FrozenSlot } from './epoch-rules'
import type { Fact } from './facts'
import { lastRound, type RoundRules } from './round-rules'
import { signStatement } from './signing'
import { slotKey } from './slots'
import type { Stage, StatementBody } from './statements'
import type { BlockId, Final, SlotKey } from './types'

export interface HandoverParts {
  readonly book: Book
  readonly signer: DeviceSigner
  /** Resolves when a crash can no longer lose it. */
  readonly keep: (body: StatementBody) => Promise<void>
  readonly now: () => number
  /** What it acknowledged and voided in this epoch. */
  readonly list: () => Iterable<readonly [SlotKey, FrozenSlot]>
  readonly rules: { readonly rounds: RoundRules; readonly mayStandBehind: EpochRules['mayStandBehind'] }
}

/** So long the first proposer waits for what the others show. */
const GATHER_MS = 2_000
/** A round is given up after this, and each later one after longer: clocks and links differ. */
const ROUND_MS = 10_000
const LONGER_MS = 2_000
const LONGEST_MS = 60_000

export class Handover {
  readonly #parts: HandoverParts
  readonly #votes = new Map<number, BlockId>()
  readonly #acks = new Map<number, BlockId>()
  #round = 0
  /** When it entered the round; null before it began. */
  #sinceMs: number | null = null

  constructor(parts: HandoverParts) {
    this.#parts = parts
  }

  remember({ t, slot, value }: StatementBody): void {
    if (slot.kind !== 'epoch') return
    if (t === 'vote') this.#votes.set(slot.round, value)
    if (t === 'ack') this.#acks.set(slot.round, value)
  }

  /** True when it remembers that it said this. */
  hasSaid(stage: Stage, round: number, value: BlockId): boolean {
    return (stage === 'vote' ? this.#votes : this.#acks).get(round) === value
  }

  /** Says what may be said now, which is kept before. */
  async look(): Promise<Fact[]> {
    const { change } = this.#parts.book
    if (change.successor === null || change.agreed() !== null) return []
    this.#moveOn()
    const said: Fact[] = []
    const proposal = this.#mayVoteYet() ? await this.#proposal() : null
    if (proposal !== null) said.push(await this.#vote(proposal))
    const [certified] = change.tally(this.#round)?.quorumValues('vote') ?? []
    if (certified !== undefined && this.#rules.mayAck(this.#record, this.#round))
      said.push(await this.#say('ack', certified))
    return said
  }

  /** What the others need to see: what it knows that is certified, and what it said last. */
  async shown(): Promise<Fact[]> {
    const { book } = this.#parts
    const { change } = book
    if (change.successor === null) return []
    const facts: Fact[] = [{ t: 'successor', successor: change.successor }]
    for (const final of certifiedIn(book)) facts.push(...factsOf(final, book))
    const [certified] = change.certified()
    if (certified !== undefined) facts.push({ t: 'quorum', quorum: certified.quorum })
    const [voted, acked] = [lastOf(this.#votes), lastOf(this.#acks)]
    const beginning = voted === null ? undefined : change.beginning(voted.value)
    if (voted !== null && beginning !== undefined)
      facts.push({ t: 'begin', beginning, said: await this.#signed('vote', voted.round, voted.value) })
    if (acked !== null)
      facts.push({ t: 'said', statement: await this.#signed('ack', acked.round, acked.value) })
    return facts
  }

  get #rules(): RoundRules {
    return this.#parts.rules.rounds
  }

  get #record() {
    return { votes: this.#votes, acks: this.#acks }
  }

  #moveOn(): void {
    const { book, now } = this.#parts
    const nowMs = now()
    const others = Math.max(lastRound(this.#record), book.change.roundOfOthers())
    const isOver =
      this.#sinceMs !== null &&
      nowMs - this.#sinceMs > Math.min(LONGEST_MS, ROUND_MS + LONGER_MS * this.#round)
    const round = Math.max(this.#round + (isOver ? 1 : 0), others)
    if (this.#sinceMs === null || round > this.#round) this.#sinceMs = nowMs
    this.#round = round
  }

  #mayVoteYet(): boolean {
    const { book, signer, now } = this.#parts
    const isProposer = this.#proposer() === signer.device
    const hasGathered = now() - (this.#sinceMs ?? now()) >= GATHER_MS
    return (
      lastRound(this.#record) < this.#round &&
      (isProposer ? hasGathered || book.change.certified().length > 0 : true)
    )
  }

  #proposer() {
    const { witnesses } = this.#parts.book.ledger.terms.manifest
    return witnesses[this.#round % witnesses.length]?.key
  }

  /** What this round is about, if it may be voted for here; a proposer takes up what a quorum once voted for. */
  async #proposal(): Promise<{ readonly id: BlockId; readonly beginning: Beginning } | null> {
    const { book, signer } = this.#parts
    const { change } = book
    const proposer = this.#proposer()
    const next = change.successor?.id
    if (proposer === undefined || next === undefined) return null
    const proposed = change.votedBy(proposer, this.#round)
    const beginning =
      proposer === signer.device
        ? (change.certified()[0]?.beginning ?? (await beginningOf(book, next)))
        : proposed && change.beginning(proposed)
    if (beginning == null || beginning.next !== next) return null
    const id = await beginningId(beginning)
    const mayVote = this.#rules.mayVote(this.#record, this.#round, id, change.certifiedIn(id))
    return mayVote && (await this.#keepsAll(beginning)) ? { id, beginning } : null
  }

  /** The book proves all of it, and nothing that this witness said is lost. */
  async #keepsAll(beginning: Beginning): Promise<boolean> {
    const { book, list, rules } = this.#parts
    const carried = carriedBy(book, beginning)
    if (carried === null || book.isIncomplete) return false
    const carriedAt = new Map(carried.map((final) => [slotKey(final.proof.slot), final]))
    for (const [key, shown] of list()) {
      const final = book.finalAt(key) ?? carriedAt.get(key)
      const kept = final === undefined ? 'open' : keptAs(final)
      if (!rules.mayStandBehind(shown, kept)) return false
    }
    return isSame(book, beginning, carried)
  }

  async #vote({ id, beginning }: { readonly id: BlockId; readonly beginning: Beginning }): Promise<Fact> {
    const { change } = this.#parts.book
    change.keepBeginning(id, beginning)
    const said = await this.#say('vote', id)
    return { t: 'begin', beginning, said: said.statement }
  }

  async #say(stage: Stage, value: BlockId): Promise<Extract<Fact, { t: 'said' }>> {
    const body = this.#body(stage, this.#round, value)
    await this.#parts.keep(body)
    this.remember(body)
    const fact = { t: 'said', statement: await signStatement(body, this.#parts.signer) } as const
    this.#parts.book.take(fact)
    return fact
  }

  #signed(stage: Stage, round: number, value: BlockId) {
    return signStatement(this.#body(stage, round, value), this.#parts.signer)
  }

  #body(stage: Stage, round: number, value: BlockId): StatementBody {
    const { book, signer, now } = this.#parts
    const { ledger, epoch } = book.ledger.terms
    const slot = { kind: 'epoch', round } as const
    return { v: 1, ledger, t: stage, epoch, slot, value, witness: signer.device, timeMs: now() }
  }
}

/** Words of the agreement, and what it is about. */
export function isOfChange(fact: Fact): boolean {
  if (fact.t === 'said') return fact.statement.slot.kind === 'epoch'
  if (fact.t === 'quorum') return fact.quorum.slot.kind === 'epoch'
  return fact.t === 'successor' || fact.t === 'begin' || fact.t === 'turn'
}

/** With the table without which a sponsored post fits nowhere. */
function factsOf(final: Final, book: Book): Fact[] {
  const { block } = final.signed
  const table = block.t === 'spon' ? book.ledger.tableById(block.table) : undefined
  return [{ t: 'certified', final }, ...(table === undefined ? [] : [{ t: 'table', table } as const])]
}

function keptAs({ signed }: Final): BlockId | 'skip' {
  return signed.block.t === 'skip' ? 'skip' : signed.id
}

function lastOf(said: ReadonlyMap<number, BlockId>) {
  const round = Math.max(-1, ...said.keys())
  const value = said.get(round)
  return value === undefined ? null : { round, value }
}
