/**
 * A checkpoint: a quorum of witnesses signed the root of one sum tree over everything that holds AMP. Whoever has it
 * and the path to their own leaf knows that the supply adds up and that they are in it, without the rest of the ledger.
 */
import type { DeviceSigner } from '../identity/types'
import { cidOf, encodeCanonical } from '../records/codec'
import { leafShape, leavesOf, type Leaf } from './leaves'
import type { Ledger } from './ledger'
import { MAX_WITNESSES } from './limits'
import { isQuorum, signersFault, weightOf, type SignersFault, type Terms } from './manifest'
import { signedBytes } from './signing'
import {
  amount,
  blockId,
  constant,
  count,
  key,
  ledgerId,
  list,
  map,
  signature,
  timeMs,
  tuple,
  whole,
  type Typed,
} from './shape'
import { growTree, MAX_LEAVES, pathShape, pathTo, rootAbove, type SumTree } from './sum-tree'
import type { AccountId, BlockId, VerifySignature } from './types'

const standing = {
  v: constant(1),
  ledger: ledgerId,
  t: constant('checkpoint'),
  epoch: count,
  root: blockId,
  sum: amount,
  leaves: whole(1, MAX_LEAVES),
}
const wordBodyShape = map({ ...standing, witness: key, timeMs })
export const checkpointWordShape = map({ ...standing, witness: key, timeMs, signature })
/** What one witness says: I hold these finals and no others, and this is the root over them. */
export type CheckpointWord = Typed<typeof checkpointWordShape>

export const checkpointShape = map({
  ...standing,
  signatures: list(tuple({ witness: key, timeMs, signature }), 1, MAX_WITNESSES),
})
export type Checkpoint = Typed<typeof checkpointShape>

export const leafProofShape = map({ leaf: leafShape, index: whole(0, MAX_LEAVES - 1), path: pathShape })
export type LeafProof = Typed<typeof leafProofShape>

export type CheckpointFault =
  'other-ledger' | 'other-epoch' | 'not-the-supply' | SignersFault | 'bad-signature'

/** A ledger at one moment, ready to be signed and proven. */
export interface Snapshot {
  readonly leaves: readonly Leaf[]
  /** Which leaf is whose account. */
  readonly indices: ReadonlyMap<AccountId, number>
  readonly tree: SumTree
  readonly ledger: Terms
}

/** Undefined when the sum is not the supply: then there is nothing that anybody should sign. */
export async function snapshotOf(
  ledger: Ledger,
  breathe?: () => Promise<void>,
): Promise<Snapshot | undefined> {
  const leaves = leavesOf(ledger)
  const indices = new Map<AccountId, number>()
  for (const [index, leaf] of leaves.entries()) if (leaf.t === 'account') indices.set(leaf.account, index)
  const tree = await growTree(leaves, breathe)
  if (tree?.root.sum !== ledger.terms.supply) return undefined
  return { leaves, indices, tree, ledger: ledger.terms }
}

export async function signCheckpoint(
  { leaves, tree, ledger: { ledger, epoch } }: Snapshot,
  signer: DeviceSigner,
  nowMs: number,
): Promise<CheckpointWord> {
  const body = {
    ...({ v: 1, ledger, t: 'checkpoint', epoch } as const),
    ...{ root: tree.root.hash, sum: tree.root.sum, leaves: leaves.length },
    ...{ witness: signer.device, timeMs: nowMs },
  }
  return { ...body, signature: await signer.sign(signedBytes(wordBodyShape, body)) }
}

export async function wordHolds(
  { signature: signed, ...body }: CheckpointWord,
  verify: VerifySignature,
): Promise<boolean> {
  return verify(body.witness, signed, signedBytes(wordBodyShape, body))
}

/** Null for an account in which nothing ever was. */
export function proveAccount({ leaves, indices, tree }: Snapshot, account: AccountId): LeafProof | null {
  const index = indices.get(account)
  const leaf = index === undefined ? undefined : leaves[index]
  return index === undefined || leaf === undefined ? null : { leaf, index, path: pathTo(tree, index) }
}

/**
 * What the greatest weight of witnesses says alike; null when that is no quorum. Of a witness that speaks twice the
 * last word counts. The signatures are not looked at here.
 */
export function joinWords(words: readonly CheckpointWord[], terms: Terms): Checkpoint | null {
  const last = new Map(words.map((word) => [word.witness, word]))
  const alike = new Map<string, CheckpointWord[]>()
  for (const word of last.values()) {
    const name = [word.ledger, word.epoch, word.root, word.sum, word.leaves].join(' ')
    alike.set(name, [...(alike.get(name) ?? []), word])
  }
  const weight = (some: readonly CheckpointWord[]) =>
    weightOf(
      some.map(({ witness }) => witness),
      terms,
    )
  const [most] = [...alike.values()].sort((a, b) => weight(b) - weight(a))
  const [first] = most ?? []
  if (most === undefined || first === undefined) return null
  if (
    !isQuorum(
      most.map(({ witness }) => witness),
      terms,
    )
  )
    return null
  const { v, ledger, t, epoch, root, sum, leaves } = first
  const signatures = most
    .map((word) => ({ witness: word.witness, timeMs: word.timeMs, signature: word.signature }))
    .sort((a, b) => (a.witness < b.witness ? -1 : 1))
  return { v, ledger, t, epoch, root, sum, leaves, signatures }
}

/** Null when a quorum of this ledger's witnesses signed it and it is exactly the supply. */
export async function checkpointFault(
  { signatures, ...said }: Checkpoint,
  terms: Terms,
  verify: VerifySignature,
): Promise<CheckpointFault | null> {
  if (said.ledger !== terms.ledger) return 'other-ledger'
  if (said.epoch !== terms.epoch) return 'other-epoch'
  if (said.sum !== terms.supply) return 'not-the-supply'
  const fault = signersFault(
    signatures.map(({ witness }) => witness),
    terms,
  )
  if (fault !== null) return fault
  for (const { witness, timeMs: saidMs, signature: signed } of signatures) {
    const message = signedBytes(wordBodyShape, { ...said, witness, timeMs: saidMs })
    if (!(await verify(witness, signed, message))) return 'bad-signature'
  }
  return null
}

/** True when the leaf stands in the tree of the checkpoint. */
export async function isProven(
  { leaf, index, path }: LeafProof,
  checkpoint: Pick<Checkpoint, 'root' | 'sum' | 'leaves'>,
): Promise<boolean> {
  const root = await rootAbove(leaf, index, checkpoint.leaves, path)
  return root?.hash === checkpoint.root && root.sum === checkpoint.sum
}

/** By which a ledger that goes on elsewhere names the checkpoint it comes from. */
export async function checkpointId(checkpoint: Checkpoint): Promise<BlockId> {
  return (await cidOf(encodeCanonical(checkpointShape.write(checkpoint)))) as string as BlockId
}
