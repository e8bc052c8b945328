/**
 * The streams on which impulses travel: each side opens one of its own when it has something to say, and goes on using
 * it. Relayed connections are not used: they are metered and end after two minutes.
 */
import type { Connection, Libp2p, Stream } from '@libp2p/interface'
import { lpStream, type LengthPrefixedStream } from '@libp2p/utils'
import { IMPULSE_PROTOCOL, MAX_IMPULSE_STREAMS, MAX_SYNC_MESSAGE_BYTES, MAX_UNREAD_BYTES } from './config'
import { isDirect } from './direct'

export interface ImpulseLinesHost {
  /** The next message is read when this resolves; false ends the stream. */
  heard(from: string, message: Uint8Array): Promise<boolean>
}

interface Line {
  readonly stream: Stream
  readonly wire: LengthPrefixedStream<Stream>
  /** Written, and not yet taken by the other side. */
  unreadBytes: number
}

export class ImpulseLines {
  readonly #libp2p: Libp2p
  readonly #host: ImpulseLinesHost
  /** By peer; while a line is being opened, too. */
  readonly #lines = new Map<string, Promise<Line>>()

  constructor(libp2p: Libp2p, host: ImpulseLinesHost) {
    this.#libp2p = libp2p
    this.#host = host
  }

  async start(): Promise<void> {
    await this.#libp2p.handle(
      IMPULSE_PROTOCOL,
      (stream, connection) => void this.#listen(stream, connection),
      { maxInboundStreams: MAX_IMPULSE_STREAMS },
    )
  }

  async stop(): Promise<void> {
    await this.#libp2p.unhandle(IMPULSE_PROTOCOL)
    const closed = [...this.#lines.values()].map(async (line) => (await line).stream.close())
    await Promise.allSettled(closed)
  }

  /** Over a direct connection, if there is one; whether it arrives nobody says. */
  async send(peerId: string, message: Uint8Array): Promise<void> {
    try {
      const line = await this.#lineTo(peerId)
      line.unreadBytes += message.byteLength
      if (line.unreadBytes > MAX_UNREAD_BYTES) line.stream.abort(new Error('the other side does not read'))
      await line.wire.write(message)
      line.unreadBytes -= message.byteLength
    } catch {
      // The other side has gone, or takes no impulses: what it wants it has by the sync.
      const line = await this.#lines.get(peerId)?.catch(() => null)
      line?.stream.abort(new Error('could not be written to'))
    }
  }

  #lineTo(peerId: string): Promise<Line> {
    const known = this.#lines.get(peerId)
    if (known !== undefined) return known
    const line = this.#open(peerId)
    this.#lines.set(peerId, line)
    const forget = (): void => {
      if (this.#lines.get(peerId) === line) this.#lines.delete(peerId)
    }
    line.then(({ stream }) => stream.addEventListener('close', forget), forget)
    return line
  }

  async #open(peerId: string): Promise<Line> {
    const connection = this.#libp2p
      .getConnections()
      .find((open) => isDirect(open) && open.remotePeer.toString() === peerId)
    if (connection === undefined) throw new Error('there is no direct connection')
    const stream = await connection.newStream(IMPULSE_PROTOCOL)
    return { stream, wire: lpStream(stream, { maxDataLength: MAX_SYNC_MESSAGE_BYTES }), unreadBytes: 0 }
  }

  async #listen(stream: Stream, connection: Connection): Promise<void> {
    const { remotePeer } = connection
    if (!isDirect(connection)) {
      stream.abort(new Error('impulses travel on direct connections only'))
      return
    }
    const wire = lpStream(stream, { maxDataLength: MAX_SYNC_MESSAGE_BYTES })
    try {
      while (await this.#host.heard(remotePeer.toString(), (await wire.read()).subarray()));
      stream.abort(new Error('that is no impulse'))
    } catch {
      stream.abort(new Error('the stream of impulses ended'))
    }
  }
}
