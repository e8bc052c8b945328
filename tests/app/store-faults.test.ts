/** A store that is full, or is gone while the page goes: what the ledger's desk does then. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { beginningId, type Turn } from '../../src/amp/beginning'
import { decodeRequest } from '../../src/amp/exchange'
import { manifestId } from '../../src/amp/manifest'
import { factBytes } from '../../src/amp/signing'
import { beginningWith, manifestAfter, roundWord, signedBy, successorOf, type Small } from '../amp/changing'
import { NOW_MS, rawSend, smallLedger } from '../amp/network'
import { pageOf } from './ledger-page'

const FULL = new DOMException('no room', 'QuotaExceededError')

/** A store that can be full, or broken otherwise. */
function failing<T>(work: () => T) {
  const state = { isFailing: true, tries: 0 }
  const run = (): Promise<T> => {
    state.tries += 1
    return state.isFailing ? Promise.reject(FULL) : Promise.resolve(work())
  }
  return { state, run }
}

/** The end of the first epoch, as a quorum of its witnesses acknowledged it. */
async function turnOf(small: Small): Promise<Turn> {
  const next = await successorOf(small)
  const { beginning } = await beginningWith(small.network.machine('bob').participant.book, next)
  const value = await beginningId(beginning)
  const words = await Promise.all(['w1', 'w2', 'w3'].map((name) => roundWord(small, name, 'ack', 0, value)))
  const [first] = words
  if (first === undefined) throw new Error('expected a word')
  const { ledger, t, epoch, slot } = first
  const signatures = words
    .map(({ witness, timeMs, signature }) => ({ witness, timeMs, signature }))
    .sort((a, b) => (a.witness < b.witness ? -1 : 1))
  return { beginning, quorum: { v: 1, ledger, t, epoch, slot, value, signatures } }
}

/** Alice's payment to bob, and what everybody said until it was final. */
async function payment(): Promise<Uint8Array[]> {
  const small = await smallLedger()
  const { participant } = small.network.machine('w0')
  await small.ask('alice', { t: 'block', signed: await rawSend(small, 'alice') })
  return participant.factsSince(0).map((fact) => factBytes(fact, small.network.terms.ledger))
}

afterEach(() => {
  vi.useRealTimers()
})

