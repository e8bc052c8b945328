/**
 * Opens WebRTC links from two offers, whoever carried them: a person, as a code (pairing.ts), or an acquaintance
 * (introductions.ts). A service of the node, since it needs libp2p's upgrader.
 */
import type { ComponentLogger, PeerId, Upgrader } from '@libp2p/interface'
import { ChannelConnection } from './channel-connection'
import { GATHER_MS } from './config'
import type { ConnectionCount } from './connection-count'
import { asAnswer, offerFrom, opensFirst, type Offer } from './offer'

export interface DirectLinkComponents {
  readonly peerId: PeerId
  readonly upgrader: Upgrader
  readonly logger: ComponentLogger
}

/** Half a link: our offer, made and waiting for theirs. */
export interface OpenOffer {
  readonly offer: Offer
  /** Resolves when the link is up and the other side has proved its peer id; rejects when it is not in time. */
  accept(theirs: Offer, signal: AbortSignal): Promise<void>
  close(): void
}

export class DirectLinks {
  readonly #components: DirectLinkComponents
  readonly #iceServers: RTCIceServer[]
  readonly #made: ConnectionCount

  constructor(components: DirectLinkComponents, stun: readonly string[], made: ConnectionCount) {
    this.#components = components
    this.#made = made
    this.#iceServers = stun.map((urls) => ({ urls }))
  }

  async open(): Promise<OpenOffer> {
    this.#made.note()
    const connection = new RTCPeerConnection({ iceServers: this.#iceServers })
    // Both sides make the channel, so neither waits to be told of it.
    const channel = connection.createDataChannel('synereo', { negotiated: true, id: 0 })
    channel.binaryType = 'arraybuffer'
    const peerId = this.#components.peerId.toString()
    await connection.setLocalDescription(await connection.createOffer())
    await gathered(connection)
    const offer = offerFrom(connection.localDescription?.sdp ?? '', peerId)
    if (offer === null) {
      connection.close()
      throw new Error('the browser described a link that cannot be offered')
    }
    return {
      offer,
      accept: async (theirs, signal) => {
        const direction = opensFirst(peerId, theirs.peerId) ? 'outbound' : 'inbound'
        // It listens from now on: the other side may speak as soon as the channel is open.
        const raw = new ChannelConnection({
          connection,
          channel,
          peerId: theirs.peerId,
          direction,
          log: this.#components.logger.forComponent('synereo:direct-link'),
        })
        try {
          await connection.setRemoteDescription({ type: 'answer', sdp: asAnswer(theirs, peerId) })
          await opened(channel, signal)
          if (direction === 'outbound') await this.#components.upgrader.upgradeOutbound(raw, { signal })
          else await this.#components.upgrader.upgradeInbound(raw, { signal })
        } catch (error) {
          connection.close()
          throw error
        }
      },
      close: () => connection.close(),
    }
  }
}

/** The addresses that the browser finds in a while: a STUN server that does not answer must not hold up the code. */
function gathered(connection: RTCPeerConnection): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(done, GATHER_MS)
    const look = (): void => {
      if (connection.iceGatheringState === 'complete') done()
    }
    connection.onicegatheringstatechange = look
    look()
  })
}

function opened(channel: RTCDataChannel, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const give = (): void => reject(new Error('the link did not open'))
    if (channel.readyState === 'open') resolve()
    else if (channel.readyState !== 'connecting' || signal.aborted) give()
    channel.addEventListener('open', () => resolve(), { once: true })
    channel.addEventListener('close', give, { once: true })
    signal.addEventListener('abort', give, { once: true })
  })
}
