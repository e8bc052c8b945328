/**
 * Everything that peers send to the leading tab: entries of logs that were asked for, impulses with posts of people whose
 * logs are not kept, and nonsense, of which a peer may send so much and no more.
 */
import type { PersonId } from '../identity/types'
import { nextTask } from '../lib/next-task'
import type { Queue } from '../lib/queue'
import type { Peer, PeerHost } from '../peer/peer'
import type { RecordChange, RecordStore } from '../records/store'
import type { NetworkId, RecordCid, SignedRecord, VerifiedRecord } from '../records/types'
import type { RefusedCount } from './api'
import { ImpulseTraffic, type ImpulseTrafficInit } from './impulse-traffic'
import { Ingest } from './ingest'
import type { Known } from './known'
import type { OpenedSelf } from './ownership'
import { Refusals } from './refusals'
import type { VisitChange } from './visitors'
import type { Wants } from './wants'

export interface IncomingInit {
  readonly store: RecordStore
  readonly network: NetworkId
  readonly queue: Queue
  readonly now: () => number
  readonly known: Known
  readonly wants: Wants
  readonly self: () => OpenedSelf | null
  readonly peer: () => Peer | null
  readonly changed: (change: RecordChange) => void
  /** Posts came that are in no log here, or not yet; or such left. */
  readonly visited: (change: VisitChange) => void
  /** The counts of refusals have changed. */
  readonly refused: () => void
  /** An impulse went out. */
  readonly told: () => void
  readonly storageFull: () => void
  /** An entry of the owner's, for which there is no place in their log here. */
  readonly stray: (record: SignedRecord) => void
  /** Keeps visitors over a reload. */
  readonly shelf: ImpulseTrafficInit['shelf']
}

export class Incoming implements Pick<
  PeerHost,
  'receive' | 'receiveFresh' | 'turnsOver' | 'impulse' | 'misbehaved' | 'patienceSpent'
> {
  readonly #init: IncomingInit
  readonly #refusals = new Refusals()
  readonly ingest: Ingest
  readonly #impulses: ImpulseTraffic

  constructor(init: IncomingInit) {
    this.#init = init
    const { store, network, queue, now, known, wants, self, peer, changed, visited, refused } = init
    const shared = {
      ...{ store, network, queue, now, changed, refused },
      breathe: nextTask,
      refusals: this.#refusals,
      entriesWanted: (person: PersonId) => wants.entriesOf(person),
      exhausted: (from: string) => peer()?.cutOff(from),
    }
    this.ingest = new Ingest({
      ...shared,
      early: (change) => {
        for (const { header } of change.came) peer()?.shown(header, header.seq)
        visited(change)
      },
      storageFull: init.storageFull,
      standing: (person) =>
        person === self()?.person ? 'own' : wants.isAttended(person) ? 'attended' : 'other',
      sought: (branches) => peer()?.seek(branches),
      noPlace: (from, log) => peer()?.noPlace(from, log),
      excuse: (...record) => peer()?.excuse(...record) ?? false,
      forked: (record) => {
        if (record.header.person === self()?.person) init.stray(record)
        else void peer()?.showFork(record.header)
      },
    })
    this.#impulses = new ImpulseTraffic({
      ...shared,
      society: known.society,
      reckoning: {
        numbers: (post) => known.numbers(post),
        transmission: (person) => known.evaluation?.transmission(person) ?? 0,
        transmissionTo: (person) => known.evaluation?.transmissionTo(person) ?? 0,
      },
      owner: () => self()?.person ?? null,
      // Whom one follows may be more people than can be asked for at once.
      mayVisit: (person) =>
        !known.keepsOnlyFollowed || wants.isAttended(person) || shared.entriesWanted(person) > 0,
      receiveFresh: (from, records) => this.ingest.receiveFresh(from, records),
      earlyAt: (log, seq) => this.ingest.earlyAt(log, seq),
      links: () => peer()?.links() ?? [],
      isWantedBy: (peerId, person) => peer()?.isWantedBy(peerId, person) ?? false,
      // The model was given posts by their CIDs and gives them back.
      mostCharged: () => (known.evaluation?.mostCharged() ?? []) as readonly RecordCid[],
      send: (peerId, message) => {
        peer()?.sendImpulse(peerId, message)
        init.told()
      },
      visited,
      shelf: init.shelf,
    })
  }

  readonly receive: PeerHost['receive'] = (...batch) => this.ingest.receive(...batch)
  readonly receiveFresh: PeerHost['receiveFresh'] = (...batch) => this.ingest.receiveFresh(...batch)
  readonly turnsOver: PeerHost['turnsOver'] = (heads) => void this.ingest.turnsOver(heads)
  readonly impulse: PeerHost['impulse'] = (...message) => this.#impulses.receive(...message)

  /** Brings back those that visited before the page was loaded anew. */
  restore(): Promise<void> {
    return this.#impulses.restore()
  }

  /** What is missing of branches that are known to be joined, now that there is somebody to ask. */
  lookForBranches(): Promise<void> {
    return this.ingest.joined(this.#init.known.society.merges())
  }

  readonly misbehaved: PeerHost['misbehaved'] = (from, _what, weight = 1) => {
    this.#refusals.count('bad-schema')
    if (this.#refusals.charge(from, weight, this.#init.now())) this.#init.peer()?.cutOff(from)
    this.#init.refused()
  }

  patienceSpent(from: string): number {
    return this.#refusals.spent(from, this.#init.now())
  }

  refused(): readonly RefusedCount[] {
    return this.#refusals.counts()
  }

  /** Posts and acts that are here and in no log. */
  visitors(): readonly VerifiedRecord[] {
    return this.#impulses.visitors()
  }

  /** Records were written, by whomever: some may be worth an impulse. */
  changed(change: RecordChange): void {
    void this.#impulses.changed(change)
  }

  /** The model has said what it makes of everything that was known at this time. */
  evaluated(readAtMs: number): void {
    this.#impulses.evaluated(readAtMs)
  }

  /** How many who are linked were told of an own post. */
  toldOf(post: RecordCid, author: PersonId): number {
    return this.#impulses.toldOf(post, author)
  }

  linksChanged(): void {
    this.#impulses.linksChanged()
  }
}
