/**
 * Whose presences are checked, and how many. Pure: time is an argument.
 *
 * What somebody says comes signed by the peer that said it (gossipsub has checked that), so each has a small share of its
 * own that nobody else can use up. Whoever makes up a crowd has the share of the neighbour that passes it on, and no more;
 * that is as wide as a page can bear. Those whom we attend have shares beside it: no crowd keeps us from hearing of them.
 */
import type { PersonId } from '../identity/types'
import { Allowance } from './allowance'
import {
  MAX_GREETED,
  MAX_LINKS,
  PRESENCE_HEARD_BURST,
  PRESENCES_HEARD_PER_S,
  SIGNER_HEARD_BURST,
  SIGNER_HEARD_PER_S,
} from './config'

export interface Heard {
  /** The neighbour that passed it on. */
  readonly from: string
  /** The peer that said it. */
  readonly signer: string
  readonly person: PersonId
  readonly isAttended: boolean
}

export class PresenceShares {
  readonly #neighbours = new Allowance({
    burst: PRESENCE_HEARD_BURST,
    perSecond: PRESENCES_HEARD_PER_S,
    // Links and relays; whoever has left and comes back has not a full share again.
    maxPeers: MAX_LINKS * 4,
  })
  readonly #signers = signers()
  /** Anybody can say to be somebody whom we attend; each neighbour that passes it on uses up its own share of that name. */
  readonly #attended = signers()

  /** Takes what a check costs; false when there is nothing left for it. */
  take({ from, signer, person, isAttended }: Heard, nowMs: number): boolean {
    if (!this.#signers.take(signer, nowMs)) return false
    if (isAttended && this.#attended.take(`${from} ${person}`, nowMs)) return true
    return this.#neighbours.take(from, nowMs)
  }
}

function signers(): Allowance {
  return new Allowance({
    burst: SIGNER_HEARD_BURST,
    perSecond: SIGNER_HEARD_PER_S,
    maxPeers: MAX_GREETED,
  })
}
