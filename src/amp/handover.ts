/**
 * A witness whose epoch ends: it has frozen, shows what it acknowledged and voided, and agrees with the others in rounds
 * (round-rules.ts) on one beginning of the next epoch that keeps all of it. A quorum of them has kept what each of a
 * quorum said, which is what three lists of four are for (epoch-rules.ts).
 */
import type { DeviceSigner } from '../identity/types'
import type { Beginning } from './beginning'
import { beginningId } from './beginning'
import type { Book } from './book'
import { beginningOf, carriedBy, isSame } from './carry-over'
import { certificateFacts, certifiedIn } from './certificate'
import type { CertifiedBeginning, EpochChange } from './epoch-change'
import type { EpochRules, FrozenSlot } from './epoch-rules'
import type { Fact } from './facts'
import { lastRound, type RoundRules } from './round-rules'
import { factBytes, signStatement } from './signing'
import { slotKey } from './slots'
import type { Stage, Statement, StatementBody } from './statements'
import { statementsOf } from './tally'
import type { BlockId, Final, SlotKey } from './types'
import { proofName, type KeptProof } from './witness-log'

export interface HandoverParts {
  readonly book: Book
  readonly signer: DeviceSigner
  /** Resolves when a crash can no longer lose it. */
  readonly keep: (body: StatementBody, proof: KeptProof | null) => Promise<void>
  readonly now: () => number
  /** What it acknowledged and voided in this epoch. */
  readonly list: () => Iterable<readonly [SlotKey, FrozenSlot]>
  readonly rules: { readonly rounds: RoundRules; readonly mayStandBehind: EpochRules['mayStandBehind'] }
}

/** So long the first proposer waits for what the others show. */
const GATHER_MS = 2_000
/** A round's time is over after this, and of each later one after longer: clocks and links differ. */
const ROUND_MS = 10_000
const LONGER_MS = 2_000
const LONGEST_MS = 60_000
/** Of what is certified so much is shown at once, the rest in turn: each costs whoever is shown it three signature checks. */
const MAX_SHOWN_AT_ONCE = 500

export class Handover {
  readonly #parts: HandoverParts
  readonly #votes = new Map<number, BlockId>()
  readonly #acks = new Map<number, BlockId>()
  #round = 0
  /** When it entered the round; null before it began. */
  #sinceMs: number | null = null
  /** The last round of which it said that its time is over. */
  #over = -1
  #shownFrom = 0

  constructor(parts: HandoverParts) {
    this.#parts = parts
  }

  remember({ t, slot, value }: StatementBody): void {
    if (slot.kind !== 'epoch') return
    if (t === 'vote') this.#votes.set(slot.round, value)
    if (t === 'ack') this.#acks.set(slot.round, value)
    const bound = [lastOf(this.#votes), lastOf(this.#acks)].filter((last) => last !== null)
    this.#parts.book.change.bind({
      rounds: bound.map(({ round }) => round),
      values: bound.map((last) => last.value),
    })
  }

