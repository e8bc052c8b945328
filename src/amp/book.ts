/**
 * What a peer knows of the ledger: verified facts go in, in any order and however often; finals come out and change
 * the ledger, each as soon as what it stands on is final. The same for witnesses, owners and whoever looks on.
 */
import type { Carried, Page, Turn } from './beginning'
import { isInChain } from './blocks'
import { EpochChange } from './epoch-change'
import { epochOf, type Fact } from './facts'
import { ForkNotices } from './fork-notices'
import { isByOwner, judge } from './judge'
import { KnownReports } from './known-reports'
import { accountsOf, applyFinal, offerIn, ownKey, type Ledger } from './ledger'
import type { Terms } from './manifest'
import { MAX_EARLY_PER_ACCOUNT } from './limits'
import { OpenPlaces } from './open-places'
import { isReported } from './rest'
import { slotKey, slotOf } from './slots'
import type { CloseReport, Receipt, Statement } from './statements'
import type { Successor } from './successor'
import type { Table } from './table'
import type { Tally } from './tally'
import type {
  AccountId,
  BlockId,
  EpochEnds,
  Final,
  ForkProof,
  KeyId,
  SignedBlock,
  Slot,
  SlotKey,
  WitnessProof,
} from './types'

export type News =
  | { readonly t: 'final'; readonly final: Final }
  | { readonly t: 'fork'; readonly proof: ForkProof }
  | { readonly t: 'lie'; readonly proof: WitnessProof }
  /** The witnesses change: those of now finish nothing new once they have heard of it. */
  | { readonly t: 'successor'; readonly successor: Successor }
  /** They have changed. What was carried over was final nowhere, and is now. */
  | {
      readonly t: 'turn'
      readonly turn: Turn
      readonly carried: readonly Final[]
      readonly pages: readonly Page[]
    }
  /** Impossible while at most F witnesses are bad: nothing more may be spent before somebody has looked at it. */
  | { readonly t: 'broken'; readonly slot: Slot; readonly values: readonly BlockId[] }

/** Of one viewer and campaign: the first receipts that came, for a witness to judge. */
const MAX_RECEIPTS_PER_CLAIM = 4

/** More than are proposed at one time; one that was forgotten is proposed again. */
const MAX_ORPHANS = 1_000
/** Tables that came before the block that names them. Anybody may send some, so few are kept: they come again. */
const MAX_EARLY_TABLES = 8

export class Book {
  readonly ledger: Ledger
  readonly #tallies: OpenPlaces
  /** Blocks that came before what they stand on; the last of each place. */
  readonly #orphans = new Map<SlotKey, SignedBlock>()
  readonly #finals: Final[] = []
  readonly #finalAt = new Map<SlotKey, Final>()
  /** Settled by a quorum, waiting for what they stand on. */
  readonly #waiting = new Map<SlotKey, Final>()
  readonly #receipts = new Map<SlotKey, Receipt[]>()
  readonly #reports = new KnownReports()
  readonly #wantedTables = new Set<BlockId>()
  readonly #earlyTables = new Map<BlockId, Table>()
  readonly #notices = new ForkNotices()
  readonly #ends: EpochEnds
  readonly #believesLiars: boolean
  /** Witnesses that are proven to have said what no honest one says: their words count no more (rule AM97). */
  readonly #liars = new Set<KeyId>()
  /** Those of them of whom two words are known, which travel (rule AM116). */
  readonly #proven = new Set<KeyId>()
  #change: EpochChange

  /** @param ends of epochs that are over, as whoever gave this ledger knows them: no other end is believed */
  constructor(ledger: Ledger, ends: EpochEnds = new Map(), believesLiars = false) {
    this.ledger = ledger
    this.#tallies = new OpenPlaces(ledger, believesLiars ? null : this.#liars)
    this.#ends = ends
    this.#believesLiars = believesLiars
    this.#change = new EpochChange(ledger.terms)
  }

  /** How the epoch ends that the ledger is in. */
  get change(): EpochChange {
    return this.#change
  }

  /** Everything final that is known, in the order in which it was applied. */
  finals(): readonly Final[] {
    return this.#finals
  }

