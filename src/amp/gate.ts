/**
 * The one way in: from bytes of anybody to a fact whose form is right, which belongs to this ledger and whose signatures
 * hold. Cheap checks come first. Whether a block may become final is for judge.ts to say.
 */
import { err, ok, type Result } from '../lib/result'
import { AMP_DOMAIN, domainMessage } from '../identity/domain'
import { cidOf, decodeCanonical, encodeCanonical, type CodecError } from '../records/codec'
import { beginningId, pageFrom, type Beginning } from './beginning'
import { blockShape, isInChain } from './blocks'
import { isDoubleSpend } from './forks'
import { writtenFactShape, type Fact, type WrittenFact } from './facts'
import { lieFault, proofIn, type LieFault } from './lies'
import {
  MAX_BLOCK_BYTES,
  MAX_CHANGE_BYTES,
  MAX_FACT_BYTES,
  MAX_LIE_BYTES,
  MAX_RIVALS_BYTES,
  MAX_SUCCESSOR_BYTES,
  MAX_TABLE_BYTES,
} from './limits'
import { manifestShape, signersFault, type SignersFault, type Terms } from './manifest'
import { signedBytes } from './signing'
import { slotKey, slotOf } from './slots'
import type { Shape } from './shape'
import {
  pleaBodyShape,
  receiptBodyShape,
  reportBodyShape,
  statementBodyShape,
  type CloseReport,
  type Quorum,
  type Statement,
} from './statements'
import { readSuccessor, type SuccessorFault } from './successor'
import { areRowsInOrder, tableFrom } from './table'
import type { BlockId, ForkProof, KeyId, SignedBlock, SuccessionWord, VerifySignature } from './types'

export type FactFault =
  | CodecError
  | 'too-large'
  | 'bad-schema'
  | 'other-ledger'
  /** Of another epoch than ours; its witnesses do not count now. */
  | 'other-epoch'
  /** Of an epoch before ours: what counts of it is known here. */
  | 'past-epoch'
  | SuccessorFault
  /** Words about another beginning than the one beside them. */
  | 'other-beginning'
  | SignersFault
  /** A proof of another block than the one beside it. */
  | 'other-proof'
  | 'bad-signature'
  /** Two blocks that prove nothing against one owner. */
  | 'no-double-spend'
  | LieFault

/** Those of which one is larger than a block with its proof, or never as large. */
const MAX_BYTES: Partial<Record<WrittenFact['t'], number>> = {
  ...{ table: MAX_TABLE_BYTES, successor: MAX_SUCCESSOR_BYTES },
  ...{ begin: MAX_CHANGE_BYTES, page: MAX_CHANGE_BYTES, turn: MAX_CHANGE_BYTES },
}
const MAX_ANY_BYTES = Math.max(MAX_TABLE_BYTES, MAX_CHANGE_BYTES)

export async function readFact(
  bytes: Uint8Array,
  terms: Terms,
  verify: VerifySignature,
): Promise<Result<Fact, FactFault>> {
  if (bytes.byteLength > MAX_ANY_BYTES) return err('too-large')
  const decoded = decodeCanonical(bytes)
  if (!decoded.ok) return decoded
  // Before ten thousand keys are written as text.
  if (!areRowsInOrder(decoded.value)) return err('unsorted')
  const fact = writtenFactShape.read(decoded.value)
  if (fact === undefined) return err('bad-schema')
  if (bytes.byteLength > mostBytes(fact)) return err('too-large')
  return check(fact, terms, verify)
}

function mostBytes(fact: WrittenFact): number {
  if (fact.t === 'lie') return fact.about === 'succession' ? MAX_RIVALS_BYTES : MAX_LIE_BYTES
  return MAX_BYTES[fact.t] ?? MAX_FACT_BYTES
}

/** What a quorum must have said. */
const PROOFS = {
  final: { block: 'ack', skip: 'void' },
  certified: { block: 'vote', skip: 'vow' },
} as const

