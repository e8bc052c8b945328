/** What counts of a witness that is proven to lie. */
import { describe, expect, it } from 'vitest'
import type { Fact } from '../../src/amp/facts'
import { supplyOf } from '../../src/amp/ledger'
import { signStatement } from '../../src/amp/signing'
import { slotKey, slotOf } from '../../src/amp/slots'
import type { Quorum, Stage } from '../../src/amp/statements'
import type { BlockId, SignedBlock, Slot } from '../../src/amp/types'
import { EACH, NOW_MS, rawSend, smallLedger } from './network'

async function village() {
  const small = await smallLedger()
  const { network } = small
  const say = async (name: string, t: Stage, slot: Slot, value: BlockId) => {
    const { signer } = network.machine(name)
    const head = { v: 1, ledger: network.terms.ledger, epoch: 0 } as const
    return signStatement({ ...head, t, slot, value, witness: signer.device, timeMs: NOW_MS }, signer)
  }
  const word = async (name: string, t: Stage, { block, id }: SignedBlock): Promise<Fact> => ({
    t: 'said',
    statement: await say(name, t, slotOf(block), id),
  })
  const quorum = async (names: readonly string[], t: Stage, { block, id }: SignedBlock): Promise<Quorum> => {
    const slot = slotOf(block)
    const said = await Promise.all(names.map((name) => say(name, t, slot, id)))
    const signatures = said
      .map(({ witness, timeMs, signature }) => ({ witness, timeMs, signature }))
      .sort((a, b) => (a.witness < b.witness ? -1 : 1))
    return { v: 1, ledger: network.terms.ledger, epoch: 0, t, slot, value: id, signatures }
  }
  // At a place that has nothing to do with what follows.
  const slot: Slot = { kind: 'account', account: network.accountOf('charlie'), seq: 0 }
  const [one, other] = [await rawSend(small, 'charlie'), await rawSend(small, 'charlie', { amount: 20 })]
  const lie: Fact[] = []
  for (const { id } of [one, other]) lie.push({ t: 'said', statement: await say('w3', 'vote', slot, id) })
  const bookOf = (name: string) => network.machine(name).participant.book
  const isFinal = (name: string, { block, id }: SignedBlock): boolean =>
    bookOf(name).ledger.settled.get(slotKey(slotOf(block))) === id
  const hear = (name: string, facts: readonly Fact[]) => facts.flatMap((fact) => bookOf(name).take(fact))
  return { ...small, word, quorum, lie, hear, isFinal, bookOf }
}

describe('a witness that is proven to lie', () => {
  it('[AM97] makes no payment final with the two others of a quorum for a page that knows, and the third honest one does', async () => {
    const here = await village()
    const signed = await rawSend(here, 'alice')
    const news = here.hear('bob', here.lie)
    expect(news.map(({ t }) => t)).toEqual(['lie'])
    here.hear('bob', [{ t: 'block', signed }])
    for (const name of ['w0', 'w1', 'w3']) here.hear('bob', [await here.word(name, 'ack', signed)])
    expect(here.isFinal('bob', signed)).toBe(false)
    here.hear('bob', [await here.word('w2', 'ack', signed)])
    expect(here.isFinal('bob', signed)).toBe(true)
  })

  it('[AM97] leaves final what is: pages that know of the lie and pages that do not have the same ledger', async () => {
    const here = await village()
    const signed = await rawSend(here, 'alice')
    for (const name of ['alice', 'bob']) here.hear(name, [{ t: 'block', signed }])
    here.hear('bob', here.lie)
    for (const name of ['w0', 'w1', 'w3']) {
      const said = await here.word(name, 'ack', signed)
      here.hear('alice', [said])
      here.hear('bob', [said])
    }
    expect([here.isFinal('alice', signed), here.isFinal('bob', signed)]).toEqual([true, false])
    // She hears of it later, and it stays; he is shown the final.
    here.hear('alice', here.lie)
    here.hear('bob', here.network.machine('alice').participant.factsSince(0))
    expect([here.isFinal('alice', signed), here.isFinal('bob', signed)]).toEqual([true, true])
    for (const name of ['alice', 'bob'])
      expect(supplyOf(here.bookOf(name).ledger)).toEqual({
        ...{ balances: 3 * EACH - 10, untaken: 10, locked: 0, total: 3 * EACH },
      })
  })

  it('[AM97] has its vote in no certificate by which a witness that knows acknowledges; what it acknowledged before stays certified', async () => {
    const here = await village()
    const signed = await rawSend(here, 'alice')
    const certificate: Fact = { t: 'quorum', quorum: await here.quorum(['w0', 'w1', 'w3'], 'vote', signed) }
    const acks = async (name: string): Promise<string[]> => {
      const { participant } = here.network.machine(name)
      const said: Fact[] = []
      for (const fact of [{ t: 'block', signed } as const, certificate])
        said.push(...(await participant.hear(fact, true)).say)
      return said.flatMap((fact) => (fact.t === 'said' ? [fact.statement.t] : []))
    }
    here.hear('w2', here.lie)
    expect(await acks('w1')).toContain('ack')
    here.hear('w1', here.lie)
    expect(
      here
        .bookOf('w1')
        .tally(slotKey(slotOf(signed.block)))
        ?.trustedValues('vote'),
    ).toEqual([signed.id])
    // With its own vote there is a quorum without the liar.
    expect(await acks('w2')).toEqual(['vote', 'ack'])
    const late = await village()
    late.hear('w2', late.lie)
    const other: Fact = { t: 'quorum', quorum: await late.quorum(['w0', 'w1', 'w3'], 'vote', signed) }
    const { say } = await late.network.machine('w2').participant.hear(other, true)
    expect(say).toEqual([])
  })

  it('[AM97] holds up nobody while the three others are there', async () => {
    const here = await village()
    for (const name of here.network.machines.keys()) here.hear(name, here.lie)
    here.network.machine('w3').isOnline = false
    const signed = await rawSend(here, 'alice')
    await here.ask('alice', { t: 'block', signed })
    expect(here.isFinal('w0', signed)).toBe(true)
  })
})
