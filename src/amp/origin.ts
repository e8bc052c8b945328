/**
 * Where a ledger comes from that goes on from another: the checkpoint that its manifest names, all leaves of that, and the
 * first manifest of the other ledger, whose hash is that ledger's name. Nothing else is needed to prove the balances.
 */
import { decodeCanonical, encodeCanonical } from '../records/codec'
import { checkpointShape, type Checkpoint } from './checkpoint'
import { leafShape, type Leaf } from './leaves'
import { manifestId, manifestShape, termsOf, type Manifest } from './manifest'
import { bytes, constant, list, map } from './shape'
import { successionFault, type SuccessionFault } from './succession'
import { MAX_LEAVES } from './sum-tree'
import type { VerifySignature } from './types'

/** Its name beside network.json. */
export const ORIGIN_FILE = 'checkpoint.cbor'

/** An account with its last block and its key takes 170. */
const MAX_LEAF_BYTES = 512
/** Some milliseconds' work. */
const LEAVES_A_BREATH = 200

const originShape = map({
  v: constant(1),
  t: constant('origin'),
  manifest: manifestShape,
  checkpoint: checkpointShape,
  /** Each written alone, so that they can be read one after the other. */
  leaves: list(bytes(1, MAX_LEAF_BYTES), 1, MAX_LEAVES),
})

export interface Origin {
  /** Of the other ledger. */
  readonly manifest: Manifest
  readonly checkpoint: Checkpoint
  readonly leaves: readonly Leaf[]
}

export type OriginFault =
  | SuccessionFault
  /** The manifest is not the one by which that ledger is named. */
  | 'other-manifest'

export function writeOrigin({ manifest, checkpoint, leaves }: Origin): Uint8Array<ArrayBuffer> {
  const written = leaves.map((leaf) => encodeCanonical(leafShape.write(leaf)))
  return encodeCanonical(originShape.write({ v: 1, t: 'origin', manifest, checkpoint, leaves: written }))
}

/** Undefined for bytes that are none. @param breathe lets others on the machine have their turn */
export async function readOrigin(
  written: Uint8Array,
  breathe: () => Promise<void>,
): Promise<Origin | undefined> {
  const decoded = decodeCanonical(written)
  const read = decoded.ok ? originShape.read(decoded.value) : undefined
  if (read === undefined) return undefined
  const leaves: Leaf[] = []
  for (const [index, one] of read.leaves.entries()) {
    if (index % LEAVES_A_BREATH === 0) await breathe()
    const content = decodeCanonical(one)
    const leaf = content.ok ? leafShape.read(content.value) : undefined
    if (leaf === undefined) return undefined
    leaves.push(leaf)
  }
  return { manifest: read.manifest, checkpoint: read.checkpoint, leaves }
}

/** Null when the ledger of this manifest begins exactly where the other was when a quorum of its witnesses signed that. */
export async function originFault(
  next: Manifest,
  { manifest, checkpoint, leaves }: Origin,
  verify: VerifySignature,
  breathe: () => Promise<void>,
): Promise<OriginFault | null> {
  // Of a later epoch only the line of manifests would say whose it is.
  const isNamed = manifest.epoch === 0 && (await manifestId(manifest)) === (checkpoint.ledger as string)
  const terms = isNamed ? termsOf(checkpoint.ledger, manifest) : undefined
  if (terms === undefined) return 'other-manifest'
  return successionFault({ manifest: next, leaves, checkpoint, terms, verify, breathe })
}
