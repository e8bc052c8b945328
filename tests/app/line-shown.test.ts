/** The wallet of alice while no witness answers: what she wished, in line. */
import 'fake-indexeddb/auto'
import { describe, expect, it, vi } from 'vitest'
import { partsOf } from '../../src/amp/faucet'
import { Purse } from '../../src/amp/purse'
import { signBlock } from '../../src/amp/signing'
import { accountShown } from '../../src/app/money-shown'
import type { Forecasts } from '../../src/app/forecasts'
import { cheapKeys } from '../../src/simulation/ledger/cheap-keys'
import type { BlockId, LedgerId } from '../../src/amp/types'
import { accountOfKey } from '../../src/app/grant-desk'
import { AmpStore } from '../../src/storage/amp-store'
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

  it('[U50] is what she pays next behind, and neither what is held nor what is taken up between', async () => {
    const { network, purse, participant, shown, settle } = await walletOf('alice')
    expect(shown().isNextBehind).toBe(false)
    await network.machine('bob').purse.wish({
      ...{ id: 'to alice', t: 'send', to: network.accountOf('alice'), amount: 7, memo: null },
    })
    const { ask } = await network.machine('bob').participant.advance(true)
    await settle(network.toAll('bob', ask, true))
    await participant.advance(true)
    expect(network.machine('alice').owner.open()?.block.t).toBe('recv')
    expect(shown()).toMatchObject({ isWaiting: true, isNextBehind: false })

    const rent = { id: 'rent', t: 'send', to: network.accountOf('bob'), amount: 100, memo: null } as const
    await purse.wish(rent)
    expect(shown().isNextBehind).toBe(true)
    vi.spyOn(purse, 'held').mockReturnValue([rent])
    const held = shown()
    expect(held.movements[0]).toMatchObject({ amount: 100, state: { at: 'saved' } })
    expect(held.isNextBehind).toBe(false)
  })

  it('[AM151] tells of what came to nothing also after a restart, until it is asked for anew, and of what she withdrew not', async () => {
    const { network, clock } = await smallLedger()
    const { participant, owner, signer } = network.machine('alice')
    const forecasts = { for: () => null } as unknown as Forecasts
    const store = await AmpStore.open('refused' as LedgerId, () => undefined)
    const opened = async () => {
      const { own } = partsOf(await store.ownerMemory(), accountOfKey(signer))
      const purse = new Purse(owner, participant.book, store, own, signer.device)
      const parts = { book: participant.book, owner, purse, forecasts }
      const { movements } = accountShown(parts, network.accountOf('alice'), clock.nowMs)
      return { purse, rows: movements.map(({ id, at, state }) => ({ id, at, state })) }
    }
    const { purse } = await opened()
    const send = { t: 'send', to: network.accountOf('bob'), memo: null } as const
    const car = { ...send, id: 'car', amount: EACH + 1, wishedMs: NOW_MS }
    await purse.wish({ ...send, id: 'boat', amount: 5, wishedMs: NOW_MS })
    await purse.withdraw('boat')
    await purse.wish(car)
    await purse.advance()

    clock.nowMs += 3_600_000
    const again = await opened()
    expect(again.rows).toEqual([{ id: 'car', at: NOW_MS, state: { at: 'rejected', why: 'too-little' } }])
    expect(again.purse.length).toBe(0)
    await again.purse.wish(car)
    expect((await opened()).rows).toMatchObject([{ id: 'car', state: { at: 'saved' } }])
    expect(again.purse.unfulfilled()).toMatchObject([{ state: { at: 'saved' } }])
    store.close()
  })

  it('[AM151] asks anew for what is left of a campaign, though that came to nothing before', async () => {
    const { network } = await smallLedger()
    const { participant, owner, signer, disk } = network.machine('alice')
    const wish = { id: 'refund of a campaign', t: 'refund', campaign: 'a campaign' as BlockId } as const
    const memory = { wishes: [], refused: [{ wish, fault: 'too-little' } as const] }
    const purse = new Purse(owner, participant.book, disk, memory, signer.device)
    await purse.takeBack(wish.campaign)
    expect(purse.length).toBe(1)
  })

  it('[U50] is not said to wait for this device once it spends from her account again', async () => {
    const { network, purse, participant, shown, ask } = await walletOf('alice')
    const { signer } = network.machine('alice')
    const phone = cheapKeys().signer('phone')
    const { ledger } = participant.book
    const account = network.accountOf('alice')
    const move = async (key: typeof phone.device, by: typeof phone): Promise<void> => {
      const { seq, head, balance } = ledger.account(account)
      const place = { v: 1, ledger: ledger.terms.ledger, account, seq: seq + 1, prev: head } as const
      const signed = await signBlock({ ...place, t: 'rotate', balance, timeMs: NOW_MS, key }, by)
      await ask('bob', { t: 'block', signed })
    }
    const waits = () =>
      shown().movements.map(({ amount, state }) => [amount, state.at === 'saved' ? state.waitsFor : state.at])
    await move(phone.device, signer)
    for (const [id, amount] of [['rent', 100] as const, ['bread', 3] as const])
      await purse.wish({ id, t: 'send', to: network.accountOf('bob'), amount, memo: null })
    await participant.advance(true)
    expect(waits()).toEqual([
      [3, 'not-the-owner'],
      [100, 'not-the-owner'],
    ])
    await move(signer.device, phone)
    expect(waits()).toEqual([
      [3, 'busy'],
      [100, null],
    ])
    await participant.advance(true)
    expect(purse.stateOf('bread')).toEqual({ at: 'saved', waitsFor: null })
    expect(waits()).toEqual([
      [3, 'busy'],
      [100, 'pending'],
    ])
  })
})
