/**
 * A ledger that goes on from a checkpoint of another, with witnesses of its own: everybody begins with what is theirs
 * there. The other one goes on untouched, and no signature of one holds in the other.
 */
import { checkpointFault, checkpointId, type Checkpoint } from './checkpoint'
import { leafAmount, leafName, type Leaf } from './leaves'
import { allocationId, type Allocation, type Manifest, type Terms } from './manifest'
import { growTree } from './sum-tree'
import type { AccountId, VerifySignature } from './types'

/** What is on its way is its receiver's, what a campaign locks goes back to its sponsor. */
export function inheritance(leaves: readonly Leaf[]): Allocation {
  const amounts = new Map<AccountId, number>()
  for (const leaf of leaves) {
    const owner = ownerOf(leaf)
    amounts.set(owner, (amounts.get(owner) ?? 0) + leafAmount(leaf))
  }
  const rows = [...amounts]
    .filter(([, amount]) => amount > 0)
    .map(([account, amount]) => ({ account, amount }))
    .sort((a, b) => (a.account < b.account ? -1 : 1))
  return { v: 1, t: 'alloc', rows }
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

/** Null when the manifest begins where the checkpoint of the ledger with these terms ends. */
export async function successionFault(
  manifest: Manifest,
  leaves: readonly Leaf[],
  checkpoint: Checkpoint,
  terms: Terms,
  verify: VerifySignature,
): Promise<SuccessionFault | null> {
  if ((await checkpointFault(checkpoint, terms, verify)) !== null) return 'unproven-checkpoint'
  // One account in two leaves would count twice.
  if (new Set(leaves.map(leafName)).size !== leaves.length) return 'other-leaves'
  const tree = await growTree(leaves)
  if (tree?.root.hash !== checkpoint.root || leaves.length !== checkpoint.leaves) return 'other-leaves'
  if (manifest.epoch !== 0 || manifest.previous !== (await checkpointId(checkpoint)))
    return 'other-checkpoint'
  const isWhole = manifest.supply === checkpoint.sum
  return isWhole && manifest.allocation === (await allocationId(inheritance(leaves)))
    ? null
    : 'other-balances'
}
