/** The comment that is being written, kept over a reload. One, the last: older ones are seldom what somebody comes back for. */
import type { RecordCid } from '../../records/types'
import { calledFrom, type Called } from '../format/mention-typed'
import { forget, note, noted } from './notes'

const KEY = 'synereo-comment-draft'

export interface CommentDraft {
  readonly text: string
  readonly called: readonly Called[]
  /** Null when it warns of nothing: what was meant to be folded must not go out unfolded. */
  readonly warning: string | null
  /** The comment that is answered; null for the post. */
  readonly parent: RecordCid | null
  /** What was meant to be said quietly must not go out aloud. */
  readonly quiet: boolean
}

const EMPTY: CommentDraft = { text: '', called: [], warning: null, parent: null, quiet: false }

/** What was being written on this post. */
export function keptComment(post: RecordCid): CommentDraft {
  try {
    const kept = JSON.parse(noted(KEY) ?? '{}') as Readonly<Record<string, unknown>>
    if (kept.post !== post || typeof kept.text !== 'string') return EMPTY
    return {
      text: kept.text,
      called: calledFrom(JSON.stringify(kept.called ?? [])),
      warning: typeof kept.warning === 'string' ? kept.warning : null,
      parent: typeof kept.parent === 'string' ? (kept.parent as RecordCid) : null,
      quiet: kept.quiet === true,
    }
  } catch {
    return EMPTY
  }
}

/** A box that was only opened, or emptied, leaves what is being written on another post. */
export function keepComment(post: RecordCid, draft: CommentDraft): void {
  if (draft.text !== '') note(KEY, JSON.stringify({ post, ...draft }))
  else if (keptComment(post).text !== '') forget(KEY)
}
