/** The Stream of this moment for a reader's window: gathers from what is known what src/stream needs. */
import type { Reading } from '../attention/reading'
import type { PersonId } from '../identity/types'
import type { RecordCid } from '../records/types'
import type { PostView, SocialView } from '../social/types'
import { candidatesOf, type Candidate, type KnownPost } from '../stream/candidates'
import {
  keep,
  next,
  open,
  resume,
  waiting,
  without,
  type KeptWindow,
  type StreamWindow,
} from '../stream/page'
import { ranked } from '../stream/rank'
import type { StreamPages } from './api'

export interface StreamFeedHost {
  readonly now: () => number
  readonly viewer: () => PersonId | null
  readonly social: SocialView
  readonly evaluation: () => Reading | null
  /** When the viewer saw a post first, Unix milliseconds; null for never. */
  seenAt(post: RecordCid): number | null
  isHidden(post: RecordCid): boolean
  /** The posts that somebody pays the viewer to see, at this moment. */
  sponsored(): ReadonlySet<string>
}

export class StreamFeed implements StreamPages {
  readonly #host: StreamFeedHost

  constructor(host: StreamFeedHost) {
    this.#host = host
  }

  open(visitAt = this.#host.now()): StreamWindow | null {
    const posts = this.#posts(visitAt)
    return posts === null ? null : open(posts, visitAt)
  }

  next(window: StreamWindow): StreamWindow {
    return next(window, this.#posts(window.visitAt) ?? [])
  }

  waiting(window: StreamWindow): number {
    // Asked with every change: who has been offered already need not be looked at again.
    return waiting(window, this.#candidates(window.visitAt, (id) => !window.offered.has(id)) ?? [])
  }

  withoutGone(window: StreamWindow): StreamWindow {
    const { social } = this.#host
    return without(window, (post) => social.post(post) === null || this.#host.isHidden(post))
  }

  keep(window: StreamWindow): KeptWindow {
    return keep(window)
  }

  resume(kept: KeptWindow): StreamWindow | null {
    const posts = this.#posts(kept.visitAt)
    return posts === null ? null : resume(kept, posts)
  }

  #posts(visitAt: number): Candidate[] | null {
    const candidates = this.#candidates(visitAt, () => true)
    return candidates === null ? null : ranked(candidates)
  }

  /** In no order; null until the model has ranked once. */
  #candidates(visitAt: number, concerns: (id: RecordCid) => boolean): Candidate[] | null {
    const { now, social } = this.#host
    const evaluation = this.#host.evaluation()
    const viewer = this.#host.viewer()
    if (evaluation === null || viewer === null) return null
    const sponsored = this.#host.sponsored()
    return candidatesOf({
      viewer,
      visitAt,
      now: now(),
      // The model was given posts by their CIDs and gives them back.
      ranked: (evaluation.stream as readonly RecordCid[]).filter(concerns),
      newest: known(social.posts(concerns)),
      post: (id) => knownPost(social.post(id)),
      follows: (author) => social.follows(viewer, author),
      seenAt: (id) => this.#host.seenAt(id),
      isHidden: (id) => this.#host.isHidden(id),
      isSponsored: (id) => sponsored.has(id),
    })
  }
}

function* known(posts: Iterable<PostView>): Iterable<KnownPost> {
  for (const { cid, author, time } of posts) yield { id: cid, author, at: time }
}

function knownPost(post: PostView | null): KnownPost | null {
  return post === null ? null : { id: post.cid, author: post.author, at: post.time }
}
