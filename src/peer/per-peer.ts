/** Something for each peer that outlives its streams, or each new stream would have a fresh one. Pure. */
import { MAX_LINKS } from './config'

/** Peers that are remembered: those that are linked, and as many again thrice of those that left. */
export const MAX_PEERS_REMEMBERED = MAX_LINKS * 4

export class PerPeer<T> {
  readonly #make: () => T
  readonly #things = new Map<string, T>()

  constructor(make: () => T) {
    this.#make = make
  }

  get(peerId: string): T {
    const thing = this.#things.get(peerId) ?? this.#make()
    this.#things.delete(peerId)
    this.#things.set(peerId, thing)
    const oldest = this.#things.keys().next()
    if (this.#things.size > MAX_PEERS_REMEMBERED && oldest.done === false) this.#things.delete(oldest.value)
    return thing
  }
}
