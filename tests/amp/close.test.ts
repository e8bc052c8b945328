import { describe, expect, it } from 'vitest'
import { WITNESS_RULES } from '../../src/amp/witness'
import { exploreClose } from './explore-close'

describe('the end of a campaign at four witnesses, one of them bad', () => {
  it('[AM15] never pays more than the budget, in every order of events', () => {
    const { states, violation } = exploreClose(WITNESS_RULES)
    expect(violation).toBeNull()
    expect(states).toBeGreaterThan(1_000)
  })

  it('[AM15] would, if witnesses voted for claims after their report', () => {
    expect(exploreClose({ ...WITNESS_RULES, votesAfterReport: true }).violation).not.toBeNull()
  })
})
