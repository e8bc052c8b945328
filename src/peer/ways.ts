/** Through whom a peer can be reached: a relay's address, or somebody who is linked with it. */
import { MAX_ACQUAINTANCES_SAID, MAX_RELAYS_PER_PEER } from './config'

/** The peer id of a way that is no relay's address but an acquaintance: `/p2p/…` alone. */
export function acquaintanceOf(way: string): string | null {
  return /^\/p2p\/([^/]+)$/.exec(way)?.[1] ?? null
}

/** Whether there are no more relays and acquaintances than a peer may name. */
export function areFewWays(ways: readonly string[]): boolean {
  const acquaintances = ways.filter((way) => acquaintanceOf(way) !== null).length
  return acquaintances <= MAX_ACQUAINTANCES_SAID && ways.length - acquaintances <= MAX_RELAYS_PER_PEER
}
