import { describe, expect, it } from 'vitest'
import type { OwnedBlock } from '../../src/amp/blocks'
import { isDoubleSpend, type ForkStore, type KeptFork } from '../../src/amp/forks'
import type { LedgerDeclaration } from '../../src/amp/declaration'
import { signBlock } from '../../src/amp/signing'
import type { AccountId, ForkProof, KeyId, SignedBlock } from '../../src/amp/types'
import { ForkShelf } from '../../src/app/fork-shelf'
import { forkShown } from '../../src/app/block-proof'
import { personIdFrom } from '../../src/identity/person-id'
import { cheapKeys } from '../../src/simulation/ledger/cheap-keys'
import { NOW_MS, rawSend, smallLedger } from '../amp/network'

const YEAR_MS = 365 * 86_400_000
const small = await smallLedger()
const { network } = small
const keyNow = (account: AccountId) => network.machine('bob').participant.book.ledger.account(account).key
/** All that of a declaration is looked at. */
const declaration = { terms: network.terms } as LedgerDeclaration

class Shelf implements ForkStore {
  readonly kept = new Map<string, KeptFork>()

  forks(): Promise<KeptFork[]> {
    return Promise.resolve([...this.kept.values()])
  }

  keepFork(fork: KeptFork): Promise<void> {
    this.kept.set(`${fork.account} ${fork.seq}`, fork)
    return Promise.resolve()
  }

  dropFork(account: string, seq: number): Promise<void> {
    this.kept.delete(`${account} ${seq}`)
    return Promise.resolve()
  }
}

async function forkOf(
  to: readonly [string, string],
  amounts: readonly [number, number] = [10, 10],
): Promise<ForkProof> {
  const [a, b] = [
    await rawSend(small, 'alice', { to: network.accountOf(to[0]), amount: amounts[0] }),
    await rawSend(small, 'alice', { to: network.accountOf(to[1]), amount: amounts[1], memo: 'other' }),
  ]
  return { a, b }
}

describe('two blocks of one owner at one place', () => {
  it('[AM24] are a double spend when they go to different people, and else an accident', async () => {
    expect(isDoubleSpend(await forkOf(['bob', 'charlie']))).toBe(true)
    expect(isDoubleSpend(await forkOf(['bob', 'bob']))).toBe(false)
  })

  it('[AM107] are a double spend when they give the same person another amount', async () => {
    expect(isDoubleSpend(await forkOf(['bob', 'bob'], [100_000_000, 1]))).toBe(true)
  })

  it('[AM24] are found by whoever hears both', async () => {
    const { a, b } = await forkOf(['bob', 'charlie'])
    const { book } = network.machine('bob').participant
    await small.ask('alice', { t: 'block', signed: a })
    const news = book.take({ t: 'block', signed: b })
    expect(news.map(({ t }) => t)).toEqual(['fork'])
  })

  it('[AM24] are kept over a restart, shown with both blocks, and forgotten after a year', async () => {
    const store = new Shelf()
    const shelf = new ForkShelf(store, () => new Set())
    const proof = await forkOf(['bob', 'charlie'], [10, 11])
    expect(await shelf.note(await forkOf(['bob', 'bob']), NOW_MS, declaration)).toBe(false)
    expect(await shelf.note(proof, NOW_MS, declaration)).toBe(true)
    expect(await shelf.note(proof, NOW_MS, declaration)).toBe(false)

    const again = new ForkShelf(store, () => new Set())
    await again.load(declaration, NOW_MS + YEAR_MS)
    const alice = network.accountOf('alice')
    const fork = { person: alice, times: 1, at: NOW_MS, isByFormerDevice: false }
    expect(again.shown(keyNow)).toEqual([fork])
    const [pair] = again.proofs(alice)
    expect(pair).toEqual(proof)
    expect(forkShown(proof).map(({ text }) => text)).toEqual([
      expect.stringContaining('"amount": 10'),
      expect.stringContaining('"amount": 11'),
    ])

    const later = new ForkShelf(store, () => new Set())
    await later.load(declaration, NOW_MS + YEAR_MS + 1)
    expect(later.shown(keyNow)).toEqual([])
    expect(store.kept.size).toBe(0)
  })

  it('[AM71] say so when a device signed them that the owner gave up since, and never so of the words', async () => {
    const phone = cheapKeys().signer('phone')
    const shelf = new ForkShelf(new Shelf(), () => new Set())
    const { a, b } = await forkOf(['bob', 'charlie'])
    const [one, other] = await Promise.all(
      [a, b].map(({ block }) => signBlock({ ...(block as OwnedBlock), seq: 7 }, phone)),
    )
    if (one === undefined || other === undefined) throw new Error('expected both')
    await shelf.note({ a: one, b: other }, NOW_MS, declaration)
    const shown = (key: KeyId) => shelf.shown(() => key).map((fork) => fork.isByFormerDevice)
    expect(shown(phone.device)).toEqual([false])
    expect(shown(cheapKeys().signer('laptop').device)).toEqual([true])
    // One that nobody but the owner can have signed leaves no doubt.
    await shelf.note({ a, b }, NOW_MS, declaration)
    expect(shown(cheapKeys().signer('laptop').device)).toEqual([false])
  })

  it('[AM24] of a thousand strangers make room for others, and those of whom one dealt with stay', async () => {
    const store = new Shelf()
    const { a, b } = await forkOf(['bob', 'charlie'])
    const person = (index: number): AccountId => {
      const key = new Uint8Array(32)
      new DataView(key.buffer).setUint32(0, index)
      return personIdFrom(key)
    }
    const by = (account: AccountId): ForkProof => {
      const of = (signed: SignedBlock): SignedBlock =>
        ({ ...signed, block: { ...signed.block, account } }) as SignedBlock
      return { a: of(a), b: of(b) }
    }
    const [friend, another] = [person(10_000), person(10_001)]
    const shelf = new ForkShelf(store, () => new Set([friend, another]))
    await shelf.note(by(friend), NOW_MS, declaration)
    for (let index = 1; index < 1_000; index += 1)
      await shelf.note(by(person(index)), NOW_MS + index, declaration)
    expect(store.kept.size).toBe(1_000)
    expect(await shelf.note(by(another), NOW_MS + 1_000, declaration)).toBe(true)
    expect(await shelf.note(by(person(1_000)), NOW_MS + 1_000, declaration)).toBe(true)
    const shown = shelf.shown(keyNow).map((fork) => fork.person)
    expect(shown).toHaveLength(1_000)
    expect(shown).toEqual(expect.arrayContaining([friend, another, person(3), person(1_000)]))
    for (const index of [1, 2]) expect(shown).not.toContain(person(index))
    expect(new Set([...store.kept.values()].map(({ account }) => account))).toEqual(new Set(shown))
  })
})
