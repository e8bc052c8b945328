import { expect, it } from 'vitest'
import type { CampaignState } from '../../src/app/money-state'
import type { PersonId } from '../../src/identity/types'
import type { RecordCid } from '../../src/records/types'
import { openOffers, shownCampaign } from '../../src/ui/state/offers'

const campaign = (id: string, change: Partial<CampaignState>): CampaignState => ({
  ...{
    id,
    post: 'post' as RecordCid,
    sponsor: 'bob' as PersonId,
    budget: 100,
    weight: 100,
    at: 0,
    viewMs: 3_000,
  },
  ...{
    viewers: 1,
    addressed: [],
    offer: 5,
    claim: null,
    locked: 100,
    reach: null,
    forecast: null,
    endsMs: 86_400_000,
    isOver: false,
    isClosed: false,
  },
  ...change,
})

it('[AM72] what alice may still earn by a look is listed, the highest first; what she claimed, what is over and what offers nothing is not, and nothing where she claims nothing', () => {
  const campaigns = [
    campaign('small', { offer: 1 }),
    campaign('nothing', { offer: 0 }),
    campaign('sent', { claim: 'sent' }),
    campaign('paid', { claim: 'paid' }),
    campaign('over', { isOver: true }),
    campaign('large', { offer: 9 }),
  ]
  expect(openOffers(campaigns, true).map(({ id }) => id)).toEqual(['large', 'small'])
  expect(openOffers(campaigns, false)).toEqual([])
})

it('[AM140] of several campaigns for one post its card tells of one that still pays, the highest; then of what it paid', () => {
  const shown = (...campaigns: readonly CampaignState[]): string | undefined => shownCampaign(campaigns)?.id
  const [small, large] = [campaign('small', { offer: 1 }), campaign('large', { offer: 9 })]
  expect(shown(small, large)).toBe('large')
  expect(shown({ ...large, claim: 'paid' }, small)).toBe('small')
  expect(shown({ ...large, isOver: true }, small)).toBe('small')
  expect(shown({ ...large, claim: 'paid' }, { ...small, claim: 'paid' })).toBe('large')
  expect(shown(campaign('gift', { offer: 0, weight: 500 }), { ...small, claim: 'paid' })).toBe('small')
  expect(shown()).toBeUndefined()
})
