/** Posts and comments as views show them, made of the records in force. */
import { seenOrNull } from '../lib/written-name'
import type { RecordOf } from '../records/types'
import type { ActRecord } from './acts-in-force'
import type { CommentView, PostView } from './types'

/** @param acts in force, in order of time */
export function postView(
  { cid, header, body }: RecordOf<'post'>,
  acts: readonly ActRecord[],
): PostView | null {
  if (body === null) return null
  const likedBy = new Set(acts.filter(({ kind }) => kind === 'like').map((act) => act.header.person))
  const shares = acts.flatMap((act) =>
    act.kind === 'share' && act.body !== null
      ? [{ cid: act.cid, by: act.header.person, text: act.body.text, time: act.header.time }]
      : [],
  )
  const commentCount = acts.filter(({ kind }) => kind === 'comment').length
  const { text, tags, images } = body
  return {
    cid,
    author: header.person,
    time: header.time,
    text,
    tags,
    images,
    warning: seenOrNull(body.warning),
    likedBy: [...likedBy],
    shares,
    commentCount,
  }
}

/** Null for what is no comment, or whose body is not held. One that was withdrawn keeps its place in the thread. */
export function commentView(record: ActRecord, isGone: boolean): CommentView | null {
  if (record.kind !== 'comment' || record.body === null) return null
  const { cid, header, body } = record
  return {
    cid,
    post: body.post,
    author: header.person,
    parent: body.parent,
    time: header.time,
    text: isGone ? null : body.text,
    warning: isGone ? null : seenOrNull(body.warning),
    quiet: body.quiet,
  }
}
