import { describe, expect, it } from 'vitest'
import { chosenCampaigns, type Weighed } from '../../src/app/campaign-choice'
import type { PersonId } from '../../src/identity/types'

const [owner, bob, charlie] = ['owner', 'bob', 'charlie'] as unknown as [PersonId, PersonId, PersonId]

function campaign(sponsor: PersonId, more: Partial<Weighed> = {}): Weighed {
  return { sponsor, budget: 1, offer: 0, at: 1_000, isOver: false, ...more }
}

describe('the campaigns that a page looks at', () => {
  it('[AM42] are never crowded out by newer crumbs, of one sponsor or of many', () => {
    const own = campaign(owner, { at: 1, isOver: true })
    const offering = campaign(bob, { at: 2, budget: 50, offer: 5 })
    const large = campaign(bob, { at: 3, budget: 5_000_000 })
    const over = campaign(bob, { at: 4, budget: 9_000_000, isOver: true })
    const crumbs = Array.from({ length: 600 }, (_, index) => campaign(`crumbs ${index}` as PersonId))
    expect(chosenCampaigns([...crumbs, over, large, offering, own], owner).slice(0, 3)).toEqual([
      own,
      offering,
      large,
    ])
    expect(chosenCampaigns([...crumbs, over], owner)).not.toContain(over)
    expect(chosenCampaigns([over, large], owner)).toEqual([large, over])
    const offered = crumbs.map((crumb) => ({ ...crumb, offer: 1 }))
    expect(chosenCampaigns([...offered, large, offering], owner)).toEqual(
      expect.arrayContaining([large, offering]),
    )
  })

  it('[AM42] are at most twenty of one sponsor, his largest', () => {
    const many = Array.from({ length: 600 }, (_, budget) =>
      campaign(charlie, { budget: budget + 1, offer: 1 }),
    )
    const small = campaign(bob)
    const chosen = chosenCampaigns([...many, small], owner)
    expect(chosen).toHaveLength(21)
    expect(chosen[0]?.budget).toBe(600)
    expect(chosen).toContain(small)
  })
})
