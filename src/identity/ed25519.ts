/**
 * One rule for which signatures hold, the same in every engine: libraries differ on keys and signatures that are not
 * made by honest programs, and money must not depend on which one a peer happens to run (LEDGER.md 8). The key is
 * canonical, not of small order and without torsion; S is below the order; R is canonical and without torsion.
 */
import { ed25519 } from '@noble/curves/ed25519.js'
import { publicKeyOf } from './person-id'
import { verify } from './keys'
import type { DeviceId, PersonId } from './types'

/** Keys looked at before: the check costs about a millisecond, and a payment brings the same few keys again and again. */
const MAX_KNOWN_KEYS = 10_000
const known = new Map<string, boolean>()

/**
 * True when the signature holds under the rule. The engine's own check is without cofactor and compares R by its bytes;
 * with a key without torsion only the canonical R without torsion can then be right (`engineFault` sees to it).
 */
export async function verifyStrictly(
  key: DeviceId | PersonId,
  signature: Uint8Array,
  message: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  return isAcceptableKey(key) && (await verify(publicKeyOf(key), signature, message))
}

export function isAcceptableKey(key: DeviceId | PersonId): boolean {
  const former = known.get(key)
  if (former !== undefined) return former
  const isAcceptable = isPointOfPrimeOrder(publicKeyOf(key))
  const oldest = known.keys().next()
  if (known.size >= MAX_KNOWN_KEYS && oldest.done === false) known.delete(oldest.value)
  known.set(key, isAcceptable)
  return isAcceptable
}

/** Bytes are the one way of writing a point of the prime-order subgroup, not the neutral one. */
export function isPointOfPrimeOrder(bytes: Uint8Array): boolean {
  try {
    const point = ed25519.Point.fromBytes(bytes, false)
    return !point.isSmallOrder() && point.isTorsionFree()
  } catch {
    return false
  }
}
