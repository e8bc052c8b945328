/** The pages of others, when the sponsor of a campaign is gone. */
import { afterEach, expect, it, vi } from 'vitest'
import { supplyOf } from '../../src/amp/ledger'
import { GONE_MS } from '../../src/amp/limits'
import { tableFrom } from '../../src/amp/table'
import { accountShown } from '../../src/app/money-shown'
import type { Forecasts } from '../../src/app/forecasts'
import { movementKindWords } from '../../src/ui/format/money-sentence'
import { EACH, smallLedger } from '../amp/network'
import { pageOf, type Places } from './ledger-page'

const WITNESSES = ['w0', 'w1', 'w2', 'w3']
const DAY_MS = 86_400_000
/** It is the machine that is slow. */
const WAIT = { timeout: 30_000, interval: 10 }

afterEach(() => {
  vi.useRealTimers()
})

async function campaignOfAlice() {
  const small = await smallLedger()
  const { network, settle } = small
  const alice = network.machine('alice')
  const table = await tableFrom([{ viewer: network.accountOf('bob'), amount: 300 }])
  if (table === undefined) throw new Error('expected a table')
  const terms = { post: table.id, budget: 500, table, lastsMs: DAY_MS, viewMs: 1_000 }
  const told = { algorithm: 'told', snapshot: null }
  await alice.purse.wish({ id: 'campaign', t: 'sponsor', terms: { ...terms, ...told } })
  const { ask } = await alice.participant.advance(true)
  await settle(network.toAll('alice', ask, true))
  return small
}

it('[AM96] [U50] [U51] a page that holds a campaign gives back what is left of it, though nobody clicks, and its sponsor reads so, with the post', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const small = await campaignOfAlice()
  const { network, clock, settle } = small
  network.machine('alice').isOnline = false
  const places: Places = {}
  for (const name of WITNESSES) {
    const { desk } = pageOf(small, name)
    places[name] = (question) => desk.answer(question)
  }
  const page = pageOf(small, 'bob', WITNESSES)
  page.reach(places, () => clock.nowMs)
  const { book } = network.machine('bob').participant
  await vi.waitFor(() => expect(page.desk.maySign).toBe(true), WAIT)
  const look = async (): Promise<void> => {
    clock.nowMs += 60_000
    await vi.advanceTimersByTimeAsync(2_000)
    await page.desk.catchUp()
  }
  clock.nowMs += DAY_MS + 3_600_000 + GONE_MS - 10 * 60_000
  for (let times = 0; times < 5; times += 1) await look()
  expect(supplyOf(book.ledger).locked).toBe(500)
  clock.nowMs += DAY_MS
  await vi.waitFor(async () => {
    await look()
    expect(supplyOf(book.ledger).locked).toBe(0)
  }, WAIT)
  page.desk.stop()
  expect(supplyOf(book.ledger).total).toBe(3 * EACH)

  // She comes back, and hears of it.
  const alice = network.machine('alice')
  alice.isOnline = true
  await settle(network.toAll('bob', network.machine('bob').participant.factsSince(0)))
  const account = network.accountOf('alice')
  const parts = { book: alice.participant.book, owner: alice.owner, purse: alice.purse }
  const forecasts = { for: () => null } as unknown as Forecasts
  const shown = accountShown({ ...parts, forecasts }, account, clock.nowMs)
  expect(shown).toMatchObject({ balance: EACH, escrow: 0, arriving: 500 })
  expect(shown.movements.map(({ kind, amount }) => [kind, amount])).toEqual([
    ['given-back', 500],
    ['campaign', 500],
  ])
  const [campaign] = shown.campaigns
  expect(campaign).toMatchObject({ locked: 0, isClosed: true })
  expect(shown.movements.map(({ post }) => post)).toEqual([campaign?.post, campaign?.post])
  expect(movementKindWords('given-back')).toContain('others closed')
  // It is taken up, and hers to spend.
  const { ask } = await alice.participant.advance(true)
  await settle(network.toAll('alice', ask, true))
  expect(alice.owner.balance).toBe(EACH)
})
