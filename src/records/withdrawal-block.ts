/**
 * What shows that posts are withdrawn, in a file or at a pinning service: there the `retract` may stand in a log that is not
 * in it (rule AR7). The root names such blocks after all others, so that builds which do not know them read what they did.
 */
import { err, ok, type Result } from '../lib/result'
import { decodeCanonical, encodeCanonical } from './codec'
import { closedMap, list, signatureBytes } from './fields'
import { MAX_ENTRY_BYTES } from './limits'
import type { Withdrawal } from './types'

/** Of one block: some 300 kB, and with the longest entries it stays below what IPFS nodes pass on (1 MiB). */
export const MAX_SHOWN_PER_BLOCK = 512
/** The body of a `retract` names one entry, and is a quarter of this. */
const MAX_RETRACT_BODY_BYTES = 256

export function writeWithdrawals(shown: readonly Withdrawal[]): Uint8Array<ArrayBuffer> {
  const fields = shown.map(({ entry, body, certificate }) => [entry, body, certificate])
  return encodeCanonical({ v: 1, t: 'withdrawals', shown: fields })
}

export function readWithdrawals(block: Uint8Array): Result<readonly Withdrawal[], 'no-withdrawals'> {
  const decoded = decodeCanonical(block)
  const map = decoded.ok ? closedMap(decoded.value, ['v', 't', 'shown']) : undefined
  const shown =
    map?.v === 1 && map.t === 'withdrawals' ? list(map.shown, MAX_SHOWN_PER_BLOCK, readOne) : undefined
  return shown === undefined ? err('no-withdrawals') : ok(shown)
}

function readOne(value: unknown): Withdrawal | undefined {
  if (!Array.isArray(value) || value.length !== 3) return undefined
  const [entry, body, signature] = value as unknown[]
  const certificate = signatureBytes(signature)
  if (!(entry instanceof Uint8Array) || entry.byteLength > MAX_ENTRY_BYTES) return undefined
  if (!(body instanceof Uint8Array) || body.byteLength > MAX_RETRACT_BODY_BYTES) return undefined
  return certificate && { entry, body, certificate }
}
