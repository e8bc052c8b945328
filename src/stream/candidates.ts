/** What may appear in the Stream, with all that its order depends on (rules ST1 and ST2). */
import type { Amplification, Dials } from '../attention/types'
import type { PersonId } from '../identity/types'
import type { RecordCid } from '../records/types'

export interface Candidate {
  readonly id: RecordCid
  readonly author: PersonId
  /** Unix milliseconds. */
  readonly at: number
  /** 1-based place by current alone; null for a fresh post that the model has not ranked. */
  readonly rank: number | null
  /** New, by somebody whom the viewer follows, not seen before this visit, and not paid for: the floor is for it. */
  readonly isFresh: boolean
  /** Bears an amplification addressed to the viewer. */
  readonly isSponsored: boolean
}

/** A post that the records held still show. */
export interface KnownPost {
  readonly id: RecordCid
  readonly author: PersonId
  readonly at: number
}

export interface CandidateFacts {
  readonly viewer: PersonId
  /** Unix milliseconds; a post seen before this visit is no longer fresh, one seen during it stays where it is. */
  readonly visitAt: number
  readonly now: number
  /** By current, best first: the model's word. */
  readonly ranked: readonly RecordCid[]
  /** Newest first, for fresh posts that the model has not ranked; only those within FRESH_MS are looked at. */
  readonly newest: Iterable<KnownPost>
  /** Null for a post that is not held, or that its author has withdrawn. */
  post(id: RecordCid): KnownPost | null
  follows(author: PersonId): boolean
  /** When the viewer saw it first, Unix milliseconds; null for never. */
  seenAt(id: RecordCid): number | null
  /** Muted or hidden by the viewer. */
  isHidden(id: RecordCid): boolean
  isSponsored(id: RecordCid): boolean
}

/** So long is a post new: after it half of its charge has leaked, and its rank alone has to speak for it. */
export const FRESH_MS = 24 * 3_600_000

export function candidatesOf(facts: CandidateFacts): Candidate[] {
  const candidates: Candidate[] = []
  const taken = new Set<RecordCid>()
  const add = (post: KnownPost, rank: number | null): void => {
    const { id, author, at } = post
    if (taken.has(id) || author === facts.viewer || at > facts.now || facts.isHidden(id)) return
    const isSponsored = facts.isSponsored(id)
    const isFresh = !isSponsored && isNew(post, facts)
    if (rank === null && !isFresh) return
    taken.add(id)
    candidates.push({ id, author, at, rank, isFresh, isSponsored })
  }
  for (const [index, id] of facts.ranked.entries()) {
    const post = facts.post(id)
    if (post !== null) add(post, index + 1)
  }
  for (const post of facts.newest) {
    if (post.at <= facts.now - FRESH_MS) break
    add(post, null)
  }
  return candidates
}

function isNew({ id, author, at }: KnownPost, facts: CandidateFacts): boolean {
  if (at <= facts.now - FRESH_MS || !facts.follows(author)) return false
  const seenAt = facts.seenAt(id)
  return seenAt === null || seenAt >= facts.visitAt
}

/** The posts that somebody pays this viewer to see. */
export function sponsoredFor(viewer: string, amplifications: readonly Amplification[]): Set<string> {
  return new Set(amplifications.filter(({ addressed }) => addressed.includes(viewer)).map(({ post }) => post))
}

/** Whether a dial of 0 keeps posts of this author with these tags out (MODEL.md 8). */
export function isSilenced(
  author: string,
  tags: readonly string[],
  { people = {}, tags: byTag = {} }: Dials,
): boolean {
  const isZero = (dials: Readonly<Record<string, number>>, name: string): boolean =>
    Object.hasOwn(dials, name) && dials[name] === 0
  return isZero(people, author) || tags.some((tag) => isZero(byTag, tag))
}
