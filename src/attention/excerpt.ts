/**
 * Of all that is known, what the place of one post rests on: the plain model gives from it, for that post, the numbers
 * that it would give from everything (rule A17), without working through a network of any size.
 *
 * Those are the acts and follows of everybody who attends on the way: the viewer, whoever the viewer attends (Reo, N),
 * and the people on the best path from the author and from those who carried it; and the acts on the post itself.
 */
import type { AttentionFeed } from './feed'
import { KIND_BITS, UNKNOWN, type TimedAct } from './kernel/post-table'
import { FOLLOWED, thresholdAt } from './kernel/synapse-table'
import type { Act, ActKind, Follow, Knowledge, ModelPost } from './types'

/** By the kernel's number of a kind. */
const KINDS: readonly ActKind[] = ['like', 'comment', 'share', 'view']
/** A link that is worse than the best by so little may be the best. */
const ROUNDING = 1e-9
/** Each who carried a post nearer than anybody before costs a path of people; more are not told of (JP1). */
const MAX_CARRIERS = 30

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

/**
 * Whose transmission decides how the post arrives, or did before others acted: the author's, whoever attended the author most
 * but for what was done to this post, and of those who acted each who was nearer than all before; of very many the last, which
 * are the nearest.
 */
function carriersOf(feed: AttentionFeed, post: number): number[] {
  const { kernel } = feed
  const { transmission } = kernel.reach
  const author = kernel.posts.author[post] ?? UNKNOWN
  const carriers: number[] = []
  /** Greatest of those who acted before the time at hand, and of those at it: either may be taken to come first. */
  let [before, meanwhile, time] = [0, 0, -Infinity]
  for (const { by, at } of kernel.posts.countedOn(post)) {
    if (at !== time) [before, meanwhile, time] = [Math.max(before, meanwhile), 0, at]
    const carried = transmission[by] ?? 0
    if (by === kernel.viewer || carried <= before) continue
    meanwhile = Math.max(meanwhile, carried)
    carriers.push(by)
  }
  return [author, ...attendedBefore(feed, author, post), ...carriers.slice(-MAX_CARRIERS)]
}

/** Through whom the most would come from the author if nobody had done anything to this post. */
function attendedBefore(feed: AttentionFeed, author: number, post: number): number[] {
  const { synapses, reach, fade, params, posts, now } = feed.kernel
  const { weights, engagementHalfLifeMs, synapseThreshold, saturationPoint } = params
  const byActs = new Map<number, number>()
  for (const { by, kind, at } of posts.countedOn(post)) {
    const weight = weights[KINDS[kind] ?? 'view'] * 2 ** (-(now - at) / engagementHalfLifeMs)
    byActs.set(by, (byActs.get(by) ?? 0) + weight)
  }
  let best: number | null = null
  let most = 0
  for (const by of attendersOf(feed, author)) {
    const engagement = Math.max(0, synapses.engagement(author, by) * fade - (byActs.get(by) ?? 0))
    if (engagement < synapseThreshold - ROUNDING && synapses.followers.find(author, by) === -1) continue
    const share =
      params.baseTransmission + (params.transmissionGain * engagement) / (engagement + saturationPoint)
    const brought = (reach.transmission[by] ?? 0) * share
    if (brought <= most) continue
    best = by
    most = brought
  }
  return best === null ? [] : [best]
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
