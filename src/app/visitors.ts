/**
 * Posts that came by impulse, of people whose logs are not kept here: a shelf beside the logs, bounded, and
 * kept over a reload (impulse-traffic.ts).
 * What stands on it is signed by who is said to have written it, and nothing more is known: neither what else they wrote
 * nor, in time, whether they took it back. So it leaves when it is old, when it does not reach the viewer any more, when
 * its author takes it back, and when its log comes, which then says all.
 *
 * Each peer has places of its own: nobody drives out what others brought. Pure: time is an argument.
 */
import type { DeviceId, PersonId } from '../identity/types'
import { MAX_LINKS } from '../peer/config'
import type { ForkEvidence, LogId } from '../records/store'
import type { CarriedBlocks, RecordCid, SignedRecord, VerifiedRecord } from '../records/types'
import { MAX_VISIT_MS, TakenBack } from './taken-back'

/** Posts, acts and profiles that one peer may have brought: more than are read in a day. */
export const MAX_VISITORS_PER_PEER = 100
/** … and their bytes: a hundred posts of usual length with an act or two; the shelf has six MiB at most. */
export const MAX_VISITING_BYTES_PER_PEER = 256 * 1024
/** With one link more for a moment (P5). */
export const MAX_VISITORS = (MAX_LINKS + 1) * MAX_VISITORS_PER_PEER

export interface Visitor {
  readonly record: VerifiedRecord
  readonly certificate: Uint8Array
  /** The peer that brought it first. */
  readonly from: string
  readonly cameMs: number
}

/** Visitors that have come to be shown, and that have left. */
export interface VisitChange {
  readonly came: readonly VerifiedRecord[]
  readonly left: readonly VerifiedRecord[]
}

export class Visitors {
  /** In the order in which they came. */
  readonly #all = new Map<RecordCid, Visitor>()
  readonly #byPlace = new Map<string, RecordCid>()
  /** By post: the acts on it that visit. */
  readonly #acts = new Map<RecordCid, Set<RecordCid>>()
  readonly takenBack = new TakenBack()

  get count(): number {
    return this.#all.size
  }

  has(cid: RecordCid): boolean {
    return this.#all.has(cid)
  }

  get(cid: RecordCid): Visitor | null {
    return this.#all.get(cid) ?? null
  }

