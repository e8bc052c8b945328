/** Takes a starter snapshot in as an empty page would. */
import { importArchive, type ImportError, type ImportReport } from '../../src/app/archive-import'
import { Ingest } from '../../src/app/ingest'
import { Refusals } from '../../src/app/refusals'
import { Queue } from '../../src/lib/queue'
import type { Result } from '../../src/lib/result'
import type { NetworkId, VerifiedRecord } from '../../src/records/types'
import { MemoryRecordStore } from '../../src/storage/memory-record-store'

export interface ReadStarter {
  readonly report: Result<ImportReport, ImportError>
  readonly records: readonly VerifiedRecord[]
}

export async function readStarter(file: Blob, network: NetworkId, nowMs: number): Promise<ReadStarter> {
  const store = new MemoryRecordStore()
  const nothing = (): undefined => undefined
  const ingest = new Ingest({
    store,
    network,
    queue: new Queue(),
    refusals: new Refusals(),
    now: () => nowMs,
    breathe: () => Promise.resolve(),
    entriesWanted: () => 0,
    changed: nothing,
    early: nothing,
    refused: nothing,
    exhausted: nothing,
    storageFull: nothing,
  })
  const report = await importArchive(file, {
    network,
    store,
    addImage: () => Promise.reject(new Error('no images here')),
    takeIn: (blocks) => ingest.takeIn(blocks),
    takeInBranches: (blocks) => ingest.takeInBranches(blocks),
    progress: nothing,
  })
  const records: VerifiedRecord[] = []
  for await (const record of store.all()) records.push(record)
  return { report, records }
}
