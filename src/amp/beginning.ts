/**
 * With what an epoch begins: all that is final in the one before, and what its witnesses certified besides, named one by
 * one. The root over it all says whether two mean the same. Which of them counts is for the old witnesses to agree on
 * (handover.ts); carry-over.ts makes them.
 */
import { cidOf, encodeCanonical } from '../records/codec'
import { MAX_CARRIED } from './limits'
import { amount, blockId, constant, count, ledgerId, list, map, tuple, whole, type Typed } from './shape'
import { slotShape } from './slots'
import { quorumShape } from './statements'
import { MAX_LEAVES } from './sum-tree'
import type { BlockId } from './types'

const carriedShape = tuple({ slot: slotShape, value: blockId })
type Carried = Typed<typeof carriedShape>

export const beginningShape = map({
  v: constant(1),
  t: constant('begin'),
  ledger: ledgerId,
  /** The one that ends. */
  epoch: count,
  /** The manifest of the one that begins. */
  next: blockId,
  /** Over everything that holds AMP, as in a checkpoint. */
  root: blockId,
  sum: amount,
  leaves: whole(1, MAX_LEAVES),
  /** Certified or void, and final nowhere that the proposer knows of; in order of the places. */
  carried: list(carriedShape, 0, MAX_CARRIED),
})
export type Beginning = Typed<typeof beginningShape>

/** What a quorum of the old witnesses acknowledged: the end of their epoch. */
export const turnShape = map({ beginning: beginningShape, quorum: quorumShape })
export type Turn = Typed<typeof turnShape>

export async function beginningId(beginning: Beginning): Promise<BlockId> {
  return (await cidOf(encodeCanonical(beginningShape.write(beginning)))) as string as BlockId
}

export function carriedBytes(carried: Carried): number {
  return encodeCanonical(carriedShape.write(carried)).byteLength
}
