/**
 * Whose logs this page asks its peers for: everybody whose posts could reach the viewer. That is the viewer, the
 * people attended, those whose labels the viewer subscribes to, members of the communities that the viewer joined, everyone from whom a full charge would still arrive (transmission above the cut), whoever wrote
 * what those people lifted, the people at the other end of a direct link, authors of what the viewer bookmarked, a few who pay for a look at a post that is not here, guests: people whose page is open, and those whom a link that was opened names. Or only those whom the viewer follows.
 */
import type { PersonId } from '../identity/types'
import type { Tag } from '../records/types'
import type { Chosen } from './taste'

/**
 * Entries of a log of somebody who is only linked: enough for what strangers say about our posts, and not enough to fill
 * a disk.
 */
export const MAX_STRANGER_ENTRIES = 1_000

/** A page keeps the logs of at most this many people; PERFORMANCE.md: the nearest thousand carry the Stream. */
export const MAX_WANTED = 1_000

export interface InterestInput {
  readonly viewer: PersonId | null
  readonly following: readonly PersonId[]
  /** Whose labels the viewer subscribes to. */
  readonly labellers: readonly PersonId[]
  /** By community that the viewer joined: who is known to be in it; anybody can join one. */
  readonly members: readonly (readonly PersonId[])[]
  /** Members who said on the topic of a community that they have written, the latest first. */
  readonly announced: readonly PersonId[]
  /** What decides between members: a number that is drawn here and told nobody, so no id can be made to win. */
  readonly lot: (person: PersonId) => number
  /** Those from whom most of a charge arrives, nearest first, from the last evaluation. */
  readonly nearest: readonly PersonId[]
  /** Authors of posts that a person liked, commented or shared. */
  readonly liftedBy: (person: PersonId) => Iterable<PersonId>
  readonly linked: readonly PersonId[]
  readonly guests: readonly PersonId[]
  /** Who wrote what the viewer means to come back to, in the order of marking. */
  readonly bookmarked: readonly PersonId[]
  /** Whom links that were opened from elsewhere name: whoever made the link chose them. */
  readonly named: readonly PersonId[]
  /** Who pay for a look at a post that is not here: anybody can say so. */
  readonly sponsors: readonly PersonId[]
}

/** Of so many members of the viewer's communities the logs are asked for: a tag that thousands join takes no more. */
export const MAX_MEMBERS = 200

/** Most wanted first, each with the entries of a log that are taken in. */
export function wantedPeople(input: InterestInput): Map<PersonId, number> {
  const wanted = new Map<PersonId, number>()
  const want = (person: PersonId, entries = Infinity): void => {
    if (wanted.size < MAX_WANTED) wanted.set(person, Math.max(entries, wanted.get(person) ?? 0))
  }
  if (input.viewer !== null) want(input.viewer)
  for (const person of input.guests) want(person)
  for (const person of input.named) want(person, MAX_STRANGER_ENTRIES)
  for (const person of input.following) want(person)
  for (const person of input.labellers) want(person)
  for (const person of input.nearest) want(person)
  for (const person of input.linked) want(person, MAX_STRANGER_ENTRIES)
  for (const person of input.bookmarked) want(person, MAX_STRANGER_ENTRIES)
  for (const person of input.announced) want(person, MAX_STRANGER_ENTRIES)
  for (const person of membersAmong(input, wanted)) want(person, MAX_STRANGER_ENTRIES)
  for (const person of input.sponsors) want(person, MAX_STRANGER_ENTRIES)
  for (const person of [...input.following, ...input.nearest]) {
    if (wanted.size >= MAX_WANTED) break
    for (const author of input.liftedBy(person)) if (!wanted.has(author)) want(author)
  }
  return wanted
}

/**
 * Of each community in turn, so that a large one leaves the others their places; who is wanted anyway takes none. Within one
 * by lot: in the order of their ids whoever makes a few hundred that come first would keep everybody else out.
 */
function membersAmong(
  { members, lot }: Pick<InterestInput, 'members' | 'lot'>,
  wanted: ReadonlyMap<PersonId, number>,
): Set<PersonId> {
  const communities = members.map((people) =>
    people.length <= MAX_MEMBERS ? people : people.toSorted((a, b) => lot(a) - lot(b)),
  )
  const chosen = new Set<PersonId>()
  const longest = Math.max(0, ...communities.map(({ length }) => length))
  for (let place = 0; place < longest; place += 1)
    for (const community of communities) {
      const person = community[place]
      if (chosen.size >= MAX_MEMBERS) return chosen
      if (person !== undefined && !wanted.has(person)) chosen.add(person)
    }
  return chosen
}

export interface Circle {
  following(person: PersonId): readonly PersonId[]
  joined(person: PersonId): readonly Tag[]
  members(tag: Tag): readonly PersonId[]
}

/** The owner, whom they follow, whose labels they subscribe to, whose posts they bookmarked, and who is known here of the tags that they joined. */
export function keptPeople(
  owner: PersonId,
  circle: Circle,
  { labellers, bookmarked }: Chosen,
): ReadonlySet<PersonId> {
  const members = circle.joined(owner).flatMap((tag) => circle.members(tag))
  return new Set([owner, ...circle.following(owner), ...labellers, ...bookmarked, ...members])
}

/** Whose words are never let go for want of room, whatever else is. */
export function attendedPeople(
  owner: PersonId,
  circle: Pick<Circle, 'following'>,
  { labellers, bookmarked }: Chosen,
): ReadonlySet<PersonId> {
  return new Set([owner, ...circle.following(owner), ...labellers, ...bookmarked])
}

/** The owner and whose page is open, whom links name, then all who are kept; nobody else is asked for. */
export function wantedOnly(
  first: readonly PersonId[],
  named: readonly PersonId[],
  kept: ReadonlySet<PersonId>,
): Map<PersonId, number> {
  const people = [...new Set([...first, ...named, ...kept])].slice(0, MAX_WANTED)
  const isOnlyNamed = (person: PersonId): boolean => !first.includes(person) && !kept.has(person)
  return new Map(people.map((person) => [person, isOnlyNamed(person) ? MAX_STRANGER_ENTRIES : Infinity]))
}
