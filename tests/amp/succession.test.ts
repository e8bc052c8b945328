import { beforeAll, describe, expect, it } from 'vitest'
import {
  checkpointId,
  joinWords,
  signCheckpoint,
  snapshotOf,
  type Checkpoint,
} from '../../src/amp/checkpoint'
import { ownKey } from '../../src/amp/ledger'
import type { Leaf } from '../../src/amp/leaves'
import { allocationId, isWhole, type Manifest } from '../../src/amp/manifest'
import { originFault, readOrigin, writeOrigin } from '../../src/amp/origin'
import { inheritance, successionFault } from '../../src/amp/succession'
import type { AccountId, BlockId } from '../../src/amp/types'
import { cheapKeys } from '../../src/simulation/ledger/cheap-keys'
import { EACH, NOW_MS, rawSend, smallLedger } from './network'

let old: Awaited<ReturnType<typeof smallLedger>>
let leaves: readonly Leaf[]
let checkpoint: Checkpoint
let manifest: Manifest

beforeAll(async () => {
  old = await smallLedger()
  await old.ask('alice', { t: 'block', signed: await rawSend(old, 'alice', { amount: 300 }) })
  const snapshot = await snapshotOf(old.network.machine('w0').participant.book.ledger)
  if (snapshot === undefined) throw new Error('expected sums that are the supply')
  leaves = snapshot.leaves
  const signers = ['w0', 'w1', 'w2'].map((name) => old.network.machine(name).signer)
  const words = await Promise.all(signers.map((signer) => signCheckpoint(snapshot, signer, NOW_MS)))
  const joined = joinWords(words, old.network.terms)
  if (joined === null) throw new Error('expected a quorum')
  checkpoint = joined
  manifest = {
    ...{ v: 1, t: 'manifest', name: 'New', symbol: 'NEW', supply: 3 * EACH, epoch: 0 },
    allocation: await allocationId(inheritance(leaves).allocation),
    previous: await checkpointId(checkpoint),
    witnesses: signers.slice(0, 1).map(({ device }) => ({ key: device, weight: 1, addresses: [] })),
    rules: { minSend: 1, claimGraceMs: 0, epochMs: 1, feePpm: 0, faucetGrant: 0 },
    governors: { keys: [], threshold: 0 },
  }
})

function fault(
  change: { manifest?: Partial<Manifest>; leaves?: readonly Leaf[]; checkpoint?: Checkpoint } = {},
  most?: number,
) {
  const next = { ...manifest, ...change.manifest }
  const { terms } = old.network
  const from = change.checkpoint ?? checkpoint
  const some = change.leaves ?? leaves
  return successionFault({
    ...{ manifest: next, leaves: some, checkpoint: from, terms, verify: cheapKeys().verify },
    ...(most !== undefined && { most }),
  })
}

