/** What is signed, and how what was signed goes out: the one way out of the ledger. */
import { AMP_DOMAIN, domainMessage } from '../identity/domain'
import type { DeviceSigner } from '../identity/types'
import { cidOf, encodeCanonical } from '../records/codec'
import { blockShape, type Block, type BlockOf, type OwnedBlock } from './blocks'
import { writtenLie } from './lies'
import { writtenFactShape, type Fact, type WrittenFact } from './facts'
import type { Shape } from './shape'
import {
  pleaBodyShape,
  receiptBodyShape,
  reportBodyShape,
  reportShape,
  statementBodyShape,
  type CloseReport,
  type CloseReportBody,
  type Plea,
  type PleaBody,
  type Receipt,
  type ReceiptBody,
  type Statement,
  type StatementBody,
} from './statements'
import type { BlockId, Cid, LedgerId, SignedBlock } from './types'

/** The ledger's id stands in every body, so no signature holds on another ledger. */
export function signedBytes<T>(shape: Shape<T>, body: T): Uint8Array<ArrayBuffer> {
  return domainMessage(AMP_DOMAIN, encodeCanonical(shape.write(body)))
}

export async function blockIdOf(block: Block): Promise<BlockId> {
  return (await cidOf(encodeCanonical(blockShape.write(block)))) as string as BlockId
}

export async function signBlock(block: OwnedBlock, signer: DeviceSigner): Promise<SignedBlock> {
  const signature = await signer.sign(signedBytes(blockShape, block))
  return { block, id: await blockIdOf(block), signer: signer.device, signature }
}

/** Claims, skips and rests: none is anybody's choice, so nobody need sign it. */
export async function unsignedBlock(block: BlockOf<'claim' | 'skip' | 'rest'>): Promise<SignedBlock> {
  return { block, id: await blockIdOf(block), signer: null, signature: null }
}

export async function signStatement(body: StatementBody, signer: DeviceSigner): Promise<Statement> {
  return { ...body, signature: await signer.sign(signedBytes(statementBodyShape, body)) }
}

export async function signReport(body: CloseReportBody, signer: DeviceSigner): Promise<CloseReport> {
  return { ...body, signature: await signer.sign(signedBytes(reportBodyShape, body)) }
}

/** What a refund calls a report. */
export async function reportIdOf(report: CloseReport): Promise<Cid> {
  return cidOf(encodeCanonical(reportShape.write(report)))
}

export async function signReceipt(body: ReceiptBody, signer: DeviceSigner): Promise<Receipt> {
  return { ...body, signature: await signer.sign(signedBytes(receiptBodyShape, body)) }
}

export async function signPlea(body: PleaBody, signer: DeviceSigner): Promise<Plea> {
  return { ...body, signature: await signer.sign(signedBytes(pleaBodyShape, body)) }
}

export function factBytes(fact: Fact, ledger: LedgerId): Uint8Array<ArrayBuffer> {
  return encodeCanonical(writtenFactShape.write(written(fact, ledger)))
}

function written(fact: Fact, ledger: LedgerId): WrittenFact {
  switch (fact.t) {
    case 'block':
      return { t: 'block', ...writtenBlock(fact.signed) }
    case 'final':
    case 'certified':
      return { t: fact.t, ...writtenBlock(fact.final.signed), proof: fact.final.proof }
    case 'successor':
      return { t: 'successor', ledger, signed: fact.successor.signed }
    case 'table':
      return { t: 'table', ledger, rows: fact.table.rows }
    case 'forked':
    case 'closing':
      return { ...fact, ledger }
    case 'twice':
      return { t: 'twice', a: writtenBlock(fact.proof.a), b: writtenBlock(fact.proof.b) }
    case 'lie':
      return writtenLie(fact.proof)
    case 'page':
      return fact.page
    case 'receipt':
    case 'said':
    case 'quorum':
    case 'plea':
    case 'report':
    case 'begin':
    case 'turn':
      return fact
  }
}

function writtenBlock({ block, signer, signature }: SignedBlock) {
  return { block, signer, signature }
}
