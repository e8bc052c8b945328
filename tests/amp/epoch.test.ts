import { describe, expect, it } from 'vitest'
import { EPOCH_RULES, type Carried, type FrozenSlot } from '../../src/amp/epoch-rules'
import type { SlotRecord } from '../../src/amp/slot-rules'
import { exploreEpoch, type EpochVariant } from './explore-epoch'

const carried = (lists: readonly FrozenSlot[]): Carried => EPOCH_RULES.carried(lists)
const listOf = (record: SlotRecord): FrozenSlot => EPOCH_RULES.listOf(record)
const certified = (lists: readonly FrozenSlot[]): Carried =>
  lists.find(({ acked }) => acked !== null)?.acked ?? 'open'
/** When a skip is final with vows alone, lists show vows, and of a quorum's vows two of three lists have one. */
const showsVows = ({ acked, vowed }: SlotRecord): FrozenSlot => ({ acked, voided: vowed })
const hasVows = (lists: readonly FrozenSlot[]): boolean => lists.filter(({ voided }) => voided).length >= 2

const BROKEN: readonly (readonly [string, Partial<EpochVariant>])[] = [
  ['a witness that froze goes on', { epoch: { mayStillSay: () => true } }],
  ['two lists of four suffice', { epoch: { suffices: (weight) => weight >= 2 } }],
  ['the witnesses may stand behind two beginnings', { epoch: { mayBegin: () => true } }],
  [
    'certificates in the lists are not kept',
    { epoch: { carried: (lists) => (carried(lists) === 'skip' ? 'skip' : 'open') } },
  ],
  ['skips in the lists are not kept', { epoch: { carried: certified } }],
  [
    'a certificate goes before a quorum of vows',
    {
      epoch: {
        carried: (lists) => (certified(lists) === 'open' ? carried(lists) : certified(lists)),
      },
    },
  ],
  [
    'lists leave out what was acknowledged',
    { epoch: { listOf: (record) => ({ ...listOf(record), acked: null }) } },
  ],
  [
    'lists leave out what was voided',
    { epoch: { listOf: (record) => ({ ...listOf(record), voided: false }) } },
  ],
  [
    'a skip is final with vows alone, and goes first',
    {
      skipsByVows: true,
      epoch: { listOf: showsVows, carried: (lists) => (hasVows(lists) ? 'skip' : certified(lists)) },
    },
  ],
  [
    'a skip is final with vows alone, and certificates go first',
    {
      skipsByVows: true,
      epoch: {
        listOf: showsVows,
        carried: (lists) => (certified(lists) === 'open' && hasVows(lists) ? 'skip' : certified(lists)),
      },
    },
  ],
  ['a vow does not bind', { slot: { mayAck: ({ acked }, value) => acked === value || acked === null } }],
  ['an acknowledgement does not bind', { slot: { mayVow: () => true } }],
  ['a witness votes for two blocks', { slot: { mayVote: ({ vowed }) => !vowed } }],
]

const BROKEN_VOTES: readonly (readonly [string, Partial<EpochVariant>])[] = [
  ['a witness goes along with what somebody else voted for', { epoch: { mayStandBehind: () => true } }],
  [
    'a quorum excuses nobody, who then waits for ever',
    { epoch: { mayStandBehind: (shown, kept) => EPOCH_RULES.mayStandBehind(shown, kept, false) } },
  ],
  [
    'a witness stands behind what leaves out what it voided',
    {
      epoch: {
        mayStandBehind: (shown, kept, hasQuorum) =>
          EPOCH_RULES.mayStandBehind({ ...shown, voided: false }, kept, hasQuorum),
      },
    },
  ],
  [
    'a witness stands behind what leaves out what it acknowledged',
    {
      epoch: {
        mayStandBehind: (shown, kept, hasQuorum) =>
          EPOCH_RULES.mayStandBehind({ ...shown, acked: null }, kept, hasQuorum),
      },
    },
  ],
  ['the witnesses may stand behind two beginnings', { epoch: { mayBegin: () => true } }],
  ['a witness that froze goes on', { epoch: { mayStillSay: () => true } }],
]

describe('a change of epoch at four witnesses, one of them bad', () => {
  it('[AM19] keeps everything that is final, in every order of events', () => {
    const { states, violation } = exploreEpoch()
    expect(violation).toBeNull()
    expect(states).toBeGreaterThan(1_000)
  })

  it('[AM82] keeps it when they vote for beginnings, and leaves nobody out for whom a quorum went on', () => {
    const { states, violation } = exploreEpoch({ beginsByVotes: true })
    expect(violation).toBeNull()
    expect(states).toBeGreaterThan(1_000)
  })

  it.each(BROKEN_VOTES)('[AM82] [AM99] loses something, or somebody, when %s', (_, variant) => {
    expect(exploreEpoch({ beginsByVotes: true, ...variant }).violation).not.toBeNull()
  })

  it.each(BROKEN)('[AM19] [AM99] loses something when %s', (_, variant) => {
    expect(exploreEpoch(variant).violation).not.toBeNull()
  })
})
