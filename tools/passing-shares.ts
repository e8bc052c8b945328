/**
 * How much of what a guest says a relay passes on to all the others, unread. Pure: time is an argument. A page says little
 * of itself, and has a share for that; what it passes on for others it could have made up, and has another.
 */
import { Allowance } from '../src/peer/allowance'
import {
  isPresenceTopic,
  LEDGER_BURST,
  MAX_GREETED,
  PRESENCE_HEARD_BURST,
  PRESENCES_PASSED_PER_S,
  SIGNER_HEARD_BURST,
  SIGNER_HEARD_PER_S,
} from '../src/peer/config'

export interface Passed {
  /** Who gave it to us. */
  readonly guest: string
  /** Who said it first, and signed it. */
  readonly signer: string
  readonly topic: string
}

export class PassingShares {
  readonly #guests: Allowance
  readonly #presencesPassed: Allowance
  readonly #signers = new Allowance({
    burst: SIGNER_HEARD_BURST,
    perSecond: SIGNER_HEARD_PER_S,
    maxPeers: MAX_GREETED,
  })

  constructor(maxGuests: number, messagesPerS: number) {
    this.#guests = new Allowance({
      burst: LEDGER_BURST,
      perSecond: messagesPerS,
      maxPeers: maxGuests,
    })
    this.#presencesPassed = new Allowance({
      burst: PRESENCE_HEARD_BURST,
      perSecond: PRESENCES_PASSED_PER_S,
      maxPeers: maxGuests,
    })
  }

  take({ guest, signer, topic }: Passed, nowMs: number): boolean {
    if (!isPresenceTopic(topic)) return this.#guests.take(guest, nowMs)
    if (!this.#signers.take(signer, nowMs)) return false
    return signer === guest || this.#presencesPassed.take(guest, nowMs)
  }
}
