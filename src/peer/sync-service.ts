/**
 * Moves records between this page and its direct peers; the language is in messages.ts, the bookkeeping in
 * sync-session.ts. One long-lived stream a peer: its end is also how a departure is noticed (within milliseconds when
 * the other side leaves cleanly). Relayed connections are not used: they are metered and end after two minutes.
 */
import type { Connection, Libp2p, PeerId, Stream } from '@libp2p/interface'
import { lpStream, type LengthPrefixedStream } from '@libp2p/utils'
import type { DeviceId, PersonId } from '../identity/types'
import type { LogHead, LogId, RecordStore } from '../records/store'
import type { RecordBlocks } from '../records/types'
import {
  GOOD_STREAM_MS,
  MAX_DEVICES_PER_PERSON,
  MAX_LINKS,
  MAX_STREAM_RETRIES,
  MAX_SYNC_MESSAGE_BYTES,
  MAX_UNREAD_BYTES,
  MAX_WANT_POSITIONS,
  SETTLE_MS,
  STREAM_RETRY_MS,
  SYNC_BATCH_BYTES,
  SYNC_BATCH_RECORDS,
  SYNC_PROTOCOL,
} from './config'
import { Holders } from './holders'
import { MessageBudget } from './message-budget'
import { decodeMessage, encodeMessage, type Position, type SyncMessage, type Want } from './messages'
import { logKey, SyncSession } from './sync-session'

/** What the service asks of the app. */
export interface SyncHost {
  readonly store: RecordStore
  /** Our own signed presence; null while there is no identity. */
  presence(): Promise<Uint8Array | null>
  /** Checks a presence against the peer id that brought it; null when it does not hold. */
  personBehind(presence: Uint8Array, peerId: string): Promise<PersonId | null>
  /** People whose logs we want, most wanted first. */
  wanted(): readonly PersonId[]
  /** How many entries of a log of this person we take in. */
  entriesWanted(person: PersonId): number
  /** The one way in; resolves when the records are kept or refused. `gaps` are logs of which earlier entries are missing. */
  receive(from: string, records: readonly RecordBlocks[]): Promise<{ readonly gaps: readonly LogId[] }>
  /** A peer said something that is not of the protocol. */
  misbehaved(peerId: string, what: string): void
  linksChanged(): void
  /** A peer keeps more of a log than before. */
  spread(): void
}

interface Link {
  readonly peerId: PeerId
  readonly connection: Connection
  readonly stream: Stream
  readonly wire: LengthPrefixedStream<Stream>
  readonly session: SyncSession
  readonly since: number
  readonly budget: MessageBudget
  /** Who is at the other end; once proven it stays. */
  person: PersonId | null
  pumping: boolean
  /** The other side has said something: the connection works both ways. */
  isHeard: boolean
  /** Written, and not yet taken by the other side. */
  unreadBytes: number
}

export class SyncService {
  readonly #libp2p: Libp2p
  readonly #host: SyncHost
  readonly #now: () => number
  readonly #links = new Map<string, Link>()
  readonly #heads = new Map<string, LogHead>()
  readonly #holders = new Holders((log) => this.#heads.get(logKey(log)))
  /** By peer: streams in a row that ended early. */
  readonly #retries = new Map<string, number>()
  readonly #stopped = new AbortController()
  readonly #onOpen = (event: CustomEvent<Connection>): void => void this.#greet(event.detail)

  constructor(libp2p: Libp2p, host: SyncHost, now: () => number) {
    this.#libp2p = libp2p
    this.#host = host
    this.#now = now
  }

