/**
 * Circuit relays, but only those that somebody here chose. libp2p keeps places at any linked peer that says it is a
 * relay, and takes as its own whatever addresses that peer gives: we would name them to everybody as ways to us, and
 * whoever attends us would dial them. So strangers are told to its search neither when they come nor when it looks.
 */
import { circuitRelayTransport, type CircuitRelayTransportComponents } from '@libp2p/circuit-relay-v2'
import type { PeerId, PeerStore, TopologyFilter } from '@libp2p/interface'

type CircuitTransport = ReturnType<typeof circuitRelayTransport>

export function chosenRelays(isChosen: (peer: PeerId) => boolean): CircuitTransport {
  // What the filter "has" is passed over.
  const discoveryFilter: TopologyFilter = {
    has: (peer) => !isChosen(peer),
    add: () => undefined,
    remove: () => undefined,
  }
  const make = circuitRelayTransport({ reservationConcurrency: 1, discoveryFilter })
  return (components) => {
    const peerStore = onlyOf(components.peerStore, isChosen)
    // The rest is looked up where it was: it is not there yet.
    return make(
      Object.create(components, { peerStore: { value: peerStore } }) as CircuitRelayTransportComponents,
    )
  }
}

/** The same store, in which nobody else is found by a search. */
function onlyOf(store: PeerStore, isChosen: (peer: PeerId) => boolean): PeerStore {
  return new Proxy(store, {
    get(target, name) {
      if (name === 'all')
        return async (...query: Parameters<PeerStore['all']>) =>
          (await target.all(...query)).filter(({ id }) => isChosen(id))
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}
