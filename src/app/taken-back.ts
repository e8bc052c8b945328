/**
 * Posts and acts that visited and were taken back by who wrote them: whoever still has an old copy does not bring them
 * back (rule VS2). Bounded, of each peer and in all, and kept over a reload (impulse-traffic.ts). Pure: time is an argument.
 */
import { MAX_LINKS } from '../peer/config'
import { MAX_CLOCK_SKEW_MS } from '../records/limits'
import type { RecordCid } from '../records/types'

/** A post of full charge that nobody recharges arrives nowhere any more after less than six days (MODEL.md 6). */
export const MAX_VISIT_MS = 7 * 24 * 3_600_000
/** The oldest is forgotten; a megabyte on the disk. */
export const MAX_TAKEN_BACK = 5_000
/** … and of what one peer brought so much, or it could have the rest forgotten by posts of its own. */
export const MAX_TAKEN_BACK_PER_PEER = MAX_TAKEN_BACK / (MAX_LINKS + 1)
/** From then on it is too old to visit, even if it was dated ahead as far as a clock may be wrong. */
export const MAX_REMEMBERED_MS = MAX_VISIT_MS + MAX_CLOCK_SKEW_MS

export interface Withdrawal {
  readonly cid: RecordCid
  /** The peer that had brought what was taken back. */
  readonly from: string
  readonly atMs: number
}

export class TakenBack {
  /** In the order in which they were taken back. */
  readonly #all = new Map<RecordCid, Withdrawal>()
  #added: Withdrawal[] = []
  #forgotten: RecordCid[] = []

  has(cid: RecordCid): boolean {
    return this.#all.has(cid)
  }

  add(withdrawal: Withdrawal): void {
    this.#all.set(withdrawal.cid, withdrawal)
    this.#added.push(withdrawal)
    this.#bound(withdrawal.from)
  }

  /** From the disk; what is remembered already is newer. */
  restore(kept: readonly Withdrawal[], nowMs: number): void {
    const since = [...this.#all]
    this.#all.clear()
    for (const withdrawal of kept)
      if (nowMs - withdrawal.atMs <= MAX_REMEMBERED_MS) this.#all.set(withdrawal.cid, withdrawal)
      else this.#forgotten.push(withdrawal.cid)
    for (const [cid, withdrawal] of since) {
      this.#all.delete(cid)
      this.#all.set(cid, withdrawal)
    }
    for (const from of new Set(since.map(([, withdrawal]) => withdrawal.from))) this.#bound(from)
  }

  /** What is to be changed on the disk since this was asked last. */
  takeChanges(): { readonly added: readonly Withdrawal[]; readonly forgotten: readonly RecordCid[] } {
    const added = this.#added.filter(({ cid }) => this.#all.has(cid))
    const forgotten = this.#forgotten.filter((cid) => !this.#all.has(cid))
    this.#added = []
    this.#forgotten = []
    return { added, forgotten }
  }

  /** The oldest go, of this peer or, when there is too much of all, of whoever brought most. */
  #bound(from: string): void {
    const counts = new Map<string, number>()
    for (const { from: bringer } of this.#all.values()) counts.set(bringer, (counts.get(bringer) ?? 0) + 1)
    for (;;) {
      const hasTooMuch = (counts.get(from) ?? 0) > MAX_TAKEN_BACK_PER_PEER
      if (!hasTooMuch && this.#all.size <= MAX_TAKEN_BACK) return
      const most = Math.max(...counts.values())
      const isOver = (bringer: string): boolean =>
        hasTooMuch ? bringer === from : counts.get(bringer) === most
      const oldest = [...this.#all.values()].find((withdrawal) => isOver(withdrawal.from))
      if (oldest === undefined) return
      this.#all.delete(oldest.cid)
      this.#forgotten.push(oldest.cid)
      counts.set(oldest.from, (counts.get(oldest.from) ?? 1) - 1)
    }
  }
}
