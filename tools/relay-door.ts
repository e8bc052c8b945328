/** Lets each address have its share of a relay's connections (rule RL9). */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'
import { AddressPlaces, addressBlock, isThisMachine } from './address-places'
import type { RelayLimits } from './relay-limits'

/** Where Node tells of each socket that a server of this process has accepted. */
const ACCEPTED = 'net.server.socket'

/**
 * Ends what an address opens beyond its share at once. libp2p asks its gater only when a WebSocket is there, so that it
 * knows neither of sockets that say nothing, nor of those that it has closed itself and that linger; and it keeps its
 * server to itself, hence this.
 * @returns what ends it
 */
export function shareAmongAddresses(port: number, limits: RelayLimits): () => void {
  const places = new AddressPlaces(limits.connectionsPerAddress)
  const admit = (message: unknown): void => {
    const { socket } = message as { socket: Socket }
    if (socket.localPort !== port) return
    // One that has ended already has no address.
    const host = socket.remoteAddress ?? ''
    if (limits.proxyOnThisMachine === 1 && isThisMachine(host)) return
    const block = addressBlock(host)
    if (host !== '' && places.take(block)) socket.once('close', () => places.give(block))
    else socket.destroy()
  }
  subscribe(ACCEPTED, admit)
  return () => void unsubscribe(ACCEPTED, admit)
}
