/**
 * The disk of a simulated peer. What was kept 'strict' outlives everything; what was kept 'relaxed' outlives the end of
 * the page, and a power failure only when it had been flushed. A page may end at each call, before and after it.
 */
import { err, type Result } from '../../lib/result'
import type { AppendError, Durability, ForkEvidence, LogHead, LogId, RecordStore } from '../../records/store'
import type { PersonId } from '../../identity/types'
import type { RecordBlocks, RecordCid, VerifiedRecord, Withdrawal } from '../../records/types'
import { MemoryRecordStore } from '../../storage/memory-record-store'

/** How slow the disk is now and whether the page ends there; both by chance. */
export interface DiskWeather {
  /** Waits as long as a call takes; never resolves when the page ends meanwhile. */
  turn(): Promise<void>
  /** Runs a task when what is written now is flushed. */
  flushLater(task: () => void): void
  /** From now on they may be read, and told. */
  kept(records: readonly VerifiedRecord[]): void
  /** A planted fault: what is written in 'relaxed' mode is gone after every end of the page. */
  readonly forgets: boolean
  /** Another: nothing is flushed before it is said to be kept. */
  readonly neverFlushes: boolean
}

export class SimulatedDisk {
  /** Batches in the order in which they were kept. */
  #journal: { readonly records: readonly VerifiedRecord[]; isFlushed: boolean }[] = []
  readonly #forks: ForkEvidence[] = []

  /** What a page sees that starts now. */
  async open(weather: DiskWeather): Promise<RecordStore> {
    const memory = new MemoryRecordStore()
    for (const { records } of this.#journal)
      await (records[0]?.isBeside === true ? memory.appendBeside(records) : memory.append(records))
    for (const evidence of this.#forks) await memory.keepFork(evidence)
    return new OpenDisk(memory, weather, {
      keep: (records, durability) => this.#keep(records, durability, weather),
      keepFork: (evidence) => this.#forks.push(evidence),
    })
  }

  /** The machine loses its power: a write that was not flushed is lost, and all that came after it. */
  losePower(random: () => number): void {
    const lost = this.#journal.findIndex(({ isFlushed }) => !isFlushed && random() < 0.5)
    if (lost !== -1) this.#journal = this.#journal.slice(0, lost)
  }

  /** All that outlived, for whoever looks from outside. */
  records(): VerifiedRecord[] {
    return this.#journal.flatMap(({ records }) => records)
  }

  #keep(records: readonly VerifiedRecord[], durability: Durability, weather: DiskWeather): void {
    if (weather.forgets && durability === 'relaxed') return
    const batch = { records, isFlushed: false }
    this.#journal.push(batch)
    const flush = (): void => {
      // A flush takes everything before it along.
      for (const earlier of this.#journal) {
        earlier.isFlushed = true
        if (earlier === batch) break
      }
    }
    if (durability === 'strict' && !weather.neverFlushes) flush()
    else weather.flushLater(flush)
  }
}

interface Journal {
  keep(records: readonly VerifiedRecord[], durability: Durability): void
  keepFork(evidence: ForkEvidence): void
}

class OpenDisk implements RecordStore {
  readonly #memory: MemoryRecordStore
  readonly #weather: DiskWeather
  readonly #journal: Journal

  constructor(memory: MemoryRecordStore, weather: DiskWeather, journal: Journal) {
    this.#memory = memory
    this.#weather = weather
    this.#journal = journal
  }

  async append(
    records: readonly VerifiedRecord[],
    durability: Durability = 'relaxed',
  ): Promise<Result<readonly RecordCid[], AppendError>> {
    await this.#weather.turn()
    const kept = await this.#memory.append(records)
    if (!kept.ok) return err(kept.error)
    this.#journal.keep(records, durability)
    this.#weather.kept(records)
    await this.#weather.turn()
    return kept
  }

  async appendBeside(records: readonly VerifiedRecord[]): Promise<Result<readonly RecordCid[], AppendError>> {
    await this.#weather.turn()
    const kept = await this.#memory.appendBeside(records)
    if (!kept.ok) return err(kept.error)
    this.#journal.keep(records, 'relaxed')
    await this.#weather.turn()
    return kept
  }

  async countBeside(log: LogId): Promise<number> {
    await this.#weather.turn()
    return this.#memory.countBeside(log)
  }

  async beside(log: LogId): Promise<VerifiedRecord[]> {
    await this.#weather.turn()
    return this.#memory.beside(log)
  }

  async heads(): Promise<LogHead[]> {
    return this.#memory.heads()
  }

  async head(log: LogId): Promise<LogHead | null> {
    await this.#weather.turn()
    return this.#memory.head(log)
  }

  async get(cid: RecordCid): Promise<VerifiedRecord | null> {
    await this.#weather.turn()
    return this.#memory.get(cid)
  }

  async cidAt(log: LogId, seq: number): Promise<RecordCid | null> {
    await this.#weather.turn()
    return this.#memory.cidAt(log, seq)
  }

  async range(log: LogId, fromSeq: number, limit: number): Promise<RecordBlocks[]> {
    await this.#weather.turn()
    return this.#memory.range(log, fromSeq, limit)
  }

  async withdrawal(target: RecordCid, person: PersonId): Promise<Withdrawal | null> {
    await this.#weather.turn()
    return this.#memory.withdrawal(target, person)
  }

  all(): AsyncIterable<VerifiedRecord> {
    return this.#memory.all()
  }

  async keepFork(evidence: ForkEvidence): Promise<void> {
    await this.#weather.turn()
    this.#journal.keepFork(evidence)
    await this.#memory.keepFork(evidence)
  }

  forks(): Promise<ForkEvidence[]> {
    return this.#memory.forks()
  }

  close(): void {}
}
