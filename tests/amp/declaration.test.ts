import { describe, expect, it } from 'vitest'
import { readDeclaration, withLater, writeDeclaration } from '../../src/amp/declaration'
import { allocationId, manifestId, type Allocation, type Manifest } from '../../src/amp/manifest'
import type { AccountId } from '../../src/amp/types'
import { testDevice } from '../helpers/test-person'

const KEYS = ['w0', 'w1', 'w2', 'w3'].map((name) => testDevice(name).device)

const RULES = { minSend: 1, claimGraceMs: 0, epochMs: 1, feePpm: 0, faucetGrant: 0 }

async function declared(change: Partial<Manifest> = {}): Promise<Record<string, unknown>> {
  const rows = KEYS.map((key) => ({ account: key as string as AccountId, amount: 250 })).sort((a, b) =>
    a.account < b.account ? -1 : 1,
  )
  const allocation: Allocation = { v: 1, t: 'alloc', rows }
  const manifest: Manifest = {
    ...{ v: 1, t: 'manifest', name: 'Test', symbol: 'AMP', supply: 1_000, previous: null, epoch: 0 },
    allocation: await allocationId(allocation),
    witnesses: KEYS.map((key) => ({ key, weight: 1, addresses: [] })),
    rules: RULES,
    governors: { keys: [], threshold: 0 },
    ...change,
  }
  const written = writeDeclaration(
    manifest,
    allocation,
    new Map([[KEYS[0] as never, ['/ip4/127.0.0.1/tcp/1/ws']]]),
  )
  // As it comes from a file.
  return JSON.parse(JSON.stringify(written)) as Record<string, unknown>
}

describe('a ledger in network.json', () => {
  it('[AM12] reads back the same, with the addresses of its witnesses', async () => {
    const read = await readDeclaration(await declared())
    if (!read.ok) throw new Error(read.error)
    expect(read.value.terms.quorumWeight).toBe(3)
    expect([...read.value.addresses.values()]).toEqual([['/ip4/127.0.0.1/tcp/1/ws']])
    const { manifest, allocation, addresses } = read.value
    expect(JSON.parse(JSON.stringify(writeDeclaration(manifest, allocation, addresses)))).toEqual(
      await declared(),
    )
  })

  it.each<readonly [string, Partial<Manifest>]>([
    ['a name with marks that cannot be seen', { name: 'Te\u202est' }],
    ['a symbol with marks that cannot be seen', { symbol: 'A\u200bMP' }],
    ['a least payment above the supply', { rules: { ...RULES, minSend: 1_001 } }],
    ['a grace that does not end', { rules: { ...RULES, claimGraceMs: 31 * 86_400_000 } }],
    ['more than half of each budget', { rules: { ...RULES, feePpm: 500_001 } }],
  ])('[AM130] is not read with %s', async (_, change) => {
    expect(await readDeclaration(await declared(change))).toMatchObject({ ok: false })
  })

  it('[AM130] is read with all that at its bounds', async () => {
    const rules = { ...RULES, minSend: 1_000, claimGraceMs: 30 * 86_400_000, feePpm: 500_000 }
    expect(await readDeclaration(await declared({ rules, symbol: '🐝' }))).toMatchObject({ ok: true })
  })

  it('[AM129] reads back what is written into it of later epochs, with where their witnesses are asked', async () => {
    const ledger = await declared()
    const first = await readDeclaration(ledger)
    if (!first.ok) throw new Error(first.error)
    const { manifest } = first.value
    const comes = testDevice('w4').device
    const witnesses = [{ key: comes, weight: 1, addresses: ['/dns4/w4'] }]
    const later = { ...manifest, epoch: 1, previous: await manifestId(manifest), witnesses }
    const successors = [{ manifest: later, signatures: [] }]
    const written = withLater(ledger, successors, [later.previous])
    const read = await readDeclaration(JSON.parse(JSON.stringify(written)))
    if (!read.ok) throw new Error(read.error)
    expect(read.value.successors).toEqual(successors)
    expect([...read.value.ends]).toEqual([[0, later.previous]])
    expect([...read.value.addresses.keys()]).toEqual([KEYS[0], comes])
    expect(withLater(ledger, [], [])).toEqual(ledger)
  })

  it.each([
    ['an allocation that is not the supply', { supply: 999 }, 'not exactly its supply'],
    [
      'another allocation',
      { allocation: 'bafyreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku' as never },
      'another allocation',
    ],
    [
      'a witness twice',
      { witnesses: [0, 0].map((index) => ({ key: KEYS[index] as never, weight: 1, addresses: [] })) },
      'a witness twice',
    ],
  ])('[AM12] is refused with %s', async (_, change, sentence) => {
    const read = await readDeclaration(await declared(change))
    expect(read.ok ? '' : read.error).toContain(sentence)
  })

  it.each([
    ['nothing', null],
    ['a text', 'ledger'],
    ['no manifest', { allocation: [] }],
    [
      'a manifest that goes on and on',
      { manifest: JSON.parse('['.repeat(50_000) + ']'.repeat(50_000)) as unknown },
    ],
  ])('[AM12] is refused with %s in its place', async (_, json) => {
    expect((await readDeclaration(json)).ok).toBe(false)
  })
})
