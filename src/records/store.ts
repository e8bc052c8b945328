import type { DeviceId, PersonId } from '../identity/types'
import type { Result } from '../lib/result'
import type { RecordBlocks, RecordCid, VerifiedRecord, Withdrawal } from './types'

/** Which log: one per (person, device). */
export interface LogId {
  readonly person: PersonId
  readonly device: DeviceId
}

/** The last entry of a log that is held. */
export interface LogHead extends LogId {
  readonly seq: number
  readonly cid: RecordCid
  readonly time: number
}

/** The unit of change: everything downstream listens to it and nothing polls. */
export interface RecordChange {
  readonly added: readonly VerifiedRecord[]
  /** Records whose body was forgotten by this change. */
  readonly forgotten: readonly RecordCid[]
  readonly source: 'self' | 'peer' | 'disk'
}

/** Two different entries at the same place of one log, kept as evidence. */
export interface ForkEvidence extends LogId {
  readonly seq: number
  readonly held: RecordCid
  readonly other: RecordCid
  readonly otherEntry: Uint8Array
}

/** 'strict' waits until the operating system has written; for own records, which nobody else holds yet. */
export type Durability = 'relaxed' | 'strict'

/** 'full': the browser's quota is used up. Nothing of the batch was kept. */
export type AppendError = 'conflict' | 'full'

/**
 * The contract of a record store. tests/contract/record-store.ts is the suite that every implementation passes.
 * An append is one transaction: either every block, every row and every forgotten body of the batch is durable
 * when the promise resolves, or nothing changed. The value is what the batch made the store forget (targets of
 * retractions, also those that arrive after them). Appending is refused (`conflict`) when a log moved meanwhile,
 * so that two writers can never fork a log.
 */
export interface RecordStore {
  append(
    records: readonly VerifiedRecord[],
    durability?: Durability,
  ): Promise<Result<readonly RecordCid[], AppendError>>
  /**
   * Keeps entries that stand beside their log (`isBeside`), each behind one that is held. They move no head and are in no
   * `range`; what is there already, or is in its log, stays as it is. Should the log come to one of them after all, it
   * takes its place there.
   */
  appendBeside(records: readonly VerifiedRecord[]): Promise<Result<readonly RecordCid[], AppendError>>
  /** How many entries are kept beside this log. */
  countBeside(log: LogId): Promise<number>
  /** They themselves, those of earlier places first. */
  beside(log: LogId): Promise<VerifiedRecord[]>
  heads(): Promise<LogHead[]>
  head(log: LogId): Promise<LogHead | null>
  get(cid: RecordCid): Promise<VerifiedRecord | null>
  cidAt(log: LogId, seq: number): Promise<RecordCid | null>
  /**
   * Entries of one log in order, from `fromSeq` on, at most `limit`. It ends before one whose body is missing and of which
   * nothing shows that it was withdrawn.
   */
  range(log: LogId, fromSeq: number, limit: number): Promise<RecordBlocks[]>
  /** Everything held, in an order in which each log's entries come in sequence, and after them what stands beside it. */
  all(): AsyncIterable<VerifiedRecord>
  /** How this person withdrew what is so called, whether it is here or not; null when they did not. */
  withdrawal(target: RecordCid, person: PersonId): Promise<Withdrawal | null>
  /** What there is more of a log than {@link MAX_FORKS_PER_LOG} is not kept. */
  keepFork(evidence: ForkEvidence): Promise<void>
  forks(): Promise<ForkEvidence[]>
  close(): void
}
