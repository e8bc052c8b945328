import { describe, expect, it } from 'vitest'
import type { Campaign } from '../../src/amp/ledger'
import { chosenCampaigns, type Weighed } from '../../src/app/campaign-choice'
import type { PersonId } from '../../src/identity/types'

const [owner, bob, charlie] = ['owner', 'bob', 'charlie'] as unknown as [PersonId, PersonId, PersonId]

/** Of which everything is offered, if nothing else is said. */
function campaign(
  sponsor: PersonId,
  { budget = 1, offered = budget, ...more }: Partial<Weighed> & { budget?: number; offered?: number } = {},
): Weighed {
  const block = { budget } as Campaign['block']
  const found = { block, offered, fee: 0, locked: budget, returned: 0, owed: null } as unknown as Campaign
  return { sponsor, campaign: found, offer: 0, at: 1_000, isOver: false, ...more }
}

/** Without what the choice adds. */
function campaignsOf(chosen: readonly Weighed[]): Campaign[] {
  return chosen.map((one) => one.campaign)
}

describe('the campaigns that a page looks at', () => {
  it('[AM42] are never crowded out by newer crumbs, of one sponsor or of many', () => {
    const own = campaign(owner, { at: 1, isOver: true })
    const offering = campaign(bob, { at: 2, budget: 50, offer: 5 })
    const large = campaign(bob, { at: 3, budget: 5_000_000 })
    const over = campaign(bob, { at: 4, budget: 9_000_000, isOver: true })
    const crumbs = Array.from({ length: 600 }, (_, index) => campaign(`crumbs ${index}` as PersonId))
    const choose = (...found: readonly Weighed[]): Campaign[] => campaignsOf(chosenCampaigns(found, owner))
    expect(choose(...crumbs, over, large, offering, own).slice(0, 3)).toEqual(
      campaignsOf([own, offering, large]),
    )
    expect(choose(...crumbs, over)).not.toContain(over.campaign)
    expect(choose(over, large)).toEqual(campaignsOf([large, over]))
    const offered = crumbs.map((crumb) => ({ ...crumb, offer: 1 }))
    expect(choose(...offered, large, offering)).toEqual(
      expect.arrayContaining(campaignsOf([large, offering])),
    )
  })

  it('[AM42] are at most twenty of one sponsor, his largest', () => {
    const many = Array.from({ length: 600 }, (_, budget) =>
      campaign(charlie, { budget: budget + 1, offer: 1 }),
    )
    const small = campaign(bob)
    const chosen = chosenCampaigns([...many, small], owner)
    expect(chosen).toHaveLength(21)
    expect(chosen[0]?.weight).toBe(600)
    expect(campaignsOf(chosen)).toContain(small.campaign)
  })

  it('[AM109] come by what they offer, not by what they lock', () => {
    const [empty, honest] = [campaign(bob, { budget: 900, offered: 1 }), campaign(charlie, { budget: 50 })]
    expect(chosenCampaigns([empty, honest], owner).map(({ weight }) => weight)).toEqual([50, 1])
  })
})
