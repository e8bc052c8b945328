/**
 * What a change of epoch keeps of one slot (LEDGER.md 5.7): old witnesses freeze, and the new epoch begins from the
 * lists of a quorum of them. Pure and small, so that tests/amp/explore-epoch.ts can try every order of events.
 * The witnesses themselves agree in rounds (handover.ts).
 */
import type { SlotRecord } from './slot-rules'
import type { BlockId } from './types'

/** What a witness shows of a slot when it freezes, each with the quorum that proves it. */
export interface FrozenSlot {
  /** With its certificate: a quorum of votes. */
  readonly acked: BlockId | null
  /** With a quorum of vows. */
  readonly voided: boolean
}

/** How the slot stands in the new epoch; "open" may be decided there anew. */
export type Carried = BlockId | 'skip' | 'open'

export interface EpochRules {
  /** True when a witness that froze may still acknowledge or void in the old epoch. */
  mayStillSay(isFrozen: boolean): boolean
  listOf(record: SlotRecord): FrozenSlot
  carried(lists: readonly FrozenSlot[]): Carried
  /** True when lists of this weight suffice. */
  suffices(weight: number, quorumWeight: number): boolean
  /**
   * True when a beginning keeps what this witness shows of the slot, so that it may stand behind it.
   * @param hasQuorum a quorum stands behind it already
   */
  readonly mayStandBehind: (shown: FrozenSlot, kept: Carried, hasQuorum: boolean) => boolean
  /** True when a witness that stands behind one beginning may stand behind this one too. */
  mayBegin(former: Carried | null, next: Carried): boolean
}

export const EPOCH_RULES: EpochRules = {
  /** Else what it adds behind its list may complete a quorum that the new epoch does not know of. */
  mayStillSay: (isFrozen) => !isFrozen,
  listOf: ({ acked, voided }) => ({ acked, voided }),
  /**
   * A quorum of vows proves that no block is final, so it goes before a certificate, which proves only that one may be.
   * What is neither was final nowhere: in every quorum of lists there is an honest witness of every final.
   */
  carried: (lists) =>
    lists.some(({ voided }) => voided)
      ? 'skip'
      : (lists.find(({ acked }) => acked !== null)?.acked ?? 'open'),
  suffices: (weight, quorumWeight) => weight >= quorumWeight,
  /**
   * A skip is kept with its quorum of vows, which proves that what it acknowledged is final nowhere. Each of a quorum has
   * looked whether its own words are kept; behind them whatever this one acknowledged besides is final nowhere (AM82).
   */
  mayStandBehind: ({ acked, voided }, kept, hasQuorum) =>
    hasQuorum || kept === 'skip' || (!voided && (acked === null || acked === kept)),
  /** Two quorums of lists may keep different things, so the old witnesses agree on one, as they vote once for a slot. */
  mayBegin: (former, next) => former === null || former === next,
}
