/** An owner asks to cancel a payment that waits, and witnesses that were away come back. */
import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import { Owner } from '../../src/amp/owner'
import type { LedgerId } from '../../src/amp/types'
import { playScenario, type Scenario } from '../../src/simulation/ledger/scenario'
import { AmpStore } from '../../src/storage/amp-store'
import { namedKeys } from '../../tools/cases/ledger'
import { NOW_MS, smallLedger } from './network'

/** So many of the witnesses are away when ann pays bob and cancels, and come back afterwards. */
function cancelled(witnesses: number, away: number): Scenario {
  const each = (op: 'offline' | 'online') =>
    Array.from({ length: away }, (_, witness) => ({ op, witness }) as const)
  return {
    ...{ witnesses, alloc: { ann: 100, bob: 0, cy: 0 }, feePpm: 0 },
    steps: [
      ...each('offline'),
      { op: 'send', as: 'first', from: 'ann', to: 'bob', amount: 10 },
      { op: 'settle' },
      { op: 'skip', account: 'ann' },
      { op: 'settle' },
      ...each('online'),
      { op: 'settle' },
      { op: 'send', as: 'second', from: 'ann', to: 'cy', amount: 20 },
      { op: 'settle' },
    ],
  }
}

describe('a payment that its owner cancels', () => {
  it.each([
    [4, 2],
    [7, 3],
  ])(
    '[AM123] with %i witnesses is void once the %i are back that were away, and the next one is final',
    async (witnesses, away) => {
      const outcome = await playScenario(cancelled(witnesses, away), namedKeys())
      expect(outcome.states).toEqual({ first: 'void', second: 'final' })
      expect(outcome.balances).toEqual({ ann: 80, bob: 0, cy: 20 })
    },
  )

  it('[AM123] is not proposed any more, also by a page that was loaded anew', async () => {
    const { network } = await smallLedger()
    const { signer, participant } = network.machine('alice')
    const store = await AmpStore.open('cancelled' as LedgerId, () => undefined)
    const owner = async () =>
      new Owner({
        ...{ account: network.accountOf('alice'), book: participant.book, signer, log: store },
        ...{ memory: await store.ownerMemory(), now: () => NOW_MS },
      })
    const proposed = (of: Owner) => of.proposals().map(({ t }) => t)
    const alice = await owner()
    await alice.send(network.accountOf('bob'), 10, null, 'a wish')
    expect(proposed(alice)).toEqual(['block'])
    expect(proposed(await owner())).toEqual(['block'])
    await alice.pleas()
    expect(proposed(alice)).toEqual(['plea'])
    const again = await owner()
    expect(proposed(again)).toEqual(['plea'])
    expect((await store.ownerMemory()).blocks).toMatchObject([{ wish: 'a wish' }])
  })

  it('[AM139] is the one that she pointed at: was that settled meanwhile, the next is not cancelled for it', async () => {
    const { alice, rent, bread, settled } = await breadBehindRent()
    const { owner } = alice
    expect((await owner.pleasFor(rent()))?.map(({ t }) => t)).toEqual(['plea'])
    await settled()
    expect(owner.open()?.id).toBe(bread())
    expect(await owner.pleasFor(rent())).toBeNull()
    expect(owner.proposals().map(({ t }) => t)).toEqual(['block'])
    expect((await owner.pleasFor(bread()))?.map(({ t }) => t)).toEqual(['plea'])
  })

  it('[AM139] is the one that stood there when she asked, also where it is settled while her key signs', async () => {
    const { alice, bread, settled } = await breadBehindRent()
    const { owner, signer } = alice
    const sign = async (message: Uint8Array) => {
      await settled()
      return signer.sign(message)
    }
    expect(await owner.pleas({ device: signer.device, sign })).toMatchObject([{ plea: { seq: 0 } }])
    expect(owner.open()?.id).toBe(bread())
    expect(owner.proposals().map(({ t }) => t)).toEqual(['block'])
  })
})

/** alice pays the rent and then bread, and the witnesses hear of neither before `settled`. */
async function breadBehindRent() {
  const { network, settle } = await smallLedger()
  const alice = network.machine('alice')
  const witnesses = ['w0', 'w1', 'w2', 'w3'].map((name) => network.machine(name))
  const pump = async (isHeard: boolean): Promise<void> => {
    for (const witness of witnesses) witness.isOnline = isHeard
    const { ask, say } = await alice.participant.advance(true)
    await settle([...network.toAll('alice', ask, true), ...network.toAll('alice', say)])
  }
  const signed = (amount: number) => (): string => {
    const found = alice.owner.signed().find(({ block }) => block.t === 'send' && block.amount === amount)
    if (found === undefined) throw new Error(`expected a payment of ${amount}`)
    return found.id
  }
  for (const [id, amount] of [['rent', 100] as const, ['bread', 3] as const])
    await alice.purse.wish({ id, t: 'send', to: network.accountOf('bob'), amount, memo: null })
  await pump(false)
  const settled = async (): Promise<void> => {
    await pump(true)
    await pump(false)
  }
  return { alice, rent: signed(100), bread: signed(3), settled }
}
