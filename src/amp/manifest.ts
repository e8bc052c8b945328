/** The manifest declares a ledger: its supply, its witnesses, its rules. The list of witnesses is the trust. */
import { cidOf, encodeCanonical } from '../records/codec'
import {
  MAX_ADDRESS_CHARS,
  MAX_ADDRESSES,
  MAX_ALLOCATIONS,
  MAX_GOVERNORS,
  MAX_NAME_CHARS,
  MAX_SYMBOL_CHARS,
  MAX_WEIGHT,
  MAX_WITNESSES,
  PPM,
} from './limits'
import {
  account,
  amount,
  blockId,
  constant,
  count,
  key,
  list,
  map,
  nullable,
  positive,
  signature,
  text,
  timeMs,
  tuple,
  whole,
  type Typed,
} from './shape'
import { sumOf } from './table'
import type { BlockId, KeyId, LedgerId } from './types'

const witness = map({
  key,
  weight: whole(1, MAX_WEIGHT),
  addresses: list(text(1, MAX_ADDRESS_CHARS), 0, MAX_ADDRESSES),
})

export const manifestShape = map({
  v: constant(1),
  t: constant('manifest'),
  name: text(1, MAX_NAME_CHARS),
  symbol: text(1, MAX_SYMBOL_CHARS),
  supply: positive,
  allocation: blockId,
  previous: nullable(blockId),
  epoch: count,
  witnesses: list(witness, 1, MAX_WITNESSES),
  rules: map({
    minSend: positive,
    /** How long after its end a campaign still takes claims. */
    claimGraceMs: timeMs,
    epochMs: timeMs,
    /** Of a campaign's budget, for the witnesses. */
    feePpm: whole(0, PPM),
    /** What each account may get once from a witness's own slice; 0 for nothing. */
    faucetGrant: amount,
  }),
  governors: map({ keys: list(key, 0, MAX_GOVERNORS), threshold: whole(0, MAX_GOVERNORS) }),
})
export type Manifest = Typed<typeof manifestShape>

export const allocationShape = map({
  v: constant(1),
  t: constant('alloc'),
  rows: list(tuple({ account, amount: positive }), 1, MAX_ALLOCATIONS),
})
export type Allocation = Typed<typeof allocationShape>

/** A successor, with the keys of governors and old witnesses that stand behind it. */
export const signedManifestShape = signedBy(1)
/** While it goes round to be signed. */
export const unsignedManifestShape = signedBy(0)
export type SignedManifest = Typed<typeof signedManifestShape>

function signedBy(least: 0 | 1) {
  return map({
    manifest: manifestShape,
    signatures: list(tuple({ key, signature }), least, MAX_WITNESSES + MAX_GOVERNORS),
  })
}

export async function manifestId(manifest: Manifest): Promise<BlockId> {
  return (await cidOf(encodeCanonical(manifestShape.write(manifest)))) as string as BlockId
}

export async function allocationId(allocation: Allocation): Promise<BlockId> {
  return (await cidOf(encodeCanonical(allocationShape.write(allocation)))) as string as BlockId
}

/** What the rules need to know of a manifest: the ledger it belongs to, and who counts for how much. */
export interface Terms {
  readonly manifest: Manifest
  readonly ledger: LedgerId
  readonly epoch: number
  readonly supply: number
  readonly rules: Manifest['rules']
  readonly weights: ReadonlyMap<KeyId, number>
  readonly totalWeight: number
  /** With at most this weight of bad witnesses nothing is final twice. */
  readonly faultyWeight: number
  readonly quorumWeight: number
}

/** Undefined for a manifest that names a witness twice. */
export function termsOf(ledger: LedgerId, manifest: Manifest): Terms | undefined {
  const weights = new Map(manifest.witnesses.map((each) => [each.key, each.weight]))
  if (weights.size !== manifest.witnesses.length) return undefined
  const totalWeight = manifest.witnesses.reduce((sum, each) => sum + each.weight, 0)
  const faultyWeight = Math.floor((totalWeight - 1) / 3)
  return {
    manifest,
    ledger,
    epoch: manifest.epoch,
    supply: manifest.supply,
    rules: manifest.rules,
    weights,
    totalWeight,
    faultyWeight,
    quorumWeight: totalWeight - faultyWeight,
  }
}

export function weightOf(witnesses: Iterable<KeyId>, terms: Terms): number {
  let weight = 0
  for (const one of new Set(witnesses)) weight += terms.weights.get(one) ?? 0
  return weight
}

export function isQuorum(witnesses: Iterable<KeyId>, terms: Terms): boolean {
  return weightOf(witnesses, terms) >= terms.quorumWeight
}

export type SignersFault =
  | 'unsorted'
  /** A statement of somebody who is no witness. */
  | 'no-witness'
  | 'too-few'

/** Null for a quorum of witnesses in order of their keys, each once. */
export function signersFault(signers: readonly KeyId[], terms: Terms): SignersFault | null {
  if (signers.some((one, index) => index > 0 && (signers[index - 1] ?? '') >= one)) return 'unsorted'
  if (signers.some((one) => !terms.weights.has(one))) return 'no-witness'
  return isQuorum(signers, terms) ? null : 'too-few'
}

/** Sorted, each account once, and exactly the supply. */
export function isWhole({ rows }: Allocation, supply: number): boolean {
  const isSorted = rows.every(
    ({ account: one }, index) => index === 0 || (rows[index - 1]?.account ?? '') < one,
  )
  return isSorted && sumOf(rows.map((row) => row.amount)) === supply
}

/**
 * True when `next` follows `old` in its line, and governors and a quorum of the old witnesses signed it. `signers` are
 * the keys whose signatures hold.
 */
export async function succeeds(
  next: Manifest,
  old: Manifest,
  terms: Terms,
  signers: ReadonlySet<KeyId>,
): Promise<boolean> {
  const isSameMoney =
    next.supply === old.supply && next.symbol === old.symbol && next.allocation === old.allocation
  if (!isSameMoney || next.epoch !== old.epoch + 1 || next.previous !== (await manifestId(old))) return false
  const governors = new Set(old.governors.keys.filter((one) => signers.has(one)))
  return governors.size >= old.governors.threshold && isQuorum(signers, terms)
}
