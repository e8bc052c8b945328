import { expect, it } from 'vitest'
import { accountShown } from '../../src/app/money-shown'
import type { Forecasts } from '../../src/app/forecasts'
import type { PersonId } from '../../src/identity/types'
import { largeCampaign } from '../amp/large-campaign'
import { smallLedger } from '../amp/network'

const VIEWERS = 500

it('[AM103] a page is told of a campaign how many viewers it has and whether its owner is one, and of no other viewer', async () => {
  const small = await smallLedger()
  const { participant, owner, purse } = small.network.machine('bob')
  const { book } = participant
  const { begin } = await largeCampaign(small, 'alice', VIEWERS)
  for (const fact of begin) book.take(fact)
  const [row] = begin[0].table.rows
  if (row === undefined) throw new Error('expected a row')
  const forecasts = { for: () => null } as unknown as Forecasts
  const shownTo = (person: PersonId) =>
    accountShown({ book, owner, purse, forecasts }, person, small.clock.nowMs)

  const [campaign] = shownTo(row.viewer).campaigns
  expect(campaign).toMatchObject({ viewers: VIEWERS, addressed: [row.viewer], offer: 1 })
  const shown = shownTo(small.network.accountOf('bob'))
  expect(shown.campaigns[0]).toMatchObject({ viewers: VIEWERS, addressed: [], offer: 0 })
  expect(JSON.stringify(shown)).not.toContain(row.viewer)
})
