/**
 * Circuit relays, but only those that somebody here chose. libp2p keeps places at any linked peer that says it is a
 * relay, and takes as its own whatever addresses that peer gives: we would name them to everybody as ways to us, and
 * whoever attends us would dial them. So strangers are told to its search neither when they come nor when it looks, and
 * the stream by which a relay brings somebody is not taken from them: libp2p takes a place at whoever opens one first, and
 * asks its gater only then.
 */
import { circuitRelayTransport, type CircuitRelayTransportComponents } from '@libp2p/circuit-relay-v2'
import type { PeerId, PeerStore, TopologyFilter } from '@libp2p/interface'

type CircuitTransport = ReturnType<typeof circuitRelayTransport>
type Registrar = CircuitRelayTransportComponents['registrar']

export function chosenRelays(isChosen: (peer: PeerId) => boolean): CircuitTransport {
  // What the filter "has" is passed over.
  const discoveryFilter: TopologyFilter = {
    has: (peer) => !isChosen(peer),
    add: () => undefined,
    remove: () => undefined,
  }
  const make = circuitRelayTransport({ reservationConcurrency: 1, discoveryFilter })
  return (components) => {
    const replaced = {
      peerStore: { value: onlyOf(components.peerStore, isChosen) },
      registrar: { get: () => takingOnlyFrom(components.registrar, isChosen) },
    }
    // The rest is looked up where it was: it is not there yet.
    return make(Object.create(components, replaced) as CircuitRelayTransportComponents)
  }
}

/** The same store, in which nobody else is found by a search. */
function onlyOf(store: PeerStore, isChosen: (peer: PeerId) => boolean): PeerStore {
  return new Proxy(store, {
    get(target, name) {
      if (name === 'all')
        return async (...query: Parameters<PeerStore['all']>) =>
          (await target.all(...query)).filter(({ id }) => isChosen(id))
      return bound(target, name)
    },
  })
}

/** The same registrar, whose streams are taken from nobody else. */
function takingOnlyFrom(registrar: Registrar, isChosen: (peer: PeerId) => boolean): Registrar {
  return new Proxy(registrar, {
    get(target, name) {
      if (name !== 'handle') return bound(target, name)
      const handle: Registrar['handle'] = (protocol, take, options) =>
        target.handle(
          protocol,
          (stream, connection) => {
            if (isChosen(connection.remotePeer)) return take(stream, connection)
            stream.abort(new Error('no relay in use'))
          },
          options,
        )
      return handle
    },
  })
}

function bound(target: object, name: string | symbol): unknown {
  const value: unknown = Reflect.get(target, name)
  return typeof value === 'function' ? (value.bind(target) as unknown) : value
}
