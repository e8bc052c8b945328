/**
 * How the witnesses of an epoch that ends agree on one beginning of the next, though some of them are away or lie: in
 * rounds, each with one proposer. A witness votes once a round and acknowledges what a quorum voted for; from then on it
 * votes for something else only when shown that a quorum of a later round did. What a quorum acknowledged in one round
 * is agreed. Pure and small, so that tests/amp/explore-rounds.ts can try every order of events.
 */
import type { BlockId } from './types'

/** What one witness said, by round. */
export interface RoundRecord {
  readonly votes: ReadonlyMap<number, BlockId>
  readonly acks: ReadonlyMap<number, BlockId>
}

export interface RoundRules {
  /** @param certifiedIn the last round in which a quorum voted for this value; -1 for none */
  mayVote(record: RoundRecord, round: number, value: BlockId, certifiedIn: number): boolean
  /** Only of what a quorum voted for in this round. */
  mayAck(record: RoundRecord, round: number): boolean
}

export const ROUND_RULES: RoundRules = {
  mayVote(record, round, value, certifiedIn) {
    if (lastRound(record) >= round) return false
    const locked = lastOf(record.acks)
    return locked === null || locked.value === value || (certifiedIn > locked.round && certifiedIn < round)
  },
  // Behind a later word this one would come too late: others may have gone on without it.
  mayAck: (record, round) => lastRound(record) <= round && !record.acks.has(round),
}

/** The last round in which it said anything; -1 for none. */
export function lastRound({ votes, acks }: RoundRecord): number {
  return Math.max(-1, ...votes.keys(), ...acks.keys())
}

function lastOf(
  said: ReadonlyMap<number, BlockId>,
): { readonly round: number; readonly value: BlockId } | null {
  const round = Math.max(-1, ...said.keys())
  const value = said.get(round)
  return value === undefined ? null : { round, value }
}