  /** True when it may have said this, as far as it remembers. */
  hasSaid(stage: Stage, round: number, value: BlockId): boolean {
    // That a round's time is over binds nobody, so it is not kept.
    if (stage === 'void') return true
    return (stage === 'vote' ? this.#votes : this.#acks).get(round) === value
  }

  /** Says what may be said now, which is kept before. */
  async look(): Promise<Fact[]> {
    const { change } = this.#parts.book
    if (change.successor === null || change.agreed() !== null) return []
    this.#moveOn()
    const said: Fact[] = await this.#endRound(change.successor.id)
    const proposal = this.#mayVoteYet() ? await this.#proposal() : null
    if (proposal !== null) said.push(...(await this.#vote(proposal)))
    // Only what it holds, so that it can show it.
    const [certified] = change.certifiedOf(this.#round)
    if (certified !== undefined && this.#rules.mayAck(this.#record, this.#round))
      said.push(await this.#acknowledge(certified))
    return said
  }

  /**
   * What the others need to see: what it knows that is certified, and what it said last.
   * @param isForAll false for an answer to one who asks, which must not move what the others see next
   */
  async shown(isForAll: boolean): Promise<Fact[]> {
    const { book } = this.#parts
    const { change } = book
    if (change.successor === null) return []
    const facts: Fact[] = [{ t: 'successor', successor: change.successor }]
    for (const final of this.#someCertified(isForAll))
      facts.push(...(certificateFacts(book, final) ?? [{ t: 'certified', final }]))
    const [certified] = change.certified()
    if (certified !== undefined) facts.push(...certifiedFacts(certified, change))
    if (this.#over >= 0) facts.push(await this.#overWord(change.successor.id))
    const [voted, acked] = [lastOf(this.#votes), lastOf(this.#acks)]
    const beginning = voted === null ? undefined : change.beginning(voted.value)
    if (voted !== null && beginning !== undefined)
      facts.push(...beginFacts(beginning, await this.#signed('vote', voted.round, voted.value), change))
    if (acked !== null)
      facts.push({ t: 'said', statement: await this.#signed('ack', acked.round, acked.value) })
    return facts
  }

  #someCertified(goesOn: boolean): Final[] {
    const all = certifiedIn(this.#parts.book)
    const from = this.#shownFrom < all.length ? this.#shownFrom : 0
    if (goesOn) this.#shownFrom = from + MAX_SHOWN_AT_ONCE
    return all.slice(from, from + MAX_SHOWN_AT_ONCE)
  }

  get #rules(): RoundRules {
    return this.#parts.rules.rounds
  }

  get #record() {
    return { votes: this.#votes, acks: this.#acks }
  }

  /** Goes where others are: alone it leaves no round, so that nobody is ahead of those who come later (rule AM91). */
  #moveOn(): void {
    const { change } = this.#parts.book
    const others = Math.max(change.roundOfOthers(), change.roundBehindQuorum() + 1)
    const round = Math.max(this.#round, lastRound(this.#record), others)
    if (this.#sinceMs === null || round > this.#round) this.#sinceMs = this.#parts.now()
    this.#round = round
  }

  /** Says that the time of its round is over, and goes on once a quorum has that round behind it. */
  async #endRound(next: BlockId): Promise<Fact[]> {
    const { book, now } = this.#parts
    const roundMs = Math.min(LONGEST_MS, ROUND_MS + LONGER_MS * this.#round)
    if (this.#over >= this.#round || now() - (this.#sinceMs ?? now()) <= roundMs) return []
    this.#over = this.#round
    const word = await this.#overWord(next)
    book.take(word)
    this.#moveOn()
    return [word]
  }

  async #overWord(next: BlockId): Promise<Fact> {
    return { t: 'said', statement: await this.#signed('void', this.#over, next) }
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

  /** What this round is about, if it may be voted for here. */
  async #proposal(): Promise<{ readonly id: BlockId; readonly beginning: Beginning } | null> {
    const { book, signer } = this.#parts
    const { change } = book
    const proposer = this.#proposer()
    const next = change.successor?.id
    if (proposer === undefined || next === undefined) return null
    const proposed = change.votedBy(proposer, this.#round)
    const beginning =
      proposer === signer.device ? await this.#ownProposal(next) : proposed && change.beginning(proposed)
    if (beginning == null || beginning.next !== next) return null
    const id = await beginningId(beginning)
    const mayVote = this.#rules.mayVote(this.#record, this.#round, id, change.certifiedIn(id))
    return mayVote && (await this.#keepsAll(id, beginning)) ? { id, beginning } : null
  }

  /** What a quorum voted for behind its last acknowledgement, else what it acknowledged: it may vote for no other. */
  async #ownProposal(next: BlockId): Promise<Beginning | null> {
    const { book, signer } = this.#parts
    const locked = lastOf(this.#acks)
    const [certified] = book.change.certified()
    if (certified !== undefined && certified.round > (locked?.round ?? -1)) return certified.beginning
    if (locked !== null) return book.change.beginning(locked.value) ?? null
    const proposed = await beginningOf(book, next)
    if (proposed === null) return null
    const { beginning, pages } = proposed
    book.change.keepBeginning(await beginningId(beginning), beginning, signer.device)
    for (const page of pages) book.take({ t: 'page', page })
    return beginning
  }

  /** The book proves all of it, and nothing that is final is lost. */
  async #keepsAll(id: BlockId, beginning: Beginning): Promise<boolean> {
    const { book, list, rules } = this.#parts
    const carried = carriedBy(book, beginning)
    if (carried === null || book.isIncomplete) return false
    const hasQuorum = book.change.certifiedIn(id) >= 0
    const carriedAt = new Map(carried.map((final) => [slotKey(final.proof.slot), final]))
    for (const [key, shown] of list()) {
      const final = book.finalAt(key) ?? carriedAt.get(key)
      const kept = final === undefined ? 'open' : keptAs(final)
      if (!rules.mayStandBehind(shown, kept, hasQuorum)) return false
    }
    return isSame(book, beginning, carried)
  }

  async #vote({ id, beginning }: { readonly id: BlockId; readonly beginning: Beginning }): Promise<Fact[]> {
    const { book, signer } = this.#parts
    book.change.keepBeginning(id, beginning, signer.device)
    const said = await this.#signed('vote', this.#round, id)
    const facts = beginFacts(beginning, said, book.change)
    const isKept = lastOf(this.#votes)?.value === id
    await this.#say(said, isKept ? [] : facts)
    return facts
  }

  async #acknowledge(certified: CertifiedBeginning): Promise<Fact> {
    const said = await this.#signed('ack', this.#round, certified.id)
    await this.#say(said, certifiedFacts(certified, this.#parts.book.change))
    return { t: 'said', statement: said }
  }

  /** @param shown what stands behind it, if that is not kept yet */
  async #say({ signature, ...body }: Statement, shown: readonly Fact[]): Promise<void> {
    const { book, keep } = this.#parts
    const facts = shown.map((fact) => factBytes(fact, body.ledger))
    // Only the last of each binds.
    await keep(body, facts.length === 0 ? null : { name: proofName(body.epoch, body.t, 'epoch'), facts })
    this.remember(body)
    book.take({ t: 'said', statement: { ...body, signature } })
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

/** A beginning beside a vote for it, and the votes of the quorum. */
function certifiedFacts({ beginning, quorum }: CertifiedBeginning, change: EpochChange): Fact[] {
  const facts: Fact[] = [{ t: 'quorum', quorum }]
  const said = statementsOf(quorum)[0]
  return said === undefined ? facts : [...beginFacts(beginning, said, change), ...facts]
}

/** What names its pages goes first. */
function beginFacts(beginning: Beginning, said: Statement, change: EpochChange): Fact[] {
  const pages = change.pagesOf(beginning).map((page): Fact => ({ t: 'page', page }))
  return [{ t: 'begin', beginning, said }, ...pages]
}

function keptAs({ signed }: Final): BlockId | 'skip' {
  return signed.block.t === 'skip' ? 'skip' : signed.id
}

function lastOf(said: ReadonlyMap<number, BlockId>) {
  const round = Math.max(-1, ...said.keys())
  const value = said.get(round)
  return value === undefined ? null : { round, value }
}
