/** What is a link between two pages, and nobody in between (rule RL8). */
import type { Connection } from '@libp2p/interface'

/**
 * A relay says itself what limits a connection through it has, and one that names none would be taken for a direct link
 * and see, delay and cut all that goes over it. So the address counts too: what comes after the relay has to be WebRTC.
 */
export function isDirect({ limits, remoteAddr }: Pick<Connection, 'limits' | 'remoteAddr'>): boolean {
  const address = remoteAddr.toString()
  const relayAt = address.lastIndexOf('/p2p-circuit')
  return limits === undefined && (relayAt === -1 || address.slice(relayAt).includes('/webrtc'))
}
