/**
 * Where a ledger comes from that goes on from another: the checkpoint that its manifest names, all leaves of that, the
 * first manifest of the other ledger, whose hash is that ledger's name, and those by which its witnesses changed since.
 * Nothing else is needed to prove the balances.
 */
import { decodeCanonical, encodeCanonical } from '../records/codec'
import { checkpointShape, type Checkpoint } from './checkpoint'
import { leafShape, type Leaf } from './leaves'
import {
  manifestId,
  manifestShape,
  signedManifestShape,
  termsOf,
  type Manifest,
  type SignedManifest,
  type Terms,
} from './manifest'
import { bytes, constant, list, map } from './shape'
import { successionFault, type SuccessionFault } from './succession'
import { readSuccessor } from './successor'
import { MAX_LEAVES } from './sum-tree'
import type { VerifySignature } from './types'

/** Its name beside network.json. */
export const ORIGIN_FILE = 'checkpoint.cbor'

/** An account with its last block and its key takes 170. */
const MAX_LEAF_BYTES = 512
/** Some milliseconds' work. */
const LEAVES_A_BREATH = 200

/** A change every week for twenty years; each costs a few signatures. */
const MAX_SUCCESSORS = 1_000

const fields = {
  t: constant('origin'),
  manifest: manifestShape,
  checkpoint: checkpointShape,
  /** Each written alone, so that they can be read one after the other. */
  leaves: list(bytes(1, MAX_LEAF_BYTES), 1, MAX_LEAVES),
} as const
/** Of a ledger that is in its first epoch. */
const firstShape = map({ v: constant(1), ...fields })
const laterShape = map({
  v: constant(2),
  ...fields,
  successors: list(signedManifestShape, 1, MAX_SUCCESSORS),
})

export interface Origin {
  /** Of the other ledger. */
  readonly manifest: Manifest
  /** By which its witnesses changed, one after the other, to those that signed the checkpoint. */
  readonly successors: readonly SignedManifest[]
  readonly checkpoint: Checkpoint
  readonly leaves: readonly Leaf[]
}

export type OriginFault =
  | SuccessionFault
  /** The manifest is not the one by which that ledger is named, or a later one does not follow. */
  | 'other-manifest'

export function writeOrigin({ manifest, successors, checkpoint, leaves }: Origin): Uint8Array<ArrayBuffer> {
  const written = leaves.map((leaf) => encodeCanonical(leafShape.write(leaf)))
  const all = { t: 'origin', manifest, checkpoint, leaves: written } as const
  return encodeCanonical(
    successors.length === 0
      ? firstShape.write({ v: 1, ...all })
      : laterShape.write({ v: 2, ...all, successors: [...successors] }),
  )
}

/** Undefined for bytes that are none. @param breathe lets others on the machine have their turn */
export async function readOrigin(
  written: Uint8Array,
  breathe: () => Promise<void>,
): Promise<Origin | undefined> {
  const decoded = decodeCanonical(written)
  if (!decoded.ok) return undefined
  const read = firstShape.read(decoded.value) ?? laterShape.read(decoded.value)
  if (read === undefined) return undefined
  const successors = read.v === 1 ? [] : read.successors
  const leaves: Leaf[] = []
  for (const [index, one] of read.leaves.entries()) {
    if (index % LEAVES_A_BREATH === 0) await breathe()
    const content = decodeCanonical(one)
    const leaf = content.ok ? leafShape.read(content.value) : undefined
    if (leaf === undefined) return undefined
    leaves.push(leaf)
  }
  return { manifest: read.manifest, successors, checkpoint: read.checkpoint, leaves }
}

/** Null when the ledger of this manifest begins exactly where the other was when a quorum of its witnesses signed that. */
export async function originFault(
  next: Manifest,
  origin: Origin,
  verify: VerifySignature,
  breathe: () => Promise<void>,
): Promise<OriginFault | null> {
  const { checkpoint, leaves } = origin
  const terms = await originTerms(origin, verify)
  if (terms === undefined) return 'other-manifest'
  return successionFault({ manifest: next, leaves, checkpoint, terms, verify, breathe })
}

/** Of the epoch in which the checkpoint was signed; undefined when the line of manifests does not lead there. */
export async function originTerms(
  { manifest, successors, checkpoint }: Origin,
  verify: VerifySignature,
): Promise<Terms | undefined> {
  const isNamed = manifest.epoch === 0 && (await manifestId(manifest)) === (checkpoint.ledger as string)
  let terms = isNamed ? termsOf(checkpoint.ledger, manifest) : undefined
  for (const signed of successors) {
    const successor = terms === undefined ? undefined : await readSuccessor(signed, terms, verify)
    terms = successor?.ok === true ? successor.value.terms : undefined
  }
  return terms
}
