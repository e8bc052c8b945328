/**
 * One rule for which signatures hold, the same in every engine: libraries differ on keys and signatures that are not
 * made by honest programs, and money must not depend on which one a peer happens to run (LEDGER.md 8). The key is
 * canonical, not of small order and without torsion; S is below the order; R is canonical and without torsion.
 */
import { ed25519 } from '@noble/curves/ed25519.js'
import { utf8 } from '../lib/bytes'
import { verify } from './keys'
import { publicKeyOf } from './person-id'
import type { DeviceId, PersonId } from './types'

/** Keys looked at before: the check costs about a millisecond, and a payment brings the same few keys again and again. */
const MAX_KNOWN_KEYS = 10_000
const known = new Map<string, boolean>()

/** Checks of signatures by an engine: WebCrypto's, or the one that the page brings. */
type Check = (
  publicKey: Uint8Array,
  signature: Uint8Array,
  message: Uint8Array<ArrayBuffer>,
) => Promise<boolean>

let chosen: Promise<Check> | null = null

/** True when the signature holds under the rule, in whatever engine. */
export async function verifyStrictly(
  key: DeviceId | PersonId,
  signature: Uint8Array,
  message: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  chosen ??= choose(verify)
  return isAcceptableKey(key) && (await (await chosen)(publicKeyOf(key), signature, message))
}

/** The engine itself where it passes the self-test, else the check that the page brings, which is some ten times slower. */
export async function choose(engine: Check): Promise<Check> {
  return (await passesSelfTest(engine)) ? engine : checkByHand
}

/** Without cofactor, R by its bytes: with a key without torsion only the canonical R without torsion is then right. */
async function passesSelfTest(engine: Check): Promise<boolean> {
  const message = utf8('Synereo')
  for (const [signature, holds] of SELF_TEST) {
    if ((await engine(fromHex(SELF_TEST_KEY), fromHex(signature), message)) !== holds) return false
  }
  return true
}

/** The library's check multiplies by the cofactor, so what it does not see is looked at first. */
export function checkByHand(
  publicKey: Uint8Array,
  signature: Uint8Array,
  message: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  try {
    const r = ed25519.Point.fromBytes(signature.slice(0, R_BYTES), false)
    const holds = r.isTorsionFree() && ed25519.verify(signature, message, publicKey, { zip215: false })
    return Promise.resolve(holds)
  } catch {
    return Promise.resolve(false)
  }
}

const R_BYTES = 32
const SELF_TEST_KEY = 'af3bc6c3aac9bcb1c529e187ae714cfd525c00afd38b1b2a5464c3bc63898d10'
/** Made by hand, as tests/identity/ed25519.test.ts makes others: whether each holds. */
const SELF_TEST: readonly (readonly [string, boolean])[] = [
  // As it should be.
  [
    '7cb47f4f6fa9612991281261346f517c51a02cb2ec2a2429c7ca6449ae88196b' +
      '299bb753942ab92755b179f7fa5f1c2f70ab4ec5b13bd48cf1ee08f02f8d2605',
    true,
  ],
  // R with a part of small order.
  [
    '465d7c391e5bbfc12b451c34a06db5a5af421ae8acc7a9aebb89878fb4136988' +
      '602f434ce34e527a1eab03af2dec03d7902a52f1d0915549e374736bd3935701',
    false,
  ],
  // S beyond the order.
  [
    '7cb47f4f6fa9612991281261346f517c51a02cb2ec2a2429c7ca6449ae88196b' +
      '166fadb0ae8dcb7f2b4e719ad959fb4370ab4ec5b13bd48cf1ee08f02f8d2615',
    false,
  ],
  // The neutral point as R, written in another way.
  [
    'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f' +
      '7c83ee8f9be07cba067207ef089099195156ad23f7aa4423d9ccea675647e009',
    false,
  ],
]

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
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
