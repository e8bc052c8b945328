import { describe, expect, it } from 'vitest'
import { Book } from '../../src/amp/book'
import { Ledger } from '../../src/amp/ledger'
import { signBlock } from '../../src/amp/signing'
import { cheapKeys } from '../../src/simulation/ledger/cheap-keys'
import { EACH, NOW_MS, smallLedger } from './network'

describe('finals in another order', () => {
  it('[AM18] a payment signed by a new key waits for the block that made it the key', async () => {
    const small = await smallLedger()
    const { network, ask } = small
    const account = network.accountOf('alice')
    const phone = cheapKeys().signer('the phone of alice')
    const place = { v: 1, ledger: network.terms.ledger, account, timeMs: NOW_MS } as const
    const rotation = await signBlock(
      { ...place, t: 'rotate', seq: 0, prev: null, balance: EACH, key: phone.device },
      network.machine('alice').signer,
    )
    await ask('alice', { t: 'block', signed: rotation })
    const to = network.accountOf('bob')
    const payment = await signBlock(
      { ...place, t: 'send', seq: 1, prev: rotation.id, balance: EACH - 10, to, amount: 10, memo: null },
      phone,
    )
    await ask('alice', { t: 'block', signed: payment })
    const finals = network.machine('w0').participant.factsSince(0)
    expect(finals.slice(0, 2).map(({ t }) => t)).toEqual(['final', 'final'])

    const rows = ['alice', 'bob', 'charlie'].map((name) => ({
      account: network.accountOf(name),
      amount: EACH,
    }))
    const onlooker = new Book(new Ledger(network.terms, rows))
    const news = finals.toReversed().flatMap((fact) => onlooker.take(fact))
    expect(news.map(({ t }) => t)).not.toContain('broken')
    expect(onlooker.ledger.account(account)).toMatchObject({ seq: 1, key: phone.device })
  })
})
