import type { IDBPObjectStore, StoreNames } from 'idb'
import { CID } from 'multiformats/cid'
import { err, ok, type Result } from '../lib/result'
import { MAX_FORKS_PER_LOG } from '../records/limits'
import type { AppendError, Durability, ForkEvidence, LogHead, LogId, RecordStore } from '../records/store'
import type { RecordBlocks, RecordCid, VerifiedRecord, Withdrawal } from '../records/types'
import { blocksOf, mayBeWithdrawn, withdrawalBy } from '../records/withdrawal'
import type { PersonId } from '../identity/types'
import { isQuotaExceeded, type Database } from './open'
import type { EntryRow, SynereoDb } from './schema'

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
    const transaction = this.#db.transaction(['entries', 'heads', 'withdrawals'], 'readwrite', { durability })
    // What went wrong is said once, by the request that failed.
    transaction.done.catch(() => undefined)
    const entries = transaction.objectStore('entries')
    const heads = transaction.objectStore('heads')
    const withdrawals = transaction.objectStore('withdrawals')
    const forgotten: RecordCid[] = []
    const writes: Promise<unknown>[] = []
    let conflict = false
    try {
      // Asked together: each answer that is waited for alone is a way through the browser and back, for each entry anew.
      const [ends, withdrawn] = await Promise.all([
        endsOf(records, heads, entries),
        withdrawnBefore(records, withdrawals),
      ])
      conflict = !followOn(records, ends)
      if (conflict) transaction.abort()
      else {
        for (const record of records) {
          const { person, device, seq } = record.header
          if (ends.get(nameOf(record.header))?.hasBeside === true)
            writes.push(entries.delete([person, device, [seq, record.cid]]))
          const { kept, isForgotten, shown } = asKept(record, withdrawn.has(record.cid))
          if (isForgotten) forgotten.push(record.cid)
          if (shown !== null) writes.push(withdrawals.put({ target: record.cid, person, shown }))
          writes.push(entries.add(toRow(kept)))
        }
        for (const head of lastOfEach(records)) writes.push(heads.put(head))
        await Promise.all(writes)
        for (const record of records) await takeBack(record, entries, withdrawals, forgotten)
      }
      await transaction.done
    } catch (error) {
      if (conflict) return err('conflict')
      if (isQuotaExceeded(error) || isQuotaExceeded(transaction.error)) return err('full')
      void Promise.allSettled(writes)
      abort(transaction)
      throw error
    }
    return ok(forgotten)
  }

  async appendBeside(records: readonly VerifiedRecord[]): Promise<Result<readonly RecordCid[], AppendError>> {
    const transaction = this.#db.transaction(['entries', 'withdrawals', 'snapshots'], 'readwrite', {
      durability: 'relaxed',
    })
    transaction.done.catch(() => undefined)
    const entries = transaction.objectStore('entries')
    const withdrawals = transaction.objectStore('withdrawals')
    const forgotten: RecordCid[] = []
    try {
      // A snapshot says by the ends of logs what it knows, and these are in none.
      await transaction.objectStore('snapshots').clear()
      for (const record of records) {
        if ((await entries.index('byCid').getKey(record.cid)) !== undefined) continue
        const isWithdrawn = (await withdrawnBefore([record], withdrawals)).size > 0
        const { kept, isForgotten, shown } = asKept(record, isWithdrawn)
        if (isForgotten) forgotten.push(record.cid)
        if (shown !== null) await withdrawals.put({ target: record.cid, person: record.header.person, shown })
        await entries.add(toRow(kept))
        await takeBack(record, entries, withdrawals, forgotten)
      }
      await transaction.done
    } catch (error) {
      if (isQuotaExceeded(error) || isQuotaExceeded(transaction.error)) return err('full')
      throw error
    }
    return ok(forgotten)
  }

  async countBeside(log: LogId): Promise<number> {
    return this.#db.count('entries', besideLog(log))
  }

  async beside(log: LogId): Promise<VerifiedRecord[]> {
    return (await this.#db.getAll('entries', besideLog(log))).map(({ record }) => record)
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
    const transaction = this.#db.transaction(['entries', 'withdrawals'])
    const rows = await transaction.objectStore('entries').getAll(within, limit)
    const shown: RecordBlocks[] = []
    for (const { record } of rows) {
      if (record.bodyBlock !== null) shown.push(blocksOf(record, null))
      else {
        const withdrawal = await transaction.objectStore('withdrawals').get([record.cid, person])
        if (withdrawal === undefined) break
        shown.push(blocksOf(record, withdrawal.shown))
      }
    }
    return shown
  }

  async withdrawal(target: RecordCid, person: PersonId): Promise<Withdrawal | null> {
    return (await this.#db.get('withdrawals', [target, person]))?.shown ?? null
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
    const { person, device, seq, other } = evidence
    const transaction = this.#db.transaction('forks', 'readwrite')
    const forks = transaction.objectStore('forks')
    const kept = await forks.getAllKeys(IDBKeyRange.bound([person, device], [person, device, []]))
    const isKept = kept.some(([, , at, name]) => at === seq && name === other)
    if (!isKept && kept.length < MAX_FORKS_PER_LOG) await forks.put(evidence)
    await transaction.done
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

type Store<Name extends 'entries' | 'heads' | 'withdrawals'> = IDBPObjectStore<
  SynereoDb,
  StoreNames<SynereoDb>[],
  Name,
  'readwrite'
>

/** Nothing of it is kept, also where what failed was no request. */
function abort(transaction: { abort(): void }): void {
  try {
    transaction.abort()
  } catch {
    // It has ended by itself.
  }
}

/** Where a log ends, and whether anything stands beside it. */
interface End {
  readonly head: LogHead | undefined
  readonly hasBeside: boolean
}

/** Of the logs of these records, by name. */
async function endsOf(
  records: readonly VerifiedRecord[],
  heads: Store<'heads'>,
  entries: Store<'entries'>,
): Promise<ReadonlyMap<string, End>> {
  const logs = new Map<string, LogId>(records.map(({ header }) => [nameOf(header), header]))
  const ends = [...logs].map(async ([name, log]): Promise<[string, End]> => {
    const [head, beside] = await Promise.all([
      heads.get([log.person, log.device]),
      entries.count(besideLog(log)),
    ])
    return [name, { head, hasBeside: beside > 0 }]
  })
  return new Map(await Promise.all(ends))
}

/** Those of which their author has said before that they are withdrawn. */
async function withdrawnBefore(
  records: readonly VerifiedRecord[],
  withdrawals: Store<'withdrawals'>,
): Promise<ReadonlySet<RecordCid>> {
  const known = await Promise.all(
    records.filter(mayBeWithdrawn).map(({ cid, header }) => withdrawals.getKey([cid, header.person])),
  )
  return new Set(known.flatMap((key) => (key === undefined ? [] : [key[0]])))
}

/** Whether each follows what its log ends with, or the one before it here. */
function followOn(records: readonly VerifiedRecord[], ends: ReadonlyMap<string, End>): boolean {
  const next = new Map<string, { readonly seq: number; readonly prev: RecordCid | null }>()
  for (const [name, { head }] of ends)
    next.set(name, head === undefined ? { seq: 0, prev: null } : { seq: head.seq + 1, prev: head.cid })
  for (const { cid, header } of records) {
    const place = next.get(nameOf(header))
    if (place?.seq !== header.seq || place.prev !== header.prev) return false
    next.set(nameOf(header), { seq: header.seq + 1, prev: cid })
  }
  return true
}

function lastOfEach(records: readonly VerifiedRecord[]): Iterable<LogHead> {
  const last = new Map<string, LogHead>()
  for (const { cid, header } of records) {
    const { person, device, seq, time } = header
    last.set(nameOf(header), { person, device, seq, cid, time })
  }
  return last.values()
}

function nameOf({ person, device }: LogId): string {
  return `${person}/${device}`
}

/** Without its words when it was withdrawn before it came, or comes with what shows that; `shown` is what is new of that. */
function asKept(
  record: VerifiedRecord,
  isWithdrawn: boolean,
): { readonly kept: VerifiedRecord; readonly isForgotten: boolean; readonly shown: Withdrawal | null } {
  const { withdrawal, ...kept } = record
  if (!mayBeWithdrawn(record) || (!isWithdrawn && withdrawal === undefined))
    return { kept: record, isForgotten: false, shown: null }
  return { kept: withoutBody(kept), isForgotten: true, shown: isWithdrawn ? null : (withdrawal ?? null) }
}

/** What the record withdraws, wherever it is kept. */
async function takeBack(
  record: VerifiedRecord,
  entries: Store<'entries'>,
  withdrawals: Store<'withdrawals'>,
  forgotten: RecordCid[],
): Promise<void> {
  const {
    kind,
    body,
    header: { person, device },
  } = record
  if (kind !== 'retract' || body === null) return
  const target = body.entry
  const first = await entries.get([person, device, 0])
  const shown = withdrawalBy(record, first?.record ?? null)
  if (shown === null) return
  await withdrawals.put({ target, person, shown })
  const row = await entries.index('byCid').get(target)
  if (row?.person !== person || row.record.bodyBlock === null || !mayBeWithdrawn(row.record)) return
  await entries.put(toRow(withoutBody(row.record)))
  forgotten.push(target)
}

/** Where what stands beside a log is kept: between the empty list and one that begins with a list. */
function besideLog({ person, device }: LogId): IDBKeyRange {
  return IDBKeyRange.bound([person, device, []], [person, device, [[]]])
}

function toRow(record: VerifiedRecord): EntryRow {
  const { person, device, bodyCid } = record.header
  const seq: EntryRow['seq'] = record.isBeside === true ? [record.header.seq, record.cid] : record.header.seq
  const blockKeys = [multihashBytes(record.cid)]
  if (record.bodyBlock !== null) blockKeys.push(multihashBytes(bodyCid))
  return { person, device, seq, cid: record.cid, blockKeys, record }
}

function multihashBytes(cid: string): Uint8Array {
  return CID.parse(cid).multihash.bytes
}
