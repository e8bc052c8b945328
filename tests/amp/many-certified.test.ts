import { beforeAll, describe, expect, it } from 'vitest'
import { beginningId, pageFrom, type Beginning, type Page } from '../../src/amp/beginning'
import { Book, type News } from '../../src/amp/book'
import { beginningOf, carriedBy, isSame } from '../../src/amp/carry-over'
import { inPortions } from '../../src/amp/exchange'
import type { Fact } from '../../src/amp/facts'
import { readFact } from '../../src/amp/gate'
import { Ledger, supplyOf } from '../../src/amp/ledger'
import { MAX_CHANGE_BYTES } from '../../src/amp/limits'
import { Participant } from '../../src/amp/participant'
import { Replay } from '../../src/amp/replay'
import { factBytes } from '../../src/amp/signing'
import { slotKey } from '../../src/amp/slots'
import type { SignedBlock } from '../../src/amp/types'
import { SimulatedDisk } from '../../src/simulation/ledger/disk'
import { keys, roundWord, startedAgain, successorOf, witnessOn, type Small } from './changing'
import { largeCampaign, proven, saidBy } from './large-campaign'
import { EACH, smallLedger } from './network'

const MANY = 3_700

function newBook({ network }: Small): Book {
  const rows = ['alice', 'bob', 'charlie'].map((name) => ({ account: network.accountOf(name), amount: EACH }))
  return new Book(new Ledger(network.terms, rows))
}

/** A campaign with an offer for each of many, all of whom claimed it and none of whose claims is final. */
async function manyClaims() {
  const small = await smallLedger()
  const { begin, claims } = await largeCampaign(small, 'alice', MANY)
  const certified = (await claims()).map((claim): Fact => ({
    t: 'certified',
    final: proven(small, 'vote', claim),
  }))
  const successor = await successorOf(small)
  const bookOfAll = (): Book => {
    const book = newBook(small)
    for (const fact of [...begin, ...certified]) book.take(fact)
    return book
  }
  const book = bookOfAll()
  const made = await beginningOf(book, successor.id)
  const page = made?.pages[0]
  if (made === null || page === undefined) throw new Error('expected a beginning with a page')
  const begun = async (beginning: Beginning): Promise<Fact> => {
    const said = await roundWord(small, 'w3', 'vote', 0, await beginningId(beginning))
    return { t: 'begin', beginning, said }
  }
  return { small, facts: [...begin, ...certified], bookOfAll, book, ...made, page, successor, begun }
}

const placesIn = (all: readonly (Beginning | Page)[]): string[] =>
  all.flatMap(({ carried }) => carried.map(({ slot }) => slotKey(slot)))

