import { describe, expect, it } from 'vitest'
import { lastRound, ROUND_RULES, type RoundRecord } from '../../src/amp/round-rules'
import type { BlockId } from '../../src/amp/types'
import { exploreRounds, type RoundVariant } from './explore-rounds'

/** One may bind, the next be agreed on behind its back, and the third go by what is out of date. */
const ROUNDS = 3

/** What it acknowledged last binds it no longer from a quorum of this round on, before the one that it votes in. */
function votes(
  unbindsFrom: (lockedRound: number) => number,
  before: (round: number) => number = (round) => round,
): RoundVariant['mayVote'] {
  return (record, round, value, certifiedIn) => {
    if (ROUND_RULES.mayVote(record, round, value, -1)) return true
    const locked = Math.max(-1, ...record.acks.keys())
    return lastRound(record) < round && certifiedIn >= unbindsFrom(locked) && certifiedIn < before(round)
  }
}

/** What it said in later rounds keeps it from nothing in this one. */
const mayVoteBehind: RoundVariant['mayVote'] = ({ votes: voted, acks }, round, value, certifiedIn) => {
  if (voted.has(round) || acks.has(round)) return false
  const locked = Math.max(-1, ...acks.keys())
  return locked === -1 || acks.get(locked) === value || (certifiedIn > locked && certifiedIn < round)
}

const mayVoteTwice: RoundVariant['mayVote'] = (record, round, value, certifiedIn) =>
  ROUND_RULES.mayVote(without(record, round), round, value, certifiedIn)
const mayAckTwice: RoundVariant['mayAck'] = (record, round) => lastRound(record) <= round

/** As if it had said nothing in this round. */
function without({ votes: voted, acks }: RoundRecord, round: number): RoundRecord {
  const others = (said: ReadonlyMap<number, BlockId>) => new Map([...said].filter(([one]) => one !== round))
  return { votes: others(voted), acks: others(acks) }
}

const BROKEN: readonly (readonly [string, Partial<RoundVariant>])[] = [
  ['an acknowledgement does not bind', { mayVote: (record, round) => lastRound(record) < round }],
  ['an earlier quorum unbinds', { mayVote: votes(() => 0) }],
  ['it acknowledges behind a later vote', { mayAck: ({ acks }, round) => !acks.has(round) }],
  ['it acknowledges what no quorum voted for', { acksAnything: true }],
  ['it votes and acknowledges twice in a round', { mayVote: mayVoteTwice, mayAck: mayAckTwice }],
]

/** Nothing stands on these alone: they spare work, and a step that helps nobody. The same was seen at four rounds, in two minutes each. */
const CAUTION: readonly (readonly [string, Partial<RoundVariant>])[] = [
  ['votes behind a later word', { mayVote: mayVoteBehind }],
  ['is unbound by a quorum of the round that binds it', { mayVote: votes((locked) => locked) }],
  [
    'is unbound by a later quorum',
    {
      mayVote: votes(
        (locked) => locked + 1,
        () => Infinity,
      ),
    },
  ],
]

describe('rounds in which old witnesses agree on how the next epoch begins', () => {
  it('[AM59] [AM99] never agree on two beginnings, in every order of events, with one of four that says whatever helps', () => {
    const { states, violation } = exploreRounds(ROUNDS)
    expect(violation).toBeNull()
    expect(states).toBeGreaterThan(90_000)
  })

  it.each(BROKEN)('[AM59] [AM99] agree on two when %s', (_name, variant) => {
    expect(exploreRounds(ROUNDS, variant).violation).not.toBeNull()
  })

  it.each(CAUTION)('[AM99] agree on one also when somebody %s', (_name, variant) => {
    expect(exploreRounds(ROUNDS, variant).violation).toBeNull()
  })

  it('[AM99] agree on one while each acknowledges once in a round, or votes once: either is enough', () => {
    expect(exploreRounds(2, { mayVote: mayVoteTwice }).violation).toBeNull()
    expect(exploreRounds(2, { mayAck: mayAckTwice }).violation).toBeNull()
  })
})
