/**
 * Position in many logs: of each log the last entry of an unbroken run from its first. Whatever was made of exactly these
 * entries can be brought up to date by those that come after.
 */
import type { LogHead, LogId } from '../records/store'
import type { VerifiedRecord } from '../records/types'

export class LogEnds {
  readonly #ends = new Map<string, LogHead>()
  #hasGap = false

  constructor(ends: readonly LogHead[] = []) {
    for (const end of ends) this.#ends.set(nameOf(end), end)
  }

  /** Entries of a log come in their order; one that was noted before changes nothing. */
  note({ cid, header: { person, device, seq, time } }: VerifiedRecord): void {
    const log = nameOf({ person, device })
    const next = (this.#ends.get(log)?.seq ?? -1) + 1
    if (seq === next) this.#ends.set(log, { person, device, seq, time, cid })
    else if (seq > next) this.#hasGap = true
  }

  /** Whether the entry is not after the end of its log. */
  covers({ header }: VerifiedRecord): boolean {
    return header.seq <= (this.#ends.get(nameOf(header))?.seq ?? -1)
  }

  /** Null when an entry came without the one before it: then no position says what was noted. */
  value(): LogHead[] | null {
    return this.#hasGap ? null : [...this.#ends.values()]
  }
}

function nameOf({ person, device }: LogId): string {
  return `${person}/${device}`
}
