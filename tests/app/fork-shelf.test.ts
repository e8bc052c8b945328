import { describe, expect, it } from 'vitest'
import { isDoubleSpend, type ForkStore, type KeptFork } from '../../src/amp/forks'
import type { LedgerDeclaration } from '../../src/amp/declaration'
import type { ForkProof } from '../../src/amp/types'
import { ForkShelf } from '../../src/app/fork-shelf'
import { forkShown } from '../../src/app/block-proof'
import { NOW_MS, rawSend, smallLedger } from '../amp/network'

const YEAR_MS = 365 * 86_400_000
const small = await smallLedger()
const { network } = small
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

async function forkOf(...to: readonly [string, string]): Promise<ForkProof> {
  const [a, b] = [
    await rawSend(small, 'alice', { to: network.accountOf(to[0]) }),
    await rawSend(small, 'alice', { to: network.accountOf(to[1]), amount: 11 }),
  ]
  return { a, b }
}

describe('two blocks of one owner at one place', () => {
  it('[AM24] are a double spend when they go to different people, and else an accident', async () => {
    expect(isDoubleSpend(await forkOf('bob', 'charlie'))).toBe(true)
    expect(isDoubleSpend(await forkOf('bob', 'bob'))).toBe(false)
  })

  it('[AM24] are found by whoever hears both', async () => {
    const { a, b } = await forkOf('bob', 'charlie')
    const { book } = network.machine('bob').participant
    await small.ask('alice', { t: 'block', signed: a })
    const news = book.take({ t: 'block', signed: b })
    expect(news.map(({ t }) => t)).toEqual(['fork'])
  })

  it('[AM24] are kept over a restart, shown with both blocks, and forgotten after a year', async () => {
    const store = new Shelf()
    const shelf = new ForkShelf(store)
    const proof = await forkOf('bob', 'charlie')
    expect(await shelf.note(await forkOf('bob', 'bob'), NOW_MS, declaration)).toBe(false)
    expect(await shelf.note(proof, NOW_MS, declaration)).toBe(true)
    expect(await shelf.note(proof, NOW_MS, declaration)).toBe(false)

    const again = new ForkShelf(store)
    await again.load(declaration, NOW_MS + YEAR_MS)
    const alice = network.accountOf('alice')
    expect(again.shown()).toEqual([{ person: alice, times: 1, at: NOW_MS }])
    const [pair] = again.proofs(alice)
    expect(pair).toEqual(proof)
    expect(forkShown(proof).map(({ text }) => text)).toEqual([
      expect.stringContaining('"amount": 10'),
      expect.stringContaining('"amount": 11'),
    ])

    const later = new ForkShelf(store)
    await later.load(declaration, NOW_MS + YEAR_MS + 1)
    expect(later.shown()).toEqual([])
    expect(store.kept.size).toBe(0)
  })
})
