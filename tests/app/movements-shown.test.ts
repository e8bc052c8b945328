/** The wallet of bob: what others sent, dated as they like. */
import { expect, it } from 'vitest'
import { accountShown } from '../../src/app/money-shown'
import type { Forecasts } from '../../src/app/forecasts'
import { Happenings } from '../../src/ui/state/happenings'
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
