/** alice does not want to pay what she asked for any more: that is her right until a block was signed for it, and no longer. */
import { describe, expect, it } from 'vitest'
import { signBlock } from '../../src/amp/signing'
import { cheapKeys } from '../../src/simulation/ledger/cheap-keys'
import { EACH, NOW_MS, smallLedger } from './network'

async function aliceWishes() {
  const small = await smallLedger()
  const { network } = small
  const pump = async (): Promise<void> => {
    const { ask, say } = await network.machine('alice').participant.advance(true)
    await small.settle([...network.toAll('alice', ask, true), ...network.toAll('alice', say)])
  }
  const wish = (id: string, amount: number): Promise<void> =>
    network.machine('alice').purse.wish({
      ...{ id, t: 'send', to: network.accountOf('bob'), amount, memo: null },
    })
  return { ...small, pump, wish, alice: () => network.machine('alice') }
}

describe('a payment that waits in line', () => {
  it('[AM121] is withdrawn by its owner, for good, and the next in line goes on', async () => {
    const { alice, wish, pump, network } = await aliceWishes()
    await wish('rent', 100)
    await wish('bread', 3)
    expect(await alice().purse.withdraw('rent')).toBe(true)
    expect(await alice().purse.withdraw('rent')).toBe(false)
    await pump()
    alice().restart()
    await pump()
    expect([alice().owner.balance, alice().purse.length]).toEqual([EACH - 3, 0])
    expect(network.machine('bob').owner.untaken()).toBe(3)
  })

  it('[AM121] is withdrawn where the account obeys another device, and not made when it comes back', async () => {
    const { alice, wish, pump, ask } = await aliceWishes()
    const phone = cheapKeys().signer('phone')
    const { ledger } = alice().participant.book
    const account = alice().account
    if (account === null) throw new Error('expected an account')
    const moved = async (key: typeof phone.device, by: typeof phone): Promise<void> => {
      const { seq, head, balance } = ledger.account(account)
      const place = { v: 1, ledger: ledger.terms.ledger, account, seq: seq + 1, prev: head } as const
      const signed = await signBlock({ ...place, t: 'rotate', balance, timeMs: NOW_MS, key }, by)
      await ask('bob', { t: 'block', signed })
    }
    const { signer } = alice()
    await moved(phone.device, signer)
    await wish('rent', 100)
    await wish('bread', 3)
    await pump()
    const saved = { at: 'saved', waitsFor: 'not-the-owner' }
    expect(['rent', 'bread'].map((id) => alice().purse.stateOf(id))).toEqual([saved, saved])
    expect(await alice().purse.withdraw('rent')).toBe(true)
    await moved(signer.device, phone)
    await pump()
    expect(alice().owner.balance).toBe(EACH - 3)
  })

  it('[AM121] is not withdrawn once it is signed, be it final or not, nor by a restart in between', async () => {
    const { alice, wish, pump, network } = await aliceWishes()
    await wish('rent', 100)
    for (const name of ['w0', 'w1', 'w2', 'w3']) network.machine(name).isOnline = false
    await pump()
    expect(alice().purse.stateOf('rent')).toMatchObject({ at: 'pending' })
    expect(await alice().purse.withdraw('rent')).toBe(false)
    alice().restart()
    expect(await alice().purse.withdraw('rent')).toBe(false)
    for (const name of ['w0', 'w1', 'w2', 'w3']) network.machine(name).isOnline = true
    await pump()
    expect(await alice().purse.withdraw('rent')).toBe(false)
    expect(alice().owner.balance).toBe(EACH - 100)
  })

  it('[AM121] is paid or withdrawn, and never both, whichever is asked for first at one moment', async () => {
    for (const isPaidFirst of [true, false]) {
      const { alice, wish } = await aliceWishes()
      await wish('rent', 100)
      const { purse } = alice()
      const both = [() => purse.advance(), () => purse.withdraw('rent')]
      const [first, second] = isPaidFirst ? both : both.toReversed()
      const answers = await Promise.all([first?.(), second?.()])
      const [signed, isWithdrawn] = isPaidFirst ? answers : answers.toReversed()
      expect([signed !== null, isWithdrawn]).toEqual([isPaidFirst, !isPaidFirst])
      const kept = alice().disk.ownerMemory()
      expect([kept.blocks.length, kept.wishes.length]).toEqual([isPaidFirst ? 1 : 0, 0])
    }
  })

  it('[AM121] is not withdrawn where it was signed on the disk by a tab that led meanwhile', async () => {
    const { alice, wish } = await aliceWishes()
    await wish('rent', 100)
    const asleep = alice().purse
    alice().restart()
    expect(await alice().purse.advance()).not.toBeNull()
    expect(await asleep.withdraw('rent')).toBe(false)
  })

  it('[AM121] stays where it is what comes back of a campaign: it would only be wished for again', async () => {
    const { alice } = await aliceWishes()
    await alice().purse.takeBack('a campaign' as never)
    expect(await alice().purse.withdraw('refund of a campaign')).toBe(false)
  })
})
