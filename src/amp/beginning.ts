/**
 * With what an epoch begins: all that is final in the one before, and what its witnesses certified besides, named one by
 * one. The root over it all says whether two mean the same. Which of them counts is for the old witnesses to agree on
 * (handover.ts); carry-over.ts makes them.
 */
import { cidOf, encodeCanonical } from '../records/codec'
import { MAX_CARRIED, MAX_CARRIED_BYTES } from './limits'
import {
  amount,
  blockId,
  constant,
  count,
  ledgerId,
  list,
  map,
  nullable,
  tuple,
  variants,
  whole,
  type Typed,
} from './shape'
import { slotShape } from './slots'
import { quorumShape } from './statements'
import { MAX_LEAVES } from './sum-tree'
import type { BlockId, LedgerId } from './types'

const carriedShape = tuple({ slot: slotShape, value: blockId })
/** A place that goes over, and what is there. */
export type Carried = Typed<typeof carriedShape>

const fields = {
  v: constant(1),
  ledger: ledgerId,
  /** The one that ends. */
  epoch: count,
  /** The manifest of the one that begins. */
  next: blockId,
  /** Over everything that holds AMP, as in a checkpoint. */
  root: blockId,
  sum: amount,
  leaves: whole(1, MAX_LEAVES),
  /** Certified or void, and final nowhere that the proposer knows of; in order of the places, as many as a message holds. */
  carried: list(carriedShape, 0, MAX_CARRIED),
}

export const beginningShape = variants('t', {
  begin: map({ t: constant('begin'), ...fields }),
  /** The others stand in pages, of which the first is named. */
  'begin-paged': map({ t: constant('begin-paged'), ...fields, rest: blockId }),
})
export type Beginning = Typed<typeof beginningShape>

/** Nobody signs it: a beginning, or the page before it, names it by its hash. */
export const pageShape = map({
  t: constant('page'),
  v: constant(1),
  ledger: ledgerId,
  carried: list(carriedShape, 1, MAX_CARRIED),
  rest: nullable(blockId),
})

export interface Page extends Typed<typeof pageShape> {
  readonly id: BlockId
}

/** What a quorum of the old witnesses acknowledged: the end of their epoch. */
export const turnShape = map({ beginning: beginningShape, quorum: quorumShape })
export type Turn = Typed<typeof turnShape>

export async function beginningId(beginning: Beginning): Promise<BlockId> {
  return (await cidOf(encodeCanonical(beginningShape.write(beginning)))) as string as BlockId
}

export async function pageFrom(written: Typed<typeof pageShape>): Promise<Page> {
  return { ...written, id: (await cidOf(encodeCanonical(pageShape.write(written)))) as string as BlockId }
}

/** The page that this beginning, or page, names; null for none. */
export function restOf(named: Beginning | Page): BlockId | null {
  return named.t === 'begin' ? null : named.rest
}

/** So that no message is too large (rule AM126): what stands in the beginning itself, and the pages behind it in order. */
export async function inPages(
  carried: readonly Carried[],
  ledger: LedgerId,
): Promise<{ readonly first: readonly Carried[]; readonly pages: readonly Page[] }> {
  const [first = [], ...others] = stretchesOf(carried)
  const pages: Page[] = []
  for (const stretch of others.reverse())
    pages.unshift(await pageFrom({ t: 'page', v: 1, ledger, carried: stretch, rest: pages[0]?.id ?? null }))
  return { first, pages }
}

function stretchesOf(carried: readonly Carried[]): Carried[][] {
  const stretches: Carried[][] = []
  let bytes = Infinity
  for (const one of carried) {
    const own = encodeCanonical(carriedShape.write(one)).byteLength
    const last = stretches.at(-1)
    bytes += own
    if (last !== undefined && last.length < MAX_CARRIED && bytes <= MAX_CARRIED_BYTES) last.push(one)
    else {
      stretches.push([one])
      bytes = own
    }
  }
  return stretches
}
