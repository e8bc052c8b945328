/** What witnesses say and sign, what a viewer signs, and how the words of a quorum are kept together. */
import { MAX_WITNESSES } from './limits'
import {
  account,
  blockId,
  constant,
  count,
  key,
  ledgerId,
  list,
  map,
  signature,
  timeMs,
  tuple,
  variants,
  type Shape,
  type Typed,
} from './shape'
import { rowBits } from './blocks'
import { slotShape } from './slots'

/**
 * vote: I hold the block valid and shall vote for no other here. ack: I hold a quorum of votes and shall never vow.
 * vow: I acknowledged nothing here and never will. void: I hold a quorum of vows.
 * In a round of the end of an epoch void means that its time is over for this witness; it binds nobody.
 * A quorum of acks makes a block final, a quorum of voids makes the skip of its place final.
 */
export const STAGES = ['vote', 'ack', 'vow', 'void'] as const
export type Stage = (typeof STAGES)[number]

export const stageShape: Shape<Stage> = {
  read: (value) => STAGES.find((known) => known === value),
  write: (value) => value,
}

const said = {
  v: constant(1),
  ledger: ledgerId,
  t: stageShape,
  epoch: count,
  slot: slotShape,
  value: blockId,
}
const statementFields = { ...said, witness: key, timeMs }
export const statementBodyShape = map(statementFields)
export const statementShape = map({ ...statementFields, signature })
/** What is signed: a statement without its signature. */
export type StatementBody = Typed<typeof statementBodyShape>
export type Statement = Typed<typeof statementShape>

/** The same statement by witnesses whose weight suffices, in order of their keys. */
export const quorumShape = map({
  ...said,
  signatures: list(tuple({ witness: key, timeMs, signature }), 1, MAX_WITNESSES),
})
export type Quorum = Typed<typeof quorumShape>

const reportFields = {
  v: constant(1),
  ledger: ledgerId,
  t: constant('close'),
  epoch: count,
  campaign: blockId,
  witness: key,
  /** The rows of the table that this witness voted for or acknowledged. It shall vote for no other. */
  claimed: rowBits,
  timeMs,
}
export const reportBodyShape = map(reportFields)
export const reportShape = map({ ...reportFields, signature })
export type CloseReportBody = Typed<typeof reportBodyShape>
export type CloseReport = Typed<typeof reportShape>

const receiptFields = {
  v: constant(1),
  ledger: ledgerId,
  t: constant('view'),
  campaign: blockId,
  viewer: account,
  fromMs: timeMs,
  toMs: timeMs,
  /** The key of the viewer's account that signs this. */
  key,
}
export const receiptBodyShape = map(receiptFields)
/** A viewer's word that the post was on the screen for this time. */
export const receiptShape = map({ ...receiptFields, signature })
export type ReceiptBody = Typed<typeof receiptBodyShape>
export type Receipt = Typed<typeof receiptShape>

/** Everything a witness signs. */
export type WitnessBody = StatementBody | CloseReportBody
export const witnessBodyShape: Shape<WitnessBody> = variants('t', {
  vote: statementBodyShape,
  ack: statementBodyShape,
  vow: statementBodyShape,
  void: statementBodyShape,
  close: reportBodyShape,
})

const pleaFields = {
  v: constant(1),
  ledger: ledgerId,
  t: constant('plea'),
  account,
  seq: count,
  /** The key of the account that signs this. */
  key,
}
export const pleaBodyShape = map(pleaFields)
/** An owner's wish that the witnesses void a place of the account at which nothing became final. */
export const pleaShape = map({ ...pleaFields, signature })
export type PleaBody = Typed<typeof pleaBodyShape>
export type Plea = Typed<typeof pleaShape>
