/**
 * An account as its owner spends from it: one block at a time, kept before it is shown, proposed until it is settled.
 * What the judge would refuse is never signed.
 */
import type { DeviceSigner } from '../identity/types'
import { Queue } from '../lib/queue'
import { err, ok, type Result } from '../lib/result'
import type { BlockOf, OwnedBlock } from './blocks'
import type { Book } from './book'
import type { Fact } from './facts'
import { judge, type BlockFault, type Missing } from './judge'
import { offerIn, ownKey } from './ledger'
import { saysTheSame } from './lies'
import { MAX_SOURCES } from './limits'
import { reportsToRefund } from './refund-choice'
import { cheapest, isReturning, leftBy } from './rest'
import { reportIdOf, signBlock, signPlea, signReceipt, unsignedBlock } from './signing'
import { slotKey, slotOf } from './slots'
import type { CloseReport, Plea, Receipt } from './statements'
import { sumOf, type Table } from './table'
import { isOver } from './timely'
import type { AccountId, BlockId, Cid, SignedBlock, SlotKey } from './types'

/** Where an owner keeps what it signs, before anybody sees it. */
export interface OwnLog {
  /**
   * With the wish that it fulfils, in one step: a wish that was signed and forgotten would be paid twice. False when
   * another block stands at this place: then nothing was kept; the same one is kept anew with the plea of its owner. Resolves
   * when a crash can no longer lose it.
   */
  keepBlock(own: OwnBlock): Promise<boolean>
  keepClaim(claim: OwnClaim): Promise<void>
}

export interface OwnBlock {
  readonly signed: SignedBlock
  /** Of purse.ts; null for what nobody wished for, like taking up what came. */
  readonly wish: string | null
  /** Of a refund the reports that it names: whoever else had one of them may never show it again (rule AM128). */
  readonly reports?: readonly CloseReport[]
  /** Of a campaign the table of its offers: until it is final nobody else may have it (rule AM104). */
  readonly table?: Table
  /** The owner has asked to void its place, and asks until that is settled (rule AM123). */
  readonly plea?: Plea
}

/** What is to be kept is what is there, with the owner's plea to void it. */
export function isPleaFor(there: OwnBlock, own: OwnBlock): boolean {
  return there.signed.id === own.signed.id && own.plea !== undefined
}

export interface OwnClaim {
  readonly signed: SignedBlock
  readonly receipt: Receipt
}

export interface OwnerMemory {
  /** What a former run signed, oldest first. */
  readonly blocks: readonly OwnBlock[]
  readonly claims: readonly OwnClaim[]
}

export type OwnerFault =
  | BlockFault
  | Missing
  /** An own block is not settled yet. */
  | 'busy'
  /** Another device of the same account signed for this place. */
  | 'signed-elsewhere'
  | 'already-claimed'
  | 'not-over-yet'
  | 'too-few-reports'
  /** Witnesses voted to give back beside the account what a refund would take. */
  | 'returning'

export interface OwnerParts {
  readonly account: AccountId
  readonly book: Book
  /** The device that may spend; after a rotation another. */
  readonly signer: DeviceSigner
  readonly log: OwnLog
  readonly memory: OwnerMemory
  readonly now: () => number
}

export interface CampaignTerms {
  readonly post: Cid
  readonly budget: number
  readonly table: Table
  /** From when it is signed: a campaign may wait in line for a while. */
  readonly lastsMs: number
  readonly viewMs: number
  readonly algorithm: string
  readonly snapshot: Cid | null
}

/** What is signed otherwise than with the key of this device, and what is kept with it. */
interface Beside {
  readonly signer?: DeviceSigner
  readonly reports?: readonly CloseReport[]
  readonly table?: Table
}

type Place = 'v' | 'ledger' | 'account' | 'seq' | 'prev' | 'balance' | 'timeMs'
/** What a block says besides its place in the chain. */
type Content = { readonly [T in OwnedBlock['t']]: Omit<BlockOf<T>, Place> }[OwnedBlock['t']]

export class Owner {
  readonly #parts: OwnerParts
  readonly #signed = new Map<SlotKey, OwnBlock>()
  readonly #reports = new Map<BlockId, readonly CloseReport[]>()
  readonly #claims = new Map<SlotKey, OwnClaim>()
  /** Of campaigns that are over: since when there are enough reports of them here. */
  readonly #reportedSince = new Map<BlockId, number>()
  readonly #queue = new Queue()

