import { expect, it } from 'vitest'
import { accountShown } from '../../src/app/money-shown'
import type { Forecasts } from '../../src/app/forecasts'
import type { PersonId } from '../../src/identity/types'
import { moneyNews } from '../../src/ui/state/money-news'
import { largeCampaign, proven } from '../amp/large-campaign'
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

it('[AM137] who was paid for looking reads who paid for it, among the movements and in the notifications', async () => {
  const small = await smallLedger()
  const { participant, owner, purse } = small.network.machine('bob')
  const { book } = participant
  const { begin, claims } = await largeCampaign(small, 'alice', 2)
  for (const fact of begin) book.take(fact)
  const [claim] = await claims()
  if (claim?.block.t !== 'claim') throw new Error('expected a claim')
  book.take({ t: 'final', final: proven(small, 'ack', claim) })
  const forecasts = { for: () => null } as unknown as Forecasts
  const shown = accountShown({ book, owner, purse, forecasts }, claim.block.viewer, small.clock.nowMs)

  const paid = { kind: 'paid-for-attention', person: small.network.accountOf('alice'), amount: 1 }
  expect(shown.movements).toMatchObject([paid])
  expect(moneyNews({ movements: shown.movements, forks: [] })).toMatchObject([{ movement: paid }])
})
