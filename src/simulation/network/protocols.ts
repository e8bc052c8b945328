/** Two protocols over one simulated line: no message of the sync begins with the mark of an impulse. */
import { concatBytes } from '../../lib/bytes'

/** A message of the sync is a list, which begins otherwise. */
const MARK = 0

export function asImpulse(message: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(MARK), message)
}

/** Null for a message of the sync. */
export function impulseIn(bytes: Uint8Array): Uint8Array | null {
  return bytes[0] === MARK ? bytes.subarray(1) : null
}
