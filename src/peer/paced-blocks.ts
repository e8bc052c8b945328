/**
 * How many bytes of blocks one peer is sent (rule IM7). Helia's bitswap (@helia/bitswap 4.0.19) has no setting for it, and
 * the middleware of libp2p (3.3.11) cannot be used: each stream taken adds its handler to the list, which is then run for
 * every stream opened as well. So the streams that bitswap opens say that they are full while their peer has had too much. It
 * reads what a peer wants next only when that is away, so a peer that is slowed down has no more than one answer in memory.
 */
import { isPeerId, type Libp2p, type Stream } from '@libp2p/interface'
import { Bucket } from './bucket'
import { BLOCK_BURST_BYTES, BLOCK_BYTES_PER_S, MAX_SMALL_MESSAGE_BYTES } from './config'
import { PerPeer } from './per-peer'
import type { Clock } from './sync-wire'

export const BITSWAP_PROTOCOL = '/ipfs/bitswap/1.2.0'

/** Of a node that has been started: from now on what bitswap sends is paced. */
export function paceBlocks(libp2p: Pick<Libp2p, 'dialProtocol'>, clock: Clock): void {
  const init = { burst: BLOCK_BURST_BYTES, perSecond: BLOCK_BYTES_PER_S }
  const buckets = new PerPeer(() => new Bucket(init, clock.now()))
  const dialProtocol = libp2p.dialProtocol.bind(libp2p)
  libp2p.dialProtocol = async (peer, protocols, options) => {
    const stream = await dialProtocol(peer, protocols, options)
    if (protocols === BITSWAP_PROTOCOL && isPeerId(peer)) pace(stream, buckets.get(peer.toString()), clock)
    return stream
  }
}

function pace(stream: Stream, bucket: Bucket, clock: Clock): void {
  const send = stream.send.bind(stream)
  const onDrain = stream.onDrain.bind(stream)
  let owedMs = 0
  stream.send = (data) => {
    const goesOn = send(data)
    // Our own wants must not wait: whoever is sent much could else keep us from asking anybody.
    if (data.byteLength > MAX_SMALL_MESSAGE_BYTES) owedMs = bucket.take(data.byteLength, clock.now())
    return goesOn && owedMs === 0
  }
  stream.onDrain = async (options) => {
    await onDrain(options)
    const waitMs = owedMs
    owedMs = 0
    if (waitMs > 0) await passed(waitMs, clock, options?.signal)
  }
}

function passed(ms: number, clock: Clock, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const callOff = clock.after(ms, () => {
      signal?.removeEventListener('abort', end)
      resolve()
    })
    const end = (): void => {
      callOff()
      reject(new Error('what was to be sent is given up'))
    }
    signal?.addEventListener('abort', end)
  })
}
