/**
 * Small random societies of honest people, by seed: who follows whom, who writes, who engages. Names are strings as in
 * src/attention; times are Unix milliseconds.
 */
import type { Act, ActKind, Follow, Knowledge, ModelPost } from '../attention/types'
import { seededRandom } from '../lib/prng'

export const NOW_MS = 1_800_000_000_000
const HOUR_MS = 3_600_000
/** Posts older than some days have leaked away; engagement is remembered longer. */
const SPAN_MS = 30 * 24 * HOUR_MS

export interface SocietySize {
  readonly people: number
  /** Follows of each person. */
  readonly follows: number
  /** Posts of each person in the span. */
  readonly posts: number
  /** Acts of each person in the span, on posts of people followed. */
  readonly acts: number
}

export const VIEWER = 'person 0'

export function honestSociety({ people, follows, posts, acts }: SocietySize, seed: number): Knowledge {
  const random = seededRandom(seed)
  const whole = (below: number): number => Math.floor(random() * below)
  const name = (index: number): string => `person ${index}`
  const followed: Follow[] = []
  const written: ModelPost[] = []
  for (let index = 0; index < people; index += 1) {
    const to = new Set<number>()
    // Some are followed by many: the square leans to the low numbers.
    while (to.size < Math.min(follows, people - 1)) {
      const other = Math.floor(people * random() ** 2)
      if (other !== index) to.add(other)
    }
    for (const other of to) followed.push({ from: name(index), to: name(other) })
    for (let count = 0; count < posts; count += 1)
      written.push({ id: `post ${index}.${count}`, author: name(index), at: NOW_MS - whole(SPAN_MS) })
  }
  const byAuthor = new Map<string, ModelPost[]>()
  for (const post of written) byAuthor.set(post.author, [...(byAuthor.get(post.author) ?? []), post])
  const done: Act[] = []
  for (const { from, to } of followed) {
    const theirs = byAuthor.get(to) ?? []
    for (let count = 0; count < acts / follows && theirs.length > 0; count += 1) {
      const post = theirs[whole(theirs.length)]
      if (post === undefined) continue
      const kind: ActKind = random() < 0.6 ? 'like' : random() < 0.7 ? 'comment' : 'share'
      done.push({
        by: from,
        post: post.id,
        kind,
        at: post.at + Math.floor((NOW_MS - post.at) * random() ** 2),
      })
    }
  }
  return { viewer: VIEWER, follows: followed, posts: written, acts: done }
}

/** Whom the viewer follows. */
export function friendsOf({ viewer, follows }: Knowledge): string[] {
  return follows.filter(({ from }) => from === viewer).map(({ to }) => to)
}