  finalAt(key: SlotKey): Final | undefined {
    return this.#finalAt.get(key)
  }

  tally(key: SlotKey): Tally | undefined {
    return this.#tallies.get(key)
  }

  openTallies(): Iterable<Tally> {
    return this.#tallies.all()
  }

  receipts(key: SlotKey): readonly Receipt[] {
    return this.#receipts.get(key) ?? []
  }

  /** One of each witness, but of those that are proven to lie. */
  reports(campaign: BlockId): readonly CloseReport[] {
    return this.#reports.firsts(campaign).filter(({ witness }) => !this.#isLiar(witness))
  }

  /** Also of a witness that lies, up to two: by one of them somebody may have signed a refund. */
  allReports(campaign: BlockId): readonly CloseReport[] {
    return this.#reports.all(campaign)
  }

  /** No report is missing but of witnesses that are proven to lie. */
  isReportedByAll(campaign: BlockId): boolean {
    const reported = new Set(this.reports(campaign).map(({ witness }) => witness))
    return [...this.ledger.terms.weights.keys()].every((key) => reported.has(key) || this.#isLiar(key))
  }

  /** Who is proven to lie, as far as is known here. */
  get liars(): ReadonlySet<KeyId> {
    return this.#liars
  }

  #isLiar(witness: KeyId): boolean {
    return !this.#believesLiars && this.#liars.has(witness)
  }

  /** Finals are known that stand on others that are not. */
  get isIncomplete(): boolean {
    return this.#waiting.size > 0
  }

  /** The epoch may have ended since the fact was read: then the words of its witnesses count no more. */
  isOfNow(fact: Fact): boolean {
    const epoch = epochOf(fact)
    return epoch === null || epoch === this.ledger.terms.epoch
  }

  /** Keys of witnesses that retired may be stolen later, and sign another end of their epoch for who comes new. */
  mayEndWith(beginning: BlockId): boolean {
    const known = this.#ends.get(this.ledger.terms.epoch)
    return known === undefined || known === beginning
  }

