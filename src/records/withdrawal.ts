/**
 * What shows that a record was withdrawn (rule SY20): without it a body that is missing is only missing, and whoever
 * leaves it away would take the words of others away for good.
 */
import type { RecordBlocks, SignedRecord, VerifiedRecord, Withdrawal } from './types'

/** Only what people wrote can be withdrawn; a log without its device certificate could not be verified again. */
export function mayBeWithdrawn({ kind }: Pick<SignedRecord, 'kind'>): boolean {
  return kind === 'post' || kind === 'comment'
}

/** A `retract` as it is shown to others; null for anything else. @param first of its log, which has the certificate */
export function withdrawalBy(record: SignedRecord, first: SignedRecord | null): Withdrawal | null {
  const certificate = first?.kind === 'device' ? first.body?.certificate : undefined
  if (record.kind !== 'retract' || record.bodyBlock === null || certificate === undefined) return null
  return { entry: record.entryBlock, body: record.bodyBlock, certificate }
}

/** As it is sent to others. @param withdrawal null for one that was not withdrawn */
export function blocksOf(record: VerifiedRecord, withdrawal: Withdrawal | null): RecordBlocks {
  const { entryBlock: entry, bodyBlock: body } = record
  return body === null && withdrawal !== null ? { entry, body, withdrawal } : { entry, body }
}
