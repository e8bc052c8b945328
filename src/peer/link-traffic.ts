/**
 * What a direct link has carried, and how long the other end takes to answer, as the browser counts it (rule NV3).
 * libp2p knows the WebRTC connection below a link and has no name for it, so it is looked up where 3.3 keeps it:
 * another version that keeps it elsewhere leaves us without figures, and tests/e2e/pairing.test.ts fails.
 */
import type { Connection } from '@libp2p/interface'
import { isDirect } from './direct'

/** One way between two pages, of the several that a browser may have tried. */
export interface LinkTraffic {
  /** There and back; null before the browser has measured it. */
  readonly roundTripMs: number | null
  /** Since the link began. */
  readonly sentBytes: number
  readonly receivedBytes: number
}

/** Of each peer that is linked directly; of several connections with one, the first. */
export async function trafficOf(
  connections: readonly Connection[],
): Promise<ReadonlyMap<string, LinkTraffic>> {
  const found = new Map<string, LinkTraffic>()
  await Promise.all(
    connections.filter(isDirect).map(async (connection) => {
      const peerId = connection.remotePeer.toString()
      // A connection that has just ended has no figures any more.
      const stats = await below(connection)
        ?.getStats()
        .catch(() => null)
      const traffic = stats ? readTraffic(stats.values()) : null
      if (traffic !== null && !found.has(peerId)) found.set(peerId, traffic)
    }),
  )
  return found
}

function below(connection: Connection): RTCPeerConnection | null {
  const raw: unknown = Reflect.get(connection, 'maConn')
  const found: unknown = typeof raw === 'object' && raw !== null ? Reflect.get(raw, 'peerConnection') : null
  return found instanceof RTCPeerConnection ? found : null
}

/** Pure; null when no way was found yet. */
export function readTraffic(stats: Iterable<unknown>): LinkTraffic | null {
  const ways = [...stats].filter(isWay)
  if (ways.length === 0) return null
  const sum = (of: 'bytesSent' | 'bytesReceived'): number =>
    ways.reduce((total, way) => total + (way[of] ?? 0), 0)
  const seconds = (ways.find(({ nominated }) => nominated === true) ?? ways[0])?.currentRoundTripTime
  return {
    roundTripMs: seconds === undefined ? null : seconds * 1000,
    sentBytes: sum('bytesSent'),
    receivedBytes: sum('bytesReceived'),
  }
}

function isWay(stats: unknown): stats is RTCIceCandidatePairStats {
  if (typeof stats !== 'object' || stats === null) return false
  return Reflect.get(stats, 'type') === 'candidate-pair' && Reflect.get(stats, 'state') === 'succeeded'
}
