/** Whoever wants to pay twice may sign other pairs first: none of them uses up what is said of the double spend. */
import { describe, expect, it } from 'vitest'
import type { News } from '../../src/amp/book'
import { inOrder, isDoubleSpend } from '../../src/amp/forks'
import { signBlock } from '../../src/amp/signing'
import type { OwnedBlock } from '../../src/amp/blocks'
import type { SignedBlock } from '../../src/amp/types'
import { cheapKeys } from '../../src/simulation/ledger/cheap-keys'
import { EACH, NOW_MS, rawSend, smallLedger } from './network'

/** Two payments of Alice to Bob and one to Charlie, all for one place, and a machine that hears of them. */
async function threePayments() {
  const small = await smallLedger()
  const { network, ask } = small
  const to = (name: string, amount: number, memo: string | null = null) =>
    rawSend(small, 'alice', { to: network.accountOf(name), amount, memo })
  const { book } = network.machine('charlie').participant
  return {
    ...{ network, ask, book },
    ...{ first: await to('bob', 1), second: await to('bob', 1, 'again'), other: await to('charlie', 3) },
    hear: (signed: SignedBlock) => book.take({ t: 'block', signed }),
  }
}

function pairs(news: readonly News[]): (readonly [boolean, readonly string[]])[] {
  return news.flatMap((item) =>
    item.t === 'fork' ? [[isDoubleSpend(item.proof), [item.proof.a.id, item.proof.b.id]] as const] : [],
  )
}

describe('a double spend', () => {
  it('[AM71] is found behind an accident of the same owner at the same place, and said once', async () => {
    const { first, second, other, hear } = await threePayments()
    expect(pairs(hear(first))).toEqual([])
    expect(pairs(hear(second))).toEqual([[false, [first.id, second.id]]])
    expect(pairs(hear(other))).toEqual([[true, [first.id, other.id]]])
    expect(pairs(hear(other))).toEqual([])
  })

  it('[AM71] is believed of another page behind an accident that was noticed here', async () => {
    const { first, second, other, hear, book } = await threePayments()
    hear(first)
    hear(second)
    const proof = inOrder({ a: first, b: other })
    expect(pairs(book.take({ t: 'twice', proof }))).toHaveLength(1)
    expect(book.take({ t: 'twice', proof })).toEqual([])
  })

  it('[AM71] is found when one payment is final, behind an accident that came before', async () => {
    const { first, second, other, hear, ask } = await threePayments()
    await ask('alice', { t: 'block', signed: first })
    expect(pairs(hear(second))).toEqual([[false, [first.id, second.id]]])
    expect(pairs(hear(other))).toEqual([[true, [first.id, other.id]]])
  })

  it('[AM71] is found when the payment that became final is the one that was not heard of', async () => {
    const { network, first, other, ask } = await threePayments()
    await ask('alice', { t: 'block', signed: first })
    const final = network.machine('w0').participant.book.finals()[0]
    if (final === undefined) throw new Error('expected a final')
    // The same ledger from its beginning, on a machine that was away.
    const { book } = (await smallLedger()).network.machine('charlie').participant
    book.take({ t: 'block', signed: other })
    expect(pairs(book.take({ t: 'final', final }))).toEqual([[true, [other.id, first.id]]])
  })

  it('[AM24] is none when the words signed what the device that spends did not: it could never be final', async () => {
    const small = await smallLedger()
    const { network, ask } = small
    const phone = cheapKeys().signer('phone')
    const account = network.accountOf('alice')
    const { ledger } = network.terms
    const place = { v: 1, ledger, account, timeMs: NOW_MS } as const
    const rotate = await signBlock(
      { ...place, t: 'rotate', seq: 0, prev: null, balance: EACH, key: phone.device },
      network.machine('alice').signer,
    )
    const sent: OwnedBlock = {
      ...{ ...place, t: 'send', seq: 1, prev: rotate.id, balance: EACH - 5, amount: 5, memo: null },
      to: network.accountOf('bob'),
    }
    const byPhone = await signBlock(sent, phone)
    await ask('alice', { t: 'block', signed: rotate })
    await ask('alice', { t: 'block', signed: byPhone })
    const { book } = network.machine('charlie').participant
    expect(book.ledger.account(account)).toMatchObject({ seq: 1, key: phone.device })
    const to = network.accountOf('charlie')
    const byWords = await signBlock({ ...sent, to }, network.machine('alice').signer)
    expect(pairs(book.take({ t: 'block', signed: byWords }))).toEqual([[false, [byPhone.id, byWords.id]]])
    // What the phone itself signed besides is one, whatever was noticed before.
    const again = await signBlock({ ...sent, to }, phone)
    expect(pairs(book.take({ t: 'block', signed: again }))).toEqual([[true, [byPhone.id, again.id]]])
  })
})
