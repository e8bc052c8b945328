import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { blockShape, type Block } from '../../src/amp/blocks'
import { applyFinal, Ledger, supplyOf } from '../../src/amp/ledger'
import { MAX_MEMO_CHARS } from '../../src/amp/limits'
import { isQuorum, isWhole, termsOf, type Manifest } from '../../src/amp/manifest'
import { hasRow, rowBitsOf, rowsIn, tableFrom } from '../../src/amp/table'
import type { AccountId, BlockId, Final, KeyId, LedgerId } from '../../src/amp/types'
import { decodeCanonical, encodeCanonical } from '../../src/records/codec'
import { testDevice, testPerson } from '../helpers/test-person'

const LEDGER = 'bafyreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy' as LedgerId
const CID = 'bafyreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku' as BlockId
const WITNESSES: readonly KeyId[] = ['w0', 'w1', 'w2', 'w3'].map((name) => testDevice(name).device)
let alice: AccountId
let bob: AccountId

beforeAll(async () => {
  alice = (await testPerson('alice')).id
  bob = (await testPerson('bob')).id
})

function manifest(feePpm: number): Manifest {
  return {
    v: 1,
    t: 'manifest',
    name: 'Test',
    symbol: 'AMP',
    supply: 1_000,
    allocation: CID,
    previous: null,
    epoch: 0,
    witnesses: WITNESSES.map((key) => ({ key, weight: 1, addresses: [] })),
    rules: { minSend: 1, claimGraceMs: 0, epochMs: 1, feePpm, faucetGrant: 0 },
    governors: { keys: [], threshold: 0 },
  }
}

function terms(feePpm = 0) {
  const found = termsOf(LEDGER, manifest(feePpm))
  if (found === undefined) throw new Error('the manifest of the test is wrong')
  return found
}

function place(seq: number, balance: number) {
  return {
    v: 1,
    ledger: LEDGER,
    account: alice,
    seq,
    prev: seq === 0 ? null : CID,
    balance,
    timeMs: 0,
  } as const
}

function send(): Block {
  return { ...place(0, 700), t: 'send', to: bob, amount: 300, memo: 'für den Honig' }
}

function final(block: Block, id = CID): Final {
  const slot = { kind: 'account', account: alice, seq: 0 } as const
  const proof = { v: 1, ledger: LEDGER, t: 'ack', epoch: 0, slot, value: id, signatures: [] } as const
  return { signed: { block, id, signer: null, signature: null }, proof }
}

describe('what is written in the ledger', () => {
  it('[AM1] reads back the same', () => {
    const decoded = decodeCanonical(encodeCanonical(blockShape.write(send())))
    expect(decoded.ok && blockShape.read(decoded.value)).toEqual(send())
  })

  it.each([
    ['a field too many', { more: 1 }],
    ['a field that is none', { amount: undefined }],
    ['half a unit', { amount: 0.5 }],
    ['less than nothing', { amount: -1 }],
    ['nothing', { amount: 0 }],
    ['an amount beyond the safe numbers', { amount: 2n ** 53n }],
    ['another kind', { t: 'mint' }],
    ['another version', { v: 2 }],
    ['[AM22] a memo of two lines', { memo: 'for the\nhoney' }],
    ['[AM22] a memo too long', { memo: 'a'.repeat(MAX_MEMO_CHARS + 1) }],
    ['[AM22] an empty memo', { memo: '' }],
    ['[AM22] a memo that is bytes', { memo: new Uint8Array(3) }],
  ])('[AM1] is refused with %s', (_, change) => {
    expect(blockShape.read({ ...(blockShape.write(send()) as object), ...change })).toBeUndefined()
  })

  it('[AM2] a table names each viewer once, in order', async () => {
    const [first = alice, second = bob] = [alice, bob].sort()
    const rows = [first, second].map((viewer) => ({ viewer, amount: 1 }))
    expect((await tableFrom(rows))?.rows).toEqual(rows)
    expect(await tableFrom(rows.toReversed())).toBeUndefined()
    expect(await tableFrom([...rows.slice(0, 1), ...rows.slice(0, 1)])).toBeUndefined()
  })

  it('[AM2] rows are bits, and a bit without a row is refused', () => {
    const rows = fc.uniqueArray(fc.nat(99)).map((list) => list.sort((a, b) => a - b))
    fc.assert(
      fc.property(rows, (list) => {
        const bits = rowBitsOf(list, 100)
        expect(rowsIn(bits, 100)).toEqual(list)
        expect(list.every((row) => hasRow(bits, row))).toBe(true)
      }),
      { seed: 1 },
    )
    expect(rowsIn(rowBitsOf([3], 4), 3)).toBeUndefined()
    expect(rowsIn(new Uint8Array(2), 3)).toBeUndefined()
  })

  it('[AM3] three of four are a quorum, one of them twice is not', () => {
    const [a, b, c] = WITNESSES as [KeyId, KeyId, KeyId]
    expect(isQuorum([a, b, c], terms())).toBe(true)
    expect(isQuorum([a, b, b], terms())).toBe(false)
    expect(isQuorum([a, b, testDevice('stranger').device], terms())).toBe(false)
    const twice = { ...manifest(0), witnesses: [a, a].map((key) => ({ key, weight: 1, addresses: [] })) }
    expect(termsOf(LEDGER, twice)).toBeUndefined()
  })

  it('[AM3] an allocation is exactly the supply', () => {
    const rows = [alice, bob].sort().map((account) => ({ account, amount: 500 }))
    expect(isWhole({ v: 1, t: 'alloc', rows }, 1_000)).toBe(true)
    expect(isWhole({ v: 1, t: 'alloc', rows }, 1_001)).toBe(false)
    expect(isWhole({ v: 1, t: 'alloc', rows: rows.toReversed() }, 1_000)).toBe(false)
  })

  it('[AM4] a send, a campaign with a fee, a claim and a refund leave the supply as it was', () => {
    const ledger = new Ledger(terms(10_000), [{ account: alice, amount: 1_000 }])
    const other = LEDGER as string as BlockId
    const campaign = {
      post: CID,
      budget: 400,
      table: CID,
      rows: 1,
      expiresMs: 1,
      viewMs: 0,
      algorithm: 'hand',
      snapshot: null,
    }
    const story: readonly Final[] = [
      final(send()),
      final({ ...place(1, 300), t: 'spon', ...campaign }, other),
      final({ v: 1, ledger: LEDGER, t: 'claim', campaign: other, viewer: bob, amount: 100 }),
      final({
        ...place(2, 596),
        t: 'refund',
        campaign: other,
        amount: 296,
        owed: Uint8Array.of(0),
        reports: [CID],
      }),
      final({ v: 1, ledger: LEDGER, t: 'skip', account: alice, seq: 3, prev: CID }),
    ]
    for (const one of story) {
      applyFinal(ledger, one)
      expect(supplyOf(ledger).total).toBe(1_000)
    }
    expect(supplyOf(ledger)).toEqual({ balances: 596, untaken: 404, locked: 0, total: 1_000 })
  })
})
