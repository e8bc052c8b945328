/**
 * A ledger that goes on from a checkpoint of another, with witnesses of its own: everybody begins with what is theirs
 * there. The other one goes on untouched, and no signature of one holds in the other.
 */
import { checkpointFault, checkpointId, type Checkpoint } from './checkpoint'
import { leafAmount, leafName, type Leaf } from './leaves'
import { MAX_ALLOCATIONS } from './limits'
import { allocationId, type Allocation, type Manifest, type Terms } from './manifest'
import { growTree } from './sum-tree'
import type { AccountId, VerifySignature } from './types'

/** Who begins with what, and what stays behind. */
export interface Inheritance {
  readonly allocation: Allocation
  /** The sum of the rows: all that there will be of the new ledger. */
  readonly supply: number
  /** For whom there is no row; what they have exists in the old ledger alone. */
  readonly leftOut: { readonly accounts: number; readonly amount: number }
}

/**
 * What is on its way is its receiver's, what a campaign locks goes back to its sponsor. A ledger begins with so many
 * accounts and no more, so of a larger one those that hold the most go on, of equal ones the first by name. Nobody
 * chooses: the founders gain nothing by leaving somebody out, and whoever has the leaves comes to the same.
 */
export function inheritance(leaves: readonly Leaf[], most = MAX_ALLOCATIONS): Inheritance {
  const amounts = new Map<AccountId, number>()
  for (const leaf of leaves) {
    const owner = ownerOf(leaf)
    amounts.set(owner, (amounts.get(owner) ?? 0) + leafAmount(leaf))
  }
  const all = [...amounts]
    .filter(([, amount]) => amount > 0)
    .map(([account, amount]) => ({ account, amount }))
    .sort((a, b) => b.amount - a.amount || (a.account < b.account ? -1 : 1))
  const rows = all.slice(0, most).sort((a, b) => (a.account < b.account ? -1 : 1))
  const sum = (some: typeof all): number => some.reduce((total, { amount }) => total + amount, 0)
  const leftOut = all.slice(most)
  return {
    allocation: { v: 1, t: 'alloc', rows },
    supply: sum(rows),
    leftOut: { accounts: leftOut.length, amount: sum(leftOut) },
  }
}

function ownerOf(leaf: Leaf): AccountId {
  if (leaf.t === 'account') return leaf.account
  return leaf.t === 'output' ? leaf.to : leaf.sponsor
}

export type SuccessionFault =
  | 'unproven-checkpoint'
  /** The leaves are not those of the checkpoint. */
  | 'other-leaves'
  | 'other-checkpoint'
  /** Somebody begins with more or less than was theirs. */
  | 'other-balances'

export interface Succession {
  /** Of the ledger that goes on. */
  readonly manifest: Manifest
  readonly leaves: readonly Leaf[]
  readonly checkpoint: Checkpoint
  /** Of the other ledger. */
  readonly terms: Terms
  readonly verify: VerifySignature
  /** Accounts that go on. */
  readonly most?: number
  /** Lets others on the machine have their turn. */
  readonly breathe?: () => Promise<void>
}

/** Null when the manifest begins where the checkpoint of the ledger with these terms ends. */
export async function successionFault({
  manifest,
  leaves,
  checkpoint,
  terms,
  verify,
  most,
  breathe,
}: Succession): Promise<SuccessionFault | null> {
  if ((await checkpointFault(checkpoint, terms, verify)) !== null) return 'unproven-checkpoint'
  // One account in two leaves would count twice.
  if (new Set(leaves.map(leafName)).size !== leaves.length) return 'other-leaves'
  const tree = await growTree(leaves, breathe)
  if (tree?.root.hash !== checkpoint.root || leaves.length !== checkpoint.leaves) return 'other-leaves'
  if (manifest.epoch !== 0 || manifest.previous !== (await checkpointId(checkpoint)))
    return 'other-checkpoint'
  const { allocation, supply } = inheritance(leaves, most)
  const isSame = manifest.supply === supply && manifest.allocation === (await allocationId(allocation))
  return isSame ? null : 'other-balances'
}
