/** Somebody who heard both payments tells those who heard one, or none. */
import { describe, expect, it } from 'vitest'
import type { OwnedBlock } from '../../src/amp/blocks'
import { decodeAnswer, encodeRequest } from '../../src/amp/exchange'
import { inOrder } from '../../src/amp/forks'
import { readFact } from '../../src/amp/gate'
import { factBytes, signBlock } from '../../src/amp/signing'
import type { ForkProof } from '../../src/amp/types'
import { cheapKeys } from '../../src/simulation/ledger/cheap-keys'
import { NOW_MS, rawSend, smallLedger } from '../amp/network'
import { pageOf } from './ledger-page'

type Small = Awaited<ReturnType<typeof smallLedger>>
const { verify } = cheapKeys()

type Change = Parameters<typeof rawSend>[2]

async function forkOf(small: Small, change: Change = {}): Promise<ForkProof> {
  const to = (name: string) => ({ to: small.network.accountOf(name) })
  const a = await rawSend(small, 'alice', { ...to('bob'), ...change })
  return inOrder({ a, b: await rawSend(small, 'alice', { amount: 11, ...to('charlie'), ...change }) })
}

describe('a double spend that one page has seen', () => {
  it('[AM71] is told once by who found it, taken up once by the others, and one for each place goes round', async () => {
    const small = await smallLedger()
    const { terms } = small.network
    const [bob, charlie] = [pageOf(small, 'bob'), pageOf(small, 'charlie')]
    bob.connect()
    const proof = await forkOf(small)
    for (const signed of [proof.b, proof.a, proof.b])
      await bob.desk.hear(factBytes({ t: 'block', signed }, terms.ledger))
    const told = factBytes({ t: 'twice', proof }, terms.ledger)
    expect(bob.noticed).toHaveLength(1)
    expect(bob.said).toEqual([told])

    charlie.connect()
    expect(await charlie.desk.hear(told)).toBe('fact')
    expect(charlie.noticed).toEqual([proof])
    expect(await charlie.desk.hear(told)).toBe('nothing-new')
    const another = factBytes({ t: 'twice', proof: await forkOf(small, { amount: 12 }) }, terms.ledger)
    expect(await charlie.desk.hear(another)).toBe('nothing-new')
    expect(charlie.noticed).toHaveLength(1)
    expect(charlie.said).toEqual([])
    bob.desk.stop()
    charlie.desk.stop()
  })

  it('[AM71] is learned by a page that was away from one that knows, also after that one was loaded again', async () => {
    const small = await smallLedger()
    const proof = await forkOf(small)
    const [bob, charlie] = [pageOf(small, 'bob'), pageOf(small, 'charlie')]
    bob.desk.recallFork(proof)
    expect(bob.noticed).toEqual([])
    charlie.connect(bob.desk)
    expect(await charlie.first).toEqual(proof)
    expect(charlie.said).toEqual([])
    charlie.desk.stop()
  })

  it('[AM71] is told of each account three times at most, so that one keeps out no other', async () => {
    const small = await smallLedger()
    const bob = pageOf(small, 'bob')
    const proofs = await Promise.all([0, 1, 2, 3].map((seq) => forkOf(small, { seq })))
    for (const proof of proofs) bob.desk.recallFork(proof)
    const answer = await bob.desk.answer(encodeRequest({ t: 'proofs' }))
    const { ledger } = small.network.terms
    expect(answer === null ? null : decodeAnswer(answer)).toMatchObject({
      facts: proofs.slice(0, 3).map((proof) => factBytes({ t: 'twice', proof }, ledger)),
    })
  })

  it('[AM71] is refused when it is an accident, another signed it, or it is no pair', async () => {
    const small = await smallLedger()
    const { terms } = small.network
    const read = (proof: ForkProof) => readFact(factBytes({ t: 'twice', proof }, terms.ledger), terms, verify)
    const proof = await forkOf(small)
    expect(await read(proof)).toMatchObject({ ok: true })
    expect(await read({ a: proof.b, b: proof.a })).toEqual({ ok: false, error: 'unsorted' })
    expect(await read({ a: proof.a, b: proof.a })).toEqual({ ok: false, error: 'unsorted' })
    const same = await rawSend(small, 'alice', { memo: 'again' })
    const toBob = [proof.a, proof.b].find(({ block }) => block.t === 'send' && block.amount === 10)
    if (toBob === undefined) throw new Error('expected the payment to bob')
    expect(await read(inOrder({ a: toBob, b: same }))).toEqual({ ok: false, error: 'no-double-spend' })
    const forged = { ...proof.b, signature: proof.a.signature }
    expect(await read({ a: proof.a, b: forged })).toEqual({ ok: false, error: 'bad-signature' })
  })

  it('[AM71] proves nothing when a stranger signed both, or a key that the account had given up', async () => {
    const small = await smallLedger()
    const { network } = small
    const { book } = network.machine('charlie').participant
    const proof = await forkOf(small)
    const by = async (name: string): Promise<ForkProof> => {
      const signer = cheapKeys().signer(name)
      const [a, b] = await Promise.all(
        [proof.a, proof.b].map(({ block }) => signBlock(block as OwnedBlock, signer)),
      )
      if (a === undefined || b === undefined) throw new Error('expected both')
      return { a, b }
    }
    expect(book.take({ t: 'twice', proof: await by('mallory') })).toEqual([])

    const alice = network.machine('alice')
    const account = network.accountOf('alice')
    const { seq, head, balance } = book.ledger.account(account)
    const rotated = await signBlock(
      {
        ...{ v: 1, t: 'rotate', ledger: network.terms.ledger, account, seq: seq + 1, prev: head, balance },
        ...{ timeMs: NOW_MS, key: cheapKeys().signer('phone').device },
      },
      alice.signer,
    )
    await small.ask('alice', { t: 'block', signed: rotated })
    expect(book.ledger.account(account).key).toBe(cheapKeys().signer('phone').device)
    const later = await forkOf(small, { seq: seq + 2, prev: rotated.id })
    expect(book.take({ t: 'twice', proof: later })).toEqual([])
    // At a place that it had not given up yet, the same key's word counts.
    expect(book.take({ t: 'twice', proof }).map(({ t }) => t)).toEqual(['fork'])
  })
})
