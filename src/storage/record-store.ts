import { CID } from 'multiformats/cid'
import { err, ok, type Result } from '../lib/result'
import type { AppendError, Durability, ForkEvidence, LogHead, LogId, RecordStore } from '../records/store'
import type { RecordBlocks, RecordCid, VerifiedRecord } from '../records/types'
import { isQuotaExceeded, type Database } from './open'
import type { EntryRow } from './schema'

/** Rows read at a time when everything is loaded: they are decoded in one task, which should not be felt. */
const ROWS_PER_READ = 500

/** The record store over IndexedDB; see the contract in records/store.ts. */
export class IdbRecordStore implements RecordStore {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  async append(
    records: readonly VerifiedRecord[],
    durability: Durability = 'relaxed',
  ): Promise<Result<readonly RecordCid[], AppendError>> {
    // Nothing but requests of this transaction is awaited inside, or IndexedDB would commit it early.
    const transaction = this.#db.transaction(['entries', 'heads', 'retractions'], 'readwrite', { durability })
    const entries = transaction.objectStore('entries')
    const heads = transaction.objectStore('heads')
    const retractions = transaction.objectStore('retractions')
    const forgotten: RecordCid[] = []
    let conflict = false
    try {
      for (const record of records) {
        const { person, device, seq, prev, time } = record.header
        const head = await heads.get([person, device])
        if (seq !== (head === undefined ? 0 : head.seq + 1) || prev !== (head?.cid ?? null)) {
          conflict = true
          transaction.abort()
          break
        }
        const withdrawn = await retractions.get(record.cid)
        const isWithdrawn = withdrawn?.person === person && mayBeWithdrawn(record)
        if (isWithdrawn) forgotten.push(record.cid)
        await entries.add(toRow(isWithdrawn ? withoutBody(record) : record))
        await heads.put({ person, device, seq, cid: record.cid, time })
        if (record.kind === 'retract' && record.body !== null) {
          const target = record.body.entry
          await retractions.put({ target, person })
          const row = await entries.index('byCid').get(target)
          if (row?.person === person && row.record.bodyBlock !== null && mayBeWithdrawn(row.record)) {
            await entries.put(toRow(withoutBody(row.record)))
            forgotten.push(target)
          }
        }
      }
      await transaction.done
    } catch (error) {
      if (conflict) return err('conflict')
      if (isQuotaExceeded(error) || isQuotaExceeded(transaction.error)) return err('full')
      throw error
    }
    return ok(forgotten)
  }

  async heads(): Promise<LogHead[]> {
    return this.#db.getAll('heads')
  }

  async head(log: LogId): Promise<LogHead | null> {
    return (await this.#db.get('heads', [log.person, log.device])) ?? null
  }

  async get(cid: RecordCid): Promise<VerifiedRecord | null> {
    return (await this.#db.getFromIndex('entries', 'byCid', cid))?.record ?? null
  }

  async cidAt(log: LogId, seq: number): Promise<RecordCid | null> {
    return (await this.#db.get('entries', [log.person, log.device, seq]))?.cid ?? null
  }

  async range(log: LogId, fromSeq: number, limit: number): Promise<RecordBlocks[]> {
    const { person, device } = log
    const within = IDBKeyRange.bound([person, device, fromSeq], [person, device, Number.MAX_SAFE_INTEGER])
    const rows = await this.#db.getAll('entries', within, limit)
    return rows.map(({ record }) => ({ entry: record.entryBlock, body: record.bodyBlock }))
  }

  async *all(): AsyncIterable<VerifiedRecord> {
    let after: IDBKeyRange | null = null
    for (;;) {
      const rows: EntryRow[] = await this.#db.getAll('entries', after, ROWS_PER_READ)
      for (const row of rows) yield row.record
      const last = rows.at(-1)
      if (last === undefined || rows.length < ROWS_PER_READ) return
      after = IDBKeyRange.lowerBound([last.person, last.device, last.seq], true)
    }
  }

  async keepFork(evidence: ForkEvidence): Promise<void> {
    await this.#db.put('forks', evidence)
  }

  async forks(): Promise<ForkEvidence[]> {
    return this.#db.getAll('forks')
  }

  close(): void {
    this.#db.close()
  }
}

/**
 * A withdrawn record as it is kept: its place in the log stays, what it said is gone. Of a comment it stays where it
 * stood, so that answers to it find their thread also after a restart (rule SO5); the empty text is one that no
 * comment has.
 */
export function withoutBody(record: VerifiedRecord): VerifiedRecord {
  if (record.kind === 'comment' && record.body !== null) {
    const { post, author, parent, quiet } = record.body
    const body = Object.freeze({ post, author, parent, text: '', quiet })
    return Object.freeze({ ...record, body, bodyBlock: null })
  }
  return Object.freeze({ ...record, body: null, bodyBlock: null })
}

/** Only what people wrote can be withdrawn; a log without its device certificate could not be verified again. */
export function mayBeWithdrawn(record: VerifiedRecord): boolean {
  return record.kind === 'post' || record.kind === 'comment'
}

function toRow(record: VerifiedRecord): EntryRow {
  const { person, device, seq, bodyCid } = record.header
  const blockKeys = [multihashBytes(record.cid)]
  if (record.bodyBlock !== null) blockKeys.push(multihashBytes(bodyCid))
  return { person, device, seq, cid: record.cid, blockKeys, record }
}

function multihashBytes(cid: string): Uint8Array {
  return CID.parse(cid).multihash.bytes
}
