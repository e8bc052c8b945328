import { describe, expect, it } from 'vitest'
import { ledgerAfter } from '../../src/amp/freeze'
import { supplyOf } from '../../src/amp/ledger'
import { EACH, rawSend, smallLedger } from './network'

describe('a witness whose epoch is over', () => {
  it('[AM56] says nothing more, also when it starts again, and speaks in the next epoch', async () => {
    const small = await smallLedger()
    const { network } = small
    const [first, second] = [await rawSend(small, 'alice'), await rawSend(small, 'bob')]
    const w0 = network.machine('w0')
    expect((await w0.participant.hear({ t: 'block', signed: first }, true)).say).toHaveLength(1)
    // A vote alone binds nobody, so there is nothing to show.
    expect(await w0.participant.witness?.freeze()).toEqual([])
    expect(await w0.participant.hear({ t: 'block', signed: second }, true)).toMatchObject({
      say: [],
      reply: [],
    })
    w0.restart()
    expect(await w0.participant.hear({ t: 'block', signed: second }, true)).toMatchObject({
      say: [],
      reply: [],
    })
    const next = await network.nextEpoch(['w0', 'n1', 'n2', 'n3'], w0.participant.book.ledger)
    const vote = await next.machine('w0').participant.hear({ t: 'block', signed: second }, true)
    expect(vote.say).toMatchObject([{ t: 'said', statement: { t: 'vote', epoch: 1 } }])
  })

  it('[AM56] gives no list while it cannot prove what it acknowledged', async () => {
    const small = await smallLedger()
    const { network } = small
    const signed = await rawSend(small, 'alice')
    const votes = await Promise.all(
      ['w0', 'w1', 'w2'].map((name) => network.machine(name).participant.hear({ t: 'block', signed }, true)),
    )
    const w0 = network.machine('w0')
    for (const { say } of votes.slice(1)) for (const fact of say) await w0.participant.hear(fact, false)
    w0.restart()
    expect(await w0.participant.witness?.freeze()).toBeNull()
    await w0.participant.hear({ t: 'block', signed }, false)
    for (const { say } of votes) for (const fact of say) await w0.participant.hear(fact, false)
    const list = await w0.participant.witness?.freeze()
    expect(list?.map(({ t }) => t)).toEqual(['block', 'quorum'])
  })

  it('[AM56] what its list certifies is final in the next epoch; words about a block that no list shows fit nothing', async () => {
    const small = await smallLedger()
    const { network } = small
    await small.ask('bob', { t: 'block', signed: await rawSend(small, 'alice', { amount: 5 }) })
    const list = (await network.machine('w0').participant.witness?.freeze()) ?? []
    const rows = ['alice', 'bob', 'charlie'].map((name) => ({
      account: network.accountOf(name),
      amount: EACH,
    }))
    const after = ledgerAfter([list], network.terms, rows)
    expect(after?.account(network.accountOf('alice')).balance).toBe(EACH - 5)
    expect(after === undefined ? null : supplyOf(after).total).toBe(3 * EACH)
    const words = list.flatMap((fact) =>
      fact.t === 'final' ? [{ t: 'quorum', quorum: fact.final.proof } as const] : [],
    )
    expect(words).toHaveLength(1)
    expect(ledgerAfter([words], network.terms, rows)).toBeUndefined()
  })
})
