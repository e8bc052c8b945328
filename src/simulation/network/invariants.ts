/**
 * What must hold at every step and at the end, whatever the weather. Each is a sentence that says who broke it:
 *
 * 1. Nothing is kept that its author did not sign.
 * 2. A log that is kept begins with its first entry and has no gap, each entry names the one before it.
 * 3. Nobody writes two entries at one place of their own log, whatever was lost in a crash.
 * 4. What a page kept is there when it starts again; after a power failure, a beginning of each log, and all of the own.
 * 5. What is announced or acknowledged as held is held at that moment.
 * 6. Kept is only what was asked for; batches under way keep to the window, and links to their number, once it is calm.
 * 7. In the end everybody who attends somebody has all that they wrote.
 * 8. No honest peer is cut off by another.
 * 9. Nothing visits that its author did not sign; visitors are no more than their places.
 * 10. Who lacks for a minute what somebody attended wrote, whose presence can be heard, knows it (staleness.ts).
 * 11. When somebody honest whose log was forked has joined it, everybody who attends them has all of both branches.
 */
import { MAX_VISITORS, type VisitChange } from '../../app/visitors'
import type { PersonId } from '../../identity/types'
import { SYNC_WINDOW_BATCHES } from '../../peer/config'
import type { SyncMessage } from '../../peer/messages'
import { logKey } from '../../peer/sync-session'
import type { RecordChange } from '../../records/store'
import type { RecordCid, VerifiedRecord } from '../../records/types'
import type { SimulatedPeer } from './peer'

export class Invariants {
  #violation: string | null = null
  /** By log and place: the entry that its author signed there. */
  readonly #written = new Map<string, RecordCid>()
  readonly #signed = new Set<RecordCid>()
  /** By log: how many its author has written. */
  readonly #lengths = new Map<string, number>()
  /** By peer and log: how many entries its page holds now. */
  readonly #held = new Map<string, Map<string, number>>()
  /** By pair: batches under way. */
  readonly #underWay = new Map<string, Set<number>>()
  kept = 0
  /** Posts, acts and profiles that came by impulse to visit. */
  visits = 0

  get violation(): string | null {
    return this.#violation
  }

  broken(what: string): void {
    this.#violation ??= what
  }

  /** How many entries this author's log has. */
  written(log: string): number {
    return this.#lengths.get(log) ?? 0
  }

  /** What an author has kept may be told from now on, also if the page ends before it knows. */
  keptOnDisk(peer: SimulatedPeer, records: readonly VerifiedRecord[]): void {
    for (const record of records)
      if (record.header.person === peer.owner.person) this.#noteWritten(peer, record)
  }

  /** Somebody who is not honest has signed it: it may be kept, whatever else they signed at its place. */
  noteSigned(cid: RecordCid): void {
    this.#signed.add(cid)
  }

  changed(peer: SimulatedPeer, { added }: RecordChange): void {
    for (const record of added) this.#noteKept(peer, record)
  }

  visited(peer: SimulatedPeer, { came }: VisitChange): void {
    this.visits += came.length
    for (const { cid, header } of came)
      if (!this.#signed.has(cid))
        this.broken(`at ${peer.name} visits what nobody signed, at place ${header.seq}`)
    if (peer.visitors().length > MAX_VISITORS)
      this.broken(`${peer.name} has ${peer.visitors().length} visitors`)
  }

  #noteWritten(peer: SimulatedPeer, { cid, header }: VerifiedRecord): void {
    const place = `${logKey(header)}/${header.seq}`
    const former = this.#written.get(place)
    if (former !== undefined && former !== cid)
      this.broken(`${peer.name} wrote two entries at place ${header.seq} of their log`)
    this.#written.set(place, cid)
    this.#signed.add(cid)
    this.#lengths.set(logKey(header), Math.max(this.written(logKey(header)), header.seq + 1))
  }

