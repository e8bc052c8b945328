/** RTCPeerConnections that this page has made: a browser lets a page make only so many (topology.ts). */
export class ConnectionCount {
  #count = 0

  get count(): number {
    return this.#count
  }

  note(): void {
    this.#count += 1
  }
}
