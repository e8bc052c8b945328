/**
 * Whose pages were opened lately. Pure: time is an argument. By hand, and then everything of theirs is asked for; or because
 * a link from elsewhere names them, and whoever made the link chose whom.
 */
import type { PersonId } from '../identity/types'
import { Allowance } from '../peer/allowance'

/** People whose pages were opened by hand and whose records are asked for, though nobody near attends them. */
export const MAX_GUESTS = 20
/** People whom links name, and of whose records something is asked for at the same time … */
export const MAX_NAMED = 3
/** … and within an hour, however many links somebody has us open: more can be looked for by hand. */
export const MAX_NAMED_PER_HOUR = 12
/** One allowance, whoever made the links. */
const LINKS = 'links'

export class Guests {
  readonly #opened = new Set<PersonId>()
  readonly #named = new Set<PersonId>()
  readonly #namings = new Allowance({
    burst: MAX_NAMED_PER_HOUR,
    perSecond: MAX_NAMED_PER_HOUR / 3_600,
    maxPeers: 1,
  })

  open(person: PersonId): void {
    add(this.#opened, person, MAX_GUESTS)
  }

  /** False when too many were named lately. */
  name(person: PersonId, nowMs: number): boolean {
    if (!this.#named.has(person) && !this.#namings.take(LINKS, nowMs)) return false
    add(this.#named, person, MAX_NAMED)
    return true
  }

  isOpen(person: PersonId): boolean {
    return this.#opened.has(person)
  }

  opened(): PersonId[] {
    return [...this.#opened]
  }

  named(): PersonId[] {
    return [...this.#named]
  }
}

/** Who was added longest ago goes first. */
function add(people: Set<PersonId>, person: PersonId, atMost: number): void {
  people.delete(person)
  people.add(person)
  const oldest = people.values().next()
  if (people.size > atMost && oldest.done === false) people.delete(oldest.value)
}
