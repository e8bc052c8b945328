/** How far one peer says that it holds logs of which more is missing here. Pure. */
import type { PersonId } from '../identity/types'
import {
  MAX_DEVICES_PER_PERSON,
  MAX_OFFER_REST_DOUBLINGS,
  MAX_OFFERS_PER_LINK,
  OFFER_REST_MS,
} from './config'
import type { Position } from './messages'

export class Offers implements Iterable<readonly [string, Position]> {
  readonly #byLog = new Map<string, Position>()
  /** Of how many logs of each person: of more devices than are kept anybody can make up any number. */
  readonly #logs = new Map<PersonId, number>()

  get(key: string): Position | undefined {
    return this.#byLog.get(key)
  }

  has(key: string): boolean {
    return this.#byLog.has(key)
  }

  /** Takes it where there is room. */
  set(key: string, position: Position): void {
    if (!this.#byLog.has(key)) {
      const ofPerson = this.#logs.get(position.person) ?? 0
      if (this.#byLog.size >= MAX_OFFERS_PER_LINK || ofPerson >= MAX_DEVICES_PER_PERSON) return
      this.#logs.set(position.person, ofPerson + 1)
    }
    this.#byLog.set(key, position)
  }

  delete(key: string): void {
    const former = this.#byLog.get(key)
    if (former === undefined) return
    this.#byLog.delete(key)
    const left = (this.#logs.get(former.person) ?? 0) - 1
    if (left > 0) this.#logs.set(former.person, left)
    else this.#logs.delete(former.person)
  }

  [Symbol.iterator](): IterableIterator<readonly [string, Position]> {
    return this.#byLog[Symbol.iterator]()
  }
}

/** How long a peer that failed so many times in a row to give what it offers is not asked again, in milliseconds. */
export function offerRestMs(failures: number): number {
  return OFFER_REST_MS * 2 ** Math.min(failures, MAX_OFFER_REST_DOUBLINGS)
}