  take(fact: Fact): News[] {
    const news = this.#take(fact)
    for (const item of news)
      if (item.t === 'lie') for (const known of [this.#liars, this.#proven]) known.add(item.proof.a.witness)
    return news
  }

  #take(fact: Fact): News[] {
    if (!this.isOfNow(fact)) return []
    switch (fact.t) {
      case 'block':
        return this.#takeBlock(fact.signed)
      case 'final':
        return this.#takeFinal(fact.final)
      case 'said':
        if (fact.statement.slot.kind === 'epoch')
          return this.#hearRound(fact.statement.slot.round, fact.statement)
        return this.#takeWord(fact.statement, (tally) => [tally.hear(fact.statement)])
      case 'quorum':
        if (fact.quorum.slot.kind === 'epoch')
          return liesOf(this.#change.hearQuorum(fact.quorum.slot.round, fact.quorum))
        return this.#takeWord(fact.quorum, (tally) => tally.hearQuorum(fact.quorum))
      case 'table':
        return this.#takeTable(fact.table)
      case 'receipt':
        return this.#takeReceipt(fact.receipt)
      case 'report':
        return this.#takeReport(fact.report)
      case 'twice':
        return this.#takeTwice(fact.proof)
      case 'lie':
        return this.#isNewLie(fact.proof) ? [fact] : []
      case 'successor':
        if (this.#change.succeed(fact.successor)) return [fact]
        return liesOf(this.#change.signersOfTwo(fact.successor))
      case 'certified':
        return this.#takeCertified(fact.final)
      case 'begin':
        this.#change.keepBeginning(fact.said.value, fact.beginning, fact.said.witness)
        return this.take({ t: 'said', statement: fact.said })
      case 'page':
        this.#change.keepPage(fact.page, (carried) => this.#mayGoOver(carried))
        return []
      case 'turn':
        if (this.mayEndWith(fact.turn.quorum.value)) this.#change.hearTurn(fact.turn)
        return []
      case 'plea':
      case 'forked':
      case 'closing':
        return [] // Asked of witnesses; nothing to keep.
    }
  }

  /**
   * The epoch is over. Nothing that the old witnesses said counts any more, but for what is final or carried over.
   * @param carried all of which fits on what is final (`rootWith` of beginning.ts)
   */
  turn(turn: Turn, next: Terms, carried: readonly Final[]): News[] {
    for (let open = carried; open.length > 0;) {
      const due = open.filter((final) => judge(this.ledger, final.signed).verdict === 'valid')
      if (due.length === 0) throw new Error('expected what is carried over to fit on what is final')
      for (const final of due) this.#apply(slotKey(final.proof.slot), final)
      open = open.filter((final) => !due.includes(final))
    }
    const pages = this.#change.pagesOf(turn.beginning)
    for (const open of [this.#tallies, this.#waiting, this.#orphans, this.#reports]) open.clear()
    this.ledger.turn(next)
    this.#change = new EpochChange(next)
    return [{ t: 'turn', turn, carried, pages }]
  }

  /** It is final, or a quorum stands behind it. */
  #mayGoOver({ slot, value }: Carried): boolean {
    const key = slotKey(slot)
    if (this.ledger.settled.get(key) === value) return true
    const tally = this.#tallies.get(key)
    return tally?.hasQuorum('vote', value) === true || tally?.hasQuorum('vow', value) === true
  }

  #hearRound(round: number, statement: Statement): News[] {
    return liesOf([this.#change.hear(round, statement)])
  }

  /** It is no final, and says for certain that none but it may be; so it always has a place. */
  #takeCertified({ signed, proof }: Final): News[] {
    if (this.ledger.settled.get(slotKey(proof.slot)) === signed.id) return []
    const tally = this.#openTally(proof.slot, true)
    if (tally === null) return []
    const lies = liesOf(tally.hearQuorum(proof))
    tally.propose(signed)
    if (signed.block.t === 'spon') this.#wantTable(signed.block.table)
    return [...lies, ...this.#settle(tally)]
  }

  #takeBlock(signed: SignedBlock): News[] {
    const { block } = signed
    const slot = slotOf(block)
    const key = slotKey(slot)
    const settled = this.ledger.settled.get(key)
    if (settled !== undefined) return settled === signed.id ? [] : this.#lateFork(key, signed)
    const judgement = judge(this.ledger, signed)
    if (judgement.verdict === 'invalid' || !isByOwner(this.ledger, signed)) return []
    // Only what may become final now opens a place, so nobody fills the places with what may never come.
    const isDue =
      judgement.verdict === 'valid'
        ? block.t !== 'rest' || isReported(block, this.reports(block.campaign), this.ledger)
        : judgement.missing === 'table'
    if (!isDue && this.#tallies.get(key)?.isSpokenFor(signed.id) !== true) {
      this.#keepOrphan(key, signed)
      return []
    }
    const tally = this.#openTally(slot, false)
    if (tally === null) return []
    // Also of a block that finds no place: two that prove nothing may have come before it.
    const forks = this.#forkNews(key, tally.candidates(), signed)
    if (!tally.propose(signed)) return forks
    if (block.t === 'spon') this.#wantTable(block.table)
    return [...forks, ...this.#settle(tally)]
  }

  #keepOrphan(key: SlotKey, signed: SignedBlock): void {
    this.#orphans.delete(key)
    this.#orphans.set(key, signed)
    const [oldest] = this.#orphans.keys()
    if (this.#orphans.size > MAX_ORPHANS && oldest !== undefined) this.#orphans.delete(oldest)
  }

  #takeFinal({ signed, proof }: Final): News[] {
    if (this.ledger.settled.get(slotKey(proof.slot)) === signed.id) return []
    // A quorum stands behind it, so it always has a place.
    const tally = this.#openTally(proof.slot, true)
    if (tally === null) return []
    const forks = this.#forkNews(slotKey(proof.slot), tally.candidates(), signed)
    const lies = liesOf(tally.hearQuorum(proof))
    // After what the witnesses said, for which it has a place whatever its owner proposed besides.
    tally.propose(signed)
    if (signed.block.t === 'spon') this.#wantTable(signed.block.table)
    return [...forks, ...lies, ...this.#settle(tally)]
  }

  #forkNews(key: SlotKey, others: readonly SignedBlock[], signed: SignedBlock): News[] {
    const proof = this.#notices.firstOf(key, others, signed)
    return proof === null ? [] : [{ t: 'fork', proof }]
  }

  #lateFork(key: SlotKey, signed: SignedBlock): News[] {
    const final = this.#finalAt.get(key)
    if (final === undefined || !isSameOwner(final.signed, signed)) return []
    return this.#forkNews(key, [final.signed], signed)
  }

  /** Once for each place, and only of an account that is known here, so that nobody fills a book with names. */
  #takeTwice(proof: ForkProof): News[] {
    const { block, signer } = proof.a
    if (!isInChain(block) || signer === null || !this.ledger.accounts.has(block.account)) return []
    const key = slotKey(slotOf(block))
    if (block.seq > this.ledger.account(block.account).seq + 1) return []
    if (this.#keyAt(block.account, block.seq) !== signer || !this.#notices.isFirst(key, proof)) return []
    return [{ t: 'fork', proof }]
  }

  /** Once of each witness, however often it lies. The epoch may have ended since the proof was read. */
  #isNewLie({ a: { witness } }: WitnessProof): boolean {
    return !this.#proven.has(witness) && this.ledger.terms.weights.has(witness)
  }

  /** Which key the account obeyed when this place was free: a key that was given up proves nothing of later ones. */
  #keyAt(account: AccountId, seq: number): KeyId {
    for (let before = seq - 1; before >= 0; before -= 1) {
      const signed = this.#finalAt.get(slotKey({ kind: 'account', account, seq: before }))?.signed
      if (signed?.block.t === 'rotate') return signed.block.key
      if (signed?.signer != null) return signed.signer
    }
    return ownKey(account)
  }

  #takeWord(
    { slot, value }: { readonly slot: Slot; readonly value: BlockId },
    hear: (tally: Tally) => readonly (WitnessProof | null)[],
  ): News[] {
    if (this.ledger.settled.get(slotKey(slot)) === value) return []
    const tally = this.#openTally(slot, false)
    return tally === null ? [] : [...liesOf(hear(tally)), ...this.#settle(tally)]
  }

  #takeTable(table: Table): News[] {
    if (this.ledger.tableById(table.id) !== undefined) return []
    if (!this.#wantedTables.has(table.id)) {
      this.#earlyTables.set(table.id, table)
      const [oldest] = this.#earlyTables.keys()
      if (this.#earlyTables.size > MAX_EARLY_TABLES && oldest !== undefined) this.#earlyTables.delete(oldest)
      return []
    }
    this.ledger.holdTable(table)
    return this.#applyWaiting()
  }

  #wantTable(id: BlockId): void {
    const early = this.#earlyTables.get(id)
    if (early === undefined) {
      this.#wantedTables.add(id)
      return
    }
    this.#earlyTables.delete(id)
    this.ledger.holdTable(early)
  }

  /** Something else is final at their place: who has campaigns voided again and again would fill the book (rule AM104). */
  #dropTablesOf(lost: readonly SignedBlock[]): void {
    const tables = tablesOf(lost)
    if (tables.size === 0) return
    for (const tally of this.#tallies.all()) for (const id of tablesOf(tally.candidates())) tables.delete(id)
    for (const id of tables) {
      this.#wantedTables.delete(id)
      this.ledger.dropTable(id)
    }
  }

  #takeReceipt(receipt: Receipt): News[] {
    const key = slotKey({ kind: 'claim', campaign: receipt.campaign, viewer: receipt.viewer })
    const campaign = this.ledger.campaigns.get(receipt.campaign)
    const table = campaign === undefined ? undefined : this.ledger.tableOf(campaign)
    const isOffered = table !== undefined && offerIn(table, receipt.viewer) !== null
    if (!isOffered || this.ledger.account(receipt.viewer).key !== receipt.key) return []
    const former = this.#receipts.get(key) ?? []
    const isKnown = former.some(({ fromMs, toMs }) => fromMs === receipt.fromMs && toMs === receipt.toMs)
    // The last ones: whoever was refused with one shows another.
    if (!isKnown && !this.ledger.settled.has(key))
      this.#receipts.set(key, [...former, receipt].slice(-MAX_RECEIPTS_PER_CLAIM))
    return []
  }