async function check(
  fact: WrittenFact,
  terms: Terms,
  verify: VerifySignature,
): Promise<Result<Fact, FactFault>> {
  switch (fact.t) {
    case 'block': {
      const signed = await readBlock(fact, terms, verify)
      return signed.ok ? ok({ t: 'block', signed: signed.value }) : signed
    }
    case 'final':
    case 'certified': {
      const { proof } = fact
      const signed = await readBlock(fact, terms, verify)
      if (!signed.ok) return signed
      const { id, block } = signed.value
      const isOfBlock = proof.value === id && slotKey(proof.slot) === slotKey(slotOf(block))
      if (!isOfBlock || proof.t !== PROOFS[fact.t][block.t === 'skip' ? 'skip' : 'block'])
        return err('other-proof')
      return (
        (await quorumFault(proof, terms, verify)) ?? ok({ t: fact.t, final: { signed: signed.value, proof } })
      )
    }
    case 'table': {
      if (fact.ledger !== terms.ledger) return err('other-ledger')
      const table = await tableFrom(fact.rows)
      return table === undefined ? err('unsorted') : ok({ t: 'table', table })
    }
    case 'twice': {
      const a = await readBlock(fact.a, terms, verify)
      if (!a.ok) return a
      const b = await readBlock(fact.b, terms, verify)
      if (!b.ok) return b
      // In order, so that whoever finds it writes the same bytes.
      if (a.value.id >= b.value.id) return err('unsorted')
      const proof = { a: a.value, b: b.value }
      return isOfOnePlace(proof) && isDoubleSpend(proof) ? ok({ t: 'twice', proof }) : err('no-double-spend')
    }
    case 'lie': {
      if (fact.ledger !== terms.ledger) return err('other-ledger')
      if (fact.epoch > terms.epoch) return err('other-epoch')
      // Of who is no witness any more it says nothing, and whoever is an epoch behind passes it on in good faith.
      if (!terms.weights.has(fact.witness)) return err(fact.epoch < terms.epoch ? 'past-epoch' : 'no-witness')
      const proof = proofIn(fact)
      const fault = lieFault(proof)
      if (fault !== null) return err(fault)
      const whole: Fact = { t: 'lie', proof }
      const first = await holdsOf(whole, proof.a)
      return first.ok ? holdsOf(whole, proof.b) : first
    }
    case 'receipt':
      return holds(fact, fact.receipt, fact.receipt.key, receiptBodyShape)
    case 'plea':
      return holds(fact, fact.plea, fact.plea.key, pleaBodyShape)
    case 'said':
      return isOfWitness(fact.statement) ?? holdsOf(fact, fact.statement)
    case 'report':
      return isOfWitness(fact.report) ?? holdsOf(fact, fact.report)
    case 'quorum':
      return (await quorumFault(fact.quorum, terms, verify)) ?? ok(fact)
    case 'successor': {
      if (fact.ledger !== terms.ledger) return err('other-ledger')
      if (fact.signed.manifest.epoch <= terms.epoch) return err('past-epoch')
      if (fact.signed.manifest.epoch > terms.epoch + 1) return err('other-epoch')
      const successor = await readSuccessor(fact.signed, terms, verify)
      return successor.ok ? ok({ t: 'successor', successor: successor.value }) : successor
    }
    case 'begin': {
      const { beginning, said } = fact
      if (said.t !== 'vote') return err('other-beginning')
      return (await beginningFault(beginning, said)) ?? isOfWitness(said) ?? holdsOf(fact, said)
    }
    case 'page':
      // Of any epoch: it is nothing without what names it.
      return fact.ledger === terms.ledger
        ? ok({ t: 'page', page: await pageFrom(fact) })
        : err('other-ledger')
    case 'turn': {
      const { beginning, quorum } = fact.turn
      if (quorum.t !== 'ack') return err('other-beginning')
      return (
        (await beginningFault(beginning, quorum)) ?? (await quorumFault(quorum, terms, verify)) ?? ok(fact)
      )
    }
    case 'forked':
    case 'closing':
      return fact.ledger === terms.ledger ? ok(fact) : err('other-ledger')
  }

  function isOfWitness(said: { readonly epoch: number; readonly witness: KeyId }) {
    const fault = epochFault(said.epoch, terms)
    if (fault !== null) return fault
    return terms.weights.has(said.witness) ? null : err<FactFault>('no-witness')
  }

  async function holdsOf(
    whole: Fact,
    said: Statement | CloseReport | SuccessionWord,
  ): Promise<Result<Fact, FactFault>> {
    if (said.t === 'manifest') {
      const message = signedBytes(manifestShape, said.manifest)
      return (await verify(said.witness, said.signature, message)) ? ok(whole) : err('bad-signature')
    }
    return said.t === 'close'
      ? holds(whole, said, said.witness, reportBodyShape)
      : holds(whole, said, said.witness, statementBodyShape)
  }

  async function holds<B extends { readonly ledger: string }>(
    whole: Fact,
    signed: B & { readonly signature: Uint8Array },
    key: KeyId,
    shape: Shape<B>,
  ): Promise<Result<Fact, FactFault>> {
    if (signed.ledger !== terms.ledger) return err('other-ledger')
    return (await verify(key, signed.signature, signedBytes(shape, signed)))
      ? ok(whole)
      : err('bad-signature')
  }
}

