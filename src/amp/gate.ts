/**
 * The one way in: from bytes of anybody to a fact whose form is right, which belongs to this ledger and whose signatures
 * hold. Cheap checks come first. Whether a block may become final is for judge.ts to say.
 */
import { err, ok, type Result } from '../lib/result'
import { AMP_DOMAIN, domainMessage } from '../identity/domain'
import { cidOf, decodeCanonical, encodeCanonical, type CodecError } from '../records/codec'
import { blockShape } from './blocks'
import { isDoubleSpend } from './forks'
import { writtenFactShape, type Fact, type WrittenFact } from './facts'
import { MAX_BLOCK_BYTES, MAX_FACT_BYTES, MAX_TABLE_BYTES } from './limits'
import { signersFault, type SignersFault, type Terms } from './manifest'
import { signedBytes } from './signing'
import { slotKey, slotOf } from './slots'
import type { Shape } from './shape'
import {
  pleaBodyShape,
  receiptBodyShape,
  reportBodyShape,
  statementBodyShape,
  type Quorum,
} from './statements'
import { tableFrom } from './table'
import type { BlockId, ForkProof, KeyId, SignedBlock, VerifySignature } from './types'

export type FactFault =
  | CodecError
  | 'too-large'
  | 'bad-schema'
  | 'other-ledger'
  /** Of another epoch than ours; its witnesses do not count now. */
  | 'other-epoch'
  | SignersFault
  /** A proof of another block than the one beside it. */
  | 'other-proof'
  | 'bad-signature'
  /** Two blocks that prove nothing against one owner. */
  | 'no-double-spend'

export async function readFact(
  bytes: Uint8Array,
  terms: Terms,
  verify: VerifySignature,
): Promise<Result<Fact, FactFault>> {
  if (bytes.byteLength > MAX_TABLE_BYTES) return err('too-large')
  const decoded = decodeCanonical(bytes)
  if (!decoded.ok) return decoded
  const fact = writtenFactShape.read(decoded.value)
  if (fact === undefined) return err('bad-schema')
  if (bytes.byteLength > (fact.t === 'table' ? MAX_TABLE_BYTES : MAX_FACT_BYTES)) return err('too-large')
  return check(fact, terms, verify)
}

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
    case 'final': {
      const { proof } = fact
      const signed = await readBlock(fact, terms, verify)
      if (!signed.ok) return signed
      const { id, block } = signed.value
      const isOfBlock = proof.value === id && slotKey(proof.slot) === slotKey(slotOf(block))
      if (!isOfBlock || proof.t !== (block.t === 'skip' ? 'void' : 'ack')) return err('other-proof')
      return (
        (await quorumFault(proof, terms, verify)) ??
        ok({ t: 'final', final: { signed: signed.value, proof } })
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
    case 'receipt':
      return holds(fact, fact.receipt, fact.receipt.key, receiptBodyShape)
    case 'plea':
      return holds(fact, fact.plea, fact.plea.key, pleaBodyShape)
    case 'said':
      return (
        isOfWitness(fact.statement) ?? holds(fact, fact.statement, fact.statement.witness, statementBodyShape)
      )
    case 'report':
      return isOfWitness(fact.report) ?? holds(fact, fact.report, fact.report.witness, reportBodyShape)
    case 'quorum':
      return (await quorumFault(fact.quorum, terms, verify)) ?? ok(fact)
    case 'forked':
    case 'closing':
      return fact.ledger === terms.ledger ? ok(fact) : err('other-ledger')
  }

  function isOfWitness(said: { readonly epoch: number; readonly witness: KeyId }) {
    if (said.epoch !== terms.epoch) return err<FactFault>('other-epoch')
    return terms.weights.has(said.witness) ? null : err<FactFault>('no-witness')
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
  const isCanonical = block.t === 'claim' || block.t === 'skip'
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
  if (said.epoch !== terms.epoch) return err('other-epoch')
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
