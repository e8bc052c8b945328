/**
 * Who said in a community of the owner that they have written: their logs are asked for, also when nobody whom the page is
 * linked with belongs to it. Anybody can say so under any name, so there are few places, each neighbour fills a few of
 * them, and whoever turns out to be no member loses theirs. Pure.
 */
import type { PersonId } from '../identity/types'
import type { Tag } from '../records/types'

/** People whose logs are asked for because of it. */
export const MAX_ANNOUNCED = 60
/** … of those that one neighbour passed on first. */
export const MAX_ANNOUNCED_OF_ONE = 15
/** By then their log has come, or does not. */
export const ANNOUNCED_MS = 30 * 60_000

interface Place {
  readonly tag: Tag
  readonly from: string
  readonly atMs: number
}

export class Announced {
  readonly #places = new Map<PersonId, Place>()

  /** @param from the neighbour that passed it on */
  note(person: PersonId, tag: Tag, from: string, nowMs: number): void {
    const former = this.#places.get(person)
    this.#places.delete(person)
    this.#places.set(person, { tag, from: former?.from ?? from, atMs: nowMs })
    this.#dropOldest(({ from: other }) => other === from, MAX_ANNOUNCED_OF_ONE)
    this.#dropOldest(() => true, MAX_ANNOUNCED)
  }

  /** The latest first. @param mayBeMember false for somebody known to be none */
  people(nowMs: number, mayBeMember: (person: PersonId, tag: Tag) => boolean): PersonId[] {
    for (const [person, { tag, atMs }] of this.#places)
      if (nowMs - atMs > ANNOUNCED_MS || !mayBeMember(person, tag)) this.#places.delete(person)
    return [...this.#places.keys()].reverse()
  }

  #dropOldest(isOne: (place: Place) => boolean, most: number): void {
    const ones = [...this.#places].filter(([, place]) => isOne(place))
    for (const [person] of ones.slice(0, Math.max(0, ones.length - most))) this.#places.delete(person)
  }
}
