import { describe, expect, it } from 'vitest'
import { exploreClose, type CloseRules } from './explore-close'

const BROKEN: readonly (readonly [string, Partial<CloseRules>])[] = [
  ['witnesses voted for claims after their report', { votesAfterReport: true }],
  ['witnesses acknowledged claims that no quorum voted for', { acksAnything: true }],
  ['reports left out claims that were voted for', { reportsVotes: false }],
  ['reports of fewer than a quorum sufficed', { reports: 1 }],
  ['only what all reports name stayed owed', { owed: 'intersection' }],
  ['witnesses voted for claims that the refund took back', { votesForUnowed: true }],
]

describe('the end of a campaign at four witnesses, one of them bad', () => {
  it('[AM15] never pays more than the budget, in every order of events', () => {
    const { states, violation } = exploreClose()
    expect(violation).toBeNull()
    expect(states).toBeGreaterThan(1_000)
  })

  it.each(BROKEN)('[AM15] [AM100] would, if %s', (_, variant) => {
    expect(exploreClose(variant).violation).not.toBeNull()
  })

  it('[AM100] does not need that reports name what was only acknowledged: a voter of each certificate is among them', () => {
    expect(exploreClose({ reportsAcks: false }).violation).toBeNull()
  })
})
