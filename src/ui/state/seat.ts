/** The chairs that a reader may choose from, and a choice as a list on the screen names it. */
import type { ChairChoice } from '../../app/standings'
import type { PersonId } from '../../identity/types'
import type { Tag } from '../../records/types'
import type { SocialView } from '../../social/types'

/** A list that one looks through by name; who follows more finds the others by their page. */
const MAX_PEOPLE = 200

/** Nothing for the reader's own chair, `#tag` for a community, else a person's id. */
export type Seat = string

export interface Seats {
  readonly tags: readonly Tag[]
  readonly people: readonly PersonId[]
}

export function chairAt(seat: Seat): ChairChoice {
  if (seat === '') return { of: 'self' }
  if (seat.startsWith('#')) return { of: 'community', tag: seat.slice(1) as Tag }
  return { of: 'person', person: seat as PersonId }
}

/**
 * What the reader has joined and whom they follow, by name.
 * @param except who has no standing with themselves
 */
export function seatsOf(
  social: Pick<SocialView, 'joined' | 'following'>,
  self: PersonId | null,
  nameOf: (person: PersonId) => string,
  except: PersonId | null = null,
): Seats {
  if (self === null) return { tags: [], people: [] }
  const people = social
    .following(self)
    .filter((person) => person !== except)
    .slice(0, MAX_PEOPLE)
  const named = people.map((person) => ({ person, name: nameOf(person) }))
  named.sort((a, b) => a.name.localeCompare(b.name))
  return { tags: social.joined(self), people: named.map(({ person }) => person) }
}

/** One may be left, or followed no more, while it is chosen. */
export function isOffered(seat: Seat, { tags, people }: Seats): boolean {
  const chair = chairAt(seat)
  if (chair.of === 'self') return true
  return chair.of === 'community' ? tags.includes(chair.tag) : people.includes(chair.person)
}
