/** alice puts back a copy of yesterday's browser: it knows nothing of a payment that half of the witnesses voted for. */
import { describe, expect, it } from 'vitest'
import type { Fact } from '../../src/amp/facts'
import { isDoubleSpend } from '../../src/amp/forks'
import { Owner } from '../../src/amp/owner'
import { Participant } from '../../src/amp/participant'
import { Purse } from '../../src/amp/purse'
import type { ForkProof, SignedBlock } from '../../src/amp/types'
import { SimulatedDisk } from '../../src/simulation/ledger/disk'
import { EACH, rawSend, smallLedger } from './network'

const DAY_MS = 86_400_000

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
  clock.nowMs += 1_000
  network.machine('alice').isOnline = false

  const { book } = network.machine('bob').participant
  const memory = { blocks: [], claims: [], wishes: [] }
  const log = new SimulatedDisk()
  const { signer } = network.machine('alice')
  const owner = new Owner({ account, book, signer, log, memory, now: () => clock.nowMs })
  const purse = new Purse(owner, book, log, memory, signer.device)
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

/** The copy was made while alice's payment to bob was in line; bob has it. The copy has read what is final before it signs. */
async function copiedWithWish() {
  const small = await smallLedger()
  const { network, clock } = small
  const machine = network.machine('alice')
  await machine.purse.wish({ id: 'rent', t: 'send', to: network.accountOf('bob'), amount: 100, memo: null })
  const memory = machine.disk.ownerMemory()
  const pumpAt = async (name: string, { participant }: { participant: Participant }): Promise<void> => {
    const { ask, say } = await participant.advance(true)
    await small.settle([...network.toAll(name, ask, true), ...network.toAll(name, say)])
  }
  await pumpAt('alice', machine)
  network.machine('alice').isOnline = false

  const { book } = network.machine('charlie').participant
  const log = new SimulatedDisk()
  for (const wish of memory.wishes) await log.keepWish(wish)
  const { signer } = machine
  const open = () => {
    const parts = { account: network.accountOf('alice'), book, signer, log, now: () => clock.nowMs }
    const owner = new Owner({ ...parts, memory: log.ownerMemory() })
    const purse = new Purse(owner, book, log, log.ownerMemory(), signer.device)
    return { owner, purse, participant: new Participant(book, null, [purse]) }
  }
  // The copy runs at charlie's machine, which lends it its book.
  return { ...small, log, open, pump: (copy: { participant: Participant }) => pumpAt('charlie', copy) }
}

describe('a backup that is put back', () => {
  it('[AM113] pays nothing again that was in line in it, but what its owner wishes anew', async () => {
    const { network, open, pump } = await copiedWithWish()
    const { owner, purse, participant } = open()
    await pump({ participant })
    expect(owner.open()).toBeNull()
    expect(purse.held()).toMatchObject([{ id: 'rent' }])
    expect(purse.stateOf('rent')).toEqual({ at: 'saved', waitsFor: null })
    await purse.wish({ id: 'bread', t: 'send', to: network.accountOf('bob'), amount: 3, memo: null })
    await pump({ participant })
    expect(purse.stateOf('bread')).toMatchObject({ at: 'final' })
    expect(owner.balance).toBe(EACH - 103)
  })

  it('[AM113] lets its owner decide, once: what is withdrawn is gone after a restart too', async () => {
    const { open, pump } = await copiedWithWish()
    const { purse } = open()
    expect(await purse.withdraw('rent')).toBe(true)
    expect(purse.length).toBe(0)
    const again = open()
    await pump(again)
    expect([again.purse.length, again.owner.balance]).toEqual([0, EACH - 100])
  })

  it('[AM113] pays it all the same when its owner says so', async () => {
    const { clock, open, pump } = await copiedWithWish()
    const { owner, purse, participant } = open()
    await purse.release(clock.nowMs)
    await pump({ participant })
    expect(owner.balance).toBe(EACH - 200)
    expect(purse.held()).toEqual([])
  })

  it('[AM147] asks its owner once: what is to be paid all the same is not held after a restart, also where a clock went back', async () => {
    const { clock, open, pump } = await copiedWithWish()
    const { purse } = open()
    expect(purse.held().map(({ id }) => id)).toEqual(['rent'])
    await purse.release(clock.nowMs - DAY_MS)
    const again = open()
    expect([again.purse.length, again.purse.held()]).toEqual([1, []])
    await pump(again)
    expect(again.owner.balance).toBe(EACH - 200)
  })

  it('[AM147] holds nothing that was wished for after all that it forgot, however often it is opened', async () => {
    const { network, clock, open, pump } = await copiedWithWish()
    const { purse } = open()
    await purse.withdraw('rent')
    clock.nowMs += 30 * DAY_MS
    const to = network.accountOf('bob')
    for (const id of ['bread', 'milk'])
      await purse.wish({ id, t: 'send', to, amount: 3, memo: null, wishedMs: clock.nowMs })
    const again = open()
    expect([again.purse.length, again.purse.held()]).toEqual([2, []])
    for (let times = 0; times < 2; times += 1) await pump(again)
    expect(again.owner.balance).toBe(EACH - 106)
  })

  it('[AM147] keeps nothing that is in line no more, as when another tab has signed it', async () => {
    const { clock, log, open } = await copiedWithWish()
    const { purse } = open()
    await log.endWish('rent', 'withdrawn')
    await purse.release(clock.nowMs)
    expect([purse.length, open().purse.length]).toEqual([0, 0])
  })

  it('[AM73] that pays the same again makes an accident and no double spend, which is seen, voided when asked, and costs nothing', async () => {
    const { owner, purse, forks, show, pay, lost } = await putBack()
    const collided = await pay(10)
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
