/**
 * Where somebody's attention went in a stretch of time: which posts they saw, whose, about what, what they made of them, and
 * what was paid for it. Made of what this device noted (views never leave it) and of what everybody can know.
 */
import type { PersonId } from '../identity/types'
import type { RecordCid, Tag } from '../records/types'
import type { SocialView } from './types'

export interface SeenPost {
  readonly post: RecordCid
  /** When it was first seen, Unix milliseconds. */
  readonly at: number
}

export interface PaidAttention {
  /** Who paid; null when it is not known. */
  readonly by: PersonId | null
  /** Base units. */
  readonly amount: number
  /** Unix milliseconds. */
  readonly at: number
}

export interface Stretch {
  readonly fromMs: number
  /** Not in it any more. */
  readonly toMs: number
}

export interface AttentionStatement {
  readonly seen: number
  /** Of the posts seen: how many are no longer kept here, withdrawn or let go; they count for nobody below. */
  readonly gone: number
  /** Of the posts seen: how many were liked, shared, or commented on by the viewer. */
  readonly liked: number
  readonly shared: number
  readonly commented: number
  /** Whose posts were seen, most first. */
  readonly people: readonly { readonly person: PersonId; readonly posts: number }[]
  readonly tags: readonly { readonly tag: Tag; readonly posts: number }[]
  /** Who paid for attention, most first. */
  readonly paid: readonly { readonly by: PersonId | null; readonly amount: number }[]
  /** Base units. */
  readonly paidTotal: number
}

export function attentionStatement(
  viewer: PersonId,
  social: Pick<SocialView, 'post' | 'likeOf' | 'comments'>,
  seen: Iterable<SeenPost>,
  paid: Iterable<PaidAttention>,
  { fromMs, toMs }: Stretch,
): AttentionStatement {
  const isWithin = ({ at }: { readonly at: number }): boolean => at >= fromMs && at < toMs
  const people = new Map<PersonId, number>()
  const tags = new Map<Tag, number>()
  const payers = new Map<PersonId | null, number>()
  const counts = { seen: 0, gone: 0, liked: 0, shared: 0, commented: 0, paidTotal: 0 }
  for (const view of seen) {
    if (!isWithin(view)) continue
    counts.seen += 1
    const post = social.post(view.post)
    if (post === null) {
      counts.gone += 1
      continue
    }
    add(people, post.author, 1)
    for (const tag of post.tags) add(tags, tag, 1)
    counts.liked += Number(social.likeOf(viewer, post.cid) !== null)
    counts.shared += Number(post.shares.some(({ by }) => by === viewer))
    counts.commented += Number(
      post.commentCount > 0 &&
        social.comments(post.cid).some(({ author, text }) => author === viewer && text !== null),
    )
  }
  for (const payment of paid) {
    if (!isWithin(payment)) continue
    add(payers, payment.by, payment.amount)
    counts.paidTotal += payment.amount
  }
  return {
    ...counts,
    people: mostFirst(people).map(([person, posts]) => ({ person, posts })),
    tags: mostFirst(tags).map(([tag, posts]) => ({ tag, posts })),
    paid: mostFirst(payers).map(([by, amount]) => ({ by, amount })),
  }
}

function add<K>(sums: Map<K, number>, key: K, value: number): void {
  sums.set(key, (sums.get(key) ?? 0) + value)
}

/** Equal ones by name, so that the order is the same each time. */
function mostFirst<K extends string | null>(sums: ReadonlyMap<K, number>): [K, number][] {
  return [...sums].sort(([a, x], [b, y]) => y - x || (String(a) < String(b) ? -1 : 1))
}
