/**
 * Of all that is known, what the place of one post rests on: the plain model gives from it, for that post, the numbers
 * that it would give from everything (rule A17), without working through a network of any size.
 *
 * Those are the acts and follows of everybody who attends on the way: the viewer, whoever the viewer attends (Reo, N),
 * and the people on the best path from the author and from the one who carried it; and the acts on the post itself.
 */
import type { AttentionFeed } from './feed'
import { KIND_BITS, UNKNOWN, type TimedAct } from './kernel/post-table'
import { FOLLOWED, thresholdAt } from './kernel/synapse-table'
import type { Act, ActKind, Follow, Knowledge, ModelPost } from './types'

/** By the kernel's number of a kind. */
const KINDS: readonly ActKind[] = ['like', 'comment', 'share', 'view']
/** A link that is worse than the best by so little may be the best. */
const ROUNDING = 1e-9

export interface Excerpt {
  readonly knowledge: Knowledge
  readonly post: ModelPost
}

/** Null for a post that is not known. The feed has been evaluated at the time in question. */
export function excerptAround(feed: AttentionFeed, id: string): Excerpt | null {
  const post = feed.modelPost(id)
  const number = feed.posts.find(id)
  if (post === null || number === undefined) return null
  const { kernel, people, posts } = feed
  const { viewer, synapses } = kernel
  const attenders = new Set([viewer, ...kernel.standing.sources(viewer, synapses, kernel.fade)])
  for (const carrier of carriersOf(feed, number)) {
    for (const person of pathFrom(feed, carrier)) attenders.add(person)
  }
  const acts = new Map<number, TimedAct[]>([[number, kernel.posts.countedOn(number)]])
  const follows: Follow[] = []
  for (const by of attenders) {
    for (const to of followedBy(feed, by)) follows.push({ from: people.nameOf(by), to: people.nameOf(to) })
    for (const on of actedOn(feed, by)) {
      if (on === number) continue
      const counted = kernel.posts.countedOn(on).filter((act) => act.by === by)
      acts.set(on, [...(acts.get(on) ?? []), ...counted])
    }
  }
  return {
    post,
    knowledge: {
      ...feed.settingsFor(id),
      follows,
      posts: [...acts.keys()].flatMap((on) => feed.modelPost(posts.nameOf(on)) ?? []),
      acts: [...acts.values()].flat().map((act) => namedAct(feed, act)),
    },
  }
}

/** Whose transmission decides how the post arrives: the author's, and the greatest of those who engaged. */
function carriersOf({ kernel }: AttentionFeed, post: number): number[] {
  const { transmission } = kernel.reach
  const author = kernel.posts.author[post] ?? UNKNOWN
  let best = author
  for (const { by } of kernel.posts.countedOn(post)) {
    if (by !== kernel.viewer && (transmission[by] ?? 0) > (transmission[best] ?? 0)) best = by
  }
  return [author, best]
}

/** People on a best path from this person to the viewer, both included; only the person when there is none. */
function pathFrom(feed: AttentionFeed, from: number): number[] {
  const { kernel } = feed
  const { transmission } = kernel.reach
  const path = [from]
  for (let person = from; person !== kernel.viewer && (transmission[person] ?? 0) > 0;) {
    const next = nextFrom(feed, person)
    // Each step is nearer to the viewer, so none comes twice.
    if (next === null) break
    path.push(next)
    person = next
  }
  return path
}

/** Who attends this person so that the most arrives. */
function nextFrom(feed: AttentionFeed, person: number): number | null {
  const { kernel } = feed
  const { synapses, standing, reach, fade, params } = kernel
  const threshold = thresholdAt(params, fade)
  const target = (reach.transmission[person] ?? 0) * (1 - ROUNDING)
  for (const by of attendersOf(feed, person)) {
    const here = reach.transmission[by] ?? 0
    if (here < target || !synapses.has(person, by, threshold)) continue
    if (here * standing.transmission(person, by, synapses, fade) >= target) return by
  }
  return null
}

/** Everybody who may attend a person: followers, and those who acted on a post of theirs. */
function attendersOf({ kernel }: AttentionFeed, person: number): Set<number> {
  const { synapses, posts, viewer } = kernel
  const { byAuthor, acts } = posts
  const attenders = new Set([viewer])
  for (const follower of synapses.followers.itemsOf(person)) attenders.add(follower)
  for (const post of byAuthor.itemsOf(person)) {
    for (const item of acts.itemsOf(post)) attenders.add(item >> KIND_BITS)
  }
  attenders.delete(person)
  return attenders
}

function followedBy({ kernel }: AttentionFeed, by: number): number[] {
  const { engaged, plain } = kernel.synapses
  const followed = [...plain.itemsOf(by)]
  for (const item of engaged.itemsOf(by)) if ((item & FOLLOWED) === FOLLOWED) followed.push(item >> 1)
  return followed
}

function actedOn({ kernel }: AttentionFeed, by: number): Set<number> {
  const { byActor, views } = kernel.posts
  const posts = new Set(byActor.itemsOf(by))
  if (by === kernel.viewer) for (const post of views.keys()) posts.add(post)
  return posts
}

function namedAct({ people, posts }: AttentionFeed, { by, post, kind, at }: TimedAct): Act {
  const name = KINDS[kind]
  if (name === undefined) throw new Error(`expected a kind of act, got ${kind}`)
  return { by: people.nameOf(by), post: posts.nameOf(post), kind: name, at }
}
