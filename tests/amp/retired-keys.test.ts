/** Keys of witnesses that retired were stolen, and somebody comes new. */
import { describe, expect, it } from 'vitest'
import { beginningId, type Beginning } from '../../src/amp/beginning'
import { Book } from '../../src/amp/book'
import { rootWith, turnIfDue } from '../../src/amp/carry-over'
import type { Fact } from '../../src/amp/facts'
import { Ledger } from '../../src/amp/ledger'
import { signStatement } from '../../src/amp/signing'
import type { BlockId } from '../../src/amp/types'
import { cheapKeys } from '../../src/simulation/ledger/cheap-keys'
import { EACH, NOW_MS, smallLedger } from './network'

const keys = cheapKeys()
const OLD = ['w0', 'w1', 'w2', 'w3']
const NEXT = ['n1', 'n2', 'n3', 'n4']

/** Two ends of the first epoch, both by a quorum of its witnesses; the second is of stolen keys. */
async function twoEnds() {
  const { network } = await smallLedger()
  const successor = await network.successor(NEXT, OLD)
  const rows = ['alice', 'bob', 'charlie'].map((name) => ({ account: network.accountOf(name), amount: EACH }))
  const newcomer = (ends?: ReadonlyMap<number, BlockId>): Book =>
    new Book(new Ledger(network.terms, rows), ends)
  const root = await rootWith(newcomer(), [])
  if (root === null) throw new Error('expected a sum')
  const { ledger } = network.terms
  const beginning: Beginning = {
    ...({ v: 1, t: 'begin', ledger, epoch: 0, next: successor.id } as const),
    ...{ ...root, carried: [] },
  }
  const value = await beginningId(beginning)
  const said = async (name: string) => {
    const signer = keys.signer(name)
    const slot = { kind: 'epoch', round: 0 } as const
    const body = { v: 1, ledger, t: 'ack', epoch: 0, slot, value, witness: signer.device } as const
    return signStatement({ ...body, timeMs: NOW_MS }, signer)
  }
  const words = await Promise.all(OLD.map(said))
  const signatures = words
    .map(({ witness, timeMs, signature }) => ({ witness, timeMs, signature }))
    .sort((a, b) => (a.witness < b.witness ? -1 : 1))
  const slot = { kind: 'epoch', round: 0 } as const
  const quorum = { v: 1, ledger, t: 'ack', epoch: 0, slot, value, signatures } as const
  const turn: Fact = { t: 'turn', turn: { beginning, quorum } }
  const singly: Fact[] = [
    { t: 'begin', beginning, said: { ...(words[0] as (typeof words)[0]), t: 'vote' } },
    ...words.map((statement): Fact => ({ t: 'said', statement })),
  ]
  return { network, successor, newcomer, value, turn, singly }
}

describe('who comes new when the keys of witnesses of before were stolen', () => {
  it('[AM69] believes only the end of an epoch that network.json names, in one piece or word by word', async () => {
    const { successor, newcomer, value, turn, singly } = await twoEnds()
    const epochAfter = async (book: Book, facts: readonly Fact[]): Promise<number> => {
      for (const fact of [{ t: 'successor', successor } as const, ...facts]) {
        book.take(fact)
        await turnIfDue(book)
      }
      return book.ledger.terms.epoch
    }
    const other = successor.id
    for (const facts of [[turn], singly]) {
      expect(await epochAfter(newcomer(), facts)).toBe(1)
      expect(await epochAfter(newcomer(new Map([[0, value]])), facts)).toBe(1)
      expect(await epochAfter(newcomer(new Map([[0, other]])), facts)).toBe(0)
    }
  })

  it('[AM90] takes no second successor of an epoch of which it knows one, whoever signed it', async () => {
    const { network, successor, newcomer, turn } = await twoEnds()
    const book = newcomer()
    const stolen = await network.successor(['t1', 't2', 't3', 't4'], OLD)
    expect(book.take({ t: 'successor', successor })).toHaveLength(1)
    const shown = book.take({ t: 'successor', successor: stolen })
    expect(shown.filter(({ t }) => t !== 'lie')).toEqual([])
    expect(book.change.successor).toBe(successor)
    book.take(turn)
    await turnIfDue(book)
    expect([...book.ledger.terms.weights.keys()]).toEqual(NEXT.map((name) => keys.signer(name).device))
    expect(book.take({ t: 'successor', successor: stolen })).toEqual([])
    expect(book.change.successor).toBeNull()
  })
})
