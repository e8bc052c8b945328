/** Who lifted whom: of each person, the authors of the posts that they like, commented on or shared. */
import type { PersonId } from '../identity/types'

export class Lifts {
  /** By person: how often each author. */
  readonly #counts = new Map<PersonId, Map<PersonId, number>>()

  /** @param times 1 for an act that is in force now, −1 for one that is no more */
  note(person: PersonId, author: PersonId, times: 1 | -1): void {
    const counts = this.#counts.get(person) ?? new Map<PersonId, number>()
    const count = (counts.get(author) ?? 0) + times
    if (count > 0) counts.set(author, count)
    else counts.delete(author)
    this.#counts.set(person, counts)
  }

  by(person: PersonId): Iterable<PersonId> {
    return this.#counts.get(person)?.keys() ?? []
  }
}
