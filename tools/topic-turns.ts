/**
 * How often a guest may change the topics that it is on. Pure: time is an argument. gossipsub takes any number of changes,
 * each of them work for whoever listens here.
 */
import { Allowance } from '../src/peer/allowance'
import { MAX_TOPICS_PER_PEER } from '../src/peer/config'

/** A page names its topics when it comes, and all of them again when its line broke. */
export const TOPIC_CHANGES_BURST = 2 * MAX_TOPICS_PER_PEER
/** Each second after that: nobody opens and leaves communities faster. */
export const TOPIC_CHANGES_PER_S = 2
/** So many changes over that are only ignored; a guest that goes on is cut off. */
export const TOPIC_EXCESS_BURST = 256

export type TopicTurn = 'free' | 'ignored' | 'cut-off'

export class TopicTurns {
  readonly #changes: Allowance
  readonly #excess: Allowance

  constructor(maxGuests: number) {
    const perSecond = TOPIC_CHANGES_PER_S
    this.#changes = new Allowance({ burst: TOPIC_CHANGES_BURST, perSecond, maxPeers: maxGuests })
    this.#excess = new Allowance({ burst: TOPIC_EXCESS_BURST, perSecond, maxPeers: maxGuests })
  }

  take(guest: string, nowMs: number): TopicTurn {
    if (this.#changes.take(guest, nowMs)) return 'free'
    return this.#excess.take(guest, nowMs) ? 'ignored' : 'cut-off'
  }
}