  #noteKept(peer: SimulatedPeer, record: VerifiedRecord): void {
    this.kept += 1
    if (!this.#signed.has(record.cid))
      this.broken(`${peer.name} kept an entry that nobody signed, at place ${record.header.seq}`)
    // What stands beside a log is in no place of it.
    if (record.isBeside === true) return
    const held = this.#heldBy(peer)
    const key = logKey(record.header)
    if ((held.get(key) ?? 0) !== record.header.seq)
      this.broken(
        `${peer.name} holds ${held.get(key) ?? 0} entries of a log and kept number ${record.header.seq}`,
      )
    held.set(key, record.header.seq + 1)
  }

  /** How many entries of a log a page holds. */
  held(peer: SimulatedPeer, log: string): number {
    return this.#heldBy(peer).get(log) ?? 0
  }

  #heldBy(peer: SimulatedPeer): Map<string, number> {
    const held = this.#held.get(peer.name) ?? new Map<string, number>()
    this.#held.set(peer.name, held)
    return held
  }

  /** @param isHonest whether the other says truly what it acknowledges */
  said(peer: SimulatedPeer, to: string, message: SyncMessage, isHonest: boolean): void {
    if (message.type === 'have')
      for (const position of message.positions)
        if ((this.#heldBy(peer).get(logKey(position)) ?? 0) < position.next)
          this.broken(`${peer.name} announced ${position.next} entries and holds fewer`)
    const pair = `${peer.name} ${to}`
    if (message.type === 'hello') this.#underWay.set(pair, new Set())
    if (message.type === 'records' && isHonest) {
      const batches = this.#underWay.get(pair) ?? new Set<number>()
      this.#underWay.set(pair, batches.add(message.id))
      if (batches.size > SYNC_WINDOW_BATCHES)
        this.broken(`${peer.name} has ${batches.size} batches under way to ${to}`)
    }
  }

  /** `by` has acknowledged a batch of `of`, or says so. */
  acknowledged(of: string, by: string, id: number): void {
    this.#underWay.get(`${of} ${by}`)?.delete(id)
  }

  /** A page starts with what outlived. @param lostPower whether writes may have been lost */
  restarted(peer: SimulatedPeer, lostPower: boolean): void {
    const before = this.#heldBy(peer)
    const after = this.checkDisk(peer)
    const own = logKey({ person: peer.owner.person, device: peer.owner.signer.device })
    for (const [log, length] of before) {
      const left = after.get(log) ?? 0
      if (left < length && (!lostPower || log === own))
        this.broken(
          `${peer.name} kept ${length} entries of a log and has ${left} after ${lostPower ? 'a power failure' : 'a crash'}`,
        )
    }
    this.#held.set(peer.name, after)
  }

  /** What is on the disk is whole. @returns how many entries of each log */
  checkDisk(peer: SimulatedPeer): Map<string, number> {
    const lengths = new Map<string, number>()
    const last = new Map<string, RecordCid>()
    for (const { cid, header, isBeside } of peer.disk.records()) {
      const key = logKey(header)
      if (!this.#signed.has(cid)) this.broken(`on the disk of ${peer.name} is an entry that nobody signed`)
      if (isBeside === true) continue
      if (header.seq !== (lengths.get(key) ?? 0) || header.prev !== (last.get(key) ?? null))
        this.broken(`on the disk of ${peer.name} a log has a gap at ${header.seq}`)
      lengths.set(key, header.seq + 1)
      last.set(key, cid)
    }
    return lengths
  }

  checkWanted(peer: SimulatedPeer, mayKeep: (person: PersonId) => boolean): void {
    for (const { header } of peer.disk.records())
      if (!mayKeep(header.person)) this.broken(`${peer.name} kept what it never asked for`)
  }

  /** How many of these a page does not hold, in a log or beside it. */
  lacks(peer: SimulatedPeer, entries: readonly RecordCid[]): number {
    if (entries.length === 0) return 0
    const held = new Set(peer.disk.records().map(({ cid }) => cid))
    return entries.filter((cid) => !held.has(cid)).length
  }

  /** What of this log is missing at the end. */
  missing(peer: SimulatedPeer, log: string): number {
    return this.written(log) - (this.checkDisk(peer).get(log) ?? 0)
  }
}