  constructor(parts: OwnerParts) {
    this.#parts = parts
    for (const own of parts.memory.blocks) this.#remember(own)
    for (const claim of parts.memory.claims) this.#claims.set(slotKey(slotOf(claim.signed.block)), claim)
  }

  get account(): AccountId {
    return this.#parts.account
  }

  get balance(): number {
    return this.#parts.book.ledger.account(this.#parts.account).balance
  }

  /** How much has come that no block has taken up yet. */
  untaken(): number {
    const { book, account } = this.#parts
    return sumOf(book.ledger.outputsFor(account).map(({ amount }) => amount)) ?? 0
  }

  /** Where the account waits for witnesses. */
  openPlaces(): SlotKey[] {
    const { book, account } = this.#parts
    return [slotKey(book.ledger.nextSlot(account)), ...this.#claims.keys()]
  }

  /** What the own block that is open takes from the balance. */
  openAmount(): number {
    const block = this.open()?.block
    return block?.t === 'send' ? block.amount : block?.t === 'spon' ? block.budget : 0
  }

  /** Everything that this device signed and remembers, oldest first. */
  signed(): readonly SignedBlock[] {
    return [...this.#signed.values()].map(({ signed }) => signed)
  }

  /** The own block that is not settled yet. */
  open(): SignedBlock | null {
    return this.#openOwn()?.signed ?? null
  }

  #openOwn(): OwnBlock | undefined {
    const { book, account } = this.#parts
    return this.#signed.get(slotKey(book.ledger.nextSlot(account)))
  }

  /** What was signed for the place that is open and not by this device, or by it before an old copy was put back. */
  elsewhere(): SignedBlock[] {
    const { book, account } = this.#parts
    const own = this.open()?.id
    const known = book.tally(slotKey(book.ledger.nextSlot(account)))?.candidates() ?? []
    return known.filter(({ id, signer }) => signer !== null && id !== own)
  }

  send(
    to: AccountId,
    amount: number,
    memo: string | null,
    wish: string,
  ): Promise<Result<SignedBlock, OwnerFault>> {
    return this.#sign({ t: 'send', to, amount, memo }, -amount, wish)
  }

  /** Takes up what has come, the largest first, as much as fits in one block; null when there is nothing. */
  async receive(): Promise<Result<SignedBlock, OwnerFault> | null> {
    const { book, account } = this.#parts
    // So nobody makes a payment wait behind dust (rule AM108).
    const waiting = book.ledger.outputsFor(account).toSorted((a, b) => b.amount - a.amount)
    const outputs = waiting.slice(0, MAX_SOURCES)
    const amount = sumOf(outputs.map((output) => output.amount))
    if (outputs.length === 0 || amount === null) return null
    return this.#sign({ t: 'recv', sources: outputs.map(({ slot }) => slot), amount }, amount, null)
  }

  sponsor(
    { table, lastsMs, ...terms }: CampaignTerms,
    wish: string,
  ): Promise<Result<SignedBlock, OwnerFault>> {
    this.#parts.book.ledger.keepTable(table)
    const expiresMs = this.#parts.now() + lastsMs
    const content = { t: 'spon', ...terms, expiresMs, table: table.id, rows: table.rows.length } as const
    return this.#sign(content, -terms.budget, wish, { table })
  }

  /** From now on this device spends. @param root signs it: the person's own key */
  rotate(root: DeviceSigner): Promise<Result<SignedBlock, OwnerFault>> {
    return this.#sign({ t: 'rotate', key: this.#parts.signer.device }, 0, null, { signer: root })
  }

  /** Which key the account obeys. */
  spender(): 'this-device' | 'the-words' | 'another-device' {
    const { book, account, signer } = this.#parts
    const { key } = book.ledger.account(account)
    if (key === signer.device) return 'this-device'
    return key === ownKey(account) ? 'the-words' : 'another-device'
  }

  /** Takes back what nobody can claim any more. */
  async refund(campaignId: BlockId, wish: string): Promise<Result<SignedBlock, OwnerFault>> {
    const { book, now } = this.#parts
    const campaign = book.ledger.campaigns.get(campaignId)
    if (campaign === undefined) return err('campaign')
    if (isReturning(book, campaignId)) return err('returning')
    const table = book.ledger.tableOf(campaign)
    if (table === undefined) return err('table')
    if (cheapest(book.reports(campaignId), table, book.ledger.terms) === null) {
      this.#reportedSince.delete(campaignId)
      return err('too-few-reports')
    }
    const since = this.#reportedSince.get(campaignId) ?? now()
    this.#reportedSince.set(campaignId, since)
    const reports = reportsToRefund(book, campaign, now(), since)
    if (reports === null) return err('too-few-reports')
    const { owed, amount } = leftBy(reports, campaign, table)
    const ids = await Promise.all(reports.map(reportIdOf))
    const content = { t: 'refund', campaign: campaignId, amount, owed, reports: ids } as const
    return this.#sign(content, amount, wish, { reports })
  }

  /**
   * Claims what a campaign offers for a view.
   * @param fromMs, toMs when the post was on the screen
   * @param signer the key that the account obeys: before its first rotation the person's own
   */
  async claim(
    campaignId: BlockId,
    fromMs: number,
    toMs: number,
    signer = this.#parts.signer,
  ): Promise<Result<OwnClaim, OwnerFault>> {
    const { book, account, log } = this.#parts
    const { ledger } = book
    const campaign = ledger.campaigns.get(campaignId)
    const table = campaign === undefined ? undefined : ledger.tableOf(campaign)
    if (campaign === undefined || table === undefined)
      return err(campaign === undefined ? 'campaign' : 'table')
    const offer = offerIn(table, account)
    if (offer === null) return err('no-offer')
    const head = { v: 1, ledger: ledger.terms.ledger } as const
    const signed = await unsignedBlock({
      ...head,
      t: 'claim',
      campaign: campaignId,
      viewer: account,
      amount: offer.amount,
    })
    const key = slotKey(slotOf(signed.block))
    if (ledger.settled.has(key) || this.#claims.has(key)) return err('already-claimed')
    const judgement = judge(ledger, signed)
    if (judgement.verdict !== 'valid')
      return err(judgement.verdict === 'wait' ? judgement.missing : judgement.fault)
    const view = { campaign: campaignId, viewer: account, fromMs, toMs, key: signer.device }
    const claim = { signed, receipt: await signReceipt({ ...head, t: 'view', ...view }, signer) }
    await log.keepClaim(claim)
    this.#claims.set(key, claim)
    return ok(claim)
  }

  /** A claim of this place waits for witnesses. */
  isClaiming(key: SlotKey): boolean {
    return this.#claims.has(key)
  }

  /** A claim that so many witnesses refused that it cannot become final; another view may be claimed instead. */
  giveUpClaim(key: SlotKey): void {
    this.#claims.delete(key)
  }

  /**
   * As `pleas`, for the place at which this block waits. Null when it waits no more: another may stand at the place that is
   * open now, and nobody wants that one voided (rule AM139).
   */
  async pleasFor(id: string, signer = this.#parts.signer): Promise<Fact[] | null> {
    const isOpen = [this.open(), ...this.elsewhere()].some((one) => one?.id === id)
    return isOpen ? this.pleas(signer) : null
  }

  /**
   * Asks to void the place at which the own block does not become final; where two blocks are known, by their proof too.
   * That is remembered: whoever comes later and saw the block first would vote for it, and neither would come to an end.
   * @param signer the key that the account obeys
   */
  async pleas(signer = this.#parts.signer): Promise<Fact[]> {
    const { book, account, log } = this.#parts
    // Both of one moment: while the key signs, the place may be settled, and the next block is not the one that is given up.
    const [seq, own] = [book.ledger.account(account).seq + 1, this.#openOwn()]
    const head = { v: 1, ledger: book.ledger.terms.ledger } as const
    const plea = await signPlea({ ...head, t: 'plea', account, seq, key: signer.device }, signer)
    if (own !== undefined && own.plea?.key !== plea.key) {
      const pleaded = { ...own, plea }
      if (await log.keepBlock(pleaded)) this.#remember(pleaded)
    }
    const isForked = book.tally(slotKey({ kind: 'account', account, seq }))?.fork() != null
    return [{ t: 'plea', plea }, ...(isForked ? [{ t: 'forked', account, seq } as const] : [])]
  }

  /** Asks for the reports that a refund needs. */
  closing(campaignId: BlockId): Result<Fact, OwnerFault> {
    const { book, now } = this.#parts
    const campaign = book.ledger.campaigns.get(campaignId)
    if (campaign === undefined) return err('campaign')
    if (campaign.owed !== null) return err('already-closed')
    return isOver(campaign, book.ledger, now())
      ? ok({ t: 'closing', campaign: campaignId })
      : err('not-over-yet')
  }

  /** Everything that waits for witnesses, to be shown to them (again). */
  proposals(): Fact[] {
    const { book } = this.#parts
    const facts: Fact[] = []
    const others = this.elsewhere()
    // What another device signed is as much the owner's wish, and that device may be lost.
    const open = this.open() ?? (others.length === 1 ? (others[0] ?? null) : null)
    const plea = this.#openOwn()?.plea
    const isCertified = open !== null && book.tally(slotKey(slotOf(open.block)))?.hasQuorum('vote', open.id)
    if (plea !== undefined && isCertified !== true) facts.push({ t: 'plea', plea })
    else if (open !== null) facts.push(...proposalOf(open, book, this.#reports.get(open.id) ?? []))
    for (const [key, { signed, receipt }] of this.#claims) {
      if (book.ledger.settled.has(key)) this.#claims.delete(key)
      else facts.push({ t: 'receipt', receipt }, { t: 'block', signed })
    }
    return facts
  }

  /** One after the other: two that both find the place free would sign it twice. */
  #sign(
    content: Content,
    change: number,
    wish: string | null,
    beside: Beside = {},
  ): Promise<Result<SignedBlock, OwnerFault>> {
    return this.#queue.run(() => this.#signNext(content, change, wish, beside))
  }

  async #signNext(
    content: Content,
    change: number,
    wish: string | null,
    { signer = this.#parts.signer, reports = [], table }: Beside,
  ): Promise<Result<SignedBlock, OwnerFault>> {
    const { book, account, now, log } = this.#parts
    if (this.open() !== null) return err('busy')
    const { seq, head, balance } = book.ledger.account(account)
    if (balance + change < 0) return err('too-little')
    const place = { v: 1, ledger: book.ledger.terms.ledger, account, seq: seq + 1, prev: head } as const
    const block: OwnedBlock = { ...place, balance: balance + change, timeMs: now(), ...content }
    if (this.elsewhere().length > 0) return err('signed-elsewhere')
    const signed = await signBlock(block, signer)
    const judgement = judge(book.ledger, signed)
    if (judgement.verdict !== 'valid')
      return err(judgement.verdict === 'wait' ? judgement.missing : judgement.fault)
    const own = { signed, wish, ...(reports.length > 0 && { reports }), ...(table && { table }) }
    if (!(await log.keepBlock(own))) return err('busy')
    this.#remember(own)
    return ok(signed)
  }

  #remember(own: OwnBlock): void {
    const { signed, reports, table } = own
    this.#signed.set(slotKey(slotOf(signed.block)), own)
    if (table !== undefined) this.#parts.book.ledger.keepTable(table)
    if (reports !== undefined) this.#reports.set(signed.id, reports)
  }
}

/** @param named by a refund: after the others, since of a witness that makes many the last is known */
function proposalOf(signed: SignedBlock, book: Book, named: readonly CloseReport[]): Fact[] {
  const { block } = signed
  const facts: Fact[] = [{ t: 'block', signed }]
  if (block.t === 'spon') {
    const table = book.ledger.tableById(block.table)
    if (table !== undefined) facts.push({ t: 'table', table }, { t: 'block', signed })
  }
  if (block.t === 'refund') {
    const isNamed = (one: CloseReport): boolean =>
      named.some((report) => report.witness === one.witness && saysTheSame(report, one))
    const others = book.allReports(block.campaign).filter((one) => !isNamed(one))
    facts.unshift(
      ...[...others, ...named]
        .filter(({ epoch }) => epoch === book.ledger.terms.epoch)
        .map((report) => ({ t: 'report', report }) as const),
    )
  }
  return facts
}
