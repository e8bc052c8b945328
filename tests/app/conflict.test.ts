/** alice's laptop is lost in the middle of a payment, and a fresh browser becomes hers by the words in her backup. */
import { describe, expect, it } from 'vitest'
import type { Fact } from '../../src/amp/facts'
import { Owner } from '../../src/amp/owner'
import { Purse } from '../../src/amp/purse'
import { signBlock } from '../../src/amp/signing'
import { slotOf } from '../../src/amp/slots'
import { conflictShown } from '../../src/app/conflict'
import { TakeOver } from '../../src/app/take-over'
import { cheapKeys } from '../../src/simulation/ledger/cheap-keys'
import { SimulatedDisk } from '../../src/simulation/ledger/disk'
import { EACH, NOW_MS, rawSend, smallLedger } from '../amp/network'

/** The laptop spends from her account; its last payment reached two witnesses of four. */
async function laptopLost() {
  const small = await smallLedger()
  const { network, clock } = small
  const account = network.accountOf('alice')
  const root = network.machine('alice').signer
  const laptop = cheapKeys().signer('laptop')
  const { book: known } = network.machine('alice').participant
  const rotation = await signBlock(
    {
      ...{ v: 1, ledger: network.terms.ledger, account, seq: 0, prev: null, balance: EACH },
      ...{ t: 'rotate', timeMs: NOW_MS, key: laptop.device },
    },
    root,
  )
  known.take({ t: 'block', signed: rotation })
  await small.ask('alice', { t: 'block', signed: rotation })
  const { block } = await rawSend(small, 'alice')
  if (block.t !== 'send') throw new Error('expected a payment')
  const lost = await signBlock(block, laptop)
  const away = ['w2', 'w3', 'bob'].map((name) => network.machine(name))
  for (const machine of away) machine.isOnline = false
  await small.ask('alice', { t: 'block', signed: lost })
  for (const machine of away) machine.isOnline = true
  network.machine('alice').isOnline = false

  // The fresh browser runs at bob's machine, which lends it its book.
  const { book } = network.machine('bob').participant
  const signer = cheapKeys().signer('fresh browser')
  const memory = { blocks: [], claims: [], wishes: [] }
  const log = new SimulatedDisk()
  const owner = new Owner({ account, book, signer, log, memory, now: () => clock.nowMs })
  const purse = new Purse(owner, book, log, memory, signer.device)
  const show = async (facts: readonly Fact[]): Promise<void> => {
    for (const fact of facts) book.take(fact)
    await small.settle(network.toAll('bob', facts, true))
  }
  const takeOver = new TakeOver({
    ...{ account, book, owner, signer, now: () => clock.nowMs, maySign: () => true },
    root: () => Promise.resolve(root),
    ask: show,
    signed: () => undefined,
  })
  return {
    network,
    book,
    owner,
    purse,
    show,
    takeOver,
    account,
    root,
    lost,
    signer,
    bob: network.accountOf('bob'),
  }
}

describe('a fresh browser from a backup', () => {
  it('[AM75] says what collides, voids it by the words, then becomes the one that spends and pays', async () => {
    const { book, owner, purse, show, takeOver, account, root, lost, signer, bob } = await laptopLost()
    expect(owner.spender()).toBe('another-device')
    expect((await owner.rotate(root)).ok).toBe(true)
    await show(owner.proposals())
    const conflict = conflictShown(book, owner, purse, account)
    expect(conflict?.here).toMatchObject({ kind: 'moved' })
    expect(conflict?.elsewhere).toMatchObject([{ kind: 'sent', id: lost.id, person: bob, amount: 10 }])

    await show(await owner.pleas())
    // Its own key says nothing for an account that does not obey it.
    expect(conflictShown(book, owner, purse, account)).not.toBeNull()
    takeOver.insist()
    await show(await owner.pleas(root))
    expect(conflictShown(book, owner, purse, account)).toBeNull()
    expect(purse.blockState(lost)).toEqual({ at: 'void' })

    await takeOver.look()
    await show(owner.proposals())
    expect(book.ledger.account(account).key).toBe(signer.device)
    const paid = await owner.send(bob, 30, null, 'again')
    if (!paid.ok) throw new Error(paid.error)
    await show(owner.proposals())
    expect(purse.blockState(paid.value)).toEqual({ at: 'final' })
    expect(owner.balance).toBe(EACH - 30)
  })

  it('[AM75] offers to skip no longer once a quorum voted for one of them', async () => {
    const { network, book, owner, purse, account, root, lost } = await laptopLost()
    await owner.rotate(root)
    for (const signed of [lost, owner.open()]) if (signed !== null) book.take({ t: 'block', signed })
    const offered: boolean[] = []
    for (const name of ['w0', 'w1', 'w2']) {
      const { say, reply } = await network.machine(name).participant.hear({ t: 'block', signed: lost }, true)
      for (const fact of [...say, ...reply]) if (fact.t === 'said') book.take(fact)
      offered.push(conflictShown(book, owner, purse, account) !== null)
    }
    expect(offered).toEqual([true, true, false])
  })

  it('[AM75] offers it too when witnesses voted for something that they cannot show any more', async () => {
    const { network, book, owner, purse, account, root } = await laptopLost()
    const moved = await owner.rotate(root)
    if (!moved.ok) throw new Error(moved.error)
    book.take({ t: 'block', signed: moved.value })
    const refusal = {
      slot: slotOf(moved.value.block),
      value: moved.value.id,
      fault: 'spoke-otherwise',
    } as const
    const offered = ['w0', 'w1'].map((name) => {
      purse.hearRefusal(network.machine(name).signer.device, refusal)
      return conflictShown(book, owner, purse, account)
    })
    expect(offered).toMatchObject([null, { here: { kind: 'moved' }, elsewhere: [] }])
  })

  it('[AM75] does not insist when it was not the move that collided', async () => {
    const { book, owner, show, takeOver, account, root } = await laptopLost()
    takeOver.insist()
    await takeOver.look()
    expect(owner.open()).toBeNull()
    await show(await owner.pleas(root))
    await takeOver.look()
    expect(owner.open()).toBeNull()
    expect(book.ledger.account(account).balance).toBe(EACH)
  })

  it('[AM75] carries on what the laptop signed when it hears of it before it signs anything', async () => {
    const { book, owner, purse, show, account, lost, root } = await laptopLost()
    book.take({ t: 'block', signed: lost })
    expect(conflictShown(book, owner, purse, account)).toBeNull()
    expect(purse.isWaiting()).toBe(true)
    expect(await owner.rotate(root)).toEqual({ ok: false, error: 'signed-elsewhere' })
    await show(owner.proposals())
    await show(purse.quorums(false))
    expect(purse.blockState(lost)).toEqual({ at: 'final' })
    expect(owner.balance).toBe(EACH - 10)
    expect(purse.isWaiting()).toBe(false)
  })
})