/** One key signed both, at one place. */
function isOfOnePlace({ a, b }: ForkProof): boolean {
  return a.signer === b.signer && slotKey(slotOf(a.block)) === slotKey(slotOf(b.block))
}

async function readBlock(
  { block, signer, signature }: Omit<SignedBlock, 'id'>,
  terms: Terms,
  verify: VerifySignature,
): Promise<Result<SignedBlock, FactFault>> {
  if (block.ledger !== terms.ledger) return err('other-ledger')
  const isCanonical = !isInChain(block) || block.t === 'skip'
  if (isCanonical !== (signer === null) || isCanonical !== (signature === null)) return err('bad-schema')
  const written = encodeCanonical(blockShape.write(block))
  if (written.byteLength > MAX_BLOCK_BYTES) return err('too-large')
  if (
    signer !== null &&
    signature !== null &&
    !(await verify(signer, signature, domainMessage(AMP_DOMAIN, written)))
  )
    return err('bad-signature')
  return ok({ block, id: (await cidOf(written)) as string as BlockId, signer, signature })
}

async function quorumFault(
  quorum: Quorum,
  terms: Terms,
  verify: VerifySignature,
): Promise<Result<Fact, FactFault> | null> {
  const { signatures, ...said } = quorum
  if (said.ledger !== terms.ledger) return err('other-ledger')
  const fromElsewhen = epochFault(said.epoch, terms)
  if (fromElsewhen !== null) return fromElsewhen
  const fault = signersFault(
    signatures.map(({ witness }) => witness),
    terms,
  )
  if (fault !== null) return err(fault)
  for (const { witness, timeMs, signature } of signatures) {
    if (!(await verify(witness, signature, signedBytes(statementBodyShape, { ...said, witness, timeMs }))))
      return err('bad-signature')
  }
  return null
}

function epochFault(epoch: number, terms: Terms) {
  if (epoch === terms.epoch) return null
  return err<FactFault>(epoch < terms.epoch ? 'past-epoch' : 'other-epoch')
}

/** Null when these words are about this beginning, which is of their epoch. */
async function beginningFault(
  beginning: Beginning,
  said: Pick<Quorum, 'ledger' | 'epoch' | 'slot' | 'value'>,
) {
  const isSaid = said.slot.kind === 'epoch' && said.value === (await beginningId(beginning))
  const isOfEpoch = beginning.ledger === said.ledger && beginning.epoch === said.epoch
  return isSaid && isOfEpoch ? null : err<FactFault>('other-beginning')
}
