/** How the witnesses of a ledger changed, as a peer that followed it keeps it. */
import { readFact } from './gate'
import type { SignedManifest, Terms } from './manifest'
import type { Successor } from './successor'
import type { BlockId } from './types'

export interface Change {
  /** Who came after. */
  readonly signed: SignedManifest
  /** With what the epoch before ended. */
  readonly end: BlockId
}

/** @param finals what was read, in order; it was verified when it was read. @param first of the first epoch */
export async function changesIn(finals: readonly Uint8Array[], first: Terms): Promise<Change[]> {
  const changes: Change[] = []
  let terms = first
  let next: Successor | null = null
  for (const bytes of finals) {
    const read = await readFact(bytes, terms, () => Promise.resolve(true))
    if (read.ok && read.value.t === 'successor') next = read.value.successor
    if (!read.ok || read.value.t !== 'turn' || next === null) continue
    changes.push({ signed: next.signed, end: read.value.turn.quorum.value })
    terms = next.terms
    next = null
  }
  return changes
}
