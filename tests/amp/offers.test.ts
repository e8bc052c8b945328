import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mostFee } from '../../src/amp/ledger'
import { leastAsked, offersFor } from '../../src/amp/offers'
import { tableFrom } from '../../src/amp/table'
import type { AccountId } from '../../src/amp/types'
import { testDevice } from '../helpers/test-person'
import { smallLedger } from './network'

const PEOPLE = ['alice', 'bob', 'charlie', 'dora'].map(
  (name) => testDevice(name).device as string as AccountId,
)
const [ALICE, BOB, CHARLIE, DORA] = PEOPLE as [AccountId, AccountId, AccountId, AccountId]

describe('what a budget offers', () => {
  it('[AM14] is shared by Reo, the witnesses’ part first', async () => {
    const { terms } = (await smallLedger(10_000)).network
    const standings = [
      { person: BOB, reo: 0.3, price: 0, seenMs: null },
      { person: CHARLIE, reo: 0.1, price: 0, seenMs: null },
      { person: ALICE, reo: 0.9, price: 0, seenMs: null },
    ]
    const fee = mostFee(1_000, terms)
    const offers = new Map(
      offersFor(ALICE, ALICE, 1_000, standings, terms).map((row) => [row.viewer, row.amount]),
    )
    expect(fee).toBeGreaterThan(0)
    expect(offers).toEqual(
      new Map([
        [BOB, Math.floor(((1_000 - fee) * 0.3) / 0.4)],
        [CHARLIE, Math.floor(((1_000 - fee) * 0.1) / 0.4)],
      ]),
    )
  })

  it('[AM14] pays the author of another’s post first', async () => {
    const { terms } = (await smallLedger()).network
    const rows = offersFor(ALICE, CHARLIE, 1_000, [{ person: BOB, reo: 0.5, price: 0, seenMs: null }], terms)
    expect(new Map(rows.map((row) => [row.viewer, row.amount]))).toEqual(
      new Map([
        [CHARLIE, 250],
        [BOB, 750],
      ]),
    )
  })

  it('[AM14] pays the author nothing more for looking at their own post', async () => {
    const { terms } = (await smallLedger()).network
    const standing = (person: AccountId, reo: number) => ({ person, reo, price: 0, seenMs: null })
    const rows = offersFor(ALICE, CHARLIE, 1_000, [standing(BOB, 0.1), standing(CHARLIE, 0.9)], terms)
    expect(new Map(rows.map((row) => [row.viewer, row.amount]))).toEqual(
      new Map([
        [CHARLIE, 250],
        [BOB, 750],
      ]),
    )
  })

  it('[AM131] knows the least that a viewer asks for, besides the author', () => {
    const standing = (person: AccountId, reo: number, price: number) => ({ person, reo, price, seenMs: null })
    const standings = [standing(BOB, 0.5, 80), standing(CHARLIE, 0.1, 7), standing(DORA, 0, 1)]
    expect(leastAsked(ALICE, ALICE, standings)).toBe(7)
    expect(leastAsked(ALICE, CHARLIE, standings)).toBe(80)
    expect(leastAsked(BOB, CHARLIE, standings)).toBeNull()
  })

  it('[AM20] leaves out who asks for more than there would be, and the others have it', async () => {
    const { terms } = (await smallLedger()).network
    const standings = [
      { person: BOB, reo: 0.5, price: 800, seenMs: null },
      { person: CHARLIE, reo: 0.4, price: 400, seenMs: null },
      { person: DORA, reo: 0.1, price: 150, seenMs: null },
    ]
    // For his standing bob asks the most; without him there is twice as much for the others, and dora is content.
    const rows = offersFor(ALICE, ALICE, 1_000, standings, terms)
    expect(rows.map(({ viewer, amount }) => [viewer, amount])).toEqual(
      [
        [CHARLIE, 800],
        [DORA, 200],
      ].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
    )
  })

  it('[AM14] is a table within the budget, whatever it is and whoever stands how high', async () => {
    const { terms } = (await smallLedger(7_777)).network
    const standing = fc.record({
      person: fc.constantFrom(...PEOPLE),
      reo: fc.double({ min: 0, max: 1, noNaN: true }),
      seenMs: fc.constant(null),
      price: fc.oneof(fc.constant(0), fc.nat(10 ** 9)),
    })
    const standings = fc.uniqueArray(standing, { selector: ({ person }) => person })
    await fc.assert(
      fc.asyncProperty(
        fc.nat(10 ** 9),
        fc.constantFrom(...PEOPLE),
        standings,
        async (budget, author, given) => {
          const rows = offersFor(ALICE, author, budget, given, terms)
          const sum = rows.reduce((total, { amount }) => total + amount, 0)
          expect(sum + mostFee(budget, terms)).toBeLessThanOrEqual(budget)
          expect(rows.every(({ viewer, amount }) => viewer !== ALICE && amount > 0)).toBe(true)
          for (const { viewer, amount } of rows) {
            const price = given.find(({ person }) => person === viewer)?.price ?? 0
            if (viewer !== author) expect(amount).toBeGreaterThanOrEqual(price)
            else expect(amount).toBeLessThanOrEqual(budget / 4)
          }
          if (rows.length > 0) expect(await tableFrom(rows)).toBeDefined()
        },
      ),
      { seed: 1, numRuns: 200 },
    )
  })
})
