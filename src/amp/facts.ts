/**
 * What peers tell each other about the ledger. Each fact stands for itself: it may come twice, late, from anybody and
 * in any order. `gate.ts` reads them, `signing.ts` makes them.
 */
import { beginningShape, pageShape, turnShape, type Beginning, type Page, type Turn } from './beginning'
import { blockShape } from './blocks'
import { signedManifestShape } from './manifest'
import {
  blockId,
  constant,
  key,
  ledgerId,
  list,
  map,
  nullable,
  signature,
  tuple,
  variants,
  account,
  positive,
  count,
  type Typed,
} from './shape'
import { lieShape } from './lies'
import { MAX_TABLE_ROWS } from './limits'
import { pleaShape, quorumShape, receiptShape, reportShape, statementShape } from './statements'
import type { CloseReport, Plea, Quorum, Receipt, Statement } from './statements'
import type { Successor } from './successor'
import type { Table } from './table'
import type { AccountId, BlockId, Final, ForkProof, SignedBlock, WitnessProof } from './types'

export type Fact =
  | { readonly t: 'block'; readonly signed: SignedBlock }
  | { readonly t: 'table'; readonly table: Table }
  /** The view that a claim is for; without it no witness votes for the claim. */
  | { readonly t: 'receipt'; readonly receipt: Receipt }
  | { readonly t: 'said'; readonly statement: Statement }
  | { readonly t: 'quorum'; readonly quorum: Quorum }
  /** A block and the quorum that makes it final, in one: apart, the block alone might find no place among others. */
  | { readonly t: 'final'; readonly final: Final }
  | { readonly t: 'plea'; readonly plea: Plea }
  /** Asks to void a place at which two blocks of its owner are known. */
  | { readonly t: 'forked'; readonly account: AccountId; readonly seq: number }
  /** Asks for close reports on a campaign whose time is over. */
  | { readonly t: 'closing'; readonly campaign: BlockId }
  | { readonly t: 'report'; readonly report: CloseReport }
  /** A double spend with both of its blocks, for those who heard one of them alone. */
  | { readonly t: 'twice'; readonly proof: ForkProof }
  /** Two words that contradict each other, of a witness of now, for those who heard one of them or none (rule AM115). */
  | { readonly t: 'lie'; readonly proof: WitnessProof }
  /** The manifest of the next epoch, which a quorum of these witnesses signed. */
  | { readonly t: 'successor'; readonly successor: Successor }
  /** A block with a quorum of votes, or a skip with one of vows: what a witness that froze shows beside its finals. */
  | { readonly t: 'certified'; readonly final: Final }
  /** With what the next epoch should begin, and a vote of an old witness for it. */
  | { readonly t: 'begin'; readonly beginning: Beginning; readonly said: Statement }
  /** What a beginning carries and has no room for. */
  | { readonly t: 'page'; readonly page: Page }
  /** With what it begins. */
  | { readonly t: 'turn'; readonly turn: Turn }

/** Facts as they are written, before anything of them was checked but their form. */
const writtenBlock = { block: blockShape, signer: nullable(key), signature: nullable(signature) }

export const writtenFactShape = variants('t', {
  block: map({ t: constant('block'), ...writtenBlock }),
  table: map({
    t: constant('table'),
    ledger: ledgerId,
    rows: list(tuple({ viewer: account, amount: positive }), 1, MAX_TABLE_ROWS),
  }),
  receipt: map({ t: constant('receipt'), receipt: receiptShape }),
  said: map({ t: constant('said'), statement: statementShape }),
  quorum: map({ t: constant('quorum'), quorum: quorumShape }),
  final: map({ t: constant('final'), ...writtenBlock, proof: quorumShape }),
  plea: map({ t: constant('plea'), plea: pleaShape }),
  forked: map({ t: constant('forked'), ledger: ledgerId, account, seq: count }),
  closing: map({ t: constant('closing'), ledger: ledgerId, campaign: blockId }),
  report: map({ t: constant('report'), report: reportShape }),
  twice: map({ t: constant('twice'), a: map(writtenBlock), b: map(writtenBlock) }),
  lie: lieShape,
  successor: map({ t: constant('successor'), ledger: ledgerId, signed: signedManifestShape }),
  certified: map({ t: constant('certified'), ...writtenBlock, proof: quorumShape }),
  begin: map({ t: constant('begin'), beginning: beginningShape, said: statementShape }),
  page: pageShape,
  turn: map({ t: constant('turn'), turn: turnShape }),
})
export type WrittenFact = Typed<typeof writtenFactShape>

/** What an epoch carried over from the one before is proven by a certificate there, and by the beginning. */
export function finalFact(final: Final): Fact {
  const { t } = final.proof
  return { t: t === 'ack' || t === 'void' ? 'final' : 'certified', final }
}

/** Words of the agreement, and what it is about. */
export function isOfChange(fact: Fact): boolean {
  if (fact.t === 'said') return fact.statement.slot.kind === 'epoch'
  if (fact.t === 'quorum') return fact.quorum.slot.kind === 'epoch'
  return fact.t === 'successor' || fact.t === 'begin' || fact.t === 'page' || fact.t === 'turn'
}

/** The epoch whose witnesses it stands on; null for what stands in any. */
export function epochOf(fact: Fact): number | null {
  switch (fact.t) {
    case 'said':
      return fact.statement.epoch
    case 'quorum':
      return fact.quorum.epoch
    case 'final':
    case 'certified':
      return fact.final.proof.epoch
    case 'report':
      return fact.report.epoch
    case 'begin':
      return fact.said.epoch
    case 'turn':
      return fact.turn.quorum.epoch
    case 'successor':
      return fact.successor.terms.epoch - 1
    case 'block':
    case 'table':
    case 'receipt':
    case 'plea':
    case 'forked':
    case 'closing':
    case 'twice':
    case 'lie':
    case 'page':
      return null
  }
}
