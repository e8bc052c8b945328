/** Impulses in and out, and the shelf between, wired together; the page and its simulation drive this one class. */
import type { Verify } from '../identity/keys'
import type { PersonId } from '../identity/types'
import { STOP_CHARGE } from '../peer/config'
import type { LogId, RecordChange, RecordStore } from '../records/store'
import type { NetworkId, RecordBlocks, RecordCid, VerifiedRecord } from '../records/types'
import type { Society } from '../social/society'
import { ImpulseDesk, type Reckoning } from './impulse-desk'
import { ImpulseIntake } from './impulse-intake'
import type { Refusals } from './refusals'
import { MAX_VISIT_MS, type Withdrawal } from './taken-back'
import { Visitors, type VisitChange, type Visitor } from './visitors'

export interface ShelfChange {
  readonly came: readonly Visitor[]
  readonly left: readonly RecordCid[]
  readonly takenBack: readonly Withdrawal[]
  readonly forgotten: readonly RecordCid[]
}

/** Where visitors outlive the page, and the memory of those that were taken back. */
export interface Shelf {
  all(): Promise<readonly Visitor[]>
  takenBack(): Promise<readonly Withdrawal[]>
  /** All of it, or nothing: who leaves as taken back is remembered as such. */
  change(change: ShelfChange): Promise<void>
}

export interface ImpulseTrafficInit {
  readonly network: NetworkId
  readonly store: RecordStore
  readonly society: Society
  readonly reckoning: Reckoning
  readonly refusals: Refusals
  readonly now: () => number
  readonly breathe: () => Promise<void>
  readonly verify?: Verify
  readonly owner: () => PersonId | null
  readonly entriesWanted: (person: PersonId) => number
  /** Whose records may visit at all; without it anybody's (rule KO1). */
  readonly mayVisit?: (person: PersonId) => boolean
  /** The one way in, for people whose logs are asked for. */
  readonly receiveFresh: (from: string, records: readonly RecordBlocks[]) => Promise<void>
  /** What that way shows at a place that its log has not come to yet. */
  readonly earlyAt: (log: LogId, seq: number) => RecordCid | null
  /** Direct links, and who is at their ends. */
  readonly links: () => readonly { readonly peerId: string; readonly person: PersonId | null }[]
  readonly isWantedBy: (peerId: string, person: PersonId) => boolean
  readonly send: (peerId: string, message: Uint8Array) => void
  /** Posts of others that reach us, the most charged first: what order they have for the owner is nobody else's to know. */
  readonly mostCharged: () => readonly RecordCid[]
  /** Visitors have come or left: the society, which is told of it by this, changes. */
  readonly visited: (change: VisitChange) => void
  readonly refused: () => void
  readonly exhausted: (from: string) => void
  readonly shelf: Shelf
}

export class ImpulseTraffic {
  readonly #init: ImpulseTrafficInit
  readonly #visitors = new Visitors()
  readonly #desk: ImpulseDesk
  readonly #intake: ImpulseIntake

