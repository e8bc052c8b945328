/** Communities as one person meets them: those they joined, and those that the people they follow are in. */
import type { PersonId } from '../identity/types'
import { first } from '../lib/lazily'
import type { Tag } from '../records/types'
import type { PostView, SocialView } from './types'

/** What is newer says what is going on; reading more would hold up the page that asks. */
const MAX_POSTS_READ = 2_000
/** More is a list that nobody reads to its end. */
export const MAX_NEAR = 12
/** Of those for which one person alone stands: many tags of one friend would leave no place for those of the others. */
export const MAX_NEAR_BY_ONE = 3

export interface JoinedSynereo {
  readonly tag: Tag
  /** Everybody known here, the person too. */
  readonly members: readonly PersonId[]
  /** Null when none of the latest posts bears it. */
  readonly newest: PostView | null
}

export interface NearSynereo {
  readonly tag: Tag
  /** Of the people followed: who is a member … */
  readonly joinedBy: readonly PersonId[]
  /** … and who, being none, writes under it. */
  readonly writtenBy: readonly PersonId[]
  /** The reader writes under it, too. */
  readonly isOwn: boolean
}

type Society = Pick<SocialView, 'posts' | 'joined' | 'hasJoined' | 'members' | 'following' | 'follows'>

/** In the order of joining. @param isShown false for posts that are muted */
export function joinedSynereos(
  person: PersonId,
  social: Society,
  isShown: (post: PostView) => boolean,
): JoinedSynereo[] {
  const newest = new Map<Tag, PostView>()
  const tags = social.joined(person)
  if (tags.length > 0)
    for (const post of first(social.posts(), MAX_POSTS_READ)) {
      if (!isShown(post)) continue
      for (const tag of post.tags) if (!newest.has(tag)) newest.set(tag, post)
    }
  return tags.map((tag) => ({ tag, members: social.members(tag), newest: newest.get(tag) ?? null }))
}

/**
 * What the person writes under first, then those in which most of the people followed are; at most {@link MAX_NEAR}. Where
 * there are more, those for which somebody alone stands beyond {@link MAX_NEAR_BY_ONE} come last.
 */
export function nearSynereos(
  person: PersonId,
  social: Society,
  isShown: (tag: Tag) => boolean,
): NearSynereo[] {
  const near = new Map<Tag, { readonly joinedBy: PersonId[]; readonly writtenBy: Set<PersonId> }>()
  const own = new Set<Tag>()
  const at = (tag: Tag) => {
    const there = near.get(tag) ?? { joinedBy: [], writtenBy: new Set() }
    near.set(tag, there)
    return there
  }
  for (const friend of social.following(person))
    for (const tag of social.joined(friend)) at(tag).joinedBy.push(friend)
  for (const { author, tags } of first(social.posts(), MAX_POSTS_READ))
    if (author === person)
      for (const tag of tags) {
        own.add(tag)
        at(tag)
      }
    else if (social.follows(person, author))
      for (const tag of tags) if (!social.hasJoined(author, tag)) at(tag).writtenBy.add(author)
  const sorted = [...near]
    .filter(([tag]) => !social.hasJoined(person, tag) && isShown(tag))
    .map(([tag, { joinedBy, writtenBy }]) => ({
      tag,
      joinedBy,
      writtenBy: [...writtenBy],
      isOwn: own.has(tag),
    }))
    .sort(
      (a, b) =>
        Number(b.isOwn) - Number(a.isOwn) ||
        b.joinedBy.length - a.joinedBy.length ||
        b.writtenBy.length - a.writtenBy.length ||
        (a.tag < b.tag ? -1 : 1),
    )
  const alone = new Map<PersonId, number>()
  const isOneTooMany = ({ joinedBy, writtenBy, isOwn }: NearSynereo): boolean => {
    const [friend, other] = [...joinedBy, ...writtenBy]
    if (friend === undefined || other !== undefined || isOwn) return false
    const count = (alone.get(friend) ?? 0) + 1
    alone.set(friend, count)
    return count > MAX_NEAR_BY_ONE
  }
  const tooMany = new Set(sorted.filter(isOneTooMany))
  return [...sorted.filter((synereo) => !tooMany.has(synereo)), ...tooMany].slice(0, MAX_NEAR)
}
