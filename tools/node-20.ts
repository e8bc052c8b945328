/** What libp2p and Helia take for granted and Node 20 lacks; newer Nodes are left as they are. */
import { WebSocket as NodeWebSocket } from 'ws'

if (typeof Promise.withResolvers !== 'function') {
  Promise.withResolvers = function withResolvers<T>(): PromiseWithResolvers<T> {
    const parts: Partial<PromiseWithResolvers<T>> = {}
    const promise = new Promise<T>((resolve, reject) => Object.assign(parts, { resolve, reject }))
    return { ...(parts as PromiseWithResolvers<T>), promise }
  }
}

globalThis.WebSocket ??= NodeWebSocket as unknown as typeof WebSocket
