import { describe, expect, it } from 'vitest'
import { declare, withLedger, type Founding, type FoundingFault } from '../../src/amp/founding'
import { testDevice, testPerson } from '../helpers/test-person'

const [{ id: alice }, { id: bob }] = await Promise.all([testPerson('alice'), testPerson('bob')])
const WITNESSES = ['w0', 'w1', 'w2'].map((name) => testDevice(name).device)

function founding(change: Partial<Founding> = {}): Founding {
  return {
    ...{ name: 'Honey', symbol: 'HNY', supply: 1_000, witnesses: WITNESSES, addresses: new Map() },
    ...{ given: new Map([[alice, 300]]), grant: 10, feePpm: 10_000, previous: null },
    ...change,
  }
}

describe('a ledger that is founded', () => {
  it('[FN1] gives people what they are given and the rest to its witnesses, to the last unit', async () => {
    const founded = await withLedger({ name: 'Honey' }, founding({ supply: 1_001 }))
    if (!founded.ok) throw new Error(founded.error)
    const { allocation, terms, manifest } = founded.value.declaration
    const begins = new Map(allocation.rows.map(({ account, amount }) => [account as string, amount]))
    expect(begins.get(alice)).toBe(300)
    expect(WITNESSES.map((key) => begins.get(key))).toEqual([234, 234, 233])
    expect([terms.quorumWeight, manifest.rules.faucetGrant]).toEqual([3, 10])
    expect(JSON.parse(founded.value.text)).toMatchObject({ name: 'Honey' })
  })

  it.each<readonly [FoundingFault, Partial<Founding>]>([
    ['name', { name: '' }],
    ['name', { name: 'two\nlines' }],
    ['symbol', { symbol: '' }],
    ['symbol', { symbol: 'A\u200bMP' }],
    ['supply', { supply: 0 }],
    ['supply', { supply: 2 ** 53 }],
    ['grant', { grant: -1 }],
    ['fee', { feePpm: 500_001 }],
    ['no-witness', { witnesses: [] }],
    ['too-many-witnesses', { witnesses: Array.from({ length: 33 }, (_, at) => testDevice(`w${at}`).device) }],
    ['witness-twice', { witnesses: [...WITNESSES, ...WITNESSES] }],
    ['too-much-given', { given: new Map([[alice, 1_001]]) }],
    [
      'too-much-given',
      {
        given: new Map([
          [alice, Number.MAX_SAFE_INTEGER],
          [bob, Number.MAX_SAFE_INTEGER],
        ]),
      },
    ],
  ])('[FN2] that cannot be is refused by what is wrong with it: %s', async (fault, change) => {
    expect(await declare(founding(change))).toEqual({ ok: false, error: fault })
  })
})
