import { MAX_LINKS } from './config'

/** Peers remembered: those with a link, and some that left. */
const MAX_RECENT_PEERS = MAX_LINKS * 4

/** What is remembered of peers beyond a stream: it ends when they like. Who was noted longest ago is forgotten first. */
export class RecentPeers<T> {
  readonly #noted = new Map<string, T>()

  of(peerId: string): T | undefined {
    return this.#noted.get(peerId)
  }

  note(peerId: string, what: T): void {
    this.#noted.delete(peerId)
    this.#noted.set(peerId, what)
    const oldest = this.#noted.keys().next()
    if (this.#noted.size > MAX_RECENT_PEERS && oldest.done === false) this.#noted.delete(oldest.value)
  }
}