  async start(): Promise<void> {
    for (const head of await this.#host.store.heads()) this.#heads.set(logKey(head), head)
    await this.#libp2p.handle(SYNC_PROTOCOL, (stream, connection) => this.#accept(stream, connection), {
      maxInboundStreams: MAX_LINKS * 2,
    })
    this.#libp2p.addEventListener('connection:open', this.#onOpen)
  }

  async stop(): Promise<void> {
    this.#stopped.abort()
    this.#libp2p.removeEventListener('connection:open', this.#onOpen)
    await this.#libp2p.unhandle(SYNC_PROTOCOL)
    await Promise.allSettled([...this.#links.values()].map((link) => link.stream.close()))
  }

  /** Direct peers with whom records are exchanged. */
  links(): { readonly peerId: string; readonly person: PersonId | null; readonly since: number }[] {
    return [...this.#links.values()].map(({ peerId, person, since }) => ({
      peerId: peerId.toString(),
      person,
      since,
    }))
  }

  /** Who proved to be at the other end; null while nobody has. */
  personAt(peerId: string): PersonId | null {
    return this.#links.get(peerId)?.person ?? null
  }

  /** Whose logs are counted for {@link holders}. */
  owner(person: PersonId): void {
    this.#holders.setOwner(person)
  }

  isKeptBy(person: PersonId, log: LogId, seq: number): boolean {
    return this.#holders.isKeptBy(person, log, seq)
  }

  /** How many others are known to keep this entry of an own log. */
  holders(log: LogId, seq: number): number {
    return this.#holders.count(log, seq)
  }

  /** Our own presence or what we want has changed: tell everybody. */
  async introduceAgain(): Promise<void> {
    const presence = await this.#host.presence()
    for (const link of this.#links.values()) this.#send(link, { type: 'hello', presence })
    this.wantsChanged()
  }

  wantsChanged(): void {
    const message: SyncMessage = { type: 'want', wants: this.#wants() }
    for (const link of this.#links.values()) this.#send(link, message)
  }

  /** Our copy of these logs has grown, from whatever source: pass it on to those who want it. */
  grew(heads: readonly LogHead[]): void {
    for (const head of heads) this.#heads.set(logKey(head), head)
    const positions = heads.map(positionOf)
    for (const link of this.#links.values()) {
      for (const head of heads) link.session.grew(head)
      void this.#pump(link)
      this.#send(link, { type: 'have', positions })
    }
  }

  async #greet(connection: Connection): Promise<void> {
    if (connection.limits !== undefined) return
    const link = this.#links.get(connection.remotePeer.toString())
    if (link?.isHeard === true) this.#settle(link)
    if (link !== undefined || connection.direction !== 'outbound') return
    try {
      const stream = await connection.newStream(SYNC_PROTOCOL)
      await this.#open(stream, connection)
    } catch {
      // The other side does not speak the protocol (a relay), or went away: both are no news.
    }
  }

  #accept(stream: Stream, connection: Connection): void {
    if (connection.limits !== undefined) {
      stream.abort(new Error('sync runs on direct connections only'))
      return
    }
    void this.#open(stream, connection)
  }

  /**
   * Two pages that dialled each other at once have two streams: both sides keep the one opened by the smaller id. A
   * second stream opened by the same side replaces its first.
   */
  async #open(stream: Stream, connection: Connection): Promise<void> {
    const peerId = connection.remotePeer
    const key = peerId.toString()
    const former = this.#links.get(key)
    if (former !== undefined) {
      const weAreSmaller = this.#libp2p.peerId.toString() < key
      const isOurs = stream.direction === 'outbound'
      if (former.stream.direction !== stream.direction && isOurs !== weAreSmaller) {
        stream.abort(new Error('there is a sync stream already'))
        return
      }
      former.stream.abort(new Error('replaced by the other of two sync streams'))
    }
    const wire = lpStream(stream, { maxDataLength: MAX_SYNC_MESSAGE_BYTES })
    const link: Link = {
      peerId,
      connection,
      stream,
      wire,
      session: new SyncSession(),
      since: this.#now(),
      budget: new MessageBudget(this.#now()),
      person: null,
      pumping: false,
      isHeard: false,
      unreadBytes: 0,
    }
    this.#links.set(key, link)
    stream.addEventListener('close', () => this.#closed(link))
    this.#host.linksChanged()
    this.#send(link, { type: 'hello', presence: await this.#host.presence() })
    this.#send(link, { type: 'want', wants: this.#wants() })
    await this.#listen(link)
  }

  /**
   * Two pages that dialled each other at once may have two connections, of which one may work at one end only; bitswap
   * would pick either. Kept is the one on which we heard the other, that of the smaller id if it can be had.
   */
  #settle(link: Link): void {
    link.isHeard = true
    const ownId = this.#libp2p.peerId.toString()
    const otherId = link.peerId.toString()
    const isOfSmaller = (link.connection.direction === 'outbound') === ownId < otherId
    const endOthers = (): void => {
      if (this.#links.get(otherId) !== link) return
      for (const other of this.#libp2p.getConnections(link.peerId)) {
        if (other !== link.connection && other.limits === undefined)
          other.abort(new Error('there is another connection with this peer'))
      }
    }
    if (isOfSmaller) endOthers()
    else void pause(SETTLE_MS, this.#stopped.signal).then(endOthers)
  }

  #closed(link: Link): void {
    const key = link.peerId.toString()
    if (this.#links.get(key) !== link) return
    this.#links.delete(key)
    this.#host.linksChanged()
    void this.#reopen(link)
  }

  /**
   * A stream may end while the connection stays (an error at one end): who dialled opens another one. A connection on
   * which none lasts is closed, so that its place is free.
   */
  async #reopen({ connection, since }: Link): Promise<void> {
    const key = connection.remotePeer.toString()
    if (connection.direction !== 'outbound' || connection.status !== 'open') {
      this.#retries.delete(key)
      return
    }
    const failures = this.#now() - since > GOOD_STREAM_MS ? 0 : (this.#retries.get(key) ?? 0)
    this.#retries.set(key, failures + 1)
    if (failures >= MAX_STREAM_RETRIES) {
      this.#retries.delete(key)
      await connection.close().catch(() => undefined)
      return
    }
    await pause(STREAM_RETRY_MS * 2 ** failures, this.#stopped.signal)
    if (!this.#stopped.signal.aborted && connection.status === 'open') await this.#greet(connection)
  }

  async #listen(link: Link): Promise<void> {
    try {
      for (;;) {
        const bytes = (await link.wire.read()).subarray()
        const message = decodeMessage(bytes)
        if (!message.ok) {
          this.#host.misbehaved(link.peerId.toString(), message.error)
          link.stream.abort(new Error(`not a sync message: ${message.error}`))
          return
        }
        if (!link.isHeard) this.#settle(link)
        const waitMs = link.budget.waitMs(message.value.type, this.#now())
        if (waitMs > 0) await pause(waitMs, this.#stopped.signal)
        await this.#hear(link, message.value)
      }
    } catch {
      link.stream.abort(new Error('sync stream ended'))
      // A stream that ended before `close` was listened for tells it no more.
      this.#closed(link)
    }
  }

  async #hear(link: Link, message: SyncMessage): Promise<void> {
    const peerId = link.peerId.toString()
    switch (message.type) {
      case 'hello':
        if (message.presence !== null) {
          const person = await this.#host.personBehind(message.presence, peerId)
          if (person === null || link.person === person) return
          if (link.person !== null) {
            this.#host.misbehaved(peerId, 'another person on the same link')
            return
          }
          link.person = person
          this.#host.linksChanged()
        }
        return
      case 'want':
        link.session.wants(message.wants, this.#heads.values())
        for (const { person, next } of message.wants) {
          for (const [device, seq] of next) this.#noteHolder(link, { person, device }, seq)
        }
        return this.#pump(link)
      case 'have':
        link.session.has(message.positions, (log) => this.#heads.get(logKey(log)))
        for (const position of message.positions) this.#noteHolder(link, position, position.next)
        return this.#pump(link)
      case 'ack': {
        const batch = link.session.acknowledged(message.id)
        if (batch !== null) this.#noteHolder(link, batch.log, batch.next)
        return this.#pump(link)
      }
      case 'records': {
        const { gaps } = await this.#host.receive(peerId, message.records)
        this.#send(link, { type: 'ack', id: message.id })
        if (gaps.length > 0)
          this.#send(link, { type: 'have', positions: gaps.map((log) => this.#positionIn(log)) })
      }
    }
  }

  /** Sends what is due until the window is full; one run a link at a time. */
  async #pump(link: Link): Promise<void> {
    if (link.pumping) return
    link.pumping = true
    try {
      for (let due = link.session.nextBatch(); due !== null; due = link.session.nextBatch()) {
        const { log, fromSeq } = due
        const records = upToBytes(await this.#host.store.range(log, fromSeq, SYNC_BATCH_RECORDS))
        if (records.length === 0) {
          link.session.nothingToSend(log)
          continue
        }
        const id = link.session.sent(log, fromSeq + records.length, this.#heads.get(logKey(log)))
        await this.#write(link, { type: 'records', id, records })
      }
    } finally {
      link.pumping = false
    }
  }

  #send(link: Link, message: SyncMessage): void {
    void this.#write(link, message)
  }

  async #write(link: Link, message: SyncMessage): Promise<void> {
    if (link.stream.status !== 'open') return
    const bytes = encodeMessage(message)
    link.unreadBytes += bytes.byteLength
    try {
      if (link.unreadBytes > MAX_UNREAD_BYTES) throw new Error('the other side does not read')
      await link.wire.write(bytes)
      link.unreadBytes -= bytes.byteLength
    } catch {
      link.stream.abort(new Error('could not write to the sync stream'))
    }
  }

  #wants(): Want[] {
    const positions = new Map<PersonId, Map<DeviceId, number>>()
    for (const head of this.#heads.values()) {
      const next = positions.get(head.person) ?? new Map<DeviceId, number>()
      next.set(head.device, head.seq + 1)
      positions.set(head.person, next)
    }
    const wants: Want[] = []
    let count = 0
    for (const person of this.#host.wanted()) {
      const most = this.#host.entriesWanted(person)
      const known = [...(positions.get(person) ?? [])].slice(0, MAX_DEVICES_PER_PERSON)
      count += known.length
      if (count > MAX_WANT_POSITIONS) break
      // Whose log is as long as we take in would only be offered the rest again and again.
      if (known.every(([, next]) => next < most)) wants.push({ person, next: new Map(known) })
    }
    return wants
  }

  #positionIn(log: LogId): Position {
    const head = this.#heads.get(logKey(log))
    return head === undefined ? { person: log.person, device: log.device, next: 0 } : positionOf(head)
  }

  #noteHolder(link: Link, log: LogId, next: number): void {
    if (this.#holders.note(link.person, log, next)) this.#host.spread()
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
}

function positionOf({ person, device, seq }: LogHead): Position {
  return { person, device, next: seq + 1 }
}

/** The first records that together stay below the size of a batch, but always one. */
function upToBytes(records: readonly RecordBlocks[]): RecordBlocks[] {
  const batch: RecordBlocks[] = []
  let bytes = 0
  for (const record of records) {
    bytes += record.entry.byteLength + (record.body?.byteLength ?? 0)
    if (batch.length > 0 && bytes > SYNC_BATCH_BYTES) break
    batch.push(record)
  }
  return batch
}
