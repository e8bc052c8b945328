import { describe, expect, it } from 'vitest'
import { SLOT_RULES, type SlotRules } from '../../src/amp/slot-rules'
import { exploreSlot } from './explore-slots'

const BROKEN: readonly (readonly [string, Partial<SlotRules>])[] = [
  ['a vow does not bind', { mayAck: ({ acked }, value) => acked === value || acked === null }],
  ['an acknowledgement does not bind', { mayVow: () => true }],
  [
    'votes and acknowledgements may be given twice',
    { mayVote: ({ vowed }) => !vowed, mayAck: ({ vowed }) => !vowed },
  ],
]

/** Each is what another rule sees to as well. The first breaks a change of epoch (epoch.test.ts). */
const SECOND_LINES: readonly (readonly [string, Partial<SlotRules>])[] = [
  ['only acknowledgements are given once', { mayVote: ({ vowed }) => !vowed }],
  ['only votes are given once: there is one certificate then', { mayAck: ({ vowed }) => !vowed }],
  [
    'a vow ends acknowledging alone, not voting',
    { mayVote: ({ voted }, value) => voted === value || voted === null },
  ],
]

describe('one slot at four witnesses, one of them bad', () => {
  it('[AM5] has one final at most, in every order of events', () => {
    const { states, violation } = exploreSlot(SLOT_RULES)
    expect(violation).toBeNull()
    expect(states).toBeGreaterThan(100)
  })

  it('[AM97] has one final at most though a second is bad, while honest witnesses stand on no word of the one that is proven to be', () => {
    expect(exploreSlot(SLOT_RULES, 2, 1).violation).toBeNull()
    expect(exploreSlot(SLOT_RULES, 2, 0).violation).not.toBeNull()
  })

  it.each(BROKEN)('[AM5] [AM99] breaks when %s', (_, rules) => {
    expect(exploreSlot({ ...SLOT_RULES, ...rules }).violation).not.toBeNull()
  })

  it.each(SECOND_LINES)('[AM99] holds all the same when %s', (_, rules) => {
    expect(exploreSlot({ ...SLOT_RULES, ...rules }).violation).toBeNull()
  })
})
