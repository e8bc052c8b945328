/**
 * The long-lived sync stream of each direct peer: opened, kept, told apart from a second one, opened again. Its end is
 * also how a departure is noticed (within milliseconds when the other side leaves cleanly). What is said over it is in
 * sync-service.ts. Relayed connections are not used: they are metered and end after two minutes.
 */
import type { Connection, Libp2p, PeerId, Stream } from '@libp2p/interface'
import { lpStream, type LengthPrefixedStream } from '@libp2p/utils'
import { nextTask } from '../lib/next-task'
import {
  GOOD_STREAM_MS,
  MAX_LINKS,
  MAX_STREAM_RETRIES,
  MAX_SYNC_MESSAGE_BYTES,
  MAX_UNREAD_BYTES,
  READ_AT_ONCE_MS,
  SETTLE_MS,
  STREAM_RETRY_MS,
  SYNC_PROTOCOL,
} from './config'
import { isDirect } from './direct'
import { MessageBudget } from './message-budget'
import { decodeMessage, encodeMessage, type SyncMessage } from './messages'
import { PerPeer } from './per-peer'
import type { LinkKeeper, LinksHost, SyncLink } from './sync-wire'

export interface Link extends SyncLink {
  readonly peerId: PeerId
  readonly connection: Connection
  readonly stream: Stream
  readonly wire: LengthPrefixedStream<Stream>
  readonly since: number
  readonly budget: MessageBudget
  /** The other side has said something: the connection works both ways. */
  isHeard: boolean
  /** Written, and not yet taken by the other side. */
  unreadBytes: number
}

export class SyncLinks implements LinkKeeper<Link> {
  readonly #libp2p: Libp2p
  readonly #host: LinksHost<Link>
  readonly #now: () => number
  readonly #links = new Map<string, Link>()
  readonly #budgets = new PerPeer(() => new MessageBudget(this.#now()))
  /** By peer: streams in a row that ended early. */
  readonly #retries = new Map<string, number>()
  /** When input and painting had their turn. */
  #breathedMs = -Infinity
  readonly #stopped = new AbortController()
  readonly #onOpen = (event: CustomEvent<Connection>): void => void this.#greet(event.detail)

  constructor(libp2p: Libp2p, host: LinksHost<Link>, now: () => number) {
    this.#libp2p = libp2p
    this.#host = host
    this.#now = now
  }

  async start(): Promise<void> {
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

  get(peerId: string): Link | undefined {
    return this.#links.get(peerId)
  }

  /** Resolves when it is written, or cannot be any more. */
  async send(link: Link, message: SyncMessage): Promise<void> {
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

  abort(link: Link, why: string): void {
    link.stream.abort(new Error(why))
  }

  async #greet(connection: Connection): Promise<void> {
    if (!isDirect(connection)) return
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
    if (!isDirect(connection)) {
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
    const budget = this.#budgets.get(key)
    if (stream.direction === 'inbound' && budget.waitMs('stream', this.#now()) > 0) {
      stream.abort(new Error('too many sync streams'))
      return
    }
    const former = this.#links.get(key)
    if (former !== undefined) {
      const weAreSmaller = this.#libp2p.peerId.toString() < key
      const isOurs = stream.direction === 'outbound'
      if (former.stream.direction !== stream.direction && isOurs !== weAreSmaller) {
        stream.abort(new Error('there is a sync stream already'))
        return
      }
      former.stream.abort(new Error('replaced by the other of two sync streams'))
      this.#host.closed(former)
    }
    const wire = lpStream(stream, { maxDataLength: MAX_SYNC_MESSAGE_BYTES })
    const link: Link = {
      peerId,
      connection,
      stream,
      wire,
      since: this.#now(),
      budget,
      isHeard: false,
      unreadBytes: 0,
    }
    this.#links.set(key, link)
    stream.addEventListener('close', () => this.#closed(link))
    this.#host.opened(link)
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
        if (other !== link.connection && isDirect(other))
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
    this.#host.closed(link)
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

  /** What lies in a buffer is read without a new task: a peer could fill one of minutes with it. */
  async #breathe(): Promise<void> {
    // The clock may have been set back.
    if (Math.abs(this.#now() - this.#breathedMs) < READ_AT_ONCE_MS) return
    await nextTask()
    this.#breathedMs = this.#now()
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
        const waitMs = link.budget.waitMs(message.value, this.#now())
        if (waitMs > 0) await pause(waitMs, this.#stopped.signal)
        await this.#host.heard(link, message.value)
        await this.#breathe()
      }
    } catch {
      link.stream.abort(new Error('sync stream ended'))
      // A stream that ended before `close` was listened for tells it no more.
      this.#closed(link)
    }
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
