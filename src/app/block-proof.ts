/** A block of the ledger and what witnesses said of it, for whoever wants to see it. */
import type { Book } from '../amp/book'
import { blockShape, isInChain } from '../amp/blocks'
import { weightOf, type Terms } from '../amp/manifest'
import type { Owner } from '../amp/owner'
import { slotKey, slotOf } from '../amp/slots'
import type { Final, ForkProof, KeyId, SignedBlock } from '../amp/types'
import { encodeCanonical } from '../records/codec'
import { base64, readable } from '../records/shown'
import type { BlockShown, ProofShown } from './money-state'

export function blockShown({ block, id, signer, signature }: SignedBlock): BlockShown {
  return {
    id,
    kind: block.t,
    account: block.t === 'claim' ? block.viewer : isInChain(block) ? block.account : null,
    seq: isInChain(block) ? block.seq : null,
    signer,
    signature: signature === null ? null : base64(signature),
    text: readable(encodeCanonical(blockShape.write(block))),
  }
}

export function forkShown({ a, b }: ForkProof): readonly BlockShown[] {
  return [blockShown(a), blockShown(b)]
}

/** Of a block that is final, or that this device signed; null for what is no block yet. */
export function proofShown(book: Book, owner: Owner, id: string): ProofShown | null {
  const final = book.finals().find(({ signed }) => signed.id === id)
  if (final !== undefined) return finalShown(final, book)
  const signed = owner.signed().find((own) => own.id === id)
  return signed === undefined ? null : openShown(signed, book)
}

function finalShown({ signed, proof }: Final, { ledger }: Book): ProofShown {
  const terms = ledger.termsAt(proof.epoch)
  return {
    block: blockShown(signed),
    stage: proof.t,
    said: proof.signatures.map(({ witness, timeMs, signature }) => ({
      ...{ witness, at: timeMs, signature: base64(signature) },
    })),
    ...votesOf(proof.signatures, terms),
  }
}

/** Acknowledgements where there are any, votes else. */
function openShown(signed: SignedBlock, book: Book): ProofShown {
  const { terms } = book.ledger
  const tally = book.tally(slotKey(slotOf(signed.block)))
  const acks = tally?.statements('ack', signed.id) ?? []
  const stage = acks.length > 0 ? 'ack' : 'vote'
  const heard = stage === 'ack' ? acks : (tally?.statements('vote', signed.id) ?? [])
  return {
    block: blockShown(signed),
    stage,
    said: heard.map(({ witness, timeMs, signature }) => ({
      ...{ witness, at: timeMs, signature: base64(signature) },
    })),
    ...votesOf(heard, terms),
  }
}

function votesOf(
  said: readonly { readonly witness: KeyId }[],
  terms: Terms,
): Pick<ProofShown, 'votes' | 'needed' | 'allVotes'> {
  const votes = weightOf(
    said.map(({ witness }) => witness),
    terms,
  )
  return { votes, needed: terms.quorumWeight, allVotes: terms.totalWeight }
}