describe('a ledger whose store fails', () => {
  it('[AM94] when an epoch begins tells it once, tries again, and then hears of the epoch after', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const small = await smallLedger()
    const { ledger } = small.network.terms
    const second = await manifestAfter(small)
    const third = { ...second, epoch: 2, previous: await manifestId(second) }
    const declared = [await signedBy(third, ['w0', 'n1', 'n2'])]
    const proofs = failing(() => [])
    const { desk, faults, connect } = pageOf(small, 'w0', [], { proofs: proofs.run }, declared)
    connect()
    const { book } = small.network.machine('w0').participant
    await desk.hear(factBytes({ t: 'successor', successor: await successorOf(small) }, ledger))
    await desk.hear(factBytes({ t: 'turn', turn: await turnOf(small) }, ledger))
    expect(book.ledger.terms.epoch).toBe(1)
    await vi.waitFor(() => expect(faults).toEqual([FULL]))
    await vi.advanceTimersByTimeAsync(10_000)
    expect(proofs.state.tries).toBeGreaterThan(2)
    expect(faults).toEqual([FULL])
    expect(book.change.successor).toBeNull()

    proofs.state.isFailing = false
    await vi.advanceTimersByTimeAsync(2_000)
    await vi.waitFor(() => expect(book.change.successor?.terms.epoch).toBe(2))
    desk.stop()
  })

  it('[AM94] shows what became final all the same, keeps it later, and notes only then how far it has read', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const small = await smallLedger()
    const facts = await payment()
    const kept: Uint8Array[] = []
    const keepFinals = failing(() => undefined)
    const bob = pageOf(small, 'bob', [], {
      keepFinals: async (finals) => {
        await keepFinals.run()
        kept.push(...finals)
      },
    })
    const other = pageOf(small, 'charlie')
    for (const bytes of facts) await other.desk.hear(bytes)
    let nowMs = NOW_MS
    bob.reach({ charlie: (asked) => other.desk.answer(asked) }, () => (nowMs += 1_000))
    await bob.desk.catchUp()
    expect(small.network.machine('bob').participant.book.finals()).toHaveLength(1)
    expect(bob.faults).toEqual([FULL])
    expect([...bob.marks]).toEqual([])

    keepFinals.state.isFailing = false
    await vi.advanceTimersByTimeAsync(2_000)
    expect(kept).toEqual(facts)
    await bob.desk.catchUp()
    expect([...bob.marks.values()]).toEqual([facts.length])
    expect(kept).toEqual(facts)
    for (const { desk } of [bob, other]) desk.stop()
  })

  it('[AM94] that cannot note how far others were read has read them: what they hold is known', async () => {
    const small = await smallLedger()
    const facts = await payment()
    const names = ['w0', 'w1', 'w2', 'w3']
    const bob = pageOf(small, 'bob', names, { keepMark: () => Promise.reject(FULL) })
    const witnesses = names.map((name) => pageOf(small, name))
    for (const { desk } of witnesses) for (const bytes of facts) await desk.hear(bytes)
    bob.reach(
      Object.fromEntries(
        witnesses.map(({ desk }, index) => [names[index] ?? '', (asked) => desk.answer(asked)]),
      ),
    )
    await bob.desk.catchUp()
    expect(bob.desk.maySign).toBe(true)
    expect(bob.faults).toEqual([FULL])
    for (const { desk } of [bob, ...witnesses]) desk.stop()
  })

  it('[AM136] and keeps nothing of what it read goes on in this run from where that ended', async () => {
    const small = await smallLedger()
    const bob = pageOf(small, 'bob', [], { keepFinals: () => Promise.reject(FULL) })
    const other = pageOf(small, 'charlie')
    const facts = await payment()
    for (const bytes of facts) await other.desk.hear(bytes)
    const froms: number[] = []
    bob.reach({
      charlie: (asked) => {
        const request = decodeRequest(asked)
        if (request?.t === 'since') froms.push(request.from)
        return other.desk.answer(asked)
      },
    })
    await bob.desk.catchUp()
    await bob.desk.catchUp()
    expect(froms).toEqual([0, facts.length])
    expect([...bob.marks]).toEqual([])
    for (const { desk } of [bob, other]) desk.stop()
  })

  it('[AM94] while it reads from one peer goes on with the others', async () => {
    const small = await smallLedger()
    const page = pageOf(small, 'bob', [], {
      mark: (list) => (list.startsWith('charlie ') ? Promise.reject(FULL) : Promise.resolve(0)),
    })
    const [charlie, alice] = [pageOf(small, 'charlie'), pageOf(small, 'alice')]
    for (const bytes of await payment()) await alice.desk.hear(bytes)
    page.reach({
      charlie: (asked) => charlie.desk.answer(asked),
      alice: (asked) => alice.desk.answer(asked),
    })
    await page.desk.catchUp()
    expect(page.faults).toEqual([FULL])
    expect(small.network.machine('bob').participant.book.finals()).toHaveLength(1)
    for (const { desk } of [page, charlie, alice]) desk.stop()
  })

  it('[AM94] because the page goes tells nothing', async () => {
    const small = await smallLedger()
    const facts = await payment()
    let close = (): void => undefined
    const closing = new Promise<void>((resolve) => (close = resolve))
    const page = pageOf(small, 'bob', [], {
      async keepFinals() {
        await closing
        throw FULL
      },
    })
    page.connect()
    const heard = page.desk.hear(facts[0] ?? new Uint8Array())
    page.desk.stop()
    close()
    expect(await heard).toBe('fact')
    expect(page.faults).toEqual([])
  })
})