  constructor(init: ImpulseTrafficInit) {
    this.#init = init
    const { society, reckoning } = init
    this.#desk = new ImpulseDesk({
      ...init,
      certificateOf: (log) => this.#certificateOf(log),
      isVisiting: (cid) => this.#visitors.has(cid),
    })
    this.#intake = new ImpulseIntake({
      ...init,
      visitors: this.#visitors,
      reaches: (person) => {
        const owner = init.owner()
        if (owner === null) return false
        return person === owner || society.follows(owner, person) || reckoning.transmission(person) > 0
      },
      hasJoined: (tag) => {
        const owner = init.owner()
        return owner !== null && society.hasJoined(owner, tag)
      },
      authorOf: (post) => society.post(post)?.author ?? null,
      isHere: (cid) => society.held(cid) !== null,
      liftersOf: (post) => society.recordsAbout(post).acts.map(({ header }) => header.person),
      isNamed: (person) => society.person(person).name !== null,
      present: () => new Set(init.links().map(({ peerId }) => peerId)),
      visited: (change) => this.#visited(change),
      heard: (from, post, acts) => this.#desk.heard(from, post, acts),
      takenBack: (from, word, post, entry) => this.#desk.passOnTakenBack(from, word, post, entry),
    })
  }

  /**
   * Those who visited when the page ended visit again, as long as they would have stayed (rule VS1). Nobody is told of them
   * but newcomers, as of everything that is strong.
   */
  async restore(): Promise<void> {
    const { shelf, store, society, now } = this.#init
    const [rows, takenBack, heads] = await Promise.all([shelf.all(), shelf.takenBack(), store.heads()])
    this.#visitors.takenBack.restore(takenBack, now())
    const isTakenBack = (cid: RecordCid): boolean => this.#visitors.takenBack.has(cid)
    // Somebody may have brought it again while the shelf was read.
    const left = this.#visitors.leave(this.visitors().flatMap(({ cid }) => (isTakenBack(cid) ? cid : [])))
    const ends = new Map(heads.map(({ person, device, seq }) => [`${person}/${device}`, seq]))
    const isAtHome = ({ person, device, seq }: LogId & { readonly seq: number }): boolean =>
      seq <= (ends.get(`${person}/${device}`) ?? -1)
    const free = rows.filter(({ cameMs, record: { cid, header } }) => {
      const isOld = Math.abs(now() - cameMs) > MAX_VISIT_MS
      // Somebody may have come, to the same place of a log too, while the shelf was read.
      const isTaken = society.held(cid) !== null || this.#visitors.at(header, header.seq) !== null
      return !isOld && !isAtHome(header) && !isTaken && !isTakenBack(cid)
    })
    const change = this.#visitors.add(free, new Set(free.map(({ from }) => from)))
    const isHere = (cid: RecordCid): boolean => this.#visitors.has(cid)
    const gone = [...left, ...rows.map(({ record }) => record)].map(({ cid }) => cid)
    await this.#change(
      [],
      gone.filter((cid) => !isHere(cid)),
    )
    if (change.came.length + left.length > 0)
      this.#init.visited({ came: change.came, left: [...left, ...change.left] })
  }

  toldOf(post: RecordCid, author: PersonId): number {
    return this.#desk.toldOf(post, author)
  }

  /** @returns false when that was no impulse */
  receive(from: string, message: Uint8Array): Promise<boolean> {
    return this.#intake.receive(from, message)
  }

  /** Logs have grown, and the society knows it. */
  async changed(change: RecordChange): Promise<void> {
    this.#desk.changed(change)
    const home = change.added.filter(({ cid }) => this.#visitors.has(cid))
    if (home.length > 0)
      void this.#change(
        [],
        home.map(({ cid }) => cid),
      )
    const { left, forks } = this.#visitors.kept(change.added)
    const takenBack = change.added.flatMap(({ kind, body, header }) =>
      (kind === 'undo' || kind === 'retract') && body !== null
        ? this.#visitors.takeBack(body.entry, header.person, this.#init.now())
        : [],
    )
    this.#visited({ came: [], left: [...left, ...takenBack] })
    for (const fork of forks) await this.#init.store.keepFork(fork)
  }

  linksChanged(): void {
    this.#desk.linksChanged()
  }

  /** The model has said what it makes of everything that was known at this time. */
  evaluated(readAtMs: number): void {
    const { reckoning, now } = this.#init
    const tooWeak = this.#visitors.all().filter(({ record, cameMs }) => {
      if (record.kind !== 'post' || cameMs > readAtMs) return false
      const numbers = reckoning.numbers(record.cid)
      return numbers !== null && numbers.charge * numbers.transmission < STOP_CHARGE
    })
    const left = this.#visitors.leave(tooWeak.map(({ record }) => record.cid))
    this.#visited({ came: [], left: [...left, ...this.#visitors.expire(now())] })
    this.#desk.evaluated(readAtMs)
  }

  /** Everybody who visits now. */
  visitors(): readonly VerifiedRecord[] {
    return this.#visitors.all().map(({ record }) => record)
  }

  #visited(change: VisitChange): void {
    if (change.came.length + change.left.length === 0) return
    this.#init.visited(change)
    this.#desk.came(change.came)
    const came = change.came.flatMap(({ cid }) => this.#visitors.get(cid) ?? [])
    void this.#change(
      came,
      change.left.map(({ cid }) => cid),
    )
  }

  #change(came: readonly Visitor[], left: readonly RecordCid[]): Promise<void> {
    const { added, forgotten } = this.#visitors.takenBack.takeChanges()
    return this.#init.shelf.change({ came, left, takenBack: added, forgotten })
  }

  async #certificateOf(log: LogId): Promise<Uint8Array | null> {
    const cid: RecordCid | null = await this.#init.store.cidAt(log, 0)
    const first = cid === null ? null : await this.#init.store.get(cid)
    if (first?.kind === 'device' && first.body !== null) return first.body.certificate
    return this.#visitors.certificateOf(log)
  }
}
