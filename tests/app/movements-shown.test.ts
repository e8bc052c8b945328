/** The wallet of bob: what others sent, dated as they like. */
import { expect, it } from 'vitest'
import { LEAST_TOLD_UNITS, UNITS_PER_AMP } from '../../src/amp/limits'
import { accountShown } from '../../src/app/money-shown'
import type { Forecasts } from '../../src/app/forecasts'
import { Happenings } from '../../src/ui/state/happenings'
import { moneyNews } from '../../src/ui/state/money-news'
import { proven } from '../amp/large-campaign'
import { rawSend, smallLedger } from '../amp/network'

const YEAR_MS = 365 * 86_400_000

/** As the book of bob has it. */
async function wallets() {
  const small = await smallLedger()
  const { network, clock } = small
  const { book } = network.machine('bob').participant
  const forecasts = { for: () => null } as unknown as Forecasts
  const shown = (name = 'bob') => {
    const { owner, purse } = network.machine(name)
    return accountShown({ book, owner, purse, forecasts }, network.accountOf(name), clock.nowMs)
  }
  return { ...small, shown }
}

it('[AM149] dust hides no payment, however much of it came: it has what room the rest leaves, and the wallet says how much is left out', async () => {
  const small = await wallets()
  const { network, shown } = small
  const books = ['bob', 'charlie'].map((name) => network.machine(name).participant.book)
  const send = async (from: string, amount: number): Promise<void> => {
    const final = proven(small, 'ack', await rawSend(small, from, { amount }))
    for (const book of books) book.take({ t: 'final', final })
  }
  for (let sent = 0; sent < 1_005; sent += 1) await send('charlie', LEAST_TOLD_UNITS - 1)
  expect(shown()).toMatchObject({ movements: { length: 1_000 }, unlisted: 5 })
  const happenings = new Happenings()
  const toldOf = () =>
    happenings
      .since({ words: [], letters: null, money: shown().movements }, small.clock.nowMs)
      .map(({ amount }) => amount)
  toldOf()
  await send('alice', 5 * UNITS_PER_AMP)

  const { movements, unlisted } = shown()
  expect([movements.length, unlisted]).toEqual([1_000, 6])
  const news = moneyNews({ movements, forks: [] })
  expect(news).toMatchObject([{ movement: { person: network.accountOf('alice') } }])
  expect(toldOf()).toContain(5 * UNITS_PER_AMP)
})

it('[AM150] a payment is as old as the witnesses say, for who sent it too, so the system tells of it whatever its payer wrote', async () => {
  const small = await wallets()
  const { clock, ask, shown } = small
  const happenings = new Happenings()
  const toldOf = () =>
    happenings.since({ words: [], letters: null, money: shown().movements }, clock.nowMs).length
  expect(toldOf()).toBe(0)
  for (const [payer, timeMs] of [
    ['alice', clock.nowMs - YEAR_MS],
    ['charlie', clock.nowMs + 9 * 60_000],
  ] as const)
    await ask(payer, { t: 'block', signed: await rawSend(small, payer, { amount: 200_000, timeMs }) })
  expect(shown().movements.map(({ at, state }) => [at, state.at])).toEqual([
    [clock.nowMs, 'final'],
    [clock.nowMs, 'final'],
  ])
  expect(toldOf()).toBe(2)

  expect(shown('alice').movements).toMatchObject([{ kind: 'sent', at: clock.nowMs, state: { at: 'final' } }])
})
