import type { RecordBlocks, RejectReason } from '../../../src/records/types'

/** A record that everybody must refuse, and what they must say. The name is a sentence about the flaw. */
export interface HostileRecord {
  readonly name: string
  readonly reason: RejectReason
  readonly blocks: RecordBlocks
}
