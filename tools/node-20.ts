/** What libp2p and Helia take for granted and Node 20 lacks; newer Nodes are left as they are. */
import { WebSocket as NodeWebSocket } from 'ws'

if (typeof Promise.withResolvers !== 'function') {
  Promise.withResolvers = function withResolvers<T>(): PromiseWithResolvers<T> {
    const parts: Partial<PromiseWithResolvers<T>> = {}
    const promise = new Promise<T>((resolve, reject) => Object.assign(parts, { resolve, reject }))
    return { ...(parts as PromiseWithResolvers<T>), promise }
  }
}

/**
 * In a browser an error that nobody listens to is no more than that; in Node it ends the program. libp2p listens no more to
 * a WebSocket whose dial it has called off, and a refusal may come after that: a witness must not end because another one has.
 */
export class PatientWebSocket extends NodeWebSocket {
  constructor(...init: ConstructorParameters<typeof NodeWebSocket>) {
    super(...init)
    this.on('error', () => undefined)
  }
}

globalThis.WebSocket ??= PatientWebSocket as unknown as typeof WebSocket
