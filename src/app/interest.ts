/**
 * Whose logs this page asks its peers for: everybody whose posts could reach the viewer. That is the viewer, the
 * people attended, everyone from whom a full charge would still arrive (transmission above the cut), whoever wrote
 * what those people lifted, the people at the other end of a direct link, and guests: people whose page is open.
 */
import type { PersonId } from '../identity/types'

/** A page keeps the logs of at most this many people; PERFORMANCE.md: the nearest thousand carry the Stream. */
export const MAX_WANTED = 1_000

export interface InterestInput {
  readonly viewer: PersonId | null
  readonly following: readonly PersonId[]
  /** T_v by person, from the last evaluation. */
  readonly transmission: Readonly<Record<string, number>>
  /** Authors of posts that a person liked, commented or shared. */
  readonly liftedBy: (person: PersonId) => Iterable<PersonId>
  readonly linked: readonly PersonId[]
  readonly guests: readonly PersonId[]
}

/** Most wanted first, each once. */
export function wantedPeople(input: InterestInput): PersonId[] {
  const wanted = new Set<PersonId>()
  if (input.viewer !== null) wanted.add(input.viewer)
  for (const person of input.guests) wanted.add(person)
  for (const person of input.following) wanted.add(person)
  const near = Object.entries(input.transmission)
    .sort(([, a], [, b]) => b - a)
    .map(([person]) => person as PersonId)
  for (const person of near) wanted.add(person)
  for (const person of input.linked) wanted.add(person)
  for (const person of [...input.following, ...near]) {
    if (wanted.size >= MAX_WANTED) break
    for (const author of input.liftedBy(person)) wanted.add(author)
  }
  return [...wanted].slice(0, MAX_WANTED)
}
