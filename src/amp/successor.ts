/** The manifest of the next epoch: what a witness signs to stand behind it, and when it counts. */
import type { DeviceSigner } from '../identity/types'
import { err, ok, type Result } from '../lib/result'
import {
  manifestId,
  manifestShape,
  succeeds,
  termsOf,
  type Manifest,
  type SignedManifest,
  type Terms,
} from './manifest'
import { signedBytes } from './signing'
import type { BlockId, KeyId, VerifySignature } from './types'

/** A manifest that a quorum of the witnesses before it stands behind. */
export interface Successor {
  readonly signed: SignedManifest
  readonly id: BlockId
  readonly terms: Terms
}

export type SuccessorFault =
  /** Signatures are not in order of their keys, each once. */
  | 'unsorted'
  /** A signature of somebody who is neither witness nor governor. */
  | 'no-witness'
  | 'bad-signature'
  /** Other money, another epoch than the next, another line, or too few stand behind it. */
  | 'no-successor'

/** The manifest names the one before it, so its signature holds in no other ledger and in no other epoch. */
export async function signManifest(
  manifest: Manifest,
  signer: DeviceSigner,
): Promise<SignedManifest['signatures'][number]> {
  return { key: signer.device, signature: await signer.sign(signedBytes(manifestShape, manifest)) }
}

export function readSuccessor(
  signed: SignedManifest,
  terms: Terms,
  verify: VerifySignature,
): Promise<Result<Successor, SuccessorFault>> {
  const keys = new Set(signed.signatures.map(({ key }) => key))
  return readSigned(signed, terms, verify, keys)
}

/** The same of one that goes round to be signed: read as if all had signed it who may. */
export function readProposal(
  signed: SignedManifest,
  terms: Terms,
  verify: VerifySignature,
): Promise<Result<Successor, SuccessorFault>> {
  return readSigned(signed, terms, verify, signersOf(terms))
}

/** @param standing those who stand behind it, or are taken to */
async function readSigned(
  signed: SignedManifest,
  terms: Terms,
  verify: VerifySignature,
  standing: ReadonlySet<KeyId>,
): Promise<Result<Successor, SuccessorFault>> {
  const { manifest, signatures } = signed
  const keys = signatures.map(({ key }) => key)
  if (keys.some((key, index) => index > 0 && (keys[index - 1] ?? '') >= key)) return err('unsorted')
  const may = signersOf(terms)
  if (keys.some((key) => !may.has(key))) return err('no-witness')
  if (!(await succeeds(manifest, terms.manifest, terms, standing))) return err('no-successor')
  const next = termsOf(terms.ledger, manifest)
  if (next === undefined) return err('no-successor')
  const message = signedBytes(manifestShape, manifest)
  for (const { key, signature } of signatures)
    if (!(await verify(key, signature, message))) return err('bad-signature')
  return ok({ signed, id: await manifestId(manifest), terms: next })
}

/** Whose signatures may stand under a successor of these terms. */
export function signersOf({ weights, manifest }: Terms): ReadonlySet<KeyId> {
  return new Set([...weights.keys(), ...manifest.governors.keys])
}

/** With the word of one more. */
export async function withSignature(
  { manifest, signatures }: SignedManifest,
  signer: DeviceSigner,
): Promise<SignedManifest> {
  return joinSignatures(manifest, [...signatures, await signManifest(manifest, signer)])
}

/** In order of their keys, as it is read. */
export function joinSignatures(
  manifest: Manifest,
  signatures: readonly SignedManifest['signatures'][number][],
): SignedManifest {
  const byKey = new Map<KeyId, SignedManifest['signatures'][number]>()
  for (const one of signatures) byKey.set(one.key, one)
  return { manifest, signatures: [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1)) }
}
