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

describe('one slot at four witnesses, one of them bad', () => {
  it('[AM5] has one final at most, in every order of events', () => {
    const { states, violation } = exploreSlot(SLOT_RULES)
    expect(violation).toBeNull()
    expect(states).toBeGreaterThan(100)
  })

  it.each(BROKEN)('[AM5] breaks when %s', (_, rules) => {
    expect(exploreSlot({ ...SLOT_RULES, ...rules }).violation).not.toBeNull()
  })
})
