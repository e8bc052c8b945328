/**
 * WebRTC between pages, of which each answer spends one of the connections that a browser makes in a page's life. The
 * library makes one for every stream of signals that anybody opens, before it has read a byte (rule P20).
 */
import type { Connection, StreamHandler, StreamHandlerOptions } from '@libp2p/interface'
import { webRTC } from '@libp2p/webrtc'
import { isDirect } from './direct'

type Make = ReturnType<typeof webRTC>
type Components = Parameters<Make>[0]
type Registrar = Components['registrar']

/** Of one connection through a relay: one that comes about, and what it takes when two fail. */
export const MAX_SIGNALS_PER_CONNECTION = 3

/** @param mayAnswer asked for each stream anew */
export function answeredWebRTC(
  init: Parameters<typeof webRTC>[0],
  mayAnswer: (peerId: string) => boolean,
): Make {
  const make = webRTC(init)
  return (components) =>
    // The rest is looked up where it was: it is not there yet.
    make(
      Object.create(components, {
        registrar: { get: () => guarded(components.registrar, mayAnswer) },
      }) as Components,
    )
}

/** The same registrar; who is linked already has no use for signals, and of the others each has a few. */
export function guarded(registrar: Registrar, mayAnswer: (peerId: string) => boolean): Registrar {
  const heard = new WeakMap<Connection, number>()
  const mayBeHeard = (connection: Connection): boolean => {
    const before = heard.get(connection) ?? 0
    heard.set(connection, before + 1)
    return (
      !isDirect(connection) &&
      before < MAX_SIGNALS_PER_CONNECTION &&
      mayAnswer(connection.remotePeer.toString())
    )
  }
  const handle = (protocol: string, handler: StreamHandler, options?: StreamHandlerOptions) =>
    registrar.handle(
      protocol,
      (stream, connection) => {
        if (mayBeHeard(connection)) return handler(stream, connection)
        stream.abort(new Error('no signals are taken here'))
      },
      options,
    )
  return new Proxy(registrar, {
    get(target, name) {
      if (name === 'handle') return handle
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
}
