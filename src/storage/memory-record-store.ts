import { err, ok, type Result } from '../lib/result'
import { MAX_FORKS_PER_LOG } from '../records/limits'
import type { AppendError, ForkEvidence, LogHead, LogId, RecordStore } from '../records/store'
import type { PersonId } from '../identity/types'
import type { RecordBlocks, RecordCid, VerifiedRecord, Withdrawal } from '../records/types'
import { blocksOf, mayBeWithdrawn, withdrawalBy } from '../records/withdrawal'
import { withoutBody } from './record-store'

/** The same contract in memory, for tools, simulations and tests. */
export class MemoryRecordStore implements RecordStore {
  #logs = new Map<string, VerifiedRecord[]>()
  #places = new Map<RecordCid, { key: string; seq: number }>()
  /** By log: what stands beside it. */
  #beside = new Map<string, Map<RecordCid, VerifiedRecord>>()
  /** By target and person. */
  #withdrawals = new Map<string, Withdrawal>()
  #forks = new Map<string, ForkEvidence>()

  async append(records: readonly VerifiedRecord[]): Promise<Result<readonly RecordCid[], AppendError>> {
    if (!this.#fits(records)) return err('conflict')
    const forgotten: RecordCid[] = []
    for (const record of records) {
      const key = logKey(record.header)
      const log = this.#logs.get(key) ?? []
      log.push(this.#asKept(record, forgotten))
      this.#logs.set(key, log)
      this.#beside.get(key)?.delete(record.cid)
      this.#places.set(record.cid, { key, seq: record.header.seq })
      this.#takeBack(record, forgotten)
    }
    return ok([...new Set(forgotten)])
  }

  async appendBeside(records: readonly VerifiedRecord[]): Promise<Result<readonly RecordCid[], AppendError>> {
    const forgotten: RecordCid[] = []
    for (const record of records) {
      if ((await this.get(record.cid)) !== null) continue
      const key = logKey(record.header)
      const beside = this.#beside.get(key) ?? new Map<RecordCid, VerifiedRecord>()
      this.#beside.set(key, beside.set(record.cid, this.#asKept(record, forgotten)))
      this.#takeBack(record, forgotten)
    }
    return ok(forgotten)
  }

  async countBeside(log: LogId): Promise<number> {
    return this.#beside.get(logKey(log))?.size ?? 0
  }

  async beside(log: LogId): Promise<VerifiedRecord[]> {
    const beside = [...(this.#beside.get(logKey(log))?.values() ?? [])]
    return beside.sort((a, b) => a.header.seq - b.header.seq || (a.cid < b.cid ? -1 : 1))
  }

  #asKept(record: VerifiedRecord, forgotten: RecordCid[]): VerifiedRecord {
    if (!mayBeWithdrawn(record)) return record
    const { withdrawal, ...kept } = record
    const name = withdrawalName(record.cid, record.header.person)
    const shown = this.#withdrawals.get(name) ?? withdrawal
    if (shown === undefined) return record
    this.#withdrawals.set(name, shown)
    forgotten.push(record.cid)
    return withoutBody(kept)
  }

  #takeBack(record: VerifiedRecord, forgotten: RecordCid[]): void {
    if (record.kind !== 'retract' || record.body === null) return
    const shown = withdrawalBy(record, this.#logs.get(logKey(record.header))?.[0] ?? null)
    if (shown === null) return
    this.#withdrawals.set(withdrawalName(record.body.entry, record.header.person), shown)
    if (this.#forget(record.body.entry, record.header.person)) forgotten.push(record.body.entry)
  }

  #fits(records: readonly VerifiedRecord[]): boolean {
    const next = new Map<string, { seq: number; prev: RecordCid | null }>()
    for (const { cid, header } of records) {
      const key = logKey(header)
      const last = this.#logs.get(key)?.at(-1)
      const expected = next.get(key) ?? { seq: (last?.header.seq ?? -1) + 1, prev: last?.cid ?? null }
      if (header.seq !== expected.seq || header.prev !== expected.prev) return false
      next.set(key, { seq: header.seq + 1, prev: cid })
    }
    return true
  }

  #forget(target: RecordCid, person: string): boolean {
    for (const beside of this.#beside.values()) {
      const found = beside.get(target)
      if (found === undefined || found.header.person !== person) continue
      if (found.bodyBlock === null || !mayBeWithdrawn(found)) return false
      beside.set(target, withoutBody(found))
      return true
    }
    const place = this.#places.get(target)
    const log = place === undefined ? undefined : this.#logs.get(place.key)
    const record = place === undefined ? undefined : log?.[place.seq]
    if (log === undefined || record === undefined) return false
    if (record.header.person !== person || record.bodyBlock === null || !mayBeWithdrawn(record)) return false
    log[record.header.seq] = withoutBody(record)
    return true
  }

  async heads(): Promise<LogHead[]> {
    return [...this.#logs.values()].flatMap((log) => {
      const last = log.at(-1)
      return last === undefined ? [] : [headOf(last)]
    })
  }

  async head(log: LogId): Promise<LogHead | null> {
    const last = this.#logs.get(logKey(log))?.at(-1)
    return last === undefined ? null : headOf(last)
  }

  async get(cid: RecordCid): Promise<VerifiedRecord | null> {
    const place = this.#places.get(cid)
    if (place !== undefined) return this.#logs.get(place.key)?.[place.seq] ?? null
    for (const beside of this.#beside.values()) {
      const found = beside.get(cid)
      if (found !== undefined) return found
    }
    return null
  }

  async cidAt(log: LogId, seq: number): Promise<RecordCid | null> {
    return this.#logs.get(logKey(log))?.[seq]?.cid ?? null
  }

  async range(log: LogId, fromSeq: number, limit: number): Promise<RecordBlocks[]> {
    const entries = (this.#logs.get(logKey(log)) ?? []).slice(fromSeq, fromSeq + limit)
    const shown = entries.map((record) => blocksOf(record, this.#withdrawalOf(record)))
    const missing = shown.findIndex(({ body, withdrawal }) => body === null && withdrawal === undefined)
    return missing === -1 ? shown : shown.slice(0, missing)
  }

  async withdrawal(target: RecordCid, person: PersonId): Promise<Withdrawal | null> {
    return this.#withdrawals.get(withdrawalName(target, person)) ?? null
  }

  #withdrawalOf({ cid, header }: VerifiedRecord): Withdrawal | null {
    return this.#withdrawals.get(withdrawalName(cid, header.person)) ?? null
  }

  async *all(): AsyncIterable<VerifiedRecord> {
    for (const log of this.#logs.values()) yield* log
    for (const beside of this.#beside.values()) yield* beside.values()
  }

  async keepFork(evidence: ForkEvidence): Promise<void> {
    const log = `${logKey(evidence)}/`
    const ofLog = [...this.#forks.keys()].filter((name) => name.startsWith(log))
    if (ofLog.length < MAX_FORKS_PER_LOG) this.#forks.set(`${log}${evidence.seq}/${evidence.other}`, evidence)
  }

  async forks(): Promise<ForkEvidence[]> {
    return [...this.#forks.values()]
  }

  close(): void {}
}

function withdrawalName(target: RecordCid, person: PersonId): string {
  return `${target}/${person}`
}

function logKey(log: LogId): string {
  return `${log.person}/${log.device}`
}

function headOf({ cid, header }: VerifiedRecord): LogHead {
  return { person: header.person, device: header.device, seq: header.seq, cid, time: header.time }
}
