/**
 * One ordered data channel as the raw connection that libp2p's upgrader takes: Noise and yamux then run inside of it, so
 * the peer id at the other end is proven and not merely what a code said. (@libp2p/webrtc trusts the relayed connection
 * for that and keeps its own multiplexer to itself.)
 */
import type { AbortOptions, Logger } from '@libp2p/interface'
import { AbstractMultiaddrConnection } from '@libp2p/utils'
import { multiaddr } from '@multiformats/multiaddr'

type Sent = Parameters<AbstractMultiaddrConnection['sendData']>[0]

/** Larger messages of one browser are not read by every other. */
const MAX_MESSAGE_BYTES = 16 * 1024
/** Half a second of a slow line may wait in the browser; the rest waits in the stream, where writers notice. */
const MAX_BUFFERED_BYTES = 1024 * 1024

export interface ChannelInit {
  readonly connection: RTCPeerConnection
  readonly channel: RTCDataChannel
  readonly peerId: string
  readonly direction: 'inbound' | 'outbound'
  readonly log: Logger
}

export class ChannelConnection extends AbstractMultiaddrConnection {
  /** Named as the library names its own: link-traffic.ts asks both. */
  readonly peerConnection: RTCPeerConnection
  readonly #channel: RTCDataChannel

  constructor({ connection, channel, peerId, direction, log }: ChannelInit) {
    super({
      remoteAddr: multiaddr(`/webrtc/p2p/${peerId}`),
      direction,
      log,
      maxMessageSize: MAX_MESSAGE_BYTES,
    })
    this.peerConnection = connection
    this.#channel = channel
    channel.bufferedAmountLowThreshold = MAX_BUFFERED_BYTES / 4
    channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (data instanceof ArrayBuffer) this.onData(new Uint8Array(data))
      else this.abort(new Error('text on a channel of bytes'))
    }
    channel.onbufferedamountlow = () => this.safeDispatchEvent('drain')
    channel.onclose = () => this.#gone()
    connection.onconnectionstatechange = () => {
      if (connection.connectionState === 'failed' || connection.connectionState === 'closed') this.#gone()
    }
  }

  sendData(data: Sent): { sentBytes: number; canSendMore: boolean } {
    if (this.#channel.readyState !== 'open') return { sentBytes: 0, canSendMore: false }
    this.#channel.send(new Uint8Array(data.subarray()))
    return {
      sentBytes: data.byteLength,
      canSendMore: this.#channel.bufferedAmount < MAX_BUFFERED_BYTES,
    }
  }

  sendClose(options?: AbortOptions): Promise<void> {
    this.peerConnection.close()
    options?.signal?.throwIfAborted()
    return Promise.resolve()
  }

  sendReset(): void {
    this.peerConnection.close()
  }

  // A data channel cannot be told to pause; protocols that send much have windows of their own.
  sendPause(): void {}

  sendResume(): void {}

  #gone(): void {
    this.onTransportClosed()
    this.peerConnection.close()
  }
}
