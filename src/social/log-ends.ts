/**
 * Position in many logs: of each log the last entry of an unbroken run from its first. Whatever was made of exactly these
 * entries can be brought up to date by those that come after.
 */
import type { LogHead, LogId } from '../records/store'
import type { VerifiedRecord } from '../records/types'

export class LogEnds {
  readonly #ends = new Map<string, LogHead>()
  /** Of logs of which entries came without those before them: the last of these. */
  readonly #beyond = new Map<string, number>()

  constructor(ends: readonly LogHead[] = []) {
    for (const end of ends) this.#ends.set(nameOf(end), end)
  }

  /** Entries of a log come in their order; one that was noted before changes nothing. */
  note({ cid, header: { person, device, seq, time }, isBeside }: VerifiedRecord): void {
    if (isBeside === true) return
    const log = nameOf({ person, device })
    const next = (this.#ends.get(log)?.seq ?? -1) + 1
    if (seq === next) {
      this.#ends.set(log, { person, device, seq, time, cid })
      if (seq >= (this.#beyond.get(log) ?? Infinity)) this.#beyond.delete(log)
    } else if (seq > next) this.#beyond.set(log, Math.max(seq, this.#beyond.get(log) ?? 0))
  }

  /**
   * Whether the entry is not after the end of its log. What stands beside one is in no position: whatever was made of a
   * position before it came is dropped with its coming (storage/record-store.ts).
   */
  covers({ header, isBeside }: VerifiedRecord): boolean {
    return isBeside === true || header.seq <= (this.#ends.get(nameOf(header))?.seq ?? -1)
  }

  /** Null while an entry is there without the one before it: then no position says what was noted. */
  value(): LogHead[] | null {
    return this.#beyond.size > 0 ? null : [...this.#ends.values()]
  }
}

function nameOf({ person, device }: LogId): string {
  return `${person}/${device}`
}
