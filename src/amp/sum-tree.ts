/**
 * A Merkle tree whose nodes bear sums. A node is the hash of both children with both of their sums, each a safe whole
 * number that is not negative, so no child can hide an amount behind another. What has no neighbour goes up as it is.
 */
import { cidOf, encodeCanonical } from '../records/codec'
import { leafAmount, leafId, type Leaf } from './leaves'
import { amount, blockId, constant, list, map, tuple, type Typed } from './shape'
import { sumOf } from './table'
import type { BlockId } from './types'

/** A tree of so many is made in seconds; larger ledgers want another way to be checked. */
export const MAX_LEAVES = 1_000_000
/** Twenty steps lead from one of a million leaves to the root. */
export const MAX_STEPS = 20
/** Some milliseconds' work: a witness that makes the tree of a large ledger still answers. */
const HASHES_A_BREATH = 200

const branchShape = tuple({ hash: blockId, sum: amount })
export type Branch = Typed<typeof branchShape>
/** The neighbours on the way from a leaf to the root, the lowest first. */
export const pathShape = list(branchShape, 0, MAX_STEPS)
export type Path = Typed<typeof pathShape>

const nodeShape = map({ t: constant('node'), left: branchShape, right: branchShape })

export interface SumTree {
  /** The first level are the leaves, the last is the root. */
  readonly levels: readonly (readonly Branch[])[]
  readonly root: Branch
}

/**
 * Undefined for no leaves, for too many, and when they are together no safe whole number.
 * @param breathe lets others on the machine have their turn
 */
export async function growTree(
  leaves: readonly Leaf[],
  breathe: () => Promise<void> = () => Promise.resolve(),
): Promise<SumTree | undefined> {
  if (leaves.length > MAX_LEAVES) return undefined
  let level: Branch[] = []
  for (const [index, leaf] of leaves.entries()) {
    if (index % HASHES_A_BREATH === 0) await breathe()
    level.push({ hash: await leafId(leaf), sum: leafAmount(leaf) })
  }
  const levels = [level]
  while (level.length > 1) {
    const above: Branch[] = []
    for (let index = 0; index < level.length; index += 2) {
      if ((index / 2) % HASHES_A_BREATH === HASHES_A_BREATH - 1) await breathe()
      const joined = await join(level[index], level[index + 1])
      if (joined === undefined) return undefined
      above.push(joined)
    }
    level = above
    levels.push(level)
  }
  const [root] = level
  return root === undefined ? undefined : { levels, root }
}

export function pathTo(tree: SumTree, index: number): Path {
  return tree.levels.flatMap((level, height) => {
    const neighbour = level[neighbourOf(index, height)]
    return neighbour === undefined ? [] : [neighbour]
  })
}

/** The root above this leaf; undefined when the path is not exactly as long as its place among so many asks for. */
export async function rootAbove(
  leaf: Leaf,
  index: number,
  leafCount: number,
  path: Path,
): Promise<Branch | undefined> {
  if (index < 0 || index >= leafCount || leafCount > MAX_LEAVES) return undefined
  const steps = [...path]
  let branch: Branch | undefined = { hash: await leafId(leaf), sum: leafAmount(leaf) }
  for (let height = 0, size = leafCount; size > 1 && branch !== undefined; height += 1) {
    if (neighbourOf(index, height) < size) {
      const step = steps.shift()
      if (step === undefined) return undefined
      const isLeft = Math.floor(index / 2 ** height) % 2 === 0
      branch = isLeft ? await join(branch, step) : await join(step, branch)
    }
    size = Math.ceil(size / 2)
  }
  return steps.length === 0 ? branch : undefined
}

/** The other child of the same node, which may not be there. */
function neighbourOf(index: number, height: number): number {
  return Math.floor(index / 2 ** height) ^ 1
}

async function join(left: Branch | undefined, right: Branch | undefined): Promise<Branch | undefined> {
  if (left === undefined || right === undefined) return left
  const sum = sumOf([left.sum, right.sum])
  if (sum === null) return undefined
  const hash = (await cidOf(
    encodeCanonical(nodeShape.write({ t: 'node', left, right })),
  )) as string as BlockId
  return { hash, sum }
}
