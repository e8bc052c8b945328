import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  checkpointFault,
  isProven,
  joinWords,
  leafProofShape,
  proveAccount,
  signCheckpoint,
  snapshotOf,
  type Checkpoint,
  type CheckpointWord,
  type Snapshot,
} from '../../src/amp/checkpoint'
import { leafAmount, leafShape, leavesOf, type Leaf } from '../../src/amp/leaves'
import { growTree, MAX_LEAVES, pathTo, rootAbove } from '../../src/amp/sum-tree'
import type { AccountId, BlockId } from '../../src/amp/types'
import { decodeCanonical, encodeCanonical } from '../../src/records/codec'
import { deviceIdFrom } from '../../src/identity/person-id'
import { cheapKeys } from '../../src/simulation/ledger/cheap-keys'
import { testDevice } from '../helpers/test-person'
import { EACH, NOW_MS, rawSend, smallLedger } from './network'

const WITNESSES = ['w0', 'w1', 'w2', 'w3']

/** As many accounts as there are amounts. */
function accountsWith(amounts: readonly number[]): Leaf[] {
  return amounts.map((balance, index) => {
    const { device } = testDevice(`owner ${String(index)}`)
    const account = device as string as AccountId
    return { v: 1, t: 'account', account, blocks: 0, head: null, balance, key: device }
  })
}

async function treeOver(leaves: readonly Leaf[]) {
  const tree = await growTree(leaves)
  if (tree === undefined) throw new Error('expected a tree')
  return tree
}

describe('the tree of sums', () => {
  const amounts = fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 40 })

  it('[AM50] each leaf leads to the root by its own path, and no other leaf, place, amount or path does', async () => {
    await fc.assert(
      fc.asyncProperty(amounts, fc.nat(), fc.nat(), async (some, which, what) => {
        const leaves = accountsWith(some)
        const tree = await treeOver(leaves)
        const index = which % leaves.length
        const leaf = leaves[index] as Extract<Leaf, { t: 'account' }>
        const path = pathTo(tree, index)
        const above = (changed: Leaf, at: number, count: number, steps: typeof path) =>
          rootAbove(changed, at, count, steps).then(
            (root) => root?.hash === tree.root.hash && root.sum === tree.root.sum,
          )
        expect(tree.root.sum).toBe(some.reduce((sum, one) => sum + one, 0))
        expect(await above(leaf, index, leaves.length, path)).toBe(true)
        const step = what % Math.max(1, path.length)
        const lies = [
          above({ ...leaf, balance: leaf.balance + 1 }, index, leaves.length, path),
          above({ ...leaf, blocks: 1 }, index, leaves.length, path),
          above(leaf, leaves.length, leaves.length, path),
          above(leaf, index, leaves.length, [...path, tree.root]),
          ...(leaves.length === 1
            ? []
            : [
                above(leaf, index ^ 1, leaves.length, path),
                above(leaf, index, leaves.length, path.slice(1)),
                above(
                  leaf,
                  index,
                  leaves.length,
                  path.map((one, at) => (at === step ? { ...one, sum: one.sum + 1 } : one)),
                ),
              ]),
        ]
        expect(await Promise.all(lies)).not.toContain(true)
      }),
      { seed: 50, numRuns: 60 },
    )
  })

  it('[AM50] neighbours that shift an amount from one to the other lead elsewhere, though the sum stays', async () => {
    const leaves = accountsWith([5, 7, 11, 13])
    const { root, levels } = await treeOver(leaves)
    const [bob, others] = [levels[0]?.[1], levels[1]?.[1]]
    if (bob === undefined || others === undefined) throw new Error('expected two levels')
    const checkpoint = { root: root.hash, sum: root.sum, leaves: 4 }
    const proof = { leaf: leaves[0] as Leaf, index: 0 }
    expect(await isProven({ ...proof, path: [bob, others] }, checkpoint)).toBe(true)
    const shifted = [
      { ...bob, sum: bob.sum - 1 },
      { ...others, sum: others.sum + 1 },
    ]
    expect(await isProven({ ...proof, path: shifted }, checkpoint)).toBe(false)
  })

  it('[AM52] whoever makes a large one lets others have their turn every few hundred hashes', async () => {
    let breaths = 0
    const tree = await growTree(accountsWith(Array.from({ length: 1_000 }, () => 1)), () => {
      breaths += 1
      return Promise.resolve()
    })
    expect(tree?.root.sum).toBe(1_000)
    expect(breaths).toBeGreaterThanOrEqual(5)
  })

  it('[AM50] sums that no number holds, too many leaves and none have no tree', async () => {
    const half = Math.ceil(Number.MAX_SAFE_INTEGER / 2)
    expect(await growTree(accountsWith([half, half]))).toBeUndefined()
    expect(await growTree([])).toBeUndefined()
    expect(await rootAbove(accountsWith([1])[0] as Leaf, 0, MAX_LEAVES + 1, [])).toBeUndefined()
  })

  it('[AM50] a proof is a closed map: it reads back the same, and what is too much is refused', async () => {
    const leaves = accountsWith([1, 2, 3])
    const tree = await treeOver(leaves)
    const proof = { leaf: leaves[1] as Leaf, index: 1, path: pathTo(tree, 1) }
    const written = encodeCanonical(leafProofShape.write(proof))
    const decoded = decodeCanonical(written)
    if (!decoded.ok) throw new Error('expected canonical bytes')
    expect(leafProofShape.read(decoded.value)).toEqual(proof)
    expect(leafProofShape.read({ ...(decoded.value as object), more: 1 })).toBeUndefined()
    const long = { ...proof, path: Array.from({ length: 21 }, () => tree.root) }
    expect(leafProofShape.read(leafProofShape.write(long))).toBeUndefined()
    expect(leafShape.read(leafShape.write({ ...(leaves[0] as Leaf), balance: -1 } as Leaf))).toBeUndefined()
  })
})

