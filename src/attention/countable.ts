/** Which acts count (MODEL.md, "Countable acts"; rules A1 and A2). */
import type { Params } from './params'
import type { Act, ActKind, Knowledge, ModelPost } from './types'

/** An act that counts, with the author of the post it is on. */
export interface CountedAct {
  readonly by: string
  readonly author: string
  readonly post: string
  readonly kind: ActKind
  readonly at: number
}

/**
 * The acts that count, in order of time, ties by (by, post, kind): on a known post of somebody else, not quiet, not
 * before the post and not after `now`; of each (by, post, kind) the first, of comments the first few; views only of
 * the viewer.
 */
export function countedActs(knowledge: Knowledge, now: number, params: Params): CountedAct[] {
  const posts = new Map<string, ModelPost>(knowledge.posts.map((post) => [post.id, post]))
  const possible: CountedAct[] = []
  for (const act of knowledge.acts) {
    const post = posts.get(act.post)
    if (post !== undefined && isCountable(act, post, knowledge.viewer, now)) {
      possible.push({ by: act.by, author: post.author, post: act.post, kind: act.kind, at: act.at })
    }
  }
  possible.sort(byTime)
  const seen = new Map<string, number>()
  return possible.filter((act) => {
    const key = JSON.stringify([act.by, act.post, act.kind])
    const before = seen.get(key) ?? 0
    seen.set(key, before + 1)
    return before < (act.kind === 'comment' ? params.countedComments : 1)
  })
}

function isCountable(act: Act, post: ModelPost, viewer: string, now: number): boolean {
  if (act.by === post.author || act.quiet === true) return false
  if (act.at < post.at || act.at > now) return false
  return act.kind !== 'view' || act.by === viewer
}

function byTime(a: CountedAct, b: CountedAct): number {
  return a.at - b.at || compare(a.by, b.by) || compare(a.post, b.post) || compare(a.kind, b.kind)
}

/** Order of UTF-16 code units: the same on every machine, whatever its locale. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
