/**
 * The places at a relay, which last as long as their guests are connected (rule RL9). libp2p keeps each for two hours, also
 * when its guest has gone; as peer ids are free, one machine could take all. Kept so, an address has no more of them than
 * connections.
 */
import {
  circuitRelayServer,
  type CircuitRelayServerComponents,
  type CircuitRelayServerInit,
  type CircuitRelayService,
} from '@libp2p/circuit-relay-v2'
import type { ConnectionGater, Libp2pEvents, PeerId, TypedEventTarget } from '@libp2p/interface'

type Components = CircuitRelayServerComponents & { readonly events: TypedEventTarget<Libp2pEvents> }

export function placesOfGuests(
  init: CircuitRelayServerInit,
): (components: Components) => CircuitRelayService {
  const make = circuitRelayServer(init)
  return (components) => {
    const free = (guest: PeerId): void => {
      // Its time would else end the next place of the same guest.
      server.reservations.get(guest)?.signal.clear()
      server.reservations.delete(guest)
    }
    const connectionGater: ConnectionGater = {
      ...components.connectionGater,
      denyInboundRelayReservation: (guest) => {
        // Whoever asks again gets a new place: one whose time was lengthened twice ends early (retimeable-signal 1.0).
        free(guest)
        return components.connectionManager.getConnections(guest).length === 0
      },
    }
    const server = make(
      Object.create(components, { connectionGater: { value: connectionGater } }) as Components,
    )
    components.events.addEventListener('peer:disconnect', ({ detail }) => free(detail))
    return server
  }
}
