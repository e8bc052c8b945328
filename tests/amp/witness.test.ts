import { describe, expect, it } from 'vitest'
import { Book } from '../../src/amp/book'
import { Ledger } from '../../src/amp/ledger'
import { Participant } from '../../src/amp/participant'
import { slotKey, slotOf } from '../../src/amp/slots'
import { Witness } from '../../src/amp/witness'
import { SimulatedDisk } from '../../src/simulation/ledger/disk'
import type { SignedBlock } from '../../src/amp/types'
import { EACH, NOW_MS, rawSend, smallLedger } from './network'

type Small = Awaited<ReturnType<typeof smallLedger>>

function isFinal({ network }: Small, signed: SignedBlock): boolean {
  const key = slotKey(slotOf(signed.block))
  return network.machine('alice').participant.book.finalAt(key)?.signed.id === signed.id
}

function refusals(seen: Awaited<ReturnType<Small['ask']>>): string[] {
  return seen.flatMap(({ content }) => ('refusal' in content ? [content.refusal.fault] : []))
}

describe('a witness', () => {
  it('[AM8] makes a payment final together with the others', async () => {
    const small = await smallLedger()
    const signed = await rawSend(small, 'alice')
    await small.ask('alice', { t: 'block', signed })
    await small.settle(
      small.network.toOne('w0', 'alice', small.network.machine('w0').participant.factsSince(0)),
    )
    expect(isFinal(small, signed)).toBe(true)
  })

  it.each([
    ['more than there is', { amount: 2 * EACH, balance: 0 }, []],
    ['a balance that is not what is left', { balance: EACH }, []],
    [
      'another predecessor',
      { prev: 'bafyreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku' as never },
      [],
    ],
    ['a time that has not come', { timeMs: NOW_MS + 3_600_000 }, ['from-the-future']],
  ])('[AM8] does not vote for %s', async (_, change, faults) => {
    const small = await smallLedger()
    const signed = await rawSend(small, 'alice', change)
    const seen = await small.ask('alice', { t: 'block', signed })
    expect(isFinal(small, signed)).toBe(false)
    expect([...new Set(refusals(seen))]).toEqual(faults)
  })

  it('[AM8] does not vote for another block at a place that is settled, and proves the fork', async () => {
    const small = await smallLedger()
    const late = await rawSend(small, 'alice', { amount: 1, balance: EACH - 1 })
    await small.ask('alice', { t: 'block', signed: await rawSend(small, 'alice') })
    const { say, news } = await small.network
      .machine('w0')
      .participant.hear({ t: 'block', signed: late }, true)
    expect(say).toEqual([])
    expect(news).toMatchObject([{ t: 'fork', proof: { b: { id: late.id } } }])
  })

  it('[AM29] that hears words of its own which it does not remember says nothing more', async () => {
    const small = await smallLedger()
    const { network } = small
    const [first, second] = [
      await rawSend(small, 'alice'),
      await rawSend(small, 'bob', { to: network.accountOf('charlie') }),
    ]
    const { say } = await network.machine('w0').participant.hear({ t: 'block', signed: first }, false)
    const [vote] = say
    if (vote === undefined) throw new Error('expected a vote')
    expect((await network.machine('w0').participant.hear(vote, false)).news).toEqual([])
    expect(network.machine('w0').participant.witness?.hasForgotten).toBe(false)

    const { book } = network.machine('w1').participant
    const log = new SimulatedDisk()
    const started = (): Witness =>
      new Witness({
        ...{ book, signer: network.machine('w0').signer, now: () => NOW_MS },
        ...{ log, memory: log.witnessMemory() },
      })
    const fresh = started()
    await fresh.hear(vote, false)
    expect(fresh.hasForgotten).toBe(true)
    expect(await fresh.hear({ t: 'block', signed: second }, true)).toMatchObject({ say: [], reply: [] })
    // Loaded again it does not hear them a second time.
    const again = started()
    expect(again.hasForgotten).toBe(true)
    expect(await again.hear({ t: 'block', signed: second }, true)).toMatchObject({ say: [], reply: [] })
  })

  it('[AM29] that finds words of its own in the ledger that it kept, and not in its log, says nothing', async () => {
    const small = await smallLedger()
    const { network } = small
    await small.ask('alice', { t: 'block', signed: await rawSend(small, 'alice') })
    const { participant, signer } = network.machine('w0')
    const kept = participant.factsSince(0)
    const spoke = kept.flatMap((fact) => (fact.t === 'final' ? fact.final.proof.signatures : []))
    expect(spoke.map(({ witness }) => witness)).toContain(signer.device)
    // With its log it goes on.
    network.machine('w0').restart()
    const whole = network.machine('w0').participant
    for (const fact of kept) await whole.recall(fact)
    expect([whole.witness?.hasForgotten, whole.book.finals().length]).toEqual([false, 1])

    const allocation = ['alice', 'bob', 'charlie'].map((name) => ({
      account: network.accountOf(name),
      amount: EACH,
    }))
    const log = new SimulatedDisk()
    const book = new Book(new Ledger(network.terms, allocation))
    const memory = log.witnessMemory()
    const without = new Participant(book, new Witness({ book, signer, now: () => NOW_MS, log, memory }), [])
    for (const fact of kept) await without.recall(fact)
    expect([without.witness?.hasForgotten, log.witnessMemory().hasForgotten]).toEqual([true, true])
    const signed = await rawSend(small, 'bob', { to: network.accountOf('charlie') })
    expect(await without.hear({ t: 'block', signed }, true)).toMatchObject({ say: [], reply: [] })
  })

  it('[AM8] does not let somebody else sign for an account', async () => {
    const small = await smallLedger()
    const signed = await rawSend(small, 'bob', { account: small.network.accountOf('alice') })
    await small.ask('bob', { t: 'block', signed })
    expect(isFinal(small, signed)).toBe(false)
  })

  it('[AM9] votes for one of two blocks, also after a restart, and says which when asked again', async () => {
    const small = await smallLedger()
    const { network } = small
    const [x, y] = [
      await rawSend(small, 'alice', { amount: 1, balance: EACH - 1 }),
      await rawSend(small, 'alice'),
    ]
    const witness = network.machine('w0')
    const first = await witness.participant.hear({ t: 'block', signed: x }, true)
    expect(first.say.map((fact) => (fact.t === 'said' ? fact.statement.t : fact.t))).toEqual(['vote'])
    witness.restart()
    expect(await witness.participant.hear({ t: 'block', signed: y }, true)).toMatchObject({
      say: [],
      refusal: { value: y.id, fault: 'spoke-otherwise' },
    })
    const again = await witness.participant.hear({ t: 'block', signed: x }, true)
    expect(again.reply).toMatchObject([{ t: 'said', statement: { t: 'vote', value: x.id } }])
  })

  it('[AM9] says nothing that it could not keep', async () => {
    const small = await smallLedger()
    const witness = small.network.machine('w0')
    witness.disk.keepStatement = () => Promise.reject(new Error('the disk is full'))
    const fact = { t: 'block', signed: await rawSend(small, 'alice') } as const
    await expect(witness.participant.hear(fact, true)).rejects.toThrow('the disk is full')
    expect(
      witness.participant.book.tally(slotKey(slotOf(fact.signed.block)))?.heardFrom('vote', fact.signed.id),
    ).toEqual([])
  })

  it('[AM10] voids a place for its owner, and for nobody else while there is no fork', async () => {
    const small = await smallLedger()
    const { network } = small
    const signed = await rawSend(small, 'alice')
    network.machine('w2').isOnline = false
    network.machine('w3').isOnline = false
    await small.ask('alice', { t: 'block', signed })
    network.machine('w2').isOnline = true
    const [plea] = await network.machine('alice').owner.pleas()
    if (plea?.t !== 'plea') throw new Error('expected a plea')
    const account = network.accountOf('alice')
    const forged = { ...plea.plea, key: network.machine('bob').signer.device }
    await small.ask('bob', { t: 'plea', plea: forged }).catch(() => undefined)
    await small.ask('bob', { t: 'forked', account, seq: 0 })
    expect(network.machine('w0').participant.book.finalAt(slotKey(slotOf(signed.block)))).toBeUndefined()
    await small.ask('alice', plea)
    const final = network.machine('w0').participant.book.finalAt(slotKey(slotOf(signed.block)))
    expect(final?.signed.block.t).toBe('skip')
    expect(network.machine('w0').participant.book.ledger.account(account).balance).toBe(EACH)
  })

  it('[AM10] finishes a certified block rather than voiding it', async () => {
    const small = await smallLedger()
    const { network } = small
    const signed = await rawSend(small, 'alice')
    await small.ask('alice', { t: 'block', signed })
    await small.ask('alice', ...(await network.machine('alice').owner.pleas()))
    expect(network.machine('w0').participant.book.finalAt(slotKey(slotOf(signed.block)))?.signed.id).toBe(
      signed.id,
    )
  })
})
