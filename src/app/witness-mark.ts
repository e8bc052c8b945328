/**
 * Whether a page that is a witness still has all that it said. Its log and this mark lie in different stores of the
 * browser: where one is there without the other, something was cleared, and the witness must be silent (rule AM29).
 */
import type { LedgerId } from '../amp/types'
import type { Marks } from './marks'

/** The log's own mark. */
export interface WitnessBeginning {
  hasBegun(): Promise<boolean>
  /** Resolves when it is on the disk. */
  begin(): Promise<void>
}

/** False when the log has been lost. A witness that begins is marked in both. */
export async function hasItsLog(ledger: LedgerId, log: WitnessBeginning, marks: Marks): Promise<boolean> {
  const key = `synereo-witness-${ledger}`
  const [hasBegun, isMarked] = [await log.hasBegun(), marks.get(key) !== null]
  if (!hasBegun && isMarked) return false
  // The log first: a crash in between leaves a log without a mark, which is harmless.
  if (!hasBegun) await log.begin()
  if (!isMarked) marks.set(key, 'began')
  return true
}