describe('a ledger that goes on from a checkpoint', () => {
  it('[AM54] everybody begins with what is theirs, also what was on its way to them, and nothing is made', async () => {
    const { allocation, supply, leftOut } = inheritance(leaves)
    const begins = (name: string) =>
      allocation.rows.find(({ account }) => account === old.network.accountOf(name))?.amount
    expect(['alice', 'bob', 'charlie'].map(begins)).toEqual([EACH - 300, EACH + 300, EACH])
    expect(isWhole(allocation, checkpoint.sum)).toBe(true)
    expect([supply, leftOut]).toEqual([checkpoint.sum, { accounts: 0, amount: 0 }])
    expect(await fault()).toBeNull()
  })

  it('[AM54] other balances, another supply, another checkpoint and other leaves are refused', async () => {
    expect(await fault({ manifest: { allocation: manifest.previous as BlockId } })).toBe('other-balances')
    expect(await fault({ manifest: { supply: manifest.supply + 1 } })).toBe('other-balances')
    expect(await fault({ manifest: { previous: null } })).toBe('other-checkpoint')
    expect(await fault({ manifest: { previous: manifest.allocation } })).toBe('other-checkpoint')
    expect(await fault({ manifest: { epoch: 1 } })).toBe('other-checkpoint')
    expect(await fault({ leaves: leaves.slice(1) })).toBe('other-leaves')
    expect(await fault({ leaves: [...leaves, leaves[0] as Leaf] })).toBe('other-leaves')
    const signatures = checkpoint.signatures.slice(0, 2)
    expect(await fault({ checkpoint: { ...checkpoint, signatures } })).toBe('unproven-checkpoint')
  })

  it('[AM78] of more accounts than a ledger begins with those that hold the most go on, and the rest is counted exactly', async () => {
    const two = inheritance(leaves, 2)
    const accountOf = (name: string): AccountId => old.network.accountOf(name)
    const others = [accountOf('bob'), accountOf('charlie')]
    expect(two.allocation.rows.map(({ account }) => account)).toEqual(others.sort())
    expect(two).toMatchObject({ supply: 2 * EACH + 300, leftOut: { accounts: 1, amount: EACH - 300 } })
    expect(isWhole(two.allocation, two.supply)).toBe(true)
    const cut = { allocation: await allocationId(two.allocation), supply: two.supply }
    expect(await fault({ manifest: cut }, 2)).toBeNull()
    // Nobody may be left out for whom there is a row, and what is left out is nobody's.
    expect(await fault({ manifest: cut })).toBe('other-balances')
    expect(await fault({ manifest: { ...cut, supply: checkpoint.sum } }, 2)).toBe('other-balances')
    const rows = two.allocation.rows.map((row) =>
      row.account === accountOf('bob') ? { ...row, account: accountOf('alice') } : row,
    )
    const instead = await allocationId({ v: 1, t: 'alloc', rows })
    expect(await fault({ manifest: { ...cut, allocation: instead } }, 2)).toBe('other-balances')
  })

  it('[AM78] equal accounts go on in the order of their names, whatever the order of the leaves', () => {
    const accounts = Array.from({ length: 9 }, (_, index): Leaf => {
      const account = `account ${String(index)}` as AccountId
      return { v: 1, t: 'account', account, blocks: 0, head: null, balance: 5, key: ownKey(account) }
    })
    const some = inheritance(accounts, 4)
    expect(some.allocation.rows.map(({ account }) => account)).toEqual(
      [0, 1, 2, 3].map((index) => `account ${String(index)}`),
    )
    expect(some.leftOut).toEqual({ accounts: 5, amount: 25 })
    expect(inheritance(accounts.toReversed(), 4)).toEqual(some)
  })

  it('[AM79] the file beside a page proves it with nothing else, and no part of it can be another', async () => {
    const { network } = old
    const origin = { manifest: network.manifest, successors: [], checkpoint, leaves }
    let breaths = 0
    const breathe = (): Promise<void> => Promise.resolve(void (breaths += 1))
    const { verify } = cheapKeys()
    const read = await readOrigin(writeOrigin(origin), breathe)
    if (read === undefined) throw new Error('expected what was written')
    expect(read).toEqual(origin)
    expect(await originFault(manifest, read, verify, breathe)).toBeNull()
    expect(breaths).toBeGreaterThan(1)
    const faultOf = (change: Partial<typeof origin>) =>
      originFault(manifest, { ...read, ...change }, verify, breathe)
    // Witnesses of somebody's own, who would sign anything.
    expect(await faultOf({ manifest: { ...network.manifest, name: 'Other' } })).toBe('other-manifest')
    expect(await faultOf({ manifest: { ...network.manifest, epoch: 1 } })).toBe('other-manifest')
    const [signature, ...others] = checkpoint.signatures
    if (signature === undefined) throw new Error('expected signatures')
    const late = { ...checkpoint, signatures: [{ ...signature, timeMs: 1 }, ...others] }
    expect(await faultOf({ checkpoint: late })).toBe('unproven-checkpoint')
    expect(await faultOf({ leaves: leaves.slice(1) })).toBe('other-leaves')
    expect(await readOrigin(Uint8Array.of(0xa0), breathe)).toBeUndefined()
  })

  it('[AM67] the file of a ledger whose witnesses have changed proves them by the manifests that the ones before signed', async () => {
    const { network } = old
    const { verify } = cheapKeys()
    const names = ['w0', 'n1', 'n2', 'n3']
    const { signed, terms } = await network.successor(names, ['w0', 'w1', 'w2'])
    const ledger = network.machine('w0').participant.book.ledger.under(terms)
    const snapshot = await snapshotOf(ledger)
    if (snapshot === undefined) throw new Error('expected sums that are the supply')
    const words = names.slice(1).map((name) => signCheckpoint(snapshot, cheapKeys().signer(name), NOW_MS))
    const later = joinWords(await Promise.all(words), terms)
    if (later === null) throw new Error('expected a quorum')
    const origin = { manifest: network.manifest, successors: [signed], checkpoint: later, leaves }
    const next = { ...manifest, previous: await checkpointId(later) }
    const breathe = (): Promise<void> => Promise.resolve()
    const read = await readOrigin(writeOrigin(origin), breathe)
    if (read === undefined) throw new Error('expected what was written')
    expect(read).toEqual(origin)
    const faultOf = (change: Partial<typeof origin>) =>
      originFault(next, { ...read, ...change }, verify, breathe)
    expect(await faultOf({})).toBeNull()
    // Without the change those of the first epoch would have had to sign.
    expect(await faultOf({ successors: [] })).toBe('unproven-checkpoint')
    const { signatures } = signed
    expect(await faultOf({ successors: [{ ...signed, signatures: signatures.slice(1) }] })).toBe(
      'other-manifest',
    )
    expect(await faultOf({ successors: [signed, signed] })).toBe('other-manifest')
  })
})
