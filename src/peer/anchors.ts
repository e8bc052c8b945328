/**
 * Whom a page was linked with on many days before this one. Who holds its relays and says all that is said there can
 * make up any crowd, but not the days on which a link with somebody lasted. Pure.
 */
import type { PersonId } from '../identity/types'
import { recentDays } from '../lib/recent-days'
import type { Candidate } from './address-book'
import { ANCHOR_NEARNESS } from './topology'

/** A browser that was met in an earlier session. */
export interface Remembered extends Candidate {
  /** Days on which a link with it has lasted (src/lib/recent-days.ts); missing where none ever has. */
  readonly steadyDays?: readonly number[]
}

/**
 * Twice as many as have a place, as some are away when a page starts; no more, since each is dialled before anybody
 * else, and an address that has died may keep a dial waiting.
 */
export const MAX_ANCHORS = 4

interface Anchor {
  readonly person: PersonId
  readonly days: number
}

export class Anchors {
  /** By peer. */
  readonly #anchors = new Map<string, Anchor>()
  readonly #nearness: (person: PersonId | null) => number

  /**
   * @param nearness 0 for strangers. People attended go first: strangers who are always there may be machines, and
   *   whoever is attended was chosen.
   */
  constructor(
    remembered: readonly Remembered[],
    nearness: (person: PersonId | null) => number,
    nowMs: number,
  ) {
    this.#nearness = nearness
    const sorted = remembered
      .flatMap(({ peerId, person, steadyDays = [], seenAt }) => {
        const days = recentDays(steadyDays, nowMs).length
        if (person === null || days === 0) return []
        return [{ peerId, person, days, seenAt, isNear: nearness(person) > 0 }]
      })
      .sort((a, b) => Number(b.isNear) - Number(a.isNear) || b.days - a.days || b.seenAt - a.seenAt)
    const people = new Set<PersonId>()
    for (const { peerId, person, days } of sorted) {
      // Two browsers of one person are in one hand.
      if (people.has(person) || people.size === MAX_ANCHORS) continue
      people.add(person)
      this.#anchors.set(peerId, { person, days })
    }
  }

  /**
   * On how many of the last days a link with it has lasted; 0 for whoever is no anchor.
   * @param person who is said to be there, or has proved it; null while nobody has
   */
  daysOf(peerId: string, person: PersonId | null): number {
    const anchor = this.#anchors.get(peerId)
    return anchor === undefined || (person !== null && person !== anchor.person) ? 0 : anchor.days
  }

  /** How near a candidate is, for the address book. Anybody may be said to be at an anchor's; that makes nobody near. */
  rank({ peerId, person }: Candidate): number {
    const isAnchor = person !== null && this.daysOf(peerId, person) > 0
    return Math.max(this.#nearness(person), isAnchor ? ANCHOR_NEARNESS : 0)
  }
}
