/** The wallet of alice while no witness answers: what she wished, in line. */
import { describe, expect, it } from 'vitest'
import { accountShown } from '../../src/app/money-shown'
import type { Forecasts } from '../../src/app/forecasts'
import { EACH, NOW_MS, smallLedger } from '../amp/network'

async function walletOf(name: string) {
  const small = await smallLedger()
  const { network, clock } = small
  const { participant, owner, purse } = network.machine(name)
  const forecasts = { for: () => null } as unknown as Forecasts
  const parts = { book: participant.book, owner, purse, forecasts }
  const shown = () => accountShown(parts, network.accountOf(name), clock.nowMs)
  return { ...small, purse, participant, shown }
}

describe('the line of alice', () => {
  it('[U50] stands newest first, each since when it was wished, and says what waits for another', async () => {
    const { network, clock, purse, participant, shown } = await walletOf('alice')
    const to = network.accountOf('bob')
    for (const [index, amount] of [10, 20, 30].entries())
      await purse.wish({ id: String(index), t: 'send', to, amount, memo: null, wishedMs: NOW_MS + index })
    const rows = () => shown().movements.map(({ amount, at, state }) => ({ amount, at, state }))
    clock.nowMs += 3_600_000
    expect(rows()).toEqual([
      { amount: 30, at: NOW_MS + 2, state: { at: 'saved', waitsFor: 'busy' } },
      { amount: 20, at: NOW_MS + 1, state: { at: 'saved', waitsFor: 'busy' } },
      { amount: 10, at: NOW_MS, state: { at: 'saved', waitsFor: null } },
    ])
    await participant.advance(true)
    expect(rows().filter(({ state }) => state.at === 'saved')).toMatchObject([
      { amount: 30, state: { waitsFor: 'busy' } },
      { amount: 20, state: { waitsFor: 'busy' } },
    ])
  })

  it('[U50] takes from what she can spend now, and not from her balance before it is final', async () => {
    const { network, purse, participant, shown } = await walletOf('alice')
    const wish = { t: 'send', to: network.accountOf('bob'), memo: null } as const
    await purse.wish({ ...wish, id: 'signed', amount: 100 })
    await participant.advance(true)
    await purse.wish({ ...wish, id: 'in line', amount: 200 })
    expect(shown()).toMatchObject({ balance: EACH, spendable: EACH - 300 })
  })

  it('[U50] may be from before it was noted when something was wished, and is shown newest first all the same', async () => {
    const { network, purse, clock, shown } = await walletOf('alice')
    const to = network.accountOf('bob')
    for (const amount of [10, 20]) await purse.wish({ id: String(amount), t: 'send', to, amount, memo: null })
    expect(shown().movements.map(({ amount, at }) => [amount, at])).toEqual([
      [20, clock.nowMs],
      [10, clock.nowMs],
    ])
  })
})
