/**
 * What others ask for is sent to them: in the turns of their session (sync-session.ts), and no more of it than one peer may
 * be sent (rule SY16). What we ask for ourselves is in sync-service.ts.
 */
import type { LogHead, LogId, RecordStore } from '../records/store'
import type { RecordBlocks, RecordCid, VerifiedRecord } from '../records/types'
import { blocksOf } from '../records/withdrawal'
import { MAX_FRESH_RECORDS, SYNC_BATCH_RECORDS } from './config'
import type { Position, SyncMessage, Want } from './messages'
import { PerPeer } from './per-peer'
import { SyncSession } from './sync-session'
import type { Clock, SyncLink } from './sync-wire'
import { UploadBudget } from './upload-budget'
import { upToBytes } from './want-list'

export interface ServingInit<Link extends SyncLink> {
  readonly store: RecordStore
  readonly clock: Clock
  readonly heads: () => Iterable<LogHead>
  /** The first entry of a log that is missing here. */
  readonly heldTo: (log: LogId) => number
  /** Resolves when it is written, or cannot be any more. */
  readonly send: (link: Link, message: SyncMessage) => Promise<void>
  readonly abort: (link: Link, why: string) => void
}

interface Served {
  readonly session: SyncSession
  readonly upload: UploadBudget
  isPumping: boolean
  /** Calls off that what it asked for goes on when it may be sent more. */
  callOff: (() => void) | undefined
}

export class SyncServing<Link extends SyncLink> {
  readonly #init: ServingInit<Link>
  readonly #served = new Map<Link, Served>()
  readonly #uploads: PerPeer<UploadBudget>

  constructor(init: ServingInit<Link>) {
    this.#init = init
    this.#uploads = new PerPeer(() => new UploadBudget(init.clock.now()))
  }

  opened(link: Link): SyncSession {
    const session = new SyncSession()
    const upload = this.#uploads.get(link.peerId.toString())
    this.#served.set(link, { session, upload, isPumping: false, callOff: undefined })
    return session
  }

  closed(link: Link): void {
    this.#served.get(link)?.callOff?.()
    this.#served.delete(link)
  }

  stop(): void {
    for (const { callOff } of this.#served.values()) callOff?.()
  }

  /** @returns where the logs that it wants stand, as far as that is news */
  async wants(link: Link, wants: readonly Want[]): Promise<Position[]> {
    const served = this.#served.get(link)
    if (served === undefined) return []
    await this.#mayHaveMore(served)
    const offered = served.session.wants(wants, this.#init.heads())
    served.upload.told(offered.length, this.#init.clock.now())
    return offered
  }

  /** The newest of a log, from a place on. */
  async peek(link: Link, { next, ...log }: Position): Promise<void> {
    const served = this.#served.get(link)
    if (served === undefined) return
    await this.#mayHaveMore(served)
    const { store, clock, send } = this.#init
    const records = upToBytes(await store.range(log, next, MAX_FRESH_RECORDS))
    if (records.length === 0) return
    served.upload.sent('peek', log, next, records, clock.now())
    void send(link, { type: 'fresh', records })
  }

  /** The end of a branch and what comes before it. */
  async branch(link: Link, end: RecordCid): Promise<void> {
    const served = this.#served.get(link)
    if (served === undefined) return
    await this.#mayHaveMore(served)
    const records = upToBytes(await this.#endingIn(end))
    if (records.length === 0) return
    served.upload.sentBranch(records, this.#init.clock.now())
    void this.#init.send(link, { type: 'fresh', records })
  }

  async get(link: Link, id: number, from: Position): Promise<void> {
    const isTaken = this.#served.get(link)?.session.get(id, from, from.next) ?? true
    if (!isTaken) void this.#init.send(link, { type: 'end', id })
    return this.goOn(link)
  }

  /** Sends what was asked for until the window is full, or as much as it may be; one run a link at a time. */
  async goOn(link: Link): Promise<void> {
    const served = this.#served.get(link)
    if (served === undefined || served.isPumping) return
    served.isPumping = true
    const { session, upload } = served
    const { store, clock, send, heldTo } = this.#init
    try {
      for (let due = session.nextBatch(); due !== null; due = session.nextBatch()) {
        if (!this.#isDue(link, served)) return
        const { ask, log, fromSeq } = due
        const records = upToBytes(await store.range(log, fromSeq, SYNC_BATCH_RECORDS))
        const next = fromSeq + records.length
        if (records.length > 0) {
          const id = session.sent(due, next)
          upload.sent('get', log, fromSeq, records, clock.now())
          await send(link, { type: 'records', id, records })
        }
        if (records.length > 0 && next < heldTo(log)) continue
        session.stop(ask)
        void send(link, { type: 'end', id: ask })
      }
    } finally {
      served.isPumping = false
    }
  }

  /** Resolves when this peer may be sent more; what else it says is read after that. */
  async #mayHaveMore({ upload }: Served): Promise<void> {
    const { clock } = this.#init
    const waitMs = upload.waitMs(clock.now())
    if (waitMs > 0) await new Promise<void>((resolve) => void clock.after(waitMs, resolve))
  }

  /** Whether this peer may be sent more now; if not, what it asked for goes on when it may. */
  #isDue(link: Link, served: Served): boolean {
    const { clock, abort } = this.#init
    const waitMs = served.upload.waitMs(clock.now())
    if (waitMs === 0) return true
    served.callOff ??= clock.after(waitMs, () => {
      served.callOff = undefined
      this.goOn(link).catch(() => abort(link, 'what it asks for could not be read'))
    })
    return false
  }

  /** An entry and those before it, the last first: each is named by the one after it. */
  async #endingIn(end: RecordCid): Promise<RecordBlocks[]> {
    const { store } = this.#init
    const records: RecordBlocks[] = []
    for (let next: RecordCid | null = end; next !== null && records.length < MAX_FRESH_RECORDS;) {
      const record: VerifiedRecord | null = await store.get(next)
      if (record === null) break
      const isBare = record.bodyBlock === null
      const withdrawal = isBare ? await store.withdrawal(record.cid, record.header.person) : null
      if (isBare && withdrawal === null) break
      records.push(blocksOf(record, withdrawal))
      next = record.header.prev
    }
    return records
  }
}
