/**
 * What a witness may still say about one slot in one epoch: the rules that keep two finals apart. Small and without
 * the rest of the ledger, so that tests/amp/explore-slots.ts can try every order of events on them.
 */
import type { BlockId } from './types'

/** What this witness has said, and stored before it said it. */
export interface SlotRecord {
  readonly voted: BlockId | null
  readonly acked: BlockId | null
  readonly vowed: boolean
  readonly voided: boolean
}

export const UNTOUCHED: SlotRecord = { voted: null, acked: null, vowed: false, voided: false }

export interface SlotRules {
  mayVote(record: SlotRecord, value: BlockId): boolean
  mayAck(record: SlotRecord, value: BlockId): boolean
  mayVow(record: SlotRecord): boolean
  /** Of what takes back the rest of a campaign, when this witness voted for something that does so at another place. */
  mayReturn(elsewhere: 'nothing' | 'open' | 'vowed'): boolean
}

export const SLOT_RULES: SlotRules = {
  /** One vote for one slot; a vow ends voting. */
  mayVote: ({ voted, vowed }, value) => voted === value || (voted === null && !vowed),
  /** Of a certified block. A vow binds: whoever made one acknowledges no block here. */
  mayAck: ({ acked, vowed }, value) => acked === value || (acked === null && !vowed),
  /**
   * An acknowledgement binds as well: a block with a quorum of them leaves fewer than a quorum for vows. So a quorum
   * of vows proves that no block is final here or will be, and confirming it (void) needs no further rule.
   */
  mayVow: ({ acked }) => acked === null,
  /**
   * The sponsor takes it back in its account, anybody else beside it, and one budget must not come back twice. So a vote for one
   * binds until its place is settled; a vow of one's own does not free it, as others may make it final all the same.
   */
  mayReturn: (elsewhere) => elsewhere === 'nothing',
}
