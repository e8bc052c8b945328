/**
 * Whose announcements are checked, and how many (rule P21). Pure: time is an argument.
 *
 * A share is taken only for what would be checked: what is no announcement costs patience instead, and what is no news costs
 * nothing, or whoever sends such things through an honest neighbour would use up what is heard of that neighbour. Anybody can
 * make up people of whom nothing is known here; all of them together have the share of the neighbour that tells of them.
 * Who is known to be a member has a share of their own, which no stranger can use up or push out.
 */
import type { PersonId } from '../identity/types'
import { Allowance } from './allowance'
import {
  ANNOUNCEMENTS_HEARD_BURST,
  ANNOUNCEMENTS_HEARD_PER_S,
  ANNOUNCEMENTS_OF_ONE_BURST,
  ANNOUNCEMENTS_OF_ONE_PER_S,
  MAX_GREETED,
  MAX_LINKS,
} from './config'

/** Whether somebody belongs to a community, by what is kept here of them: of whom nothing is kept may. */
export type Membership = 'member' | 'unknown' | 'none'

export class AnnouncementShares {
  /** By neighbour and name: who forges a person's announcements must not use up what others tell of them. */
  readonly #members = ofOne()
  readonly #strangers = ofOne()
  readonly #neighbours = new Allowance({
    burst: ANNOUNCEMENTS_HEARD_BURST,
    perSecond: ANNOUNCEMENTS_HEARD_PER_S,
    // Links and relays; whoever has left and comes back has not a full share again.
    maxPeers: MAX_LINKS * 4,
  })

  /**
   * Takes what a check costs; false when there is nothing left for it.
   * @param from the neighbour that passed it on
   */
  take(from: string, person: PersonId, membership: Membership, nowMs: number): boolean {
    if (membership === 'none') return false
    const name = `${from} ${person}`
    if (membership === 'member') return this.#members.take(name, nowMs)
    return this.#strangers.take(name, nowMs) && this.#neighbours.take(from, nowMs)
  }
}

function ofOne(): Allowance {
  return new Allowance({
    burst: ANNOUNCEMENTS_OF_ONE_BURST,
    perSecond: ANNOUNCEMENTS_OF_ONE_PER_S,
    maxPeers: MAX_GREETED,
  })
}
