import { expect, it } from 'vitest'
import { weightOfCampaign } from '../../src/amp/campaign-weight'
import { village } from './campaign-village'

it.each([
  ['nobody looked', [], 4],
  ['bob looked', ['w0', 'w1', 'w2', 'w3'], 204],
] as const)(
  '[AM109] a campaign counts for its offers and fee, and when %s, for what was paid after the close',
  async (_, bobLooks, paid) => {
    const { close, campaignAt } = await village({ budget: 1_000, feePpm: 4_000, bobLooks })
    expect(weightOfCampaign(campaignAt('w0'))).toBe(504)
    await close('w0', 'w1', 'w2', 'w3')
    expect(campaignAt('w0').owed).not.toBeNull()
    expect(weightOfCampaign(campaignAt('w0'))).toBe(paid)
  },
)