  #takeReport(report: CloseReport): News[] {
    if (!this.ledger.campaigns.has(report.campaign)) return []
    return liesOf([this.#reports.take(report)])
  }

  /** Null for a place that is too far ahead, or when too much is open already. @param isCertain it is opened anyway */
  #openTally(slot: Slot, isCertain: boolean): Tally | null {
    if (slot.kind === 'fee' || slot.kind === 'epoch') return null
    if (slot.kind === 'account' && slot.seq > this.ledger.account(slot.account).seq + MAX_EARLY_PER_ACCOUNT)
      return null
    return this.#tallies.open(slot, isCertain)
  }

  #settle(tally: Tally): News[] {
    const key = slotKey(tally.slot)
    const values = [...tally.quorumValues('ack'), ...tally.quorumValues('void')]
    const settled = this.ledger.settled.get(key)
    const all = new Set(settled === undefined ? values : [...values, settled])
    if (values.length > 0 && all.size > 1) return [{ t: 'broken', slot: tally.slot, values: [...all] }]
    const [value] = values
    const signed = value === undefined ? undefined : tally.candidate(value)
    if (value === undefined || signed === undefined) return []
    const proof = tally.quorum(signed.block.t === 'skip' ? 'void' : 'ack', value)
    if (proof === null) return []
    this.#waiting.set(key, { signed, proof })
    return this.#applyWaiting()
  }

  #applyWaiting(): News[] {
    const news: News[] = []
    for (let isMore = true; isMore;) {
      isMore = false
      for (const [key, final] of this.#waiting) {
        const judgement = judge(this.ledger, final.signed)
        if (judgement.verdict === 'wait') continue
        this.#waiting.delete(key)
        if (judgement.verdict === 'invalid') {
          news.push({ t: 'broken', slot: final.proof.slot, values: [final.signed.id] })
          continue
        }
        this.#apply(key, final)
        news.push({ t: 'final', final }, ...this.#adopt(final))
        isMore = true
      }
    }
    return news
  }

  /** What waited for this final may be due now. */
  #adopt({ signed: { block } }: Final): News[] {
    return accountsOf(block, this.ledger).flatMap((account) => {
      const key = slotKey(this.ledger.nextSlot(account))
      const orphan = this.#orphans.get(key)
      this.#orphans.delete(key)
      return orphan === undefined ? [] : this.#takeBlock(orphan)
    })
  }

  #apply(key: SlotKey, final: Final): void {
    applyFinal(this.ledger, final)
    this.#finals.push(final)
    this.#finalAt.set(key, final)
    const proposed = this.#tallies.get(key)?.candidates() ?? []
    this.#tallies.delete(key)
    this.#receipts.delete(key)
    const { block } = final.signed
    if (block.t === 'spon') this.#wantedTables.delete(block.table)
    this.#dropTablesOf(proposed.filter(({ id }) => id !== final.signed.id))
    if (block.t === 'refund' || block.t === 'rest') this.#reports.delete(block.campaign)
  }
}

/** The key that signed what is final signed another here, or the person's own did. Anybody else's word proves nothing. */
function isSameOwner(final: SignedBlock, { block, signer }: SignedBlock): boolean {
  if (signer === null || final.signer === null || !isInChain(block)) return false
  return signer === final.signer || signer === ownKey(block.account)
}

function liesOf(proofs: readonly (WitnessProof | null)[]): News[] {
  return proofs.filter((proof) => proof !== null).map((proof) => ({ t: 'lie', proof }))
}

function tablesOf(blocks: readonly SignedBlock[]): Set<BlockId> {
  return new Set(blocks.flatMap(({ block }) => (block.t === 'spon' ? [block.table] : [])))
}