describe('a checkpoint', () => {
  let book: Awaited<ReturnType<typeof smallLedger>>
  let snapshots: readonly Snapshot[]
  let words: CheckpointWord[]
  let checkpoint: Checkpoint

  beforeAll(async () => {
    book = await smallLedger()
    await book.ask('alice', { t: 'block', signed: await rawSend(book, 'alice', { amount: 300 }) })
    snapshots = await Promise.all(WITNESSES.map((name) => snapshotAt(name)))
    words = await Promise.all(
      WITNESSES.map((name, index) =>
        signCheckpoint(snapshots[index] as Snapshot, book.network.machine(name).signer, NOW_MS),
      ),
    )
    checkpoint = joined(words)
  })

  async function snapshotAt(name: string): Promise<Snapshot> {
    const found = await snapshotOf(book.network.machine(name).participant.book.ledger)
    if (found === undefined) throw new Error('expected sums that are the supply')
    return found
  }

  function joined(some: readonly CheckpointWord[]): Checkpoint {
    const found = joinWords(some, book.network.terms)
    if (found === null) throw new Error('expected a quorum')
    return found
  }

  const fault = (one: Checkpoint) => checkpointFault(one, book.network.terms, cheapKeys().verify)

  it('[AM51] is signed by a quorum of witnesses that hold the same, and is exactly the supply with what is on its way', async () => {
    expect(await fault(checkpoint)).toBeNull()
    expect(checkpoint.sum).toBe(3 * EACH)
    const { leaves } = snapshots[0] as Snapshot
    expect(leaves.filter(({ t }) => t === 'output').map(leafAmount)).toEqual([300])
    expect(leaves.reduce((sum, leaf) => sum + leafAmount(leaf), 0)).toBe(3 * EACH)
  })

  it('[AM51] proves what alice has to somebody who holds nothing else', async () => {
    const proof = proveAccount(snapshots[1] as Snapshot, book.network.accountOf('alice'))
    if (proof === null) throw new Error('expected an account')
    expect(leafAmount(proof.leaf)).toBe(EACH - 300)
    expect(await isProven(proof, checkpoint)).toBe(true)
    expect(await isProven({ ...proof, leaf: { ...proof.leaf, balance: EACH } as Leaf }, checkpoint)).toBe(
      false,
    )
    expect(
      proveAccount(snapshots[1] as Snapshot, testDevice('nobody').device as string as AccountId),
    ).toBeNull()
  })

  it('[AM51] fewer than a quorum, others, the same twice, out of order, or with a wrong signature are refused', async () => {
    const { signatures } = checkpoint
    expect(joinWords(words.slice(0, 2), book.network.terms)).toBeNull()
    expect(await fault({ ...checkpoint, signatures: signatures.slice(0, 2) })).toBe('too-few')
    expect(await fault({ ...checkpoint, signatures: [...signatures].reverse() })).toBe('unsorted')
    expect(await fault({ ...checkpoint, signatures: signatures.map(() => signatures[0] as never) })).toBe(
      'unsorted',
    )
    const stranger = {
      ...(signatures[0] as (typeof signatures)[0]),
      witness: deviceIdFrom(new Uint8Array(32)),
    }
    const withStranger = [...signatures, stranger].sort((a, b) => (a.witness < b.witness ? -1 : 1))
    expect(await fault({ ...checkpoint, signatures: withStranger })).toBe('no-witness')
    const later = signatures.map((one) => ({ ...one, timeMs: one.timeMs + 1 }))
    expect(await fault({ ...checkpoint, signatures: later })).toBe('bad-signature')
    const root = snapshots[0]?.tree.levels[0]?.[0]?.hash as BlockId
    expect(await fault({ ...checkpoint, root })).toBe('bad-signature')
    expect(await fault({ ...checkpoint, sum: checkpoint.sum + 1 })).toBe('not-the-supply')
    expect(await fault({ ...checkpoint, epoch: 1 })).toBe('other-epoch')
    expect(await fault({ ...checkpoint, ledger: root as never })).toBe('other-ledger')
  })

  it('[AM51] a witness that holds something else does not count, and one that speaks twice counts once', () => {
    const [first, second, third, fourth] = words as [
      CheckpointWord,
      CheckpointWord,
      CheckpointWord,
      CheckpointWord,
    ]
    const other = { ...fourth, root: snapshots[0]?.tree.levels[0]?.[0]?.hash as BlockId }
    expect(joinWords([first, second, other], book.network.terms)).toBeNull()
    expect(joinWords([first, second, second], book.network.terms)).toBeNull()
    expect(joined([first, other, second, second, third]).signatures).toHaveLength(3)
  })

  it('[AM51] a ledger whose sum is not the supply has nothing to sign', async () => {
    const { ledger } = (await smallLedger()).network.machine('w0').participant.book
    const [account] = ledger.accounts.keys()
    if (account === undefined) throw new Error('expected accounts')
    ledger.accounts.set(account, { ...ledger.account(account), balance: EACH + 1 })
    expect(await snapshotOf(ledger)).toBeUndefined()
  })

  it('[AM51] the leaves are the same in whatever order the accounts were heard of', () => {
    const { ledger } = book.network.machine('w0').participant.book
    const before = leavesOf(ledger)
    const [account, state] = [...ledger.accounts][0] as [AccountId, ReturnType<typeof ledger.account>]
    ledger.accounts.delete(account)
    ledger.accounts.set(account, state)
    expect(leavesOf(ledger)).toEqual(before)
  })
})