describe('more that is certified than a message holds', () => {
  let here: Awaited<ReturnType<typeof manyClaims>>
  beforeAll(async () => {
    here = await manyClaims()
  }, 60_000)

  it('[AM126] goes over all the same, in order and in messages none of which is too large', async () => {
    const { small, book, bookOfAll, beginning, pages, begun } = here
    const { terms } = small.network
    const all = [...book.openTallies()].map(({ slot }) => slotKey(slot)).sort()
    expect(all).toHaveLength(MANY)
    expect(placesIn([beginning, ...pages])).toEqual(all)

    const other = bookOfAll()
    for (const fact of [await begun(beginning), ...pages.map((page): Fact => ({ t: 'page', page }))]) {
      expect(carriedBy(other, beginning)).toBeNull()
      const bytes = factBytes(fact, terms.ledger)
      expect(bytes.byteLength).toBeLessThan(MAX_CHANGE_BYTES)
      const read = await readFact(bytes, terms, keys.verify)
      expect(read).toEqual({ ok: true, value: fact })
      if (read.ok) other.take(read.value)
    }
    const carried = carriedBy(other, beginning)
    expect(carried).toHaveLength(MANY)
    expect(await isSame(other, beginning, carried ?? [])).toBe(true)
  }, 60_000)

  it('[AM126] is in no page that nobody named, that does not go on in order, or that names what is not known here', async () => {
    const { small, bookOfAll, beginning, begun } = here
    const { ledger } = small.network.terms
    const [first, second, third] = beginning.carried
    if (first === undefined || second === undefined || third === undefined) throw new Error('expected places')
    const isKept = async (carried: Page['carried'], isNamed = true): Promise<boolean> => {
      const page = await pageFrom({ t: 'page', v: 1, ledger, carried, rest: null })
      const book = bookOfAll()
      const named: Beginning = { ...beginning, t: 'begin-paged', carried: [first], rest: page.id }
      if (isNamed) book.take(await begun(named))
      book.take({ t: 'page', page })
      return book.change.hasPage(page.id)
    }
    expect(await isKept([second, third])).toBe(true)
    expect(await isKept([second, third], false)).toBe(false)
    expect(await isKept([first, second])).toBe(false)
    expect(await isKept([third, second])).toBe(false)
    expect(await isKept([second, second])).toBe(false)
    expect(await isKept([second, { slot: third.slot, value: beginning.root }])).toBe(false)
  }, 60_000)

  it('[AM126] is let go of with the last beginning that names it', async () => {
    const { bookOfAll, beginning, page, begun } = here
    const book = bookOfAll()
    book.take(await begun(beginning))
    book.take({ t: 'page', page })
    expect(book.change.hasPage(page.id)).toBe(true)
    for (let leaves = 1; leaves <= 4; leaves += 1)
      book.take(await begun({ ...beginning, t: 'begin', leaves }))
    expect(book.change.hasPage(page.id)).toBe(false)
  }, 60_000)

  it('[AM126] is on the disk of a witness that stands behind it: started again, it shows the same', async () => {
    const { small, facts, successor } = here
    const clock = { nowMs: 0 }
    const disk = new SimulatedDisk()
    const witness = witnessOn(small, disk, () => clock.nowMs)
    for (const fact of facts) witness.book.take(fact)
    await witness.hear({ t: 'successor', successor }, false)
    clock.nowMs += 3_000
    const pagesOf = (shown: readonly Fact[]) => shown.filter(({ t }) => t === 'page')
    const shown = await witness.tend()
    expect(pagesOf(shown).length).toBeGreaterThan(0)

    const again = await startedAgain(small, disk, () => clock.nowMs)
    for (const fact of facts.slice(0, 2)) again.book.take(fact)
    await again.hear({ t: 'successor', successor }, false)
    expect(pagesOf(await again.tend())[0]).toEqual(pagesOf(shown)[0])
  }, 60_000)
})

/** Each of two campaigns has this many viewers. */
const EACH_OF_TWO = 1_780
/** So many claims fit. */
const IN_A_MESSAGE = 3_502

/**
 * Two witnesses and the bad one voted for claims in thousands; the certificates of one campaign came to w0 alone, those of the
 * other to w1 alone, each of whom acknowledged its own.
 */
async function dividedVillage() {
  const small = await smallLedger()
  const { network } = small
  const begin: Fact[] = []
  const claims: SignedBlock[][] = []
  const viewers = new Set<string>()
  for (let campaign = 0; campaign < 2; campaign += 1) {
    const large = await largeCampaign(small, 'alice', EACH_OF_TWO)
    for (const fact of large.begin) network.machine('w0').participant.book.take(fact)
    begin.push(...large.begin)
    const all = await large.claims()
    // A few names share one of the cheap keys.
    claims.push(all.filter(({ block }) => block.t === 'claim' && !viewers.has(block.viewer)))
    for (const { block } of all) if (block.t === 'claim') viewers.add(block.viewer)
  }
  for (const name of ['w0', 'w1', 'w2']) {
    const machine = network.machine(name)
    for (const claim of name === 'w2' ? [] : claims.flat())
      await machine.disk.keepStatement({ body: saidBy(small, name, 'vote', claim), view: null }, null)
    machine.restart()
    for (const fact of begin) machine.participant.book.take(fact)
  }
  const machines = ['w0', 'w1', 'w2'].map((name) => network.machine(name).participant)
  const acknowledged = [0, 0]
  for (const [which, ofOne] of claims.entries())
    for (const claim of ofOne) {
      const final = proven(small, 'vote', claim, ['w0', 'w1', 'w3'])
      const said = (await machines[which]?.hear({ t: 'certified', final }, false))?.say ?? []
      if (said.some((fact) => fact.t === 'said' && fact.statement.t === 'ack'))
        acknowledged[which] = (acknowledged[which] ?? 0) + 1
    }
  return { small, machines, acknowledged }
}

