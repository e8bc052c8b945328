import { whoIsLeftOut, type LeftOut } from './topology'

/** RTCPeerConnections that this page has made: a browser lets a page make only so many (topology.ts). */
export class ConnectionCount {
  readonly #leftOutChanged: () => void
  #count = 0

  /** @param leftOutChanged more people than before get no connection any more */
  constructor(leftOutChanged: () => void) {
    this.#leftOutChanged = leftOutChanged
  }

  get count(): number {
    return this.#count
  }

  get leftOut(): LeftOut {
    return whoIsLeftOut(this.#count)
  }

  note(): void {
    const former = this.leftOut
    this.#count += 1
    if (this.leftOut !== former) this.#leftOutChanged()
  }
}
