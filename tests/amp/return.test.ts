/** The rest of a campaign whose sponsor is gone. */
import { describe, expect, it } from 'vitest'
import { SLOT_RULES } from '../../src/amp/slot-rules'
import { exploreReturn } from './explore-return'

describe('the rest of a campaign, taken back in two places at once', () => {
  it('[AM95] comes back once, in every order of events at four witnesses of which one is bad', () => {
    const { states, violation } = exploreReturn(SLOT_RULES)
    expect(violation).toBeNull()
    expect(states).toBeGreaterThan(1_000)
  })

  it('[AM95] would come back twice, if a vote for one did not bind for the other', () => {
    expect(exploreReturn({ ...SLOT_RULES, mayReturn: () => true }).violation).not.toBeNull()
  })

  it('[AM95] would come back twice, if a vow freed who made it before the place is settled', () => {
    const mayReturn = (elsewhere: string): boolean => elsewhere !== 'open'
    expect(exploreReturn({ ...SLOT_RULES, mayReturn }).violation).not.toBeNull()
  })
})