describe('witnesses that acknowledged more than a message holds, each something else, and the bad one falls silent', () => {
  it('[AM126] begin the next epoch with all of it, and so does whoever comes later', async () => {
    const { small, machines, acknowledged } = await dividedVillage()
    const { network, clock } = small
    const sum = acknowledged.reduce((total, count) => total + count)
    for (const count of acknowledged) expect(count).toBeGreaterThan(IN_A_MESSAGE / 2)
    const successor = await successorOf(small)
    const before = machines[2]?.factsSince(0) ?? []
    const turns = new Map<Participant, Extract<News, { t: 'turn' }>>()
    const tell = async (from: Participant, facts: readonly Fact[]): Promise<void> => {
      for (const to of machines)
        for (const fact of to === from ? [] : facts) {
          const { say, news } = await to.hear(fact, false)
          for (const item of news) if (item.t === 'turn') turns.set(to, item)
          await tell(to, say)
        }
    }
    for (const one of machines) await one.hear({ t: 'successor', successor }, false)
    for (let look = 0; look < 40 && turns.size < machines.length; look += 1) {
      // They show each other what they acknowledged before the first proposes; more rounds cost more trees.
      clock.nowMs += look < 8 ? 200 : 3_000
      for (const one of machines) await tell(one, await one.tend())
    }
    for (const { book } of machines) {
      expect(book.ledger.terms.epoch).toBe(1)
      // The claims, and the two campaigns.
      expect(book.ledger.settled.size).toBe(sum + 2)
      expect(supplyOf(book.ledger).total).toBe(3 * EACH)
    }

    const [turn] = turns.values()
    if (turn === undefined) throw new Error('expected an end of the epoch')
    expect([turn.carried.length, turn.pages.length]).toEqual([sum, 1])
    const list: Fact[] = [...before, { t: 'successor', successor }, ...(machines[0]?.turnFacts(turn) ?? [])]
    const newcomer = new Participant(newBook(small), null, [])
    for (const fact of list) await newcomer.hear(fact, false)
    expect(newcomer.book.ledger.settled).toEqual(machines[0]?.book.ledger.settled)
    expect(newcomer.book.ledger.terms.epoch).toBe(1)

    const { terms } = network
    const rows = ['alice', 'bob', 'charlie'].map((name) => ({
      account: network.accountOf(name),
      amount: EACH,
    }))
    const nothing = () => Promise.resolve()
    const replay = new Replay({
      terms,
      allocation: rows,
      verify: () => Promise.resolve(true),
      breathe: nothing,
    })
    for (const fact of list) await replay.take(factBytes(fact, terms.ledger))
    await replay.finish()
    expect([replay.misfits, replay.ledger.terms.epoch]).toEqual([[], 1])
  }, 300_000)
})

describe('what one peer asks another', () => {
  it('[AM83] goes in as many questions as it takes for none to be too large, in order and with nothing left out', () => {
    const facts = [5, 3, 9, 1, 1, 1, 1, 10, 2].map((bytes, index) => new Uint8Array(bytes).fill(index))
    const portions = inPortions(facts, { facts: 3, bytes: 10 })
    expect(portions.flat()).toEqual(facts)
    expect(portions.map((portion) => portion.map(({ byteLength }) => byteLength))).toEqual([
      [5, 3],
      [9, 1],
      [1, 1, 1],
      [10],
      [2],
    ])
    expect(inPortions([], { facts: 3, bytes: 10 })).toEqual([])
  })
})
