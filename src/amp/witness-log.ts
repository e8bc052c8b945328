/** What a witness keeps before it says it, so that it says the same after a crash and can show why. */
import type { AccountId, BlockId, SlotKey } from './types'
import type { CloseReportBody, Stage, StatementBody } from './statements'
import type { SeenView } from './timely'

/** A statement and, with a vote for a claim, the time that was looked at. */
export interface KeptStatement {
  readonly body: StatementBody
  readonly view: SeenView | null
}

/** A claim that it was shown with all that it asks, and for which it had no room (rule AM101). */
export interface HeldUpClaim {
  readonly campaign: BlockId
  readonly viewer: AccountId
}

/**
 * What stands behind a word that binds: the block with the quorum that it saw, or the beginning. Without it a change of
 * witnesses waits for one that cannot show what it said (rule AM80).
 */
export interface KeptProof {
  /** What it is of; another of the same name takes its place. */
  readonly name: string
  /** In the order in which they are to be heard again. */
  readonly facts: readonly Uint8Array[]
}

/** Where a witness keeps what it says before it says it. Resolves when a crash can no longer lose it. */
export interface WitnessLog {
  /** Both or neither. @param proof null for a word that binds nobody, and where it is kept already */
  keepStatement(kept: KeptStatement, proof: KeptProof | null): Promise<void>
  keepReport(body: CloseReportBody): Promise<void>
  /** Once of each: of one campaign as many as its table has rows. */
  keepHeldUp(claim: HeldUpClaim): Promise<void>
  /** That something which it said is not here: from now on, for good. */
  keepForgotten(): Promise<void>
  /** That its epoch is over for it. */
  keepFrozen(epoch: number): Promise<void>
}

/** What a former run of the same witness kept; the proofs come as facts (`recall`), after what is final. */
export interface WitnessMemory {
  readonly statements: readonly KeptStatement[]
  readonly reports: readonly CloseReportBody[]
  readonly heldUp: readonly HeldUpClaim[]
  readonly hasForgotten: boolean
  /** The last epoch that is over for it; -1 for none. */
  readonly frozenEpoch: number
}

export function proofName(epoch: number, stage: Stage, place: SlotKey | 'epoch'): string {
  return `${String(epoch)} ${stage} ${place}`
}

/** Of a place at which something is final nothing more is to be shown. */
export function proofNames(epoch: number, place: SlotKey): string[] {
  return [proofName(epoch, 'ack', place), proofName(epoch, 'void', place)]
}
