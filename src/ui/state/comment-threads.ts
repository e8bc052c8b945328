/** The comments of a post by what they answer. */
import type { PersonId } from '../../identity/types'
import type { RecordCid } from '../../records/types'
import type { CommentView } from '../../social/types'

/** The answers to each comment; those to the post under null, and with them answers to what is not held here. */
export type Threads = ReadonlyMap<RecordCid | null, readonly CommentView[]>

export function threadsOf(comments: readonly CommentView[]): Threads {
  const known = new Set(comments.map(({ cid }) => cid))
  const threads = new Map<RecordCid | null, CommentView[]>()
  for (const comment of comments) {
    const { parent } = comment
    const answered = parent !== null && known.has(parent) ? parent : null
    const thread = threads.get(answered)
    if (thread === undefined) threads.set(answered, [comment])
    else thread.push(comment)
  }
  return threads
}

/**
 * What is drawn however many stand before it (rule U39): the comment that is called for, what the reader wrote, and
 * whatever those answer.
 */
export function alwaysShown(
  comments: readonly CommentView[],
  called: string,
  self: PersonId | null,
): ReadonlySet<RecordCid> {
  return withAnswered(comments, ({ cid, author }) => cid === called || author === self)
}

/**
 * What stands behind its number until it is asked for (rule CM2): comments of strangers, but for the one that is called
 * for, and for those to which somebody known has answered.
 */
export function ofStrangers(
  comments: readonly CommentView[],
  called: string,
  isStranger: (person: PersonId) => boolean,
): ReadonlySet<RecordCid> {
  const kept = withAnswered(comments, ({ cid, author }) => cid === called || !isStranger(author))
  return new Set(comments.flatMap(({ cid }) => (kept.has(cid) ? [] : [cid])))
}

function withAnswered(
  comments: readonly CommentView[],
  isMeant: (comment: CommentView) => boolean,
): ReadonlySet<RecordCid> {
  const byCid = new Map(comments.map((comment) => [comment.cid, comment]))
  const all = new Set<RecordCid>()
  for (const comment of comments) {
    if (!isMeant(comment)) continue
    for (let at: CommentView | undefined = comment; at !== undefined && !all.has(at.cid);) {
      all.add(at.cid)
      at = at.parent === null ? undefined : byCid.get(at.parent)
    }
  }
  return all
}
