import { describe, expect, it } from 'vitest'
import { Book } from '../../src/amp/book'
import { beginningOf } from '../../src/amp/carry-over'
import { inPortions } from '../../src/amp/exchange'
import { Ledger } from '../../src/amp/ledger'
import { MAX_CHANGE_BYTES } from '../../src/amp/limits'
import { factBytes } from '../../src/amp/signing'
import { slotKey } from '../../src/amp/slots'
import { roundWord, successorOf, type Small } from './changing'
import { largeCampaign, proven } from './large-campaign'
import { EACH, smallLedger } from './network'

const MANY = 3_700

/** A campaign with an offer for each of many, all of whom claimed it and none of whose claims is final. */
async function manyClaims(small: Small) {
  const { network } = small
  const { begin, claims } = await largeCampaign(small, 'alice', MANY)
  const allocation = ['alice', 'bob', 'charlie'].map((name) => ({
    ...{ account: network.accountOf(name), amount: EACH },
  }))
  const book = new Book(new Ledger(network.terms, allocation))
  for (const fact of begin) book.take(fact)
  for (const claim of await claims()) book.take({ t: 'certified', final: proven(small, 'vote', claim) })
  return book
}

describe('more that is certified than a message holds', () => {
  it('[AM83] does not keep an epoch from ending: what its proposer stands behind goes over first, and what fits', async () => {
    const small = await smallLedger()
    const book = await manyClaims(small)
    const places = [...book.openTallies()].map(({ slot }) => slotKey(slot)).sort()
    expect(places).toHaveLength(MANY)
    const own = places.slice(-50)
    const { id } = await successorOf(small)
    const beginning = await beginningOf(book, id, new Set(own))
    if (beginning === null) throw new Error('expected a beginning')
    const carried = beginning.carried.map(({ slot }) => slotKey(slot))
    expect(carried.length).toBeGreaterThan(3_000)
    expect(carried).toEqual(expect.arrayContaining(own))
    expect(carried).toEqual([...carried].sort())
    const said = await roundWord(small, 'w0', 'vote', 0, id)
    const { byteLength } = factBytes({ t: 'begin', beginning, said }, small.network.terms.ledger)
    expect(byteLength).toBeLessThan(MAX_CHANGE_BYTES)
    expect(byteLength).toBeGreaterThan(MAX_CHANGE_BYTES * 0.9)
  }, 60_000)
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