  all(): readonly Visitor[] {
    return [...this.#all.values()]
  }

  /** Which visitor stands at this place of a log. */
  at(log: LogId, seq: number): RecordCid | null {
    return this.#byPlace.get(placeOf(log, seq)) ?? null
  }

  certificateOf({ person, device }: LogId): Uint8Array | null {
    for (const { record, certificate } of this.#all.values())
      if (record.header.person === person && record.header.device === device) return certificate
    return null
  }

  /**
   * Puts them on the shelf, those that stand there once more excepted; what its peer brought before makes room.
   * @param present peers that are linked now: those that have left make room first
   */
  add(visitors: readonly Visitor[], present: ReadonlySet<string>): VisitChange {
    const fresh = visitors.filter(({ record }) => !this.#all.has(record.cid))
    for (const visitor of fresh) this.#put(visitor)
    const left = [...new Set(fresh.map(({ from }) => from))].flatMap((from) => this.#bound(from))
    while (this.#all.size > MAX_VISITORS) {
      const oldest = this.all().find(({ from }) => !present.has(from)) ?? this.all()[0]
      if (oldest !== undefined) left.push(...this.#remove(oldest.record.cid))
    }
    const gone = new Set(left.map(({ cid }) => cid))
    const came = fresh.map(({ record }) => record)
    return {
      came: came.filter(({ cid }) => !gone.has(cid)),
      // What came and went at once was never shown.
      left: left.filter((record) => !came.includes(record)),
    }
  }

  /** Somebody takes this post or act back, which means nothing unless they wrote it. @returns who leaves */
  takeBack(cid: RecordCid, by: PersonId, nowMs: number): readonly VerifiedRecord[] {
    const visitor = this.#all.get(cid)
    if (visitor?.record.header.person !== by) return []
    this.takenBack.add({ cid, from: visitor.from, atMs: nowMs })
    return this.#remove(cid)
  }

  leave(cids: Iterable<RecordCid>): readonly VerifiedRecord[] {
    return [...cids].flatMap((cid) => this.#remove(cid))
  }

  expire(nowMs: number): readonly VerifiedRecord[] {
    const old = this.all().filter(({ cameMs }) => Math.abs(nowMs - cameMs) > MAX_VISIT_MS)
    return this.leave(old.map(({ record }) => record.cid))
  }

  /**
   * These are kept now: whoever of them visited is at home. A visitor for whom the log has another entry leaves, and is
   * the evidence of a fork.
   */
  kept(records: readonly VerifiedRecord[]): {
    left: readonly VerifiedRecord[]
    forks: readonly ForkEvidence[]
  } {
    const left: VerifiedRecord[] = []
    const forks: ForkEvidence[] = []
    for (const { cid, header, isBeside } of records) {
      const there = this.at(header, header.seq)
      if (there === null) continue
      if (there === cid) this.#forget(cid)
      // Of two branches the log here may follow the other, to which a visitor may belong.
      else if (isBeside !== true) {
        const other = this.#all.get(there)?.record
        const { person, device, seq } = header
        if (other !== undefined)
          forks.push({ person, device, seq, held: cid, other: there, otherEntry: other.entryBlock })
        left.push(...this.#remove(there))
      }
    }
    return { left, forks }
  }

  #put(visitor: Visitor): void {
    const { cid, header } = visitor.record
    this.#all.set(cid, visitor)
    this.#byPlace.set(placeOf(header, header.seq), cid)
    const post = postOf(visitor.record)
    if (post !== null && post !== cid) {
      const acts = this.#acts.get(post) ?? new Set<RecordCid>()
      this.#acts.set(post, acts.add(cid))
    }
  }

  #bound(from: string): VerifiedRecord[] {
    const own = this.all().filter((visitor) => visitor.from === from)
    let count = own.length
    let bytes = own.reduce((sum, { record }) => sum + bytesOf(record), 0)
    const left: VerifiedRecord[] = []
    for (const { record } of own) {
      if (count <= MAX_VISITORS_PER_PEER && bytes <= MAX_VISITING_BYTES_PER_PEER) break
      if (!this.#all.has(record.cid)) continue
      for (const gone of this.#remove(record.cid)) {
        left.push(gone)
        if (!own.some((visitor) => visitor.record === gone)) continue
        count -= 1
        bytes -= bytesOf(gone)
      }
    }
    return left
  }

  /** A post takes the acts on it along. */
  #remove(cid: RecordCid): VerifiedRecord[] {
    const visitor = this.#forget(cid)
    if (visitor === null) return []
    const acts = visitor.record.kind === 'post' ? [...(this.#acts.get(cid) ?? [])] : []
    return [visitor.record, ...acts.flatMap((act) => this.#remove(act))]
  }

  #forget(cid: RecordCid): Visitor | null {
    const visitor = this.#all.get(cid)
    if (visitor === undefined) return null
    const { header } = visitor.record
    this.#all.delete(cid)
    this.#byPlace.delete(placeOf(header, header.seq))
    const post = postOf(visitor.record)
    if (post !== null && post !== cid) {
      const acts = this.#acts.get(post)
      acts?.delete(cid)
      if (acts?.size === 0) this.#acts.delete(post)
    }
    return visitor
  }
}

function placeOf({ person, device }: { person: PersonId; device: DeviceId }, seq: number): string {
  return `${person}/${device}/${seq}`
}

function bytesOf({ entryBlock, bodyBlock }: VerifiedRecord): number {
  return entryBlock.byteLength + (bodyBlock?.byteLength ?? 0)
}

export function carriedOf({ record, certificate }: Pick<Visitor, 'record' | 'certificate'>): CarriedBlocks {
  return { entry: record.entryBlock, body: record.bodyBlock, certificate }
}

/** The post that a post or an act is about; null for any other record. */
export function postOf({ kind, cid, body }: SignedRecord): RecordCid | null {
  if (kind === 'post') return cid
  return (kind === 'like' || kind === 'share' || kind === 'comment') && body !== null ? body.post : null
}
