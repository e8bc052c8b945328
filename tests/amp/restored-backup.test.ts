/** alice puts back a copy of yesterday's browser: it knows nothing of a payment that half of the witnesses voted for. */
import { describe, expect, it } from 'vitest'
import type { Fact } from '../../src/amp/facts'
import { isDoubleSpend } from '../../src/amp/forks'
import { Owner } from '../../src/amp/owner'
import { Purse } from '../../src/amp/purse'
import type { ForkProof, SignedBlock } from '../../src/amp/types'
import { SimulatedDisk } from '../../src/simulation/ledger/disk'
import { EACH, rawSend, smallLedger } from './network'

/** The copy runs at bob's machine, which lends it its book. */
async function putBack() {
  const small = await smallLedger()
  const { network, clock } = small
  const account = network.accountOf('alice')
  const lost = await rawSend(small, 'alice')
  const away = ['w2', 'w3', 'bob'].map((name) => network.machine(name))
  for (const machine of away) machine.isOnline = false
  await small.ask('alice', { t: 'block', signed: lost })
  for (const machine of away) machine.isOnline = true
  network.machine('alice').isOnline = false

  const { book } = network.machine('bob').participant
  const memory = { blocks: [], claims: [], wishes: [] }
  const log = new SimulatedDisk()
  const { signer } = network.machine('alice')
  const owner = new Owner({ account, book, signer, log, memory, now: () => clock.nowMs })
  const purse = new Purse(owner, book, log, memory)
  const forks: ForkProof[] = []
  network.onNews = (name, news) => {
    if (name === 'bob') for (const item of news) if (item.t === 'fork') forks.push(item.proof)
  }
  const show = async (facts: readonly Fact[]): Promise<void> => {
    for (const fact of facts) book.take(fact)
    await small.settle(network.toAll('bob', facts, true))
  }
  const pay = async (amount: number): Promise<SignedBlock> => {
    const signed = await owner.send(network.accountOf('bob'), amount, null, `of ${amount}`)
    if (!signed.ok) throw new Error(signed.error)
    await show(owner.proposals())
    return signed.value
  }
  return { owner, purse, book, forks, show, pay, lost }
}

describe('a backup that is put back', () => {
  it('[AM73] makes an accident and no double spend, which is seen, voided when asked, and costs nothing', async () => {
    const { owner, purse, forks, show, pay, lost } = await putBack()
    const collided = await pay(20)
    expect(purse.blockState(collided)).toMatchObject({ at: 'pending', isForked: true })
    expect(forks.map(isDoubleSpend)).toEqual([false])
    expect(owner.open()).toBe(collided)

    await show(await owner.pleas())
    for (const block of [collided, lost]) expect(purse.blockState(block)).toEqual({ at: 'void' })
    expect(owner.balance).toBe(EACH)

    expect(purse.blockState(await pay(30))).toEqual({ at: 'final' })
    expect(owner.balance).toBe(EACH - 30)
  })
})
